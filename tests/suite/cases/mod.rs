//! What went wrong in use, case by case: what was put in, what is right and why.
//!
//! Every case is a test of its own, named by its number. A letter says where it comes from: `a` public reports about other
//! systems, `b` playing those who use the program, `c` the texts and amounts of thousands of real projects, `d` and `f`
//! hostile hands. The files part them by concern.

mod amendments;
mod commands;
mod finished;
mod images;
mod lists;
mod prose;
mod texts;
mod typesetting;

mod values;

use std::collections::BTreeSet;

use keikaku::pipeline::Failure;
use keikaku::verify::Pdf;

use crate::findings::findings;
use crate::project::TestProject;

/// A case as the record has it.
pub struct Row {
    /// Its number: a letter, digits, and a suffix where one number has several cases.
    pub number: &'static str,
    /// What happened.
    pub happened: &'static str,
    /// What is right.
    pub right: &'static str,
}

/// Makes a test of every case: its number, what happened, what is right, and what puts the fault in and looks.
macro_rules! cases {
    ($($number:ident: $happened:literal, $right:literal, $look:expr;)*) => {
        pub const ROWS: &[$crate::cases::Row] =
            &[$($crate::cases::Row { number: stringify!($number), happened: $happened, right: $right }),*];
        $(
            #[test]
            fn $number() {
                let look: fn($crate::project::TestProject) = $look;
                look($crate::project::TestProject::shipped());
            }
        )*
    };
}
pub(crate) use cases;

/// Everything that has a row in the record.
const RECORD: &[(char, &[u32])] = &[
    ('a', &[2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 21, 23, 25, 29, 30, 31, 32, 33, 34]),
    ('b', &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]),
    ('c', &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
    ('d', &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]),
    ('f', &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]),
];

// Otherwise a case could be left out, and what it stands for come back.
#[test]
fn every_case_of_the_record_has_a_test() {
    let files = [
        amendments::ROWS,
        commands::ROWS,
        finished::ROWS,
        images::ROWS,
        lists::ROWS,
        prose::ROWS,
        texts::ROWS,
        typesetting::ROWS,
        values::ROWS,
    ];
    let mut covered = BTreeSet::new();
    for row in files.into_iter().flatten() {
        assert!(!row.happened.is_empty() && !row.right.is_empty(), "{}", row.number);
        let number = row.number.split('_').next().unwrap_or_default();
        let (letter, digits) = number.split_at(1);
        covered.insert((letter.to_owned(), digits.parse::<u32>().expect("a number")));
    }
    let record = RECORD.iter().flat_map(|(letter, numbers)| numbers.iter().map(|n| (letter.to_string(), *n)));
    let missing: Vec<_> = record.filter(|row| !covered.contains(row)).collect();
    assert!(missing.is_empty(), "without a test: {missing:?}");
}

/// A plan that was made: its text and what was said of it.
pub struct Made {
    /// The finished PDF.
    pub pdf: Pdf,
    /// Codes and messages of the warnings.
    pub warnings: Vec<(String, String)>,
}

impl Made {
    /// Returns all text without white space, in the order of the content.
    pub fn text(&self) -> String {
        self.pdf.pages.iter().map(keikaku::verify::PdfPage::text).collect()
    }

    /// Asserts that a text is printed, without regard to white space.
    pub fn shows(&self, text: &str) -> &Self {
        let wanted: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(self.text().contains(&wanted), "`{text}` is printed; warnings: {:?}", self.warnings);
        self
    }

    /// Asserts that a text is not printed.
    pub fn lacks(&self, text: &str) -> &Self {
        let wanted: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(!self.text().contains(&wanted), "`{text}` is not printed");
        self
    }

    /// Asserts that nothing was found.
    pub fn clean(&self) -> &Self {
        assert!(self.warnings.is_empty(), "{:#?}", self.warnings);
        self
    }
}

/// Makes the plan for the screen; it must be possible.
pub fn made(project: &TestProject) -> Made {
    let (result, opened) = project.build();
    match result {
        Ok(built) => Made {
            pdf: Pdf::read(built.pdf).expect("a PDF"),
            warnings: built.warnings.iter().map(|found| (found.rule.code.to_owned(), found.message.clone())).collect(),
        },
        Err(Failure::Findings(findings)) => {
            let shown: Vec<_> = findings
                .iter()
                .map(|found| {
                    let file = opened.files().get(found.primary.span.file);
                    let (line, column) = file.line_column(found.primary.span.range().start);
                    format!("{}:{line}:{column} {} {}", file.path(), found.rule.code, found.message)
                })
                .collect();
            panic!("the plan is made: {shown:#?}")
        }
        Err(other) => panic!("the plan is made: {other:?}"),
    }
}

/// Asserts what is found, and that nothing else is: each finding as `FILE:LINE:COLUMN CODE part of the message`, the file
/// from `sources/`.
pub fn finds(project: &TestProject, expected: &[&str]) {
    let expected = expected
        .iter()
        .map(|written| {
            let (place, rest) = written.split_once(' ').expect("a place");
            let (code, message) = rest.split_once(' ').unwrap_or((rest, ""));
            let mut parts = place.rsplitn(3, ':');
            let column = parts.next().and_then(|part| part.parse().ok()).expect("a column");
            let line = parts.next().and_then(|part| part.parse().ok()).expect("a line");
            let file = format!("sources/{}", parts.next().expect("a file"));
            (file, line, column, code.to_owned(), message.to_owned())
        })
        .collect();
    if let Some(differences) = crate::findings::differences("the plan", expected, findings(project)) {
        panic!("{differences}");
    }
}

/// Asserts that one finding has a code and that its message or help, whichever has it, says something.
pub fn says(project: &TestProject, code: &str, what: &[&str]) {
    let (found, _) = crate::findings::reported(project);
    let texts: Vec<_> = found
        .iter()
        .filter(|finding| finding.rule.code == code)
        .map(|finding| format!("{} | {}", finding.message, finding.help.clone().unwrap_or_default()))
        .collect();
    let all = |text: &String| what.iter().all(|part| text.contains(part));
    let others: Vec<_> = found.iter().map(|finding| (finding.rule.code, &finding.message)).collect();
    assert!(texts.iter().any(all), "`{code}` says {what:?}: {texts:#?}; all: {others:#?}");
}
