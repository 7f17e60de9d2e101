//! Nothing of the published plan is lost: its text stands in the PDF, line by line and cell by cell.

use std::fs;

use unicode_normalization::UnicodeNormalization;

use crate::project::{repository, shipped};

/// Lines and cells of the published text that do not stand in the PDF as they are, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "▶経済・産業の国内シェア25% ▶GRP額約150兆円",
    "one line of two goals; they are set apart, each as a figure without ▶",
)];

/// Drops what the extraction of the published text changed or lost: white space, list marks, full or half width.
fn normalise(text: &str) -> String {
    let text: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    text.trim_start_matches(['-', '・', '▶', '○']).to_owned()
}

#[test]
fn the_published_text_stands_in_the_pdf() {
    let published = fs::read_to_string(repository("tests/published/plan.txt")).expect("text");
    let (_, pdf) = shipped();
    let shown: String = pdf.pages.iter().map(|page| normalise(&page.text()) + "\n").collect();
    let pieces: Vec<_> =
        published.lines().flat_map(|line| line.split('\t')).filter(|p| !normalise(p).is_empty()).collect();
    let missing: Vec<_> = pieces.iter().filter(|piece| !shown.contains(&normalise(piece))).collect();
    let unexplained: Vec<_> = missing
        .iter()
        .filter(|piece| !EXCEPTIONS.iter().any(|(known, _)| normalise(known) == normalise(piece)))
        .collect();
    assert!(unexplained.is_empty(), "not in the PDF: {unexplained:#?}");
    assert_eq!(missing.len(), EXCEPTIONS.len(), "an exception is no longer needed");
    let share = missing.len() as f64 / pieces.len() as f64;
    assert!(share <= 0.01, "{} of {} pieces are missing", missing.len(), pieces.len());
}

#[test]
fn the_year_is_found_without_inner_spaces() {
    // A reader's search works on glyphs and their gaps: the glyphs of 令和6年度 must follow each other closely.
    let (_, pdf) = shipped();
    let page = &pdf.pages[0];
    let text: Vec<_> = page.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
    let at = text.windows(5).position(|five| five.concat() == "令和6年度").expect("令和6年度 on the cover");
    let glyphs = &page.glyphs[at..at + 5];
    let widths: Vec<_> = glyphs.windows(2).map(|two| two[1].x - two[0].x).collect();
    // Every advance is that of its own glyph: kanji alike, and no gap of a quarter em around the digit.
    assert!((widths[0] - widths[3]).abs() < 0.5, "{widths:?}");
    assert!(widths[1] < widths[0] * 1.05 && widths[2] < widths[0] * 0.8, "{widths:?}");
}
