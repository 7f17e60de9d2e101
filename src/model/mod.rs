//! The valid plan.
//!
//! A [`Plan`] can only come from [`resolve`], which reports everything that does not hold. What follows from other
//! values (totals, challenges, ordinals, the order of the list) is computed here and stored nowhere.

mod amount;
mod calendar;
mod index;
mod list;
mod page;
mod pictures;
mod print;
mod resolve;
mod settings;
mod texts;

use jiff::civil::Date;

use crate::amend::History;
use crate::source::prose;
pub use crate::source::yaml::Decimal;
pub use crate::source::{ImageFile, Images};
pub use amount::{Amount, group_digits};
pub use calendar::{
    DateStyle, EraError, FiscalYear, Moment, calendar_date, era_name_of_year, era_year_to_western, format_day,
    format_period, weekday_name,
};
pub use index::Index;
pub use list::{ListGroup, ListRow, ListSection};
pub use page::{
    ChartKind, Charts, Colophon, Cooperation, CooperationProject, Document, Goal, ListPage, Page, PageKind,
    Positioning, ValueItem, Vision, VisionItem,
};
pub use pictures::NamedImage;
pub use print::{Binding, Gutter, OutputIntent, Print, RESOLUTIONS, Side, Spot, Standard};
pub use resolve::resolve;
pub use settings::{Accepted, Ignore, Settings, Stated, Style, Term, Width};
pub use texts::{Passage, passages};

use crate::characters::one_line;
use crate::diagnostic::{Located, Span, Text};

/// Running text whose citations are resolved.
pub type Inline = prose::Inline<Citation>;

/// A block of prose whose citations and data are resolved.
pub type Block = prose::Block<Citation, Placed>;

/// A validated id: lower-case letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Id(Text);

impl Id {
    /// Returns where the id is given.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.0.span
    }

    /// Returns the id's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.value
    }
}

/// An annual plan.
#[derive(Debug)]
pub struct Plan {
    /// The title without the year.
    pub title: Text,
    /// The public body.
    pub issuer: Text,
    /// The fiscal year.
    pub fiscal_year: FiscalYear,
    /// The document's date: that of its edition.
    pub date: Date,
    /// The date of the original edition.
    pub issued: Date,
    /// What the cover says of this edition.
    pub edition_note: Option<Text>,
    /// The 関西チャレンジ in order.
    pub challenges: Vec<Challenge>,
    /// The 分野 in order.
    pub fields: Vec<Field>,
    /// The lines without a project (管理費).
    pub overhead: Vec<Overhead>,
    /// The document's pages in order.
    pub pages: Vec<Page>,
    /// The 項目 in order.
    pub sections: Vec<Section>,
    /// The projects in the order of their sheets.
    pub projects: Vec<Project>,
    /// The images that the prose shows.
    pub images: Images,
    /// The totals of earlier years, the oldest first.
    pub earlier: Vec<(FiscalYear, Amount)>,
    /// What the plan says about its own checks.
    pub settings: Settings,
    /// What amendments did to the original edition.
    pub history: History,
}

/// A 関西チャレンジ.
#[derive(Debug)]
pub struct Challenge {
    /// Its place in the order, from 1; shown as ①.
    pub number: usize,
    /// Its name.
    pub name: Text,
}

/// A 分野.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: Text,
    /// Its one challenge.
    pub challenge: Index<Challenge>,
    /// Its accent colour.
    pub colour: Colour,
}

/// An accent colour of the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Blue.
    Blue,
    /// Sky blue.
    Sky,
    /// Bluish green.
    Green,
    /// Yellow.
    Yellow,
    /// Orange.
    Orange,
    /// Vermilion.
    Vermilion,
    /// Reddish purple.
    Purple,
    /// Grey.
    Grey,
}

impl Colour {
    /// All colours that the theme has.
    pub const ALL: [Self; 8] =
        [Self::Blue, Self::Sky, Self::Green, Self::Yellow, Self::Orange, Self::Vermilion, Self::Purple, Self::Grey];

    /// Returns the colour's name in sources and layouts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Sky => "sky",
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Vermilion => "vermilion",
            Self::Purple => "purple",
            Self::Grey => "grey",
        }
    }
}

/// A budget line without a project.
#[derive(Debug)]
pub struct Overhead {
    /// Its name.
    pub name: Text,
    /// Its amount.
    pub amount: Amount,
}

/// The number of an entry of Contents, from 1; shown as 01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionNumber(pub usize);

impl std::fmt::Display for SectionNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// A 項目: a numbered entry of Contents with its sheets.
#[derive(Debug)]
pub struct Section {
    /// Its id.
    pub id: Id,
    /// Its number in Contents.
    pub number: SectionNumber,
    /// Its title.
    pub title: Text,
    /// Its projects; at least one.
    pub projects: Vec<Index<Project>>,
}

/// A sheet.
#[derive(Debug)]
pub struct Project {
    /// Its id.
    pub id: Id,
    /// Its section.
    pub section: Index<Section>,
    /// 事業名.
    pub title: Text,
    /// The year in which it started.
    pub since: Located<FiscalYear>,
    /// How many pages its sheet may take.
    pub pages: Extent,
    /// Its budget lines; at least one.
    pub lines: Vec<Line>,
    /// 事業目的.
    pub purpose: Vec<Block>,
    /// 事業概要.
    pub outline: Vec<Block>,
    /// 事業のねらい・取組のポイント.
    pub aims: Vec<Block>,
    /// 成果目標.
    pub targets: Vec<Target>,
    /// Figures as stated elsewhere.
    pub stated: Stated,
}

impl Project {
    /// Returns the sum of the project's lines.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.lines.iter().map(|line| line.amount.value).sum()
    }
}

/// How many pages a sheet may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// One, since nothing else is said.
    One,
    /// So many at most, as the author says.
    UpTo(Located<usize>),
    /// As many as it needs.
    Auto,
}

impl Extent {
    /// The most pages that an author can name: a sheet beyond it is no sheet.
    pub const MOST: usize = 50;

    /// Returns how many pages the sheet may take; nothing where it may take as many as it needs.
    #[must_use]
    pub const fn most(&self) -> Option<usize> {
        match self {
            Self::One => Some(1),
            Self::UpTo(pages) => Some(pages.value),
            Self::Auto => None,
        }
    }
}

/// A budget line of a project.
#[derive(Debug)]
pub struct Line {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: Text,
    /// What is done.
    pub summary: Text,
    /// Its amount.
    pub amount: Located<Amount>,
    /// The field under which it counts.
    pub field: Option<Index<Field>>,
    /// The fields under which it is shown again, never summed.
    pub relisted: Vec<Index<Field>>,
}

/// 開催時期・場所.
#[derive(Debug, Clone)]
pub struct Event {
    /// When it begins.
    pub start: Located<Moment>,
    /// When it ends, if not at once.
    pub end: Option<Located<Moment>>,
    /// Where it takes place.
    pub venue: Option<Text>,
    /// Its theme.
    pub theme: Option<Text>,
    /// Its contents.
    pub contents: Vec<Text>,
    /// How it is written.
    pub style: EventStyle,
    /// Whether the weekdays are written.
    pub weekday: bool,
}

/// How an event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventStyle {
    /// 開催時期：令和6年10月9日（水）.
    Formal,
    /// とき　10月9日（水）.
    Plain,
}

/// A table of members.
#[derive(Debug, Clone)]
pub struct Members {
    /// The day for which it holds.
    pub as_of: Located<Date>,
    /// The groups.
    pub groups: Vec<MemberGroup>,
}

/// A group of members.
#[derive(Debug, Clone)]
pub struct MemberGroup {
    /// Its name.
    pub name: Text,
    /// Its members.
    pub people: Vec<Person>,
}

/// A member.
#[derive(Debug, Clone)]
pub struct Person {
    /// The post.
    pub post: Text,
    /// The name with 氏.
    pub name: Text,
    /// A concurrent post.
    pub concurrent: Option<Text>,
}

/// A comparison table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its title.
    pub title: Text,
    /// Its columns' headings.
    pub columns: Vec<Text>,
    /// Its rows, with as many cells as there are columns.
    pub rows: Vec<Vec<crate::source::raw::Cell>>,
}

/// A drawn flow.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Its title.
    pub title: Text,
    /// Its steps: name and explanation.
    pub steps: Vec<(Text, Option<Text>)>,
}

/// An image with caption and width.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The path relative to `sources/`.
    pub image: Text,
    /// What it shows, for readers who cannot see it.
    pub alt: Text,
    /// Its caption.
    pub caption: Option<Text>,
    /// Its width in percent of the column's; nothing for all of it.
    pub width: Option<u8>,
}

/// Data placed in the prose.
#[derive(Debug, Clone)]
pub enum Placed {
    /// An event.
    Event(Event),
    /// A comparison table.
    Table(Table),
    /// A member table.
    Members(Members),
    /// A flow.
    Flow(Flow),
    /// An image.
    Picture(Picture),
}

/// A page of the plan that can be cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// A page of its own kind.
    Page(PageKind),
    /// A section's first sheet.
    Section(Index<Section>),
    /// A project's sheet.
    Project(Index<Project>),
}

/// A part of the plan as the prose cites it.
#[derive(Debug, Clone)]
pub enum Citation {
    /// Its printed page, with the author's own words where there are any, and where it is cited.
    Page(Destination, Vec<Inline>, Span),
    /// Its title.
    Title(Destination, Vec<Inline>),
    /// An amount, and where it is explained.
    Amount(Destination, Amount),
    /// An audience's label and text.
    Audience(Text, Text),
    /// A day.
    Date(Date),
}

/// A 成果目標.
#[derive(Debug)]
pub struct Target {
    /// What is measured.
    pub measure: Measure,
    /// The number of the outline's item to which it belongs.
    pub item: Option<u32>,
    /// The figure of the year before, where it is given.
    pub previous: Option<Located<Figure>>,
    /// Further measures of the same target.
    pub also: Vec<Measure>,
}

/// What a target measures and how much is aimed at.
#[derive(Debug)]
pub struct Measure {
    /// What is measured.
    pub label: Text,
    /// How much.
    pub value: Located<Figure>,
    /// The unit.
    pub unit: Option<Text>,
    /// 以上 and the like.
    pub comparison: Option<Text>,
    /// Under what condition.
    pub condition: Option<Text>,
}

/// A figure that is not money.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A whole number.
    Integer(u128),
    /// A number with a fraction, as it is written.
    Decimal(Decimal),
    /// A formula in words.
    Formula(Text),
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(value) => f.write_str(&group_digits(&value.to_string())),
            Self::Decimal(value) => {
                let point = if value.fraction().is_empty() { "" } else { "." };
                write!(f, "{}{point}{}", group_digits(value.whole()), value.fraction())
            }
            Self::Formula(text) => f.write_str(text),
        }
    }
}

impl Plan {
    /// Returns all fields in order.
    #[must_use]
    pub fn field_indices(&self) -> Vec<Index<Field>> {
        (0..self.fields.len()).map(Index::new).collect()
    }

    /// Returns the title with the year, in one line: 令和6年度 広域産業振興局事業計画.
    #[must_use]
    pub fn full_title(&self) -> String {
        format!("{} {}", self.fiscal_year, one_line(&self.title.value))
    }

    /// Returns the sum of all lines and the overhead; relisted lines count once.
    #[must_use]
    pub fn total(&self) -> Amount {
        self.projects.iter().map(Project::amount).chain(self.overhead.iter().map(|o| o.amount)).sum()
    }

    /// Returns the challenges that follow from the fields under which a project's lines stand, each with those
    /// fields in order.
    #[must_use]
    pub fn challenges_of(&self, project: &Project) -> Vec<(Index<Challenge>, Vec<Index<Field>>)> {
        let mut fields: Vec<_> =
            project.lines.iter().flat_map(|line| line.field.iter().chain(&line.relisted)).copied().collect();
        fields.sort_unstable();
        fields.dedup();
        let mut challenges: Vec<(Index<Challenge>, Vec<Index<Field>>)> = Vec::new();
        for field in fields {
            let challenge = field.of(&self.fields).challenge;
            match challenges.iter_mut().find(|(known, _)| *known == challenge) {
                Some((_, list)) => list.push(field),
                None => challenges.push((challenge, vec![field])),
            }
        }
        challenges.sort_by_key(|(challenge, _)| *challenge);
        challenges
    }

    /// Returns the field whose colour a sheet has: that of its first line.
    #[must_use]
    pub fn leading_field(&self, project: &Project) -> Option<&Field> {
        project.lines.iter().find_map(|line| line.field).map(|field| field.of(&self.fields))
    }

    /// Returns the title of a page of its own kind, and where it is written; nothing for a kind that the plan does
    /// not have.
    #[must_use]
    pub fn page_title(&self, kind: PageKind) -> Option<(String, Span)> {
        self.pages.iter().find_map(|page| match (kind, page) {
            (PageKind::Positioning, Page::Positioning(page)) => Some((page.title.value.clone(), page.title.span)),
            (PageKind::Vision, Page::Vision(page)) => Some((page.title.value.clone(), page.title.span)),
            (PageKind::Contents, Page::Contents(title)) | (PageKind::Charts, Page::Charts(Charts { title, .. })) => {
                Some((title.value.clone(), title.span))
            }
            (PageKind::Budget, Page::Budget(head)) | (PageKind::Cooperation, Page::Cooperation(head, _)) => {
                Some((format!("{} {}", self.fiscal_year, head.title.value), head.title.span))
            }
            _ => None,
        })
    }

    /// Returns the heading of the list of 予算事業 with the total: 令和6年度予算額：60,357千円; nothing if the plan has
    /// no such list.
    #[must_use]
    pub fn total_heading(&self) -> Option<String> {
        self.page_title(PageKind::Budget)?;
        Some(format!("{}予算額：{}千円", self.fiscal_year, self.total()))
    }
}
