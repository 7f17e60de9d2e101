//! Markdown into a small prose tree that keeps places.
//!
//! Only what a plan can show is accepted; everything else (raw HTML, code, quotations, rules) is reported with its
//! place rather than dropped.

mod address;
mod inline;
mod lines;
mod lookalike;
mod parse;
mod parser;

use crate::diagnostic::{Located, Span, Text};

pub use address::ascii_address;
pub(crate) use lookalike::{ESCAPED, Lookalike, Reader, find as lookalikes};
pub use parse::{Headings, heading_list, parse_blocks, parse_inline, parse_sections};

/// A block of prose; `C` is what it cites, `D` the data it places.
///
/// As parsed, both are names ([`Citation`], [`Placement`]); in the model they are what the names mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block<C = Citation, D = Placement> {
    /// Running text.
    Paragraph(Vec<Inline<C>>),
    /// A note that begins with ※.
    Note(Vec<Inline<C>>),
    /// A list.
    List {
        /// How its items are marked.
        marks: Marks,
        /// The items.
        items: Vec<Vec<Block<C, D>>>,
    },
    /// A table.
    Table {
        /// One alignment a column.
        alignments: Vec<Alignment>,
        /// The header's cells.
        header: Vec<Vec<Inline<C>>>,
        /// The rows' cells, as many a row as the header has.
        rows: Vec<Vec<Vec<Inline<C>>>>,
    },
    /// An image in a paragraph of its own.
    Image(Image),
    /// The place of data of the same project.
    Data(D),
}

/// Data that a paragraph of its own places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// What kind of data.
    pub kind: DataKind,
    /// The data's id; its place is the whole link.
    pub id: Text,
}

/// How the items of a list are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// ・, written `-`.
    Bullet,
    /// （1）（2）…, written `1.`.
    Parenthesised,
    /// ①②…, written `1)`.
    Circled,
}

/// The alignment of a table column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// As the layout sees fit.
    Auto,
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
}

/// An image as the author names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The path relative to `sources/`.
    pub path: Text,
    /// What the image shows, for readers who cannot see it.
    pub alt: Text,
    /// The caption.
    pub caption: Option<Text>,
}

/// A part of running text; `C` is what it cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline<C = Citation> {
    /// Text.
    Text(Text),
    /// Strong emphasis.
    Strong(Vec<Inline<C>>),
    /// Emphasis.
    Emphasis(Vec<Inline<C>>),
    /// Text that an amendment took away, shown struck.
    Deleted(Vec<Inline<C>>),
    /// Text that an amendment put in, shown underlined.
    Inserted(Vec<Inline<C>>),
    /// A forced line break.
    Break,
    /// A link to the web or to a mail address.
    Link {
        /// The address.
        url: Text,
        /// What is shown.
        body: Vec<Inline<C>>,
    },
    /// A part of the plan, cited.
    Citation(C),
}

/// A link to a part of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// What is shown of it.
    pub kind: CitationKind,
    /// The id; its place is the whole link.
    pub id: Text,
    /// The author's own words for it, where the kind allows them.
    pub body: Vec<Inline>,
}

/// What a citation shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitationKind {
    /// The printed page.
    Page,
    /// The title.
    Title,
    /// The amount with its unit.
    Amount,
    /// An audience's label and text.
    Audience,
    /// The day for which a member table holds.
    Date,
}

/// What data a paragraph of its own places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataKind {
    /// An event.
    Event,
    /// A comparison table.
    Table,
    /// A member table.
    Members,
    /// A drawn flow.
    Flow,
    /// An image with caption and width.
    Figure,
}

impl DataKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Event, Self::Table, Self::Members, Self::Flow, Self::Figure];

    /// Returns the kind's scheme in links.
    #[must_use]
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Table => "table",
            Self::Members => "members",
            Self::Flow => "flow",
            Self::Figure => "figure",
        }
    }
}

impl CitationKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Page, Self::Title, Self::Amount, Self::Audience, Self::Date];

    /// Returns the kind's scheme in links.
    #[must_use]
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Title => "title",
            Self::Amount => "amount",
            Self::Audience => "audience",
            Self::Date => "date",
        }
    }
}

/// Prose under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading's place.
    pub heading: Span,
    /// What stands under it.
    pub blocks: Vec<Block>,
}

/// Visits every block, those inside lists included.
pub fn visit_blocks<'a, C, D>(blocks: &'a [Block<C, D>], visit: &mut dyn FnMut(&'a Block<C, D>)) {
    for block in blocks {
        visit(block);
        if let Block::List { items, .. } = block {
            for item in items {
                visit_blocks(item, visit);
            }
        }
    }
}

/// Returns the scheme and the rest of a link's address, and the part of it that may be an id.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-').then_some((scheme, rest))
}

/// Joins the text of inlines; for messages and alternative texts.
#[must_use]
pub fn plain_text<C>(inlines: &[Inline<C>]) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&text.value),
            Inline::Strong(body) | Inline::Emphasis(body) | Inline::Inserted(body) | Inline::Link { body, .. } => {
                out.push_str(&plain_text(body));
            }
            Inline::Break => out.push(' '),
            Inline::Citation(_) | Inline::Deleted(_) => {}
        }
    }
    out
}

/// Creates a located text.
fn text(value: impl Into<String>, span: Span) -> Text {
    Located::new(value.into(), span)
}
