//! What is demanded of a print file, and what is found.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Rule, Severity, Span, rule};
use crate::model::Standard;

macro_rules! demands {
    ($($name:ident $code:literal $rule:ident $summary:literal;)*) => {
        /// What a printing house demands of a file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Demand {
            $(#[doc = $summary] $name,)*
        }

        impl Demand {
            /// All demands, in the order in which they are reported.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Returns the stable name.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Returns what must hold, in a line.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$name => $summary,)* }
            }

            /// Returns the rule under which a build reports it.
            pub(crate) const fn rule(self) -> &'static Rule {
                match self { $(Self::$name => &rule::$rule,)* }
            }
        }
    };
}

demands! {
    Encryption "encryption" PRINT_FILE "the file is not encrypted";
    Readable "readable" PRINT_FILE "all that the file draws can be looked at";
    Version "version" PRINT_FILE "the PDF version is one of the standard";
    Conformance "conformance" PRINT_FILE "the file says which PDF/X it is";
    OutputIntent "output-intent" PRINT_FILE "one output intent names the printing condition";
    Trapped "trapped" PRINT_FILE "the file says whether it is trapped";
    Identifier "identifier" PRINT_FILE "the file has an identifier";
    Metadata "metadata" PRINT_FILE "title and dates are there, and the same in XMP";
    Actions "actions" PRINT_FILE "there are no scripts, actions or forms";
    EmbeddedFiles "embedded-files" PRINT_FILE "there are no embedded files";
    Boxes "boxes" PRINT_BOXES "MediaBox, BleedBox and TrimBox lie in one another, and all pages are trimmed to one size";
    Bleed "bleed" PRINT_BOXES "there are 3 mm of bleed at every side, and what reaches the trim runs over it";
    Annotations "annotations" PRINT_ANNOTATION "no link or other annotation lies on a page";
    Colour "colour" PRINT_COLOUR "all colours are CMYK, black or spot colours";
    Black "black" PRINT_BLACK "black text is black ink alone";
    Transparency "transparency" PRINT_TRANSPARENCY "nothing is transparent, if the file is PDF/X-1a";
    Overprint "overprint" PRINT_OVERPRINT "no white overprints: it would vanish";
    Ink "ink" PRINT_INK "no object has more than 350 % ink; from 300 % on it is warned of";
    LineWidth "line-width" PRINT_LINE "lines are at least 0.25 pt wide";
    Fonts "fonts" PRINT_FONT "all fonts are embedded";
    ImageResolution "image-resolution" PRINT_IMAGE "images have at least 300 dpi where they are placed; below 350 it is warned of";
}

/// Something that does not meet a demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The demand.
    pub demand: Demand,
    /// A failure (error) or only worth a look (warning).
    pub severity: Severity,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The page, from 1; nothing where it is of the file as a whole.
    pub page: Option<usize>,
    /// The object in the file, as readers of PDFs name it.
    pub object: Option<String>,
    /// In which of the areas that were asked about it is.
    pub area: Option<usize>,
}

impl Finding {
    /// Creates a failure of the file as a whole.
    pub(super) fn of_file(demand: Demand, message: impl Into<String>) -> Self {
        Self { demand, severity: Severity::Error, message: message.into(), page: None, object: None, area: None }
    }

    /// Creates a failure of a page.
    pub(super) fn of_page(demand: Demand, page: usize, message: impl Into<String>) -> Self {
        Self { page: Some(page), ..Self::of_file(demand, message) }
    }

    /// Says in which object it is.
    pub(super) fn object(mut self, object: impl Into<String>) -> Self {
        self.object = Some(object.into());
        self
    }

    /// Makes it only worth a look.
    pub(super) const fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Returns where it is and what is wrong.
    #[must_use]
    pub fn text(&self) -> String {
        let page = self.page.map(|page| format!("page {page}: "));
        let object = self.object.as_ref().map(|object| format!(" ({object})"));
        format!("{}{}{}", page.unwrap_or_default(), self.message, object.unwrap_or_default())
    }

    /// Turns it into a diagnostic at the author's place.
    #[must_use]
    pub fn diagnostic(&self, place: Span) -> Diagnostic {
        let message = format!("print file, {}", self.text());
        let mut diagnostic = Diagnostic::new(self.demand.rule(), place, message);
        diagnostic.severity = self.severity;
        diagnostic.help(format!("see `keikaku explain {}`", self.demand.rule().code))
    }
}

/// Findings while they are collected: what is the same on a page is kept once.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub fn push(&mut self, finding: Finding) {
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }

    pub fn report(self, standard: Option<Standard>, pages: usize, complete: bool, inks: BTreeSet<String>) -> Report {
        Report { standard, pages, complete, inks, findings: self.0 }
    }
}

/// How a demand was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Met.
    Pass,
    /// Met, with something worth a look.
    Warn,
    /// Not met.
    Fail,
    /// Not looked at, since the file could not be read so far.
    Unseen,
}

impl Outcome {
    /// Returns the name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Unseen => "unseen",
        }
    }
}

/// What a preflight found.
#[derive(Debug)]
pub struct Report {
    /// The form of PDF/X that the file says it is.
    pub standard: Option<Standard>,
    /// How many pages were looked at.
    pub pages: usize,
    /// Whether the whole file could be looked at.
    pub complete: bool,
    /// The inks with names, beside the registration colour.
    pub inks: BTreeSet<String>,
    /// What is wrong, by demand and page as it was found.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Returns how a demand was met.
    #[must_use]
    pub fn outcome(&self, demand: Demand) -> Outcome {
        let grave = self.of(demand).map(|finding| finding.severity).max();
        match grave {
            Some(Severity::Error) => Outcome::Fail,
            Some(Severity::Warning) => Outcome::Warn,
            None if self.complete => Outcome::Pass,
            None => Outcome::Unseen,
        }
    }

    /// Returns the findings of a demand.
    pub fn of(&self, demand: Demand) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.demand == demand)
    }

    /// Says whether any demand is not met.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}
