//! Prose as a reader meets it: paragraph by paragraph, each with how it stands and what it says.

use std::fmt::Write as _;

use super::State;
use super::words::project_title;
use crate::characters::one_line;
use crate::model::{self, Citation, DateStyle, Destination, EventStyle, Placed, Plan, format_day, format_period};
use crate::source::prose::{self, Alignment, Block, CitationKind, DataKind, Inline, Marks};

/// What stands in one paragraph, note, item or row of a table, or is placed there.
#[derive(Debug)]
pub(super) struct Unit<'d> {
    /// How it stands: in which lists, first in its item or not, as what.
    pub form: String,
    /// The mark before it as it is printed, or nothing.
    pub lead: String,
    /// What it says, in a form that is the same only if it says the same.
    pub key: String,
    /// What it says as it is printed.
    pub shown: String,
    /// What it says, with what is seen but no text: emphasis, and where links lead.
    pub detail: String,
    /// What it says, with what amendments took away and put in.
    pub marked: String,
    /// Whether an amendment took all of it away.
    pub gone: bool,
    /// Its texts: one, or as many as the row has cells.
    pub bodies: Vec<&'d [Inline]>,
    /// The data that it places.
    pub data: Option<(DataKind, &'d str)>,
}

impl Unit<'_> {
    /// Returns what is printed, the mark before it included.
    pub fn printed(&self) -> String {
        format!("{}{}", self.lead, self.shown)
    }

    /// Says how it stands, for where nothing else tells two units apart.
    pub fn stands(&self) -> String {
        format!("〔{}〕{}", self.form, self.printed())
    }
}

/// Returns the units of a section. `resolved` are the same blocks as the plan has them.
pub(super) fn units<'d>(state: &State<'_>, blocks: &'d [Block], resolved: &[model::Block]) -> Vec<Unit<'d>> {
    let mut reader = Reader { state, units: Vec::new(), around: Vec::new() };
    reader.blocks(blocks, resolved, &mut String::new());
    reader.units
}

struct Reader<'s, 'd> {
    state: &'s State<'s>,
    units: Vec<Unit<'d>>,
    /// What the lists around are called.
    around: Vec<&'static str>,
}

impl<'d> Reader<'_, 'd> {
    /// Reads blocks; the first one takes the mark.
    fn blocks(&mut self, blocks: &'d [Block], resolved: &[model::Block], lead: &mut String) {
        for (block, resolved) in blocks.iter().zip(resolved) {
            match (block, resolved) {
                (Block::Paragraph(body), model::Block::Paragraph(with)) => self.push("段落", lead, &[(body, with)]),
                (Block::Note(body), model::Block::Note(with)) => self.push("注", lead, &[(body, with)]),
                (Block::List { marks, items }, model::Block::List { items: with, .. }) => {
                    self.around.push(match marks {
                        Marks::Bullet => "・の項目",
                        Marks::Parenthesised => "（1）の項目",
                        Marks::Circled => "①の項目",
                    });
                    let mut number = 0;
                    for (item, with) in items.iter().zip(with) {
                        let gone = item.iter().all(is_gone);
                        number += usize::from(!gone);
                        let mark = if gone { String::new() } else { mark(*marks, number) };
                        // A list that begins an item has its own marks after the item's.
                        let mut lead = format!("{}{mark}", std::mem::take(lead));
                        self.blocks(item, with, &mut lead);
                    }
                    self.around.pop();
                }
                (Block::Table { alignments, header, rows }, model::Block::Table { header: head, rows: with, .. }) => {
                    let columns: Vec<_> = alignments
                        .iter()
                        .map(|alignment| match alignment {
                            Alignment::Auto => "自動",
                            Alignment::Left => "左",
                            Alignment::Center => "中央",
                            Alignment::Right => "右",
                        })
                        .collect();
                    let form = format!("表の見出し（{}）", columns.join("、"));
                    self.push(&form, lead, &header.iter().zip(head).collect::<Vec<_>>());
                    for (row, with) in rows.iter().zip(with) {
                        self.push("表の行", lead, &row.iter().zip(with).collect::<Vec<_>>());
                    }
                }
                (Block::Image(image), _) => {
                    let caption = image.caption.as_ref().map_or_else(String::new, |text| format!("（{}）", text.value));
                    let shown = format!("〔図〕{}{caption}", image.alt.value);
                    let detail = format!("{shown}（{}）", image.path.value);
                    self.place(lead, shown, detail.clone(), detail, None);
                }
                (Block::Data(placement), model::Block::Data(placed)) => {
                    let shown = placed_data(placed);
                    let key = format!("{}:{}", placement.kind.scheme(), placement.id.value);
                    self.place(lead, shown.clone(), key, shown, Some((placement.kind, &placement.id.value)));
                }
                // The plan's blocks are made one by one of those of the sources.
                _ => {}
            }
        }
    }

    fn form(&self, what: &str, lead: &str) -> String {
        let first = if self.around.is_empty() || lead.is_empty() { "" } else { "の始め" };
        let around: String = self.around.iter().map(|list| format!("{list}／")).collect();
        format!("{around}{what}{first}")
    }

    fn push(&mut self, what: &str, lead: &mut String, bodies: &[(&'d Vec<Inline>, &Vec<model::Inline>)]) {
        let render = |mode: Mode| {
            let cells = bodies.iter().map(|(body, with)| {
                let mut out = String::new();
                render(self.state, mode, body, with, &mut out);
                out
            });
            cells.collect::<Vec<_>>().join("｜")
        };
        let gone = bodies.iter().all(|(body, _)| is_deleted(body));
        self.units.push(Unit {
            form: self.form(what, lead),
            lead: std::mem::take(lead),
            key: render(Mode::Key),
            shown: render(Mode::Shown),
            detail: render(Mode::Detail),
            marked: render(Mode::Marked),
            gone,
            bodies: bodies.iter().map(|(body, _)| body.as_slice()).collect(),
            data: None,
        });
    }

    fn place(
        &mut self,
        lead: &mut String,
        shown: String,
        key: String,
        detail: String,
        data: Option<(DataKind, &'d str)>,
    ) {
        self.units.push(Unit {
            form: self.form("図表", lead),
            lead: std::mem::take(lead),
            // What is placed is compared where its values are.
            marked: key.clone(),
            key,
            shown,
            detail,
            gone: false,
            bodies: Vec::new(),
            data,
        });
    }
}

fn mark(marks: Marks, number: usize) -> String {
    match marks {
        Marks::Bullet => "・".into(),
        Marks::Parenthesised => format!("（{number}）"),
        Marks::Circled => match u32::try_from(number).ok().filter(|number| *number <= 20) {
            Some(number) => char::from_u32(0x245F + number).map_or_else(String::new, String::from),
            None => format!("({number})"),
        },
    }
}

/// Says whether an amendment took all of a text away.
fn is_deleted(body: &[Inline]) -> bool {
    !body.is_empty() && body.iter().all(|inline| matches!(inline, Inline::Deleted(_)))
}

fn is_gone(block: &Block) -> bool {
    match block {
        Block::Paragraph(body) | Block::Note(body) => is_deleted(body),
        Block::List { items, .. } => items.iter().flatten().all(is_gone),
        Block::Table { .. } | Block::Image(_) | Block::Data(_) => false,
    }
}

/// For what running text is rendered; see [`Unit`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Key,
    Shown,
    Detail,
    Marked,
}

fn render(state: &State<'_>, mode: Mode, body: &[Inline], with: &[model::Inline], out: &mut String) {
    for (inline, with) in body.iter().zip(with) {
        match (inline, with) {
            (Inline::Text(text), _) => out.push_str(&text.value),
            (Inline::Strong(body), Inline::Strong(with)) | (Inline::Emphasis(body), Inline::Emphasis(with)) => {
                let (before, after) = match mode {
                    Mode::Key => ("\u{2}", "\u{3}"),
                    Mode::Detail => ("《", "》"),
                    Mode::Shown | Mode::Marked => ("", ""),
                };
                out.push_str(before);
                render(state, mode, body, with, out);
                out.push_str(after);
            }
            (Inline::Deleted(body), Inline::Deleted(with)) if mode == Mode::Marked => {
                out.push_str("〔削除〕");
                render(state, mode, body, with, out);
            }
            (Inline::Deleted(_), _) => {}
            (Inline::Inserted(body), Inline::Inserted(with)) => {
                if mode == Mode::Marked {
                    out.push_str("〔追加〕");
                }
                render(state, mode, body, with, out);
            }
            (Inline::Break, _) => out.push('\n'),
            (Inline::Link { url, body }, Inline::Link { body: with, .. }) => {
                render(state, mode, body, with, out);
                match mode {
                    Mode::Key => _ = write!(out, "\u{4}{}\u{4}", url.value),
                    Mode::Detail => _ = write!(out, "（{}）", url.value),
                    Mode::Shown | Mode::Marked => {}
                }
            }
            (Inline::Citation(citation), Inline::Citation(with)) => cited(state, mode, citation, with, out),
            _ => {}
        }
    }
}

fn cited(state: &State<'_>, mode: Mode, citation: &prose::Citation, with: &Citation, out: &mut String) {
    if mode == Mode::Key {
        let _ = write!(out, "\u{1}{}:", citation.kind.scheme());
        match with {
            // What is printed of them follows from what they lead to.
            Citation::Page(destination, ..) | Citation::Title(destination, _) => {
                out.push_str(&identity(state.plan, *destination));
            }
            _ => out.push_str(&citation.id.value),
        }
    }
    let mut own = |body: &[model::Inline]| render(state, mode, &citation.body, body, out);
    let leads = |destination: &Destination| format!("（→{}）", title(state.plan, *destination));
    match with {
        Citation::Page(_, body, _) | Citation::Title(_, body) if !body.is_empty() => own(body),
        _ if mode == Mode::Key => {}
        Citation::Page(destination, ..) => out.push_str(&(state.page)(*destination).unwrap_or_default()),
        Citation::Title(destination, _) => out.push_str(&title(state.plan, *destination)),
        Citation::Amount(_, amount) => {
            let _ = write!(out, "{amount}千円");
        }
        Citation::Audience(label, text) => {
            let _ = write!(out, "{}：{}", label.value, text.value);
        }
        Citation::Date(date) => out.push_str(&format_day(*date)),
    }
    if let (Mode::Detail, Citation::Page(destination, ..) | Citation::Title(destination, _)) = (mode, with)
        && (citation.kind == CitationKind::Page || !citation.body.is_empty())
    {
        out.push_str(&leads(destination));
    }
}

/// Returns what tells one destination from all others, whatever it is called.
fn identity(plan: &Plan, destination: Destination) -> String {
    match destination {
        Destination::Project(project) => format!("project:{}", project.of(&plan.projects).id.as_str()),
        Destination::Section(section) => format!("section:{}", section.of(&plan.sections).id.as_str()),
        Destination::Page(kind) => format!("page:{}", kind.name()),
    }
}

fn title(plan: &Plan, destination: Destination) -> String {
    match destination {
        Destination::Project(project) => project_title(plan, project.of(&plan.projects).id.as_str()),
        Destination::Section(section) => one_line(&section.of(&plan.sections).title.value),
        Destination::Page(kind) => plan.page_title(kind).map(|(title, _)| title).unwrap_or_default(),
    }
}

/// Says what is placed.
fn placed_data(placed: &Placed) -> String {
    match placed {
        Placed::Event(event) => {
            let style = DateStyle { year: event.style == EventStyle::Formal, weekday: event.weekday };
            let when = format_period(event.start.value, event.end.as_ref().map(|end| end.value), style);
            let venue = event.venue.as_ref().map_or_else(String::new, |venue| format!("、{}", one_line(&venue.value)));
            format!("〔開催時期・場所〕{when}{venue}")
        }
        Placed::Table(table) => format!("〔表〕{}", one_line(&table.title.value)),
        Placed::Members(members) => {
            let groups: Vec<_> = members.groups.iter().map(|group| one_line(&group.name.value)).collect();
            format!("〔委員〕{}", groups.join("、"))
        }
        Placed::Flow(flow) => format!("〔流れ図〕{}", one_line(&flow.title.value)),
        Placed::Picture(picture) => format!("〔図〕{}", one_line(&picture.alt.value)),
    }
}
