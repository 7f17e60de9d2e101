//! The rules as data: one table that messages, docs and settings share.

use super::Severity;

/// Something that must hold for a plan.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable name, `concern/what-is-wrong`.
    pub code: &'static str,
    /// The severity unless the plan says otherwise.
    pub severity: Severity,
    /// What must hold, in a line.
    pub summary: &'static str,
}

macro_rules! rules {
    ($($(#[$meta:meta])* $name:ident = $severity:ident $code:literal $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $name: Rule =
                Rule { code: $code, severity: Severity::$severity, summary: $summary };
        )*

        /// All rules, in the order of the table.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    YAML_SYNTAX = Error "source/yaml-syntax" "a source file is well-formed YAML within the size limits";
    DUPLICATE_KEY = Error "source/duplicate-key" "a key stands once in its mapping";
    UNKNOWN_KEY = Error "source/unknown-key" "only documented keys are used";
    MISSING_KEY = Error "source/missing-key" "required keys are present";
    WRONG_TYPE = Error "source/wrong-type" "a value has the type that its key asks for";
    INVALID_VALUE = Error "source/invalid-value" "a value is one that its key accepts";
    MISSING_FILE = Error "source/missing-file" "a file that the plan needs exists";
    UNREADABLE_FILE = Error "source/unreadable-file" "a source file is UTF-8 text within the size limit, inside the project";
    UNUSED_FILE = Error "source/unused-file" "every file beside the projects belongs to a project";

    PROSE_HEADINGS = Error "prose/headings" "a sheet's prose has the fixed headings, once each and in order";
    PROSE_HTML = Error "prose/html" "prose has no raw HTML";
    PROSE_UNSUPPORTED = Error "prose/unsupported" "prose uses only the Markdown that a plan can show";
    PROSE_LINK = Error "prose/link" "a link leads to the web, to mail, or to a part of the plan";
    PROSE_PLACEMENT = Error "prose/placement" "data is placed in a paragraph of its own";

    DUPLICATE_ID = Error "reference/duplicate-id" "an id is given once among its kind";
    UNKNOWN_ID = Error "reference/unknown-id" "an id that is referred to exists";
    EMPTY_SECTION = Error "reference/empty-section" "a section has at least one project";
    DUPLICATE_PAGE = Error "reference/duplicate-page" "a page kind other than `section` is listed once";
    UNPLACED_DATA = Error "reference/unplaced-data" "data of a project is placed in its prose";

    AMOUNT_RANGE = Error "budget/amount-range" "an amount is a whole number of 千円, not negative";
    RELISTED_FIELD = Error "budget/relisted-field" "a line is relisted under other fields than its own, once each";
    NO_LINES = Error "budget/no-lines" "a project has at least one budget line";

    DATE_RANGE = Error "dates/range" "a range ends after it starts";
    YEAR_ORDER = Error "dates/year-order" "a project does not start after the plan's fiscal year";

    IMAGE = Error "image/unusable" "an image is a readable PNG, JPEG or WebP within the size limits";
    IMAGE_ALT = Error "image/no-alt" "an image has alternative text";

    MISSING_GLYPH = Error "layout/missing-glyph" "every character has a glyph in a font of `fonts/`";
    NOT_CONVERGED = Error "layout/not-converged" "the page references settle";
    UNKNOWN_FONT = Error "layout/unknown-font" "a font family that the layouts name is in `fonts/`";
    TYPST = Error "layout/typst" "the composed document compiles";
    TYPST_WARNING = Warning "layout/typst-warning" "the composed document compiles without warnings";
    SHEET_TOO_LONG = Error "layout/sheet-too-long" "a sheet keeps to its page";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let mut codes: Vec<_> = ALL.iter().map(|rule| rule.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
        for code in codes {
            let (concern, name) = code.split_once('/').expect("concern/name");
            for part in [concern, name] {
                assert!(part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}");
            }
        }
    }
}
