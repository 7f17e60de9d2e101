//! The plan's texts, one by one, for rules about wording.

use std::cell::OnceCell;
use std::ops::Range;

use super::{Block, Charts, Citation, Figure, Index, Inline, Measure, Page, Placed, Plan, Project};
use crate::diagnostic::{Files, Span, Text};
use crate::source::raw::Cell;
use crate::source::yaml::Alignment;

/// A text as a reader sees it: a value of YAML, or a paragraph of prose whatever its emphasis.
#[derive(Debug)]
pub struct Passage<'p> {
    /// The text; a citation in it is U+FFFC, a line break `\n`.
    pub text: String,
    pieces: Vec<Piece<'p>>,
    /// Whether it was written in Markdown.
    pub is_markdown: bool,
    /// The project to which it belongs.
    pub project: Option<Index<Project>>,
    /// Whether it is what something of this plan is called: a line, a project, an event.
    pub is_name: bool,
}

impl<'p> Passage<'p> {
    /// Returns the author's place of a part of the text.
    ///
    /// Where Markdown says a text differently (escapes), the part is searched in what is written; failing that, the whole
    /// value is the place.
    #[must_use]
    pub fn place(&self, part: Range<usize>, files: &Files) -> Span {
        let at = self.pieces.partition_point(|piece| piece.start <= part.start).saturating_sub(1);
        let Some(Piece { start, text, written }) = self.pieces.get(at) else {
            unreachable!("a passage has at least one piece");
        };
        let inside = part.start - start..(part.end - start).min(text.value.len());
        let source = files.slice(text.span);
        let written = written.get_or_init(|| match source == text.value {
            true => Written::Same,
            false => Alignment::new(source, &text.value).map_or(Written::Otherwise, Written::Aligned),
        });
        match written {
            Written::Same => return text.span.part(inside.start, inside.len()),
            Written::Aligned(alignment) => {
                return alignment.place(inside).map_or(text.span, |place| text.span.part(place.start, place.len()));
            }
            Written::Otherwise => {}
        }
        let needle = text.value.get(inside.clone()).unwrap_or_default();
        if needle.is_empty() {
            return text.span;
        }
        // The same part may stand in the text more than once: 「（」 twice, the second one meant.
        let earlier = text.value[..inside.start].matches(needle).count();
        match source.match_indices(needle).nth(earlier) {
            Some((found, _)) => text.span.part(found, needle.len()),
            None => text.span,
        }
    }

    /// Returns the text as long as it is, with `mark`, a character of one byte, for each that the author has escaped.
    #[must_use]
    pub fn with_escapes(&self, mark: char) -> String {
        let mut text = self.text.clone();
        // Markdown has a mark of its own as a piece of its own only where it was escaped.
        let escaped = |piece: &Text| {
            self.is_markdown && piece.len() == 1 && piece.value.contains(|c: char| c.is_ascii_punctuation())
        };
        for at in self.pieces.iter().filter(|piece| escaped(piece.text)).map(|piece| piece.start) {
            text.replace_range(at..at + 1, mark.encode_utf8(&mut [0; 4]));
        }
        text
    }

    fn of(pieces: impl IntoIterator<Item = &'p Text>, project: Option<Index<Project>>) -> Option<Self> {
        let mut passage = Self { text: String::new(), pieces: Vec::new(), is_markdown: false, project, is_name: false };
        for piece in pieces {
            passage.push(piece);
        }
        (!passage.pieces.is_empty()).then_some(passage)
    }

    fn push(&mut self, piece: &'p Text) {
        self.pieces.push(Piece { start: self.text.len(), text: piece, written: OnceCell::new() });
        self.text.push_str(&piece.value);
    }
}

/// A text of the author's in a passage.
#[derive(Debug)]
struct Piece<'p> {
    /// Where it begins in the passage.
    start: usize,
    text: &'p Text,
    /// Found out when it is first asked for.
    written: OnceCell<Written>,
}

/// How a text is written in its file.
#[derive(Debug)]
enum Written {
    /// As it is.
    Same,
    /// With escapes or over several lines of YAML.
    Aligned(Alignment),
    /// In another way of Markdown.
    Otherwise,
}

/// What stands for a citation in a passage.
const CITED: char = '\u{fffc}';

/// Returns all passages of the plan.
#[must_use]
pub fn passages(plan: &Plan) -> Vec<Passage<'_>> {
    let mut out = Collector { passages: Vec::new(), project: None };
    out.texts([&plan.title, &plan.issuer].into_iter().chain(&plan.edition_note));
    out.texts(plan.challenges.iter().map(|challenge| &challenge.name));
    out.texts(plan.fields.iter().map(|field| &field.name));
    out.texts(plan.overhead.iter().map(|overhead| &overhead.name));
    out.texts(plan.sections.iter().map(|section| &section.title));
    for page in &plan.pages {
        out.page(page);
    }
    for (at, project) in plan.projects.iter().enumerate() {
        out.project = Some(Index::new(at));
        out.project(project);
    }
    out.passages
}

struct Collector<'p> {
    passages: Vec<Passage<'p>>,
    project: Option<Index<Project>>,
}

impl<'p> Collector<'p> {
    fn texts(&mut self, texts: impl IntoIterator<Item = &'p Text>) {
        let project = self.project;
        self.passages.extend(texts.into_iter().filter_map(|text| Passage::of([text], project)));
    }

    /// Takes texts that are names of what this plan does.
    fn names(&mut self, texts: impl IntoIterator<Item = &'p Text>) {
        let project = self.project;
        let named = texts.into_iter().filter_map(|text| Passage::of([text], project));
        self.passages.extend(named.map(|passage| Passage { is_name: true, ..passage }));
    }

    fn page(&mut self, page: &'p Page) {
        match page {
            Page::Cover | Page::Section(_) | Page::Blank => {}
            Page::Colophon(colophon) => {
                self.texts(colophon.entries.iter().flat_map(|(name, text)| [name, text]).chain(&colophon.note));
            }
            Page::Contents(title) | Page::Charts(Charts { title, .. }) => self.texts([title]),
            Page::Budget(head) => self.texts([&head.title].into_iter().chain(&head.subtitle)),
            Page::Cooperation(head, list) => {
                self.texts([&head.title].into_iter().chain(&head.subtitle));
                for project in list.iter().flat_map(|group| &group.projects) {
                    self.names([&project.name]);
                    self.texts([&project.summary]);
                }
            }
            Page::Positioning(page) => {
                self.texts([&page.heading, &page.title]);
                self.inlines(&page.lead);
                for document in &page.documents {
                    self.texts([&document.name, &document.text].into_iter().chain(&document.cycle));
                }
            }
            Page::Vision(page) => {
                self.texts([&page.title, &page.approach_title, &page.aim, &page.challenge, &page.values_lead]);
                for vision in &page.visions {
                    self.texts([&vision.title, &vision.text]);
                    if let Some((heading, goals)) = &vision.goals {
                        self.texts([heading].into_iter().chain(goals.iter().map(|goal| &goal.label)));
                    }
                }
                for value in &page.values {
                    self.texts([&value.name, &value.gloss, &value.text]);
                }
            }
        }
    }

    fn project(&mut self, project: &'p Project) {
        self.names([&project.title]);
        for line in &project.lines {
            self.names([&line.name]);
            self.texts([&line.summary]);
        }
        for blocks in [&project.purpose, &project.outline, &project.aims] {
            self.blocks(blocks);
        }
        for target in &project.targets {
            for measure in [&target.measure].into_iter().chain(&target.also) {
                self.measure(measure);
            }
        }
    }

    fn measure(&mut self, measure: &'p Measure) {
        self.texts([&measure.label].into_iter().chain(&measure.unit).chain(&measure.condition));
        if let Figure::Formula(formula) = &measure.value.value {
            self.texts([formula]);
        }
    }

    fn blocks(&mut self, blocks: &'p [Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(body) | Block::Note(body) => self.inlines(body),
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item)),
                Block::Table { header, rows, .. } => {
                    header.iter().chain(rows.iter().flatten()).for_each(|cell| self.inlines(cell));
                }
                Block::Image(image) => self.texts([&image.alt].into_iter().chain(&image.caption)),
                Block::Data(placed) => self.placed(placed),
            }
        }
    }

    fn placed(&mut self, placed: &'p Placed) {
        match placed {
            Placed::Event(event) => {
                self.names(&event.theme);
                self.texts(event.venue.iter().chain(&event.contents));
            }
            Placed::Table(table) => {
                self.texts([&table.title].into_iter().chain(&table.columns));
                for cell in table.rows.iter().flatten() {
                    match cell {
                        Cell::Text(text) => self.texts([text]),
                        Cell::List(items) => self.texts(items),
                    }
                }
            }
            Placed::Members(members) => {
                for group in &members.groups {
                    self.texts([&group.name]);
                    for person in &group.people {
                        self.texts([&person.post, &person.name].into_iter().chain(&person.concurrent));
                    }
                }
            }
            Placed::Picture(picture) => self.texts([&picture.alt].into_iter().chain(&picture.caption)),
            Placed::Flow(flow) => {
                self.texts([&flow.title]);
                for (name, text) in &flow.steps {
                    self.texts([name].into_iter().chain(text));
                }
            }
        }
    }

    fn inlines(&mut self, body: &'p [Inline]) {
        let (text, pieces) = (String::new(), Vec::new());
        let mut passage = Passage { text, pieces, is_markdown: true, project: self.project, is_name: false };
        self.join(body, &mut passage);
        if !passage.pieces.is_empty() {
            self.passages.push(passage);
        }
    }

    fn join(&mut self, body: &'p [Inline], passage: &mut Passage<'p>) {
        for inline in body {
            match inline {
                Inline::Text(text) => passage.push(text),
                Inline::Break => passage.text.push('\n'),
                Inline::Strong(body) | Inline::Emphasis(body) | Inline::Inserted(body) | Inline::Link { body, .. } => {
                    self.join(body, passage);
                }
                // What was taken away is no longer the plan's wording.
                Inline::Deleted(_) => {}
                Inline::Citation(citation) => {
                    passage.text.push(CITED);
                    match citation {
                        Citation::Audience(label, text) => self.texts([label, text]),
                        Citation::Page(_, body, _) | Citation::Title(_, body) => self.inlines(body),
                        Citation::Amount(..) | Citation::Date(_) => {}
                    }
                }
            }
        }
    }
}
