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

/// Writes blocks as one value.
pub(super) fn blocks(w: &mut Writer<'_>, plan: &Plan, blocks: &[Block]) {
    w.call("prose.blocks", blocks, |w, block| self::block(w, plan, block));
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
            w.call(function, items, |w, item| self::item(w, plan, item));
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
    w.aside(&format!("/sources/{}", path.value), path.span);
    w.code(", alt: ");
    w.aside(&alt.value, alt.span);
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

/// Writes a list item: its first paragraph leads, what follows stands under it.
fn item(w: &mut Writer<'_>, plan: &Plan, item: &[Block]) {
    w.code("prose.item(");
    let rest = match item.split_first() {
        Some((Block::Paragraph(lead), rest)) => {
            if w.marks != ChangeMarks::None && is_changed(lead) {
                w.call("prose.change-bar", [lead], |w, lead| inlines(w, Some(plan), lead));
            } else {
                inlines(w, Some(plan), lead);
            }
            rest
        }
        _ => {
            w.code("none");
            item
        }
    };
    w.code(", ");
    if rest.is_empty() {
        w.code("none");
    } else {
        blocks(w, plan, rest);
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
                w.aside(&url.value, url.span);
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
    let labelled = |label: &'static str| {
        move |d: &mut Dict<'_, '_>, text: &Text| {
            d.string("label", label).text("text", text);
        }
    };
    d.maybe_dict("where", event.venue.as_ref(), labelled(where_))
        .maybe_dict("theme", event.theme.as_ref(), labelled("テーマ"))
        .maybe_dict("contents", (!event.contents.is_empty()).then_some(&event.contents), |d, contents| {
            d.string("label", "内容").array("items", contents, Writer::text);
        })
        .string("sep", if formal { "：" } else { "　" });
}

/// Returns how the time of an event was written before an amendment changed it.
fn old_period(w: &Writer<'_>, event: &Event, style: DateStyle) -> Option<String> {
    let before = |moment: &Located<Moment>| w.before(moment.span).and_then(|old| Moment::parse(&old.to_string()));
    let (start, end) = (before(&event.start), event.end.as_ref().and_then(before));
    (start.is_some() || end.is_some()).then(|| {
        let end = end.or_else(|| event.end.as_ref().map(|end| end.value));
        format_period(start.unwrap_or(event.start.value), end, style)
    })
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
        .aside("alt", &format!("{}：{}", flow.title.value, steps.join(" → ")), flow.title.span);
}
