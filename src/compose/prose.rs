//! Prose and the data placed in it.

use super::labels::destination_label;
use super::writer::{Dict, Writer};
use super::{Marks as ChangeMarks, words};
use crate::diagnostic::{Located, Text};
use crate::model::{
    Block, Citation, DateStyle, Destination, Event, EventStyle, Flow, Inline, Members, Moment, Placed, Plan, Table,
    format_day, format_period,
};
use crate::source::prose::{Alignment, Marks};
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
            w.call(function, [body], |w, body| inlines(w, Some(plan), body));
            w.code(")");
        }
        Block::Paragraph(body) => w.call("prose.paragraph", [body], |w, body| inlines(w, Some(plan), body)),
        Block::Note(body) => w.call("prose.note", [body], |w, body| inlines(w, Some(plan), body)),
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
                    w.array(cells, |w, cell| inlines(w, Some(plan), cell));
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
    w.mapped(&format!("/sources/{}", path.value), path.span);
    w.code(", alt: ");
    w.mapped(&alt.value, alt.span);
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

/// Writes a list item: its first paragraph leads, what follows stands under it. Whether it was changed, or is gone, is
/// said beside it: the layout draws the bar around the paragraph, and gives what is gone no number.
fn item(w: &mut Writer<'_>, plan: &Plan, item: &[Block]) {
    w.code("prose.item(");
    let mut changed = false;
    let rest = match item.split_first() {
        Some((lead @ Block::Paragraph(body), rest)) => {
            if is_shown(w, lead) {
                changed = w.marks != ChangeMarks::None && is_changed(body);
                inlines(w, Some(plan), body);
            } else {
                w.code("none");
            }
            rest
        }
        _ => {
            w.code("none");
            item
        }
    };
    let rest: Vec<_> = rest.iter().filter(|block| is_shown(w, block)).collect();
    w.code(", ");
    if rest.is_empty() {
        w.code("none");
    } else {
        w.call("prose.blocks", rest, |w, block| self::block(w, plan, block));
    }
    if changed {
        w.code(", changed: true");
    }
    if !item.is_empty() && item.iter().all(is_gone) {
        w.code(", gone: true");
    }
    w.code(")");
}

/// Writes running text as one value. Citations need the plan.
pub(super) fn inlines(w: &mut Writer<'_>, plan: Option<&Plan>, body: &[Inline]) {
    // A plain text stays one, so that the layout can see where it ends and keep its last line from being too short.
    if let [Inline::Text(text)] = body {
        return w.text(text);
    }
    // The leading empty text makes content of whatever follows, and of nothing.
    w.code("[]");
    for inline in body {
        w.code(" + ");
        match inline {
            Inline::Text(text) => w.text(text),
            Inline::Strong(body) => w.call("strong", [body], |w, body| inlines(w, plan, body)),
            Inline::Emphasis(body) => w.call("prose.emphasis", [body], |w, body| inlines(w, plan, body)),
            Inline::Deleted(body) if w.marks == ChangeMarks::Full => {
                w.call("prose.deleted", [body], |w, body| inlines(w, plan, body));
            }
            Inline::Deleted(_) => w.code("[]"),
            Inline::Inserted(body) if w.marks == ChangeMarks::Full => {
                w.call("prose.inserted", [body], |w, body| inlines(w, plan, body));
            }
            Inline::Inserted(body) => inlines(w, plan, body),
            Inline::Break => w.code("linebreak()"),
            Inline::Link { url, body } => {
                w.code("prose.external(");
                w.text(url);
                w.code(", ");
                inlines(w, plan, body);
                w.code(")");
            }
            Inline::Citation(citation) => {
                if let Some(plan) = plan {
                    self::citation(w, plan, citation);
                }
            }
        }
    }
}

fn citation(w: &mut Writer<'_>, plan: &Plan, citation: &Citation) {
    match citation {
        Citation::Page(destination, body, span) if body.is_empty() => {
            let label = destination_label(plan, *destination);
            w.reference(&label, *span);
            w.code("prose.page-ref(");
            w.label(&label);
            w.code(")");
        }
        Citation::Page(destination, body, _) => cite(w, plan, *destination, |w| inlines(w, Some(plan), body)),
        Citation::Title(destination, body) => cite(w, plan, *destination, |w| {
            if body.is_empty() {
                title(w, plan, *destination);
            } else {
                inlines(w, Some(plan), body);
            }
        }),
        Citation::Amount(destination, amount) => {
            cite(w, plan, *destination, |w| w.string(&format!("{amount}{}", words::UNIT)));
        }
        Citation::Audience(label, text) => {
            w.mapped(&format!("{}：", label.value), label.span);
            w.code(" + ");
            w.text(text);
        }
        Citation::Date(date) => w.string(&format_day(*date)),
    }
}

fn cite(w: &mut Writer<'_>, plan: &Plan, destination: Destination, body: impl FnOnce(&mut Writer<'_>)) {
    w.code("prose.cite(");
    w.label(&destination_label(plan, destination));
    w.code(", ");
    body(w);
    w.code(")");
}

fn title(w: &mut Writer<'_>, plan: &Plan, destination: Destination) {
    match destination {
        Destination::Project(project) => w.text(&project.of(&plan.projects).title),
        Destination::Section(section) => w.text(&section.of(&plan.sections).title),
        Destination::Page(kind) => match plan.page_title(kind) {
            Some((title, span)) => w.mapped(&title, span),
            None => w.string(""),
        },
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
                    w.call("prose.tracked", [old, new], |w, text| w.string(&text));
                }
                Some(_) => w.call("prose.marked", [new], |w, text| w.string(&text)),
                None => w.string(&new),
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
            (None, None) => w.code("none"),
            (text, gone) => w.dict(|d| {
                d.string("label", label).with("text", |w| match (text, gone) {
                    (Some(text), _) => w.text(text),
                    (None, gone) => {
                        w.code("prose.deleted(");
                        w.mapped(&gone.map(ToString::to_string).unwrap_or_default(), event.start.span);
                        w.code(")");
                    }
                });
            }),
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
    let steps: Vec<_> = flow.steps.iter().map(|(name, _)| name.value.replace('\n', "")).collect();
    d.text("title", &flow.title)
        .array("steps", &flow.steps, |w, (name, text)| {
            w.dict(|d| {
                d.text("name", name).maybe_text("text", text.as_ref());
            });
        })
        .mapped("alt", &format!("{}：{}", flow.title.value, steps.join(" → ")), flow.title.span);
}
