//! The pages of the document in their order, and what stands on those that are no sheets.

use super::{Field, Figure, Index, Inline, Section, SectionNumber};
use crate::diagnostic::{Span, Text};

/// An entry of the document's order.
#[derive(Debug)]
pub enum Page {
    /// The cover.
    Cover,
    /// 位置づけ.
    Positioning(Positioning),
    /// 将来像, approach and values.
    Vision(Vision),
    /// Contents.
    Contents(Text),
    /// The list of 予算事業.
    Budget(ListPage),
    /// The list of 協調事業.
    Cooperation(ListPage, Vec<Cooperation>),
    /// The charts.
    Charts(Charts),
    /// 奥付.
    Colophon(Colophon),
    /// The sheets of a section.
    Section(Index<Section>),
    /// Nothing, on a page that only the press has.
    Blank,
}

/// 奥付: who published the plan, and when. Its title, dates and issuer are the plan's.
#[derive(Debug)]
pub struct Colophon {
    /// Where the page is listed.
    pub span: Span,
    /// Further lines: what it is called, and what it says.
    pub entries: Vec<(Text, Text)>,
    /// A note below.
    pub note: Option<Text>,
}

/// The pages of the charts.
#[derive(Debug)]
pub struct Charts {
    /// Their title.
    pub title: Text,
    /// What is shown; in the order of [`ChartKind::ALL`], whatever the author's.
    pub shown: Vec<ChartKind>,
}

/// Something that the charts' pages can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChartKind {
    /// The budget by field.
    Fields,
    /// The budget by challenge.
    Challenges,
    /// The budget over the years.
    Years,
    /// The budget by project.
    Projects,
    /// The year's events.
    Calendar,
    /// The table of all targets.
    Targets,
    /// Which project serves which field.
    Matrix,
}

impl ChartKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Fields, Self::Challenges, Self::Years, Self::Projects, Self::Calendar, Self::Targets, Self::Matrix];

    /// Returns the kind's name in sources.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fields => "fields",
            Self::Challenges => "challenges",
            Self::Years => "years",
            Self::Projects => "projects",
            Self::Calendar => "calendar",
            Self::Targets => "targets",
            Self::Matrix => "matrix",
        }
    }
}

/// The head of a list page.
#[derive(Debug)]
pub struct ListPage {
    /// Its number in Contents.
    pub number: SectionNumber,
    /// Its title without the year.
    pub title: Text,
    /// What follows the title.
    pub subtitle: Option<Text>,
}

/// A page kind that has one page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageKind {
    /// The cover.
    Cover,
    /// 位置づけ.
    Positioning,
    /// 将来像, approach and values.
    Vision,
    /// Contents.
    Contents,
    /// The list of 予算事業.
    Budget,
    /// The list of 協調事業.
    Cooperation,
    /// The charts.
    Charts,
    /// 奥付.
    Colophon,
}

impl PageKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Cover,
        Self::Positioning,
        Self::Vision,
        Self::Contents,
        Self::Budget,
        Self::Cooperation,
        Self::Charts,
        Self::Colophon,
    ];

    /// Returns the kind's name in sources.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cover => "cover",
            Self::Positioning => "positioning",
            Self::Vision => "vision",
            Self::Contents => "contents",
            Self::Budget => "budget",
            Self::Cooperation => "cooperation",
            Self::Charts => "charts",
            Self::Colophon => "colophon",
        }
    }

    /// Says whether a number stands at the page's foot, so that the page can be referred to.
    #[must_use]
    pub const fn is_numbered(self) -> bool {
        !matches!(self, Self::Cover | Self::Colophon)
    }
}

/// 位置づけ.
#[derive(Debug)]
pub struct Positioning {
    /// The heading above the title.
    pub heading: Text,
    /// The title.
    pub title: Text,
    /// The leading sentence.
    pub lead: Vec<Inline>,
    /// The documents of the diagram.
    pub documents: Vec<Document>,
}

/// A document of the 位置づけ diagram.
#[derive(Debug)]
pub struct Document {
    /// Its name.
    pub name: Text,
    /// The document that it serves.
    pub parent: Option<Index<Document>>,
    /// How often it is made.
    pub cycle: Option<Text>,
    /// Whether it is this plan.
    pub this_plan: bool,
    /// What it is for.
    pub text: Text,
}

/// 将来像, approach and values.
#[derive(Debug)]
pub struct Vision {
    /// The title.
    pub title: Text,
    /// The 将来像.
    pub visions: Vec<VisionItem>,
    /// The title of the approach diagram.
    pub approach_title: Text,
    /// The heading of the diagram's aims.
    pub aim: Text,
    /// The heading of the diagram's challenges.
    pub challenge: Text,
    /// The sentence above the values.
    pub values_lead: Text,
    /// The values.
    pub values: Vec<ValueItem>,
}

/// A 将来像.
#[derive(Debug)]
pub struct VisionItem {
    /// Its title.
    pub title: Text,
    /// Its text.
    pub text: Text,
    /// The heading of its 目標, and the 目標.
    pub goals: Option<(Text, Vec<Goal>)>,
}

/// A 目標 with its figure.
#[derive(Debug)]
pub struct Goal {
    /// What is measured.
    pub label: Text,
    /// 約, where the figure is approximate.
    pub approx: Option<Text>,
    /// The figure.
    pub value: Figure,
    /// Its unit.
    pub unit: Text,
}

/// A value (存在価値).
#[derive(Debug)]
pub struct ValueItem {
    /// Its name.
    pub name: Text,
    /// What the name means.
    pub gloss: Text,
    /// What is done.
    pub text: Text,
}

/// The 協調事業 of a field.
#[derive(Debug)]
pub struct Cooperation {
    /// The field.
    pub field: Index<Field>,
    /// The projects.
    pub projects: Vec<CooperationProject>,
}

/// A 協調事業.
#[derive(Debug)]
pub struct CooperationProject {
    /// Its name.
    pub name: Text,
    /// What is done.
    pub summary: Text,
}
