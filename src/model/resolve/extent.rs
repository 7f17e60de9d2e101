//! How much there may be: a sheet has to fit some pages, and a PDF holds no string of any length.
//!
//! What a layout costs grows with what it sets, so both are counted before anything is laid out.

use super::Findings;
use crate::diagnostic::{Span, Text, rule};
use crate::model::{Block, Charts, Citation, Index, Inline, Measure, Page, Placed, Plan, Project};
use crate::source::prose::ascii_address;
use crate::source::raw::Cell;

/// How many characters a sheet may have: some forty full pages.
const MAX_CHARACTERS: usize = 100_000;
/// How many paragraphs, items, cells, targets and entries of its data; a page has room for some hundred.
const MAX_PARTS: usize = 5_000;
/// How many page numbers of other parts: each is looked up in every pass of the layout.
const MAX_REFERENCES: usize = 500;

/// How many characters a bookmark, a title or an alternative text may have.
///
/// A string of a PDF/A has at most 32,767 bytes (ISO 19005-1, 6.1.12, after ISO 32000-1, annex C), two a character, and the
/// text is not all that it holds: a bookmark begins with a number.
const MAX_STRING: usize = 16_000;
/// How many bytes an address may have once it is encoded.
const MAX_ADDRESS: usize = 32_000;

/// Reports sheets with too much on them, and texts too long for what a PDF makes of them.
pub(super) fn check(plan: &Plan, findings: &mut Findings) {
    for project in &plan.projects {
        Sheet { characters: 0, parts: 0, references: 0, full: false, findings }.project(project);
    }
    strings(plan, findings);
}

/// What stands on a sheet, as far as it is counted.
struct Sheet<'f> {
    characters: usize,
    parts: usize,
    references: usize,
    /// Whether it has been reported.
    full: bool,
    findings: &'f mut Findings,
}

impl Sheet<'_> {
    fn project(&mut self, project: &Project) {
        for blocks in [&project.purpose, &project.outline, &project.aims] {
            self.blocks(blocks, project.title.span);
        }
        for target in &project.targets {
            for measure in [&target.measure].into_iter().chain(&target.also) {
                self.measure(measure);
            }
        }
    }

    fn measure(&mut self, measure: &Measure) {
        self.part(measure.label.span);
        for text in [&measure.label].into_iter().chain(&measure.unit).chain(&measure.condition) {
            self.text(text);
        }
    }

    /// Counts blocks and returns the place of the last. Those without a text of their own stand after `before`.
    fn blocks(&mut self, blocks: &[Block], mut before: Span) -> Span {
        for block in blocks {
            match block {
                Block::Paragraph(body) | Block::Note(body) => before = self.cell(body, before),
                Block::List { items, .. } => {
                    for item in items {
                        if item.is_empty() {
                            self.part(before);
                        }
                        before = self.blocks(item, before);
                    }
                }
                Block::Table { header, rows, .. } => {
                    for cell in header.iter().chain(rows.iter().flatten()) {
                        before = self.cell(cell, before);
                    }
                }
                Block::Image(image) => {
                    before = image.path.span;
                    self.part(before);
                    self.texts([&image.alt].into_iter().chain(&image.caption));
                }
                Block::Data(placed) => self.placed(placed),
            }
        }
        before
    }

    /// Counts running text as a part, and returns its place.
    fn cell(&mut self, body: &[Inline], before: Span) -> Span {
        let place = first_place(body).unwrap_or(before);
        self.part(place);
        self.inlines(body);
        place
    }

    fn placed(&mut self, placed: &Placed) {
        match placed {
            Placed::Event(event) => {
                self.part(event.start.span);
                self.entries(event.venue.iter().chain(&event.theme).chain(&event.contents));
            }
            Placed::Table(table) => {
                self.entries([&table.title].into_iter().chain(&table.columns));
                for cell in table.rows.iter().flatten() {
                    match cell {
                        Cell::Text(text) => self.entries([text]),
                        Cell::List(items) => self.entries(items),
                    }
                }
            }
            Placed::Members(members) => {
                for group in &members.groups {
                    self.entries([&group.name]);
                    for person in &group.people {
                        self.entries([&person.post, &person.name].into_iter().chain(&person.concurrent));
                    }
                }
            }
            Placed::Picture(picture) => {
                self.part(picture.image.span);
                self.texts([&picture.alt].into_iter().chain(&picture.caption));
            }
            Placed::Flow(flow) => {
                self.entries([&flow.title]);
                for (name, text) in &flow.steps {
                    self.entries([name].into_iter().chain(text));
                }
            }
        }
    }

    /// Counts texts that are parts each.
    fn entries<'t>(&mut self, texts: impl IntoIterator<Item = &'t Text>) {
        for text in texts {
            self.part(text.span);
            self.text(text);
        }
    }

    fn inlines(&mut self, body: &[Inline]) {
        for inline in body {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Break => {}
                Inline::Strong(body)
                | Inline::Emphasis(body)
                | Inline::Inserted(body)
                | Inline::Deleted(body)
                | Inline::Link { body, .. } => self.inlines(body),
                Inline::Citation(Citation::Page(_, body, span)) => {
                    self.references += 1;
                    self.limit(self.references, MAX_REFERENCES, "references to pages", *span);
                    self.inlines(body);
                }
                Inline::Citation(Citation::Title(_, body)) => self.inlines(body),
                Inline::Citation(Citation::Audience(label, text)) => self.texts([label, text]),
                Inline::Citation(Citation::Amount(..) | Citation::Date(_)) => {}
            }
        }
    }

    fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t Text>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    fn text(&mut self, text: &Text) {
        self.characters += text.chars().count();
        self.limit(self.characters, MAX_CHARACTERS, "characters", text.span);
    }

    fn part(&mut self, place: Span) {
        self.parts += 1;
        self.limit(self.parts, MAX_PARTS, "paragraphs, items, cells and entries", place);
    }

    /// Reports the first thing of which there is too much.
    fn limit(&mut self, count: usize, most: usize, what: &str, place: Span) {
        if count > most && !self.full {
            self.full = true;
            let most = crate::model::group_digits(&most.to_string());
            let message = format!("here the sheet comes to more than {most} {what}");
            let help = "a sheet fits some pages: divide the project, or leave the detail to a document of its own";
            self.findings.report(&rule::TOO_LARGE, place, message, help);
        }
    }
}

/// Returns the place of the first text in running text.
fn first_place(body: &[Inline]) -> Option<Span> {
    body.iter().find_map(|inline| match inline {
        Inline::Text(text) => Some(text.span),
        Inline::Strong(body)
        | Inline::Emphasis(body)
        | Inline::Inserted(body)
        | Inline::Deleted(body)
        | Inline::Link { body, .. } => first_place(body),
        Inline::Citation(Citation::Page(_, _, span)) => Some(*span),
        Inline::Citation(Citation::Audience(label, _)) => Some(label.span),
        Inline::Break | Inline::Citation(_) => None,
    })
}

/// Reports texts that a PDF cannot hold where they go: bookmarks, titles, alternative texts, addresses.
fn strings(plan: &Plan, findings: &mut Findings) {
    let mut string = |what: &str, texts: &[&Text]| {
        let length: usize = texts.iter().map(|text| text.encode_utf16().count()).sum();
        // Where several texts make one, the longest is the one to shorten; of equal ones the first.
        if length > MAX_STRING
            && let Some(longest) = texts.iter().rev().max_by_key(|text| text.len())
        {
            let most = crate::model::group_digits(&MAX_STRING.to_string());
            let message = format!("{what} of {length} characters cannot be held by a PDF");
            findings.report(&rule::TOO_LARGE, longest.span, message, format!("write at most {most} characters"));
        }
    };
    string("a title", &[&plan.title]);
    string("a name of an issuer", &[&plan.issuer]);
    for section in &plan.sections {
        string("a title", &[&section.title]);
    }
    for page in &plan.pages {
        match page {
            Page::Contents(title) | Page::Charts(Charts { title, .. }) => string("a title", &[title]),
            Page::Budget(head) | Page::Cooperation(head, _) => string("a title", &[&head.title]),
            Page::Positioning(page) => {
                string("a title", &[&page.title]);
                let name = |document: Index<_>| &document.of(&page.documents).name;
                let documents = page.documents.iter();
                let said = documents.flat_map(|document| {
                    [&document.name].into_iter().chain(document.parent.map(name)).chain(&document.cycle)
                });
                string("an alternative text of the diagram", &said.collect::<Vec<_>>());
            }
            Page::Vision(page) => {
                string("a title", &[&page.title]);
                let names = plan.challenges.iter().map(|challenge| &challenge.name);
                let names = names.chain(plan.fields.iter().map(|field| &field.name));
                let said = names.chain(page.visions.iter().map(|vision| &vision.title));
                string("an alternative text of the diagram", &said.collect::<Vec<_>>());
            }
            Page::Cover | Page::Section(_) | Page::Colophon(_) | Page::Blank => {}
        }
    }
    let mut addresses = Vec::new();
    for project in &plan.projects {
        string("a title", &[&project.title]);
        for blocks in [&project.purpose, &project.outline, &project.aims] {
            block_strings(blocks, &mut string, &mut addresses);
        }
    }
    for url in addresses {
        if ascii_address(&url.value).map_or(0, |address| address.len()) > MAX_ADDRESS {
            let most = crate::model::group_digits(&MAX_ADDRESS.to_string());
            let help = format!("an encoded address has at most {most} letters, and a Japanese letter is nine of them");
            findings.report(&rule::TOO_LARGE, url.span, "the address is too long for a PDF", help);
        }
    }
}

fn block_strings<'b>(blocks: &'b [Block], string: &mut dyn FnMut(&str, &[&Text]), addresses: &mut Vec<&'b Text>) {
    for block in blocks {
        match block {
            Block::Paragraph(body) | Block::Note(body) => links(body, addresses),
            Block::List { items, .. } => items.iter().for_each(|item| block_strings(item, string, addresses)),
            Block::Table { header, rows, .. } => {
                header.iter().chain(rows.iter().flatten()).for_each(|cell| links(cell, addresses));
            }
            Block::Image(image) => string("an alternative text", &[&image.alt]),
            Block::Data(Placed::Picture(picture)) => string("an alternative text", &[&picture.alt]),
            Block::Data(Placed::Flow(flow)) => {
                let said: Vec<_> = [&flow.title].into_iter().chain(flow.steps.iter().map(|(name, _)| name)).collect();
                string("an alternative text of the flow", &said);
            }
            Block::Data(Placed::Event(_) | Placed::Table(_) | Placed::Members(_)) => {}
        }
    }
}

fn links<'b>(body: &'b [Inline], addresses: &mut Vec<&'b Text>) {
    for inline in body {
        match inline {
            Inline::Link { url, .. } => addresses.push(url),
            Inline::Strong(body) | Inline::Emphasis(body) | Inline::Inserted(body) | Inline::Deleted(body) => {
                links(body, addresses);
            }
            Inline::Citation(Citation::Page(_, body, _) | Citation::Title(_, body)) => links(body, addresses),
            Inline::Text(_) | Inline::Break | Inline::Citation(_) => {}
        }
    }
}
