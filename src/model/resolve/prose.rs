//! Prose: citations and placed data become what they name.

use std::collections::BTreeSet;

use super::{Findings, Scope, each};
use crate::diagnostic::{Diagnostic, Rule, Span, Text, rule, suggest_help};
use crate::model::{Block, Citation, Destination, Inline, Placed};
use crate::source::prose::{self, CitationKind, DataKind};

/// A project's data that its prose may name.
#[derive(Default)]
pub(super) struct ProjectData {
    /// Data by kind and id.
    pub placed: Vec<(DataKind, Text, Placed)>,
    /// Audiences: id, label, text.
    pub audiences: Vec<(Text, Text, Text)>,
    /// The days of the member tables.
    pub dates: Vec<(Text, jiff::civil::Date)>,
}

pub(super) struct Resolver<'a> {
    scope: &'a Scope<'a>,
    data: &'a ProjectData,
    used: BTreeSet<(&'static str, &'a str)>,
    /// Kinds of which something is placed twice.
    repeated: BTreeSet<&'static str>,
}

impl<'a> Resolver<'a> {
    pub fn new(scope: &'a Scope<'a>, data: &'a ProjectData) -> Self {
        Self { scope, data, used: BTreeSet::new(), repeated: BTreeSet::new() }
    }

    pub fn blocks(&mut self, blocks: &[prose::Block], findings: &mut Findings) -> Option<Vec<Block>> {
        each(blocks, |block| self.block(block, findings))
    }

    fn block(&mut self, block: &prose::Block, findings: &mut Findings) -> Option<Block> {
        Some(match block {
            prose::Block::Paragraph(inlines) => Block::Paragraph(self.inlines(inlines, findings)?),
            prose::Block::Note(inlines) => Block::Note(self.inlines(inlines, findings)?),
            prose::Block::List { marks, items } => {
                Block::List { marks: *marks, items: each(items, |item| self.blocks(item, findings))? }
            }
            prose::Block::Table { alignments, header, rows } => {
                let header = each(header, |cell| self.inlines(cell, findings));
                let rows = each(rows, |row| each(row, |cell| self.inlines(cell, findings)));
                Block::Table { alignments: alignments.clone(), header: header?, rows: rows? }
            }
            prose::Block::Image(image) => Block::Image(image.clone()),
            prose::Block::Data(placement) => Block::Data(self.placed(placement, findings)?),
        })
    }

    pub fn inlines(&mut self, inlines: &[prose::Inline], findings: &mut Findings) -> Option<Vec<Inline>> {
        each(inlines, |inline| self.inline(inline, findings))
    }

    fn inline(&mut self, inline: &prose::Inline, findings: &mut Findings) -> Option<Inline> {
        Some(match inline {
            prose::Inline::Text(text) => Inline::Text(text.clone()),
            prose::Inline::Strong(body) => Inline::Strong(self.inlines(body, findings)?),
            prose::Inline::Emphasis(body) => Inline::Emphasis(self.inlines(body, findings)?),
            prose::Inline::Deleted(body) => Inline::Deleted(self.inlines(body, findings)?),
            prose::Inline::Inserted(body) => Inline::Inserted(self.inlines(body, findings)?),
            prose::Inline::Break => Inline::Break,
            prose::Inline::Link { url, body } => Inline::Link { url: url.clone(), body: self.inlines(body, findings)? },
            prose::Inline::Citation(citation) => Inline::Citation(self.citation(citation, findings)?),
        })
    }

    fn placed(&mut self, placement: &prose::Placement, findings: &mut Findings) -> Option<Placed> {
        let prose::Placement { kind, id } = placement;
        let data = self.data;
        let of_kind = || data.placed.iter().filter(|(known, ..)| known == kind);
        let Some((_, known, placed)) = of_kind().find(|(_, known, _)| known.value == id.value) else {
            findings.push(unknown(kind.scheme(), id, of_kind().map(|(_, known, _)| known.value.as_str())));
            return None;
        };
        if !self.used.insert((kind.scheme(), &known.value)) {
            self.repeated.insert(kind.scheme());
            let message = format!("`{}:{}` is placed twice", kind.scheme(), id.value);
            findings.report(&rule::PROSE_PLACEMENT, id.span, message, "remove one of the two places");
        }
        Some(placed.clone())
    }

    fn citation(&mut self, citation: &prose::Citation, findings: &mut Findings) -> Option<Citation> {
        let prose::Citation { kind, id, body } = citation;
        let data = self.data;
        Some(match kind {
            CitationKind::Page | CitationKind::Title => {
                let body = self.inlines(body, findings)?;
                let destination = self.destination(*kind, id, findings)?;
                if *kind == CitationKind::Page {
                    Citation::Page(destination, body, id.span)
                } else {
                    Citation::Title(destination, body)
                }
            }
            CitationKind::Amount => {
                let Some((destination, amount)) = self.scope.amounts.get(id.value.as_str()) else {
                    findings.push(unknown("amount", id, self.scope.amounts.keys().copied()));
                    return None;
                };
                Citation::Amount(*destination, *amount)
            }
            CitationKind::Audience => {
                let Some((known, label, text)) = data.audiences.iter().find(|(known, ..)| known.value == id.value)
                else {
                    findings.push(unknown(
                        "audience",
                        id,
                        data.audiences.iter().map(|(known, ..)| known.value.as_str()),
                    ));
                    return None;
                };
                self.used.insert(("audience", &known.value));
                Citation::Audience(label.clone(), text.clone())
            }
            CitationKind::Date => {
                let Some((_, date)) = data.dates.iter().find(|(known, _)| known.value == id.value) else {
                    findings.push(unknown("date", id, data.dates.iter().map(|(known, _)| known.value.as_str())));
                    return None;
                };
                Citation::Date(*date)
            }
        })
    }

    fn destination(&self, kind: CitationKind, id: &Text, findings: &mut Findings) -> Option<Destination> {
        let scope = self.scope;
        let pages = || scope.pages.iter().copied().filter(|page| page.is_numbered());
        let found = (scope.projects.find(&id.value).map(Destination::Project))
            .or_else(|| scope.sections.find(&id.value).map(Destination::Section))
            .or_else(|| pages().find(|page| page.name() == id.value).map(Destination::Page));
        if found.is_none() {
            let mut names: Vec<_> = scope.projects.names().chain(pages().map(|page| page.name())).collect();
            names.extend(scope.sections.names());
            names.dedup();
            findings.push(unknown(kind.scheme(), id, names.iter().copied()));
        }
        found
    }

    /// Reports data that the prose never shows, since it would be lost silently.
    pub fn report_unplaced(&self, findings: &mut Findings) {
        let placed = self.data.placed.iter().map(|(kind, id, _)| (kind.scheme(), id, "in a paragraph of its own"));
        let audiences = self.data.audiences.iter().map(|(id, ..)| ("audience", id, "in the text"));
        for (scheme, id, where_) in placed.chain(audiences) {
            // What is placed twice may be meant for what is not placed.
            if !self.used.contains(&(scheme, id.value.as_str())) && !self.repeated.contains(scheme) {
                findings.report(
                    &rule::UNPLACED_DATA,
                    id.span,
                    format!("`{}` is not shown anywhere", id.value),
                    format!("write `[]({scheme}:{})` {where_} of the project's Markdown", id.value),
                );
            }
        }
    }
}

fn unknown<'n>(scheme: &str, id: &Text, names: impl IntoIterator<Item = &'n str> + Clone) -> Diagnostic {
    let (rule, span): (&'static Rule, Span) = (&rule::UNKNOWN_ID, id.span);
    let help = suggest_help(&id.value, names)
        .unwrap_or_else(|| format!("this project has no data that `{scheme}:` can show; add it to its YAML"));
    Diagnostic::new(rule, span, format!("`{scheme}:{}` leads nowhere", id.value)).help(help)
}
