//! Prose and the data placed in it.

use std::borrow::Cow;
use std::ops::Range;

use super::labels::destination_label;
use super::writer::{Dict, Writer};
use super::{Marks as ChangeMarks, columns, words};
use crate::characters::one_line;
use crate::diagnostic::{Located, Span, Text};
use crate::model::{
    Block, Citation, DateStyle, Destination, Event, EventStyle, Flow, Inline, Members, Moment, Placed, Plan, Table,
    format_day, format_period,
};
use crate::setting::{OBJECT, Setting};
use crate::source::prose::{Alignment, Marks, ascii_address};
use crate::source::raw::Cell;
use crate::source::yaml::Value;

/// Writes blocks as one value.
pub(super) fn blocks(w: &mut Writer<'_>, plan: &Plan, blocks: &[Block]) {
    let shown: Vec<_> = blocks.iter().filter(|block| is_shown(w, block)).collect();
    w.call("prose.blocks", shown, |w, block| self::block(w, plan, block));
}

/// Says whether a block is shown: not if an amendment took all of it away and that is not to be seen.
fn is_shown(w: &Writer<'_>, block: &Block) -> bool {
    w.marks == ChangeMarks::Full || !is_gone(block)
}

/// Says whether an amendment took all of a block away.
fn is_gone(block: &Block) -> bool {
    match block {
        Block::Paragraph(body) | Block::Note(body) => {
            !body.is_empty() && body.iter().all(|inline| matches!(inline, Inline::Deleted(_)))
        }
        Block::List { items, .. } => items.iter().flatten().all(is_gone),
        Block::Table { .. } | Block::Image(_) | Block::Data(_) => false,
    }
}

fn block(w: &mut Writer<'_>, plan: &Plan, block: &Block) {
    match block {
        Block::Paragraph(body) | Block::Note(body) if w.marks != ChangeMarks::None && is_changed(body) => {
            let function = if matches!(block, Block::Note(_)) { "prose.note" } else { "prose.paragraph" };
            w.code("prose.change-bar(");
            w.call(function, [body], |w, body| inlines(w, plan, body));
            w.code(")");
        }
        Block::Paragraph(body) if matches!(body[..], [Inline::Strong(_)]) => {
            w.call("prose.headline", [body], |w, body| inlines(w, plan, body));
        }
        Block::Paragraph(body) => w.call("prose.paragraph", [body], |w, body| inlines(w, plan, body)),
        Block::Note(body) => w.call("prose.note", [body], |w, body| inlines(w, plan, body)),
        Block::List { marks, items } => {
            let function = match marks {
                Marks::Bullet => "prose.bullets",
                Marks::Parenthesised => "prose.numbered",
                Marks::Circled => "prose.circled",
            };
            let shown = items.iter().filter(|item| item.iter().any(|block| is_shown(w, block)));
            let shown: Vec<_> = shown.collect();
            w.call(function, shown, |w, item| self::item(w, plan, item));
        }
        Block::Table { alignments, header, rows } => w.call("prose.columns-table", [()], |w, ()| {
            w.dict(|d| {
                let cells = |w: &mut Writer<'_>, cells: &Vec<Vec<Inline>>| {
                    w.array(cells, |w, cell| inlines(w, plan, cell));
                };
                d.with("columns", |w| cells(w, header))
                    .array("align", alignments, |w, alignment| {
                        w.code(match alignment {
                            Alignment::Auto => "auto",
                            Alignment::Left => "left",
                            Alignment::Center => "center",
                            Alignment::Right => "right",
                        });
                    })
                    .array("rows", rows, cells);
            });
        }),
        Block::Image(image) => {
            picture(w, &image.path, &image.alt, image.caption.as_ref(), None);
        }
        Block::Data(Placed::Event(event)) => {
            w.call("prose.event", [event], |w, event| w.dict(|d| self::event(d, event)));
        }
        Block::Data(Placed::Table(table)) => {
            w.call("prose.data-table", [table], |w, table| w.dict(|d| self::table(d, table)));
        }
        Block::Data(Placed::Members(members)) => {
            w.call("prose.members", [members], |w, members| w.dict(|d| self::members(d, members)));
        }
        Block::Data(Placed::Picture(data)) => picture(w, &data.image, &data.alt, data.caption.as_ref(), data.width),
        Block::Data(Placed::Flow(flow)) => w.call("prose.flow", [flow], |w, flow| w.dict(|d| self::flow(d, flow))),
    }
}

fn picture(w: &mut Writer<'_>, path: &Text, alt: &Text, caption: Option<&Text>, width: Option<u8>) {
    w.code("prose.picture(path: ");
    w.placed(&format!("/sources/{}", path.value), path.span);
    w.code(", alt: ");
    w.aside(&one_line(&alt.value), alt.span);
    w.code(", caption: ");
    match caption {
        Some(caption) => w.text(caption),
        None => w.code("none"),
    }
    let width = width.map_or_else(|| "none".to_owned(), |width| format!("{width}%"));
    w.code(&format!(", width: {width})"));
}

/// Says whether an amendment changed something in running text.
fn is_changed(body: &[Inline]) -> bool {
    body.iter().any(|inline| match inline {
        Inline::Deleted(_) | Inline::Inserted(_) => true,
        Inline::Strong(body) | Inline::Emphasis(body) | Inline::Link { body, .. } => is_changed(body),
        Inline::Text(_) | Inline::Break | Inline::Citation(_) => false,
    })
}

/// Writes a list item: its first paragraph leads, what follows stands under it. Whether it is gone is said beside it: the
/// layout gives what is gone no number.
fn item(w: &mut Writer<'_>, plan: &Plan, item: &[Block]) {
    w.code("prose.item(");
    let (lead, rest) = match item.split_first() {
        Some((first @ Block::Paragraph(lead), rest)) => (Some(lead).filter(|_| is_shown(w, first)), rest),
        _ => (None, item),
    };
    match lead {
        Some(lead) => inlines(w, plan, lead),
        None => w.code("none"),
    }
    w.code(", ");
    if rest.iter().any(|block| is_shown(w, block)) {
        blocks(w, plan, rest);
    } else {
        w.code("none");
    }
    // The bar stands beside the paragraph, so the layout puts it there.
    if w.marks != ChangeMarks::None && lead.is_some_and(|lead| is_changed(lead)) {
        w.code(", changed: true");
    }
    if !item.is_empty() && item.iter().all(is_gone) {
        w.code(", gone: true");
    }
    w.code(")");
}

/// Writes running text as one value.
pub(super) fn inlines(w: &mut Writer<'_>, plan: &Plan, body: &[Inline]) {
    // A plain text stays one.
    if let [Inline::Text(text)] = body {
        return w.text(text);
    }
    let mut paragraph = String::new();
    collect(w, plan, body, &mut paragraph);
    Line { plan, setting: Setting::new(paragraph), at: 0 }.body(w, body, Rule::None);
}

/// What an inline shows that contains no others.
enum Leaf<'a> {
    /// Texts that an author wrote, or that contain such, with their places.
    Written(Vec<(Cow<'a, str>, Span)>),
    /// A text of the program's own.
    Own(String),
    /// Something else: a page number, or a text with what stood there before.
    Object,
}

fn leaf<'a>(w: &Writer<'_>, plan: &'a Plan, inline: &'a Inline) -> Leaf<'a> {
    let written = |text: &'a Text| {
        if w.is_changed(text.span) {
            Leaf::Object
        } else {
            Leaf::Written(vec![(Cow::Borrowed(&text.value), text.span)])
        }
    };
    match inline {
        Inline::Text(text) => written(text),
        Inline::Citation(Citation::Title(destination, _)) => match title(plan, *destination) {
            Title::Written(text) => written(text),
            Title::Page(title, span) => Leaf::Written(vec![(Cow::Owned(title), span)]),
            Title::Missing => Leaf::Own(String::new()),
        },
        Inline::Citation(Citation::Amount(_, amount)) => Leaf::Own(format!("{amount}{}", words::UNIT)),
        Inline::Citation(Citation::Audience(label, text)) if !w.is_changed(text.span) => Leaf::Written(vec![
            (Cow::Owned(format!("{}：", label.value)), label.span),
            (Cow::Borrowed(&text.value), text.span),
        ]),
        Inline::Citation(Citation::Date(date)) => Leaf::Own(format_day(*date)),
        _ => Leaf::Object,
    }
}

/// Where the title of what is cited stands.
enum Title<'a> {
    Written(&'a Text),
    Page(String, Span),
    Missing,
}

fn title(plan: &Plan, destination: Destination) -> Title<'_> {
    match destination {
        Destination::Project(project) => Title::Written(&project.of(&plan.projects).title),
        Destination::Section(section) => Title::Written(&section.of(&plan.sections).title),
        Destination::Page(kind) => {
            plan.page_title(kind).map_or(Title::Missing, |(title, span)| Title::Page(title, span))
        }
    }
}

/// Returns what an inline contains.
fn inside(inline: &Inline) -> Option<&[Inline]> {
    match inline {
        Inline::Strong(body)
        | Inline::Emphasis(body)
        | Inline::Deleted(body)
        | Inline::Inserted(body)
        | Inline::Link { body, .. } => Some(body),
        Inline::Citation(Citation::Page(_, body, _) | Citation::Title(_, body)) if !body.is_empty() => Some(body),
        Inline::Text(_) | Inline::Break | Inline::Citation(_) => None,
    }
}

/// Says whether an inline has a line through or under it, or contains one that has.
fn is_ruled(inline: &Inline) -> bool {
    matches!(inline, Inline::Deleted(_) | Inline::Inserted(_) | Inline::Link { .. })
        || inside(inline).is_some_and(|body| body.iter().any(is_ruled))
}

/// Says whether an inline is left out by the way in which changes are shown.
fn is_hidden(w: &Writer<'_>, inline: &Inline) -> bool {
    matches!(inline, Inline::Deleted(_)) && w.marks != ChangeMarks::Full
}

/// Collects the text of a paragraph as it is shown, so that its joints are those of the whole.
fn collect(w: &Writer<'_>, plan: &Plan, body: &[Inline], paragraph: &mut String) {
    for inline in body.iter().filter(|inline| !is_hidden(w, inline)) {
        match (inside(inline), inline) {
            (Some(body), _) => collect(w, plan, body, paragraph),
            (None, Inline::Break) => paragraph.push('\n'),
            (None, _) => match leaf(w, plan, inline) {
                Leaf::Written(texts) => paragraph.extend(texts.iter().map(|(text, _)| text.as_ref())),
                Leaf::Own(text) => paragraph.push_str(&text),
                Leaf::Object => paragraph.push(object(inline)),
            },
        }
    }
}

/// Returns what stands for an object in a paragraph: for a page number, a digit.
const fn object(inline: &Inline) -> char {
    if matches!(inline, Inline::Citation(Citation::Page(..))) { '0' } else { OBJECT }
}

/// The line through or under a text. PDF/UA knows one at a time: a text that was put in and then taken away is struck
/// and no longer underlined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    None,
    Link,
    Inserted,
    Deleted,
}

impl Rule {
    /// Returns the layout's function that draws it.
    const fn function(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Link => Some("prose.linked("),
            Self::Inserted => Some("prose.inserted("),
            Self::Deleted => Some("prose.deleted("),
        }
    }
}

/// A paragraph being written.
struct Line<'p> {
    plan: &'p Plan,
    setting: Setting,
    /// How much of its text is written.
    at: usize,
}

impl Line<'_> {
    /// Writes inlines under a rule, as one value.
    fn body(&mut self, w: &mut Writer<'_>, body: &[Inline], rule: Rule) {
        let shown: Vec<_> = body.iter().filter(|inline| !is_hidden(w, inline)).collect();
        w.joined(|w| {
            // Makes content of whatever follows, and of nothing.
            w.code("[],");
            for run in shown.chunk_by(|a, b| !is_ruled(a) && !is_ruled(b)) {
                // What has a rule of its own, somewhere inside, takes care of this one itself.
                let ruled = run.iter().any(|inline| is_ruled(inline));
                match rule.function().filter(|_| !ruled) {
                    Some(function) => {
                        w.code(function);
                        w.joined(|w| self.run(w, run, Rule::None));
                        w.code("),");
                    }
                    None => self.run(w, run, if ruled { rule } else { Rule::None }),
                }
            }
        });
    }

    fn run(&mut self, w: &mut Writer<'_>, run: &[&Inline], rule: Rule) {
        for inline in run {
            self.inline(w, inline, rule);
        }
    }

    /// Writes an inline as one or several entries of what is joined.
    fn inline(&mut self, w: &mut Writer<'_>, inline: &Inline, rule: Rule) {
        match inline {
            Inline::Strong(body) => self.call(w, "strong(", body, rule),
            Inline::Emphasis(body) => self.call(w, "prose.emphasis(", body, rule),
            Inline::Deleted(body) => {
                w.code("prose.deletion,");
                self.body(w, body, Rule::Deleted);
                w.code(",");
            }
            Inline::Inserted(body) if w.marks == ChangeMarks::Full => {
                w.code("prose.insertion,");
                self.body(w, body, Rule::Inserted);
                w.code(",");
            }
            Inline::Inserted(body) => self.call(w, "(", body, rule),
            Inline::Break => {
                self.at += 1;
                w.code("linebreak(),");
            }
            Inline::Link { url, body } => {
                // What is no address was refused where it stands.
                let address = ascii_address(&url.value).unwrap_or_else(|_| url.value.clone());
                w.code("prose.external(");
                w.aside(&address, url.span);
                w.code(", ");
                self.body(w, body, if rule == Rule::None { Rule::Link } else { rule });
                w.code("),");
            }
            Inline::Citation(Citation::Page(destination, body, _)) if !body.is_empty() => {
                self.cite(w, *destination, |line, w| line.call(w, "(", body, rule));
            }
            Inline::Citation(Citation::Title(destination, body)) => self.cite(w, *destination, |line, w| {
                if body.is_empty() { line.leaf(w, inline) } else { line.call(w, "(", body, rule) }
            }),
            Inline::Citation(Citation::Amount(destination, _)) => {
                self.cite(w, *destination, |line, w| line.leaf(w, inline));
            }
            Inline::Citation(_) | Inline::Text(_) => self.leaf(w, inline),
        }
    }

    fn call(&mut self, w: &mut Writer<'_>, function: &str, body: &[Inline], rule: Rule) {
        w.code(function);
        self.body(w, body, rule);
        w.code("),");
    }

    fn cite(&mut self, w: &mut Writer<'_>, destination: Destination, body: impl FnOnce(&mut Self, &mut Writer<'_>)) {
        w.code("prose.cite(");
        w.label(&destination_label(self.plan, destination));
        w.code(", ");
        w.joined(|w| body(self, w));
        w.code("),");
    }

    fn leaf(&mut self, w: &mut Writer<'_>, inline: &Inline) {
        let plan = self.plan;
        match leaf(w, plan, inline) {
            Leaf::Written(texts) => {
                for (text, span) in &texts {
                    let part = self.next(text.len());
                    w.part(&self.setting, part, text, *span);
                    w.code(",");
                }
            }
            Leaf::Own(text) => {
                let part = self.next(text.len());
                w.set(&self.setting, part, &text);
                w.code(",");
            }
            Leaf::Object => {
                let part = self.next(object(inline).len_utf8());
                w.joint(self.setting.joint(part.start));
                self.object(w, inline);
                w.code(",");
            }
        }
    }

    fn object(&self, w: &mut Writer<'_>, inline: &Inline) {
        match inline {
            Inline::Text(text) => w.text(text),
            Inline::Citation(Citation::Page(destination, _, span)) => {
                let label = destination_label(self.plan, *destination);
                w.reference(&label, *span);
                w.code("prose.page-ref(");
                w.label(&label);
                w.code(")");
            }
            Inline::Citation(Citation::Title(destination, _)) => {
                if let Title::Written(text) = title(self.plan, *destination) {
                    w.text(text);
                } else {
                    w.code("[]");
                }
            }
            Inline::Citation(Citation::Audience(label, text)) => {
                w.shown(&format!("{}：", label.value), label.span);
                w.code(", ");
                w.text(text);
            }
            _ => w.code("[]"),
        }
    }

    /// Returns the next part of the paragraph.
    fn next(&mut self, len: usize) -> Range<usize> {
        let start = self.at;
        self.at += len;
        start..self.at
    }
}

fn event(d: &mut Dict<'_, '_>, event: &Event) {
    let formal = event.style == EventStyle::Formal;
    let style = DateStyle { year: formal, weekday: event.weekday };
    let (when, where_) = if formal { ("開催時期", "開催場所") } else { ("とき", "ところ") };
    d.with("when", |w| {
        w.dict(|d| {
            let new = format_period(event.start.value, event.end.as_ref().map(|end| end.value), style);
            d.string("label", when).with("text", |w| match old_period(w, event, style) {
                Some(old) if w.marks == ChangeMarks::Full => {
                    w.call("prose.tracked", [old, new], |w, text| w.own(&text));
                }
                Some(_) => w.call("prose.marked", [new], |w, text| w.own(&text)),
                None => w.own(&new),
            });
        });
    });
    fact(d, event, "where", (where_, "venue"), event.venue.as_ref());
    fact(d, event, "theme", ("テーマ", "theme"), event.theme.as_ref());
    d.maybe_dict("contents", (!event.contents.is_empty()).then_some(&event.contents), |d, contents| {
        d.string("label", "内容").array("items", contents, Writer::text);
    })
    .string("sep", if formal { "：" } else { "　" });
}

/// Writes a fact of an event with its label; one that an amendment took away is shown so.
fn fact(d: &mut Dict<'_, '_>, event: &Event, name: &str, (label, key): (&str, &str), text: Option<&Text>) {
    d.with(name, |w| {
        let gone = w.taken(event.start.span, key).filter(|_| text.is_none() && w.marks == ChangeMarks::Full);
        match (text, gone) {
            (Some(text), _) => w.dict(|d| {
                d.string("label", label).text("text", text);
            }),
            (None, Some(gone)) => w.dict(|d| {
                d.string("label", label).with("text", |w| {
                    w.code("(prose.deletion, prose.deleted(");
                    w.shown(&gone.to_string(), event.start.span);
                    w.code(")).join()");
                });
            }),
            (None, None) => w.code("none"),
        }
    });
}

/// Returns how the time of an event was written before an amendment changed it.
fn old_period(w: &Writer<'_>, event: &Event, style: DateStyle) -> Option<String> {
    let moment = |old: Option<&Value>| old.and_then(|old| Moment::parse(&old.to_string()));
    let before = |now: &Located<Moment>| moment(w.before(now.span)).unwrap_or(now.value);
    let taken = || moment(w.taken(event.start.span, "end"));
    let end = match &event.end {
        Some(end) if w.is_given(end.span) => taken(),
        Some(end) => Some(before(end)),
        None => taken(),
    };
    let old = format_period(before(&event.start), end, style);
    let new = format_period(event.start.value, event.end.as_ref().map(|end| end.value), style);
    (old != new).then_some(old)
}

fn table(d: &mut Dict<'_, '_>, table: &Table) {
    d.text("title", &table.title).array("columns", &table.columns, Writer::text).array(
        "rows",
        &table.rows,
        |w, row| {
            w.array(row, |w, cell| match cell {
                Cell::Text(text) => w.text(text),
                Cell::List(items) => w.array(items, Writer::text),
            });
        },
    );
    let head = table.columns.iter().map(|head| columns::Cell::text(&head.value)).collect();
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => columns::Cell::text(&text.value),
        Cell::List(items) => columns::Cell::list(items.iter().map(|item| item.value.as_str())),
    };
    let rows: Vec<_> =
        std::iter::once(head).chain(table.rows.iter().map(|row| row.iter().map(cell).collect())).collect();
    d.array("widths", columns::shares(table.columns.len(), &rows), |w, share| {
        w.code(&format!("{share}fr"));
    });
}

fn members(d: &mut Dict<'_, '_>, members: &Members) {
    d.array("groups", &members.groups, |w, group| {
        w.dict(|d| {
            d.text("name", &group.name).array("people", &group.people, |w, person| {
                w.dict(|d| {
                    d.text("post", &person.post)
                        .text("name", &person.name)
                        .maybe_text("concurrent", person.concurrent.as_ref());
                });
            });
        });
    })
    .array("columns", words::MEMBER_COLUMNS, Writer::string);
}

fn flow(d: &mut Dict<'_, '_>, flow: &Flow) {
    let steps: Vec<_> = flow.steps.iter().map(|(name, _)| one_line(&name.value)).collect();
    d.text("title", &flow.title)
        .array("steps", &flow.steps, |w, (name, text)| {
            w.dict(|d| {
                d.text("name", name).maybe_text("text", text.as_ref());
            });
        })
        .aside("alt", &format!("{}：{}", one_line(&flow.title.value), steps.join(" → ")), flow.title.span);
}
