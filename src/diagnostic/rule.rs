//! The rules as data: one table that messages, settings, `keikaku explain` and `docs/rules.md` share.

use super::Severity;

/// Something that must hold for a plan.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable name, `concern/what-is-wrong`.
    pub code: &'static str,
    /// The severity unless the plan says otherwise.
    pub severity: Severity,
    /// Whether the plan may say otherwise. Without the others there is no plan to speak of.
    pub adjustable: bool,
    /// What must hold, in a line.
    pub summary: &'static str,
    /// Why, and what to do.
    pub explanation: &'static str,
}

impl Rule {
    /// Returns the rule with a code.
    #[must_use]
    pub fn find(code: &str) -> Option<&'static Self> {
        ALL.iter().find(|rule| rule.code == code).copied()
    }
}

macro_rules! rules {
    ($($name:ident = $severity:ident $adjustable:ident $code:literal $summary:literal $explanation:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $name: Rule = Rule {
                code: $code,
                severity: Severity::$severity,
                adjustable: rules!(@$adjustable),
                summary: $summary,
                explanation: $explanation,
            };
        )*

        /// All rules, in the order of the table.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
    (@fixed) => { false };
    (@adjustable) => { true };
}

rules! {
    YAML_SYNTAX = Error fixed "source/yaml-syntax"
        "a source file is well-formed YAML within the size limits"
        "Nothing after such a place can be trusted, so the rest of the file is not looked at. The message names the slip where it is known: a colon, comma or bracket that is full-width or missing, a space too many or too few before a key, a text with `: ` in it or with a sign of YAML at its beginning that is not in quotes. Files may have 100,000 values nested 32 deep; aliases count as often as they are used.";
    CUT_TEXT = Error fixed "source/cut-text"
        "no text is cut off at `#`"
        "YAML takes ` #` in a text without quotes for the beginning of a comment, and what follows is gone: 「SNSで #関西グリーン を付けて」 becomes 「SNSで」. Put such a text in quotes. A comment has a space after its `#`, which is how the two are told apart: `大阪 # 3号館` is 大阪 with a comment.";
    DUPLICATE_KEY = Error fixed "source/duplicate-key"
        "a key stands once in its mapping"
        "YAML readers disagree on which of the two counts, so neither does here.";
    UNKNOWN_KEY = Error fixed "source/unknown-key"
        "only documented keys are used"
        "A misspelt key would silently leave its value out of the plan.";
    MISSING_KEY = Error fixed "source/missing-key"
        "required keys are present"
        "The README's source format says which keys a mapping needs.";
    WRONG_TYPE = Error fixed "source/wrong-type"
        "a value has the type that its key asks for"
        "Numbers that are meant as text (a name such as 2024) need double quotes; an empty list is `[]`.";
    INVALID_VALUE = Error fixed "source/invalid-value"
        "a value is one that its key accepts"
        "Dates are written 2024-10-09, fiscal years 令和6年度 or 2024, ids in lower-case letters, digits and hyphens. A figure is a number in half-width digits alone, with its unit in `unit:` and 以上 and the like in `comparison:`; digits in full-width characters, with commas, with a unit or a comparison behind them are slips. Anything else in words is a formula: 参加企業数×6倍, 前年度比10%増.";
    MISSING_FILE = Error fixed "source/missing-file"
        "a file that the plan needs exists"
        "A project has a YAML and a Markdown file of the same name; a page kind has its file in `sources/`.";
    UNREADABLE_FILE = Error fixed "source/unreadable-file"
        "a source file is UTF-8 text of at most 1 MiB inside the project folder"
        "Save the file as UTF-8. Links that lead out of the project folder are not followed.";
    UNUSED_FILE = Error fixed "source/unused-file"
        "every source file belongs to the plan"
        "A file that nothing refers to would silently be left out.";
    TOO_LARGE = Error fixed "source/too-large"
        "a sheet fits some pages, and a text what a PDF makes of it"
        "A sheet has at most 100,000 characters, 5,000 paragraphs, items, cells and entries, and 500 references to pages: some forty pages. A bookmark, a title or an alternative text has at most 16,000 characters; a PDF holds no longer ones.";

    PROSE_HEADINGS = Error fixed "prose/headings"
        "a sheet's prose has the fixed headings, once each, in order, with text (I-13)"
        "All sheets of a plan have the same parts, so that readers find them: 事業目的, 事業概要, 事業のねらい・取組のポイント. 成果目標 come from the YAML.";
    PROSE_HTML = Error fixed "prose/html"
        "prose has no raw HTML"
        "Nothing in prose may run or be hidden. For a literal `<` write `\\<`.";
    PROSE_UNSUPPORTED = Error fixed "prose/unsupported"
        "prose uses only the Markdown that a plan can show"
        "Paragraphs, lists of three styles, tables, notes that begin with ※, images, emphasis, links. Code, quotations and rules have no form in a plan.";
    PROSE_LINK = Error fixed "prose/link"
        "a link leads to the web, to mail, or to a part of the plan"
        "Links to files or scripts are refused, and so are titles of links, which nobody would see. `amount:`, `audience:` and `date:` show a value and take no text of their own. A digit beside the number of a page would read as part of it.";
    LOOKALIKE = Error fixed "prose/lookalike"
        "what was meant as a mark of Markdown is one"
        "Brackets and bars of an input method (`［］（page:x）`, ｜), a space too many or too few (`[] (page:x)`, `-項目`), lists numbered by hand (①, １．, ・) and tables without their line of `-` are running text to Markdown: references and pictures would be lost, and lines joined to one. A line that ends with `\\` is not joined to the next, and `\\` before a mark prints it.";
    PROSE_PLACEMENT = Error fixed "prose/placement"
        "data and images are placed once, in a paragraph of their own"
        "`[](event:ID)` and the like stand for a block, so a blank line goes before and after.";

    DUPLICATE_ID = Error fixed "reference/duplicate-id"
        "an id is given once among its kind"
        "Otherwise a reference to it could mean either. A line may share its project's id only where it is the project's only line.";
    UNKNOWN_ID = Error fixed "reference/unknown-id"
        "an id that is referred to exists in this edition"
        "The help names the closest id. A project that was withdrawn cannot be cited any more.";
    EMPTY_SECTION = Error fixed "reference/empty-section"
        "a section has at least one project, and so a page (I-11)"
        "Contents would otherwise list a section that leads nowhere.";
    DUPLICATE_PAGE = Error fixed "reference/duplicate-page"
        "a page kind other than `section` is listed once"
        "Two lists or two tables of contents would contradict each other's page numbers.";
    UNPLACED_DATA = Error fixed "reference/unplaced-data"
        "data of a project is shown in its prose"
        "An event or a table that the prose never places would silently be left out.";
    TYPED_PAGE = Error adjustable "reference/typed-page"
        "a page number is a link, not typed (I-12)"
        "A typed 「6頁」 is wrong as soon as a page moves. Write `[](page:ID)`, which shows the number and follows it. It is an error where the sentence sends its reader there (参照, 詳しくは), else a warning. Pages of other documents (「地球温暖化対策計画」39頁) and numbers of pages (500頁超) are left alone.";

    AMOUNT_RANGE = Error fixed "budget/amount-range"
        "an amount is a whole number of 千円, not negative (I-05)"
        "Amounts are exact; fractions and thousands separators are refused so that none is misread.";
    RELISTED_FIELD = Error fixed "budget/relisted-field"
        "a line is relisted under other fields than its own, once each (I-06)"
        "再掲 shows a line again under another field. What it shows is taken from the line, so it cannot differ.";
    NO_LINES = Error fixed "budget/no-lines"
        "a project has at least one budget line"
        "Its sheet shows their sum and the list shows them.";
    TOTAL_MISMATCH = Error adjustable "budget/total-mismatch"
        "a stated amount equals the sum of its lines (I-01, I-02, I-03)"
        "`stated:` in `plan.yaml` or a project holds figures copied from elsewhere, such as the approved budget. They are compared with what the lines add up to, and shown nowhere.";
    DUPLICATE_LINE = Error adjustable "budget/duplicate-line"
        "a budget line stands once"
        "Two lines of the same name and amount are most likely one line counted twice; in two projects it is only a warning, and lines of 0千円 may share a name. To show a line under another field use `relisted:`.";
    AMOUNT_IN_PROSE = Warning adjustable "budget/amount-in-prose"
        "an amount of the budget is cited, not typed"
        "A typed amount stays behind when the budget changes. An amount that equals the total, or in a project's text that of the project or one of its lines, should be `[](amount:ID)`. Limits, prices and a company's capital (上限50万円) are left alone.";

    DATE_RANGE = Error fixed "dates/range"
        "an event ends after it starts (I-18)"
        "Leave `end:` out where an event takes one day.";
    TEXT_RANGE = Error adjustable "dates/text-range"
        "a range of dates in text ends after it starts"
        "For example 10月11日～9日.";
    YEAR_ORDER = Error fixed "dates/year-order"
        "a project does not start after the plan's fiscal year (I-17)"
        "○年目 counts from the year in which the project started.";
    OUTSIDE_YEAR = Error adjustable "dates/outside-year"
        "an event lies in the plan's fiscal year (I-18)"
        "A plan of 令和6年度 is about 1 April 2024 to 31 March 2025. Most often the year of a date in January to March is wrong.";
    LATE_AS_OF = Error adjustable "dates/late-as-of"
        "a member table holds for a day before the plan's date (I-18)"
        "A plan cannot know who is a member later than the day on which it is made.";
    WEEKDAY = Error adjustable "dates/weekday"
        "a weekday in text is that of its date (I-16)"
        "Weekdays of `events:` are computed. In text, 令和6年10月9日（水） is checked by its year; 10月9日（水） by the plan's fiscal year. Other ways to write it are read as well: 10/9（水）, R6.10.9（水）, 10月9日水曜日, 10月14日（月・スポーツの日）.";
    ERA_MISMATCH = Error adjustable "dates/era-mismatch"
        "an era year and a western year beside it agree"
        "For example 令和6（2024）年.";
    ERA_BOUNDS = Error adjustable "dates/era-bounds"
        "a date lies in the era it names, and exists"
        "令和 begins on 2019-05-01, 平成 on 1989-01-08. 令和元年4月1日 was still 平成31年.";
    ORDINAL_MISMATCH = Error adjustable "dates/ordinal-mismatch"
        "a stated ○年目 is the computed one (I-17)"
        "In a project's text or its `stated:`. The sheet's own ○年目 is computed. In text it is an error of 本事業 or 事業開始; elsewhere a warning, and only where the sentence has no other year or ○年目.";
    OTHER_YEAR = Warning adjustable "dates/other-year"
        "a name that ends in a year has the plan's (I-18)"
        "メッセ2023 in the plan of 2024 is most likely left over from last year, if it is what a line, a project or an event of this plan is called, or if メッセ2024 stands in the plan as well. Other names have their year for good: 基本方針2023.";

    UNUSED_FIELD = Warning adjustable "taxonomy/unused-field"
        "a field has lines or 協調事業 (I-10)"
        "A field without either appears in the approach diagram only.";
    UNUSED_CHALLENGE = Warning adjustable "taxonomy/unused-challenge"
        "a challenge has a field"
        "What serves a challenge follows from the fields, so no project, chart or list can name one without them.";
    CHALLENGE_MISMATCH = Error adjustable "taxonomy/challenge-mismatch"
        "a sheet's stated challenges are those of its fields (I-07, I-09)"
        "The challenges on a sheet follow from its lines' fields; `stated: {challenges: […]}` is compared with them.";

    NO_TARGET = Warning adjustable "target/none"
        "a project has a target (I-13)"
        "Without one the sheet shows －.";
    TARGET_UNIT = Error adjustable "target/incomplete"
        "a target with a comparison has a figure with a unit, or a formula (I-21)"
        "「200以上」 does not say of what.";
    TARGET_PERCENTAGE = Error adjustable "target/percentage"
        "a share is 100% at most (I-21)"
        "A 割合, 満足度 or シェア of more than all is a slip. Other ratios go beyond 100%: 増加率, 耕地利用率.";
    TARGET_UNIT_FIT = Warning adjustable "target/unit-fit"
        "a unit fits what is measured (I-21)"
        "者数 is counted in 人, 名 or 社, 件数 in 件, 回数 in 回, 割合 and 満足度 in ％; multiples (万人) and what stands in brackets do not matter.";
    MEMBER_TWICE = Warning adjustable "members/twice"
        "a person stands once in a committee"
        "A name that stands twice was most likely copied with its line. Two people of one name may be told apart by their posts; then record an exception with its reason.";
    TARGET_UNIT_WORD = Warning adjustable "target/unit-word"
        "people are counted in one word throughout (I-21)"
        "Either 人 or 名.";
    AMENDMENT_FROM = Error fixed "amendment/from-mismatch"
        "an amendment's `from` is what stands in the plan"
        "Nothing is overwritten unseen: where the value has changed since the amendment was written, both are shown and somebody decides. A text in prose must stand exactly once under its heading.";
    AMENDMENT_PATH = Error fixed "amendment/unknown-path"
        "an amendment's path leads to something"
        "A path names a project, a key, an item of a list by its id (or name, or number), for example `projects/expo/targets/sake-visitors/value`; `projects/ID/prose/HEADING` is a section of prose.";
    AMENDMENT_OVERLAP = Error adjustable "amendment/overlap"
        "changes of the same day do not touch the same thing"
        "Which of the two should hold would depend on their order.";
    AMENDMENT_UNDONE = Warning adjustable "amendment/undone"
        "an amendment does not undo an earlier one"
        "A value that goes back to what it was is often a copy of an old table.";
    EMPTY_AMENDMENT = Error fixed "amendment/empty"
        "an amendment changes something"
        "A note on the cover without a change would mislead readers.";
    AMENDMENT_DATE = Error adjustable "amendment/outside-year"
        "an amendment is dated in the plan's fiscal year"
        "An amendment of a later year belongs to that year's plan.";

    UNRECORDED_CHANGE = Error adjustable "target/unrecorded-change"
        "the cover speaks of an update only where there is one (I-22)"
        "Amendments bring the cover's note with them. An `edition-note:` in `plan.yaml` belongs to an edition without amendments.";
    TYPED_CHANGE = Warning adjustable "target/typed-change"
        "a change mark is generated, not typed (I-22)"
        "⇒ marks what an amendment changed. A typed one has no date, no reason and no old value. For an arrow in text use →.";

    KATAKANA = Warning adjustable "wording/half-width-katakana"
        "katakana is full-width (I-24)"
        "Half-width katakana and ｢｣･ are searched and read aloud differently.";
    MIXED_DIGITS = Warning adjustable "wording/mixed-digits"
        "a text has digits of one width (I-24)"
        "公用文作成の考え方 leaves the width open but asks for one throughout.";
    MIXED_BRACKETS = Warning adjustable "wording/mixed-brackets"
        "a text has round brackets of one width (I-24)"
        "公用文作成の考え方 names （） as the form; half-width ones belong to amounts of 再掲.";
    BRACKETS = Warning adjustable "wording/unbalanced-brackets"
        "brackets are closed in order (I-24)"
        "Checked within a text: 「」『』（）【】〔〕().";
    DOUBLED = Warning adjustable "wording/doubled"
        "no particle or punctuation mark is doubled"
        "をを, にに, のの, 、、, 。。 and the like are slips of editing. Where a word begins with the same letter (家庭でできる, まちなかににぎわい), nothing is doubled.";
    LEFTOVER_MARKUP = Warning adjustable "wording/leftover-markup"
        "no mark of Markdown is printed"
        "`**` that is not closed, or that stands in a title of YAML, is no emphasis but two asterisks on paper; so are marks of other programs (`__x__`, `==x==`, `{漢字|かんじ}`, `&nbsp;`). To print a mark in Markdown write `\\` before it.";
    ENUMERATION = Warning adjustable "wording/enumeration-order"
        "marks such as ①②③ go in order"
        "Within a text, ① is followed by ②, and a series starts with ①. Lists number themselves: write `1)`.";
    TRAILING_SPACE = Warning adjustable "wording/trailing-space"
        "a line has no space at its end"
        "It is invisible and turns up as a difference between versions.";
    MACHINE_DEPENDENT = Warning adjustable "wording/machine-dependent"
        "no machine-dependent characters"
        "㈱, ㎡, ㍻, Ⅱ and the like were added by vendors; they are lost or changed by some programs and read aloud wrongly.";
    GLOSSARY = Warning adjustable "wording/glossary"
        "terms of the glossary are spelt one way (I-23)"
        "`glossary:` in `plan.yaml` says how a term is spelt and which spellings are not used.";
    STYLE = Warning adjustable "wording/style"
        "a text keeps to the house style"
        "`style:` in `plan.yaml` chooses habits that 公用文作成の考え方 leaves open: the width of brackets and digits, and the comma.";

    IMAGE = Error fixed "image/unusable"
        "an image is a readable PNG, JPEG, WebP or SVG of at most 8192 pixels a side and 32 MiB, inside the project"
        "It is decoded once, in bounded memory, turned upright, brought to sRGB and encoded anew without metadata, so that a broken file is found here and not in print. An SVG may not refer to anything outside itself, have scripts or filters, or draw more than 100,000 elements, counted as often as they are repeated; what holds for pictures holds for those inside it.";
    IMAGE_PROFILE = Warning adjustable "image/colour-profile"
        "the colours of an image are known"
        "Colours are brought to sRGB through the ICC profile in the image. Where that is damaged, or is one for other colours than the image has, the numbers are taken for sRGB, which may change how it looks.";
    IMAGE_FONT = Warning adjustable "image/font"
        "text in a drawing is set in a font of `fonts/`"
        "System fonts are never used, so that every machine makes the same pages. Text in another font is as wide as it happens to be: look whether it still fits its boxes.";
    IMAGE_ALT = Error fixed "image/no-alt"
        "an image has alternative text"
        "For readers who cannot see it; PDF/UA-1 asks for it.";
    IMAGE_RESOLUTION = Error adjustable "image/low-resolution"
        "an image has at least 300 dpi at the size at which it is placed"
        "Printers ask for 350 dpi; under 300 the pixels show.";

    MISSING_GLYPH = Error fixed "layout/missing-glyph"
        "every character has a glyph in a font of `fonts/` (I-25)"
        "Otherwise it would be an empty box. Names keep their variant characters: add a font that has them.";
    NOT_CONVERGED = Error fixed "layout/not-converged"
        "the page references settle"
        "A layout whose page numbers change what is on the pages may never settle. The help says which values kept changing.";
    UNKNOWN_FONT = Error fixed "layout/unknown-font"
        "a font family that the layouts name is in `fonts/`"
        "Typst would use another font silently. System fonts are never used, so that every machine makes the same pages.";
    TYPST = Error fixed "layout/typst"
        "the composed document compiles"
        "A mistake in a file of `layouts/`.";
    IGNORED = Error fixed "layout/ignored"
        "Typst leaves out nothing that a layout gives it"
        "Where Typst says that it ignored something, such as a block inside a paragraph, the text in it is in no PDF. The layout has to place it otherwise.";
    TYPST_WARNING = Warning adjustable "layout/typst-warning"
        "the composed document compiles without warnings"
        "A warning about a file of `layouts/`.";
    SHEET_TOO_LONG = Error adjustable "layout/sheet-too-long"
        "a sheet keeps to its page (I-15)"
        "The message says by how much it is too long.";
    NEEDLESS_PAGES = Warning adjustable "layout/needless-pages"
        "a sheet takes the pages that it is allowed"
        "`pages: 3` for a sheet of two pages says something that is not so. `pages: auto` gives a sheet as many as it needs.";
    OVERFLOW = Error adjustable "layout/overflow"
        "all text lies inside the page's margins (I-15)"
        "Text over the edge is cut in print. Long words or cells without a break are the usual cause.";
    LONELY_HEADING = Error adjustable "layout/lonely-heading"
        "a heading is followed by text on its page"
        "A heading alone at the foot of a page belongs to the next one.";

    WRONG_PAGE = Error fixed "page/wrong-number"
        "a page reference shows the number printed on the page it leads to (I-12)"
        "Read back from the finished PDF by a parser that did not write it: the number shown under each link is compared with the footer of the page to which the link leads.";
    LABEL_MISMATCH = Error fixed "page/label-mismatch"
        "a page's label is the number printed on it"
        "The page box of a PDF reader shows the label; going to page 6 must lead to the page that says 6.";
    PAGE_MAP = Error fixed "page/map-mismatch"
        "a part begins on the page that the layout says"
        "The finished PDF is compared with the layout's own page map, by bookmarks.";
    DANGLING_LINK = Error fixed "page/dangling-link"
        "a link inside the plan leads to a page"
        "A link without a destination does nothing.";
    LOST_TEXT = Error fixed "pdf/lost-text"
        "every text of the plan can be read in the finished PDF, once for each time that it is written"
        "The PDF is read back, glyph by glyph, by a parser that did not write it. A text must stand on the pages of its part, inside the page, with nothing painted over it, in another colour than what lies under it. Where a text is lost, a layout leaves it out, cuts it off or covers it, or what Typst says it ignored.";
    STALE_PDF = Error fixed "pdf/stale-reference"
        "a published PDF has the page references of today's sources"
        "`check --pdf FILE` compares every part's page and every page number shown.";
    STALE_TEXT = Error fixed "pdf/stale-text"
        "a published PDF has the texts of today's sources"
        "`check --pdf FILE` compares all text, part by part. The place is where today's text comes from; of a text that is not in today's plan, where the one before it comes from.";
    OTHER_TOTAL = Error fixed "pdf/other-total"
        "a published PDF shows today's total"
        "The budget has changed since, or the PDF is of another plan.";
    OTHER_EDITION = Error fixed "pdf/other-edition"
        "a published PDF is of today's edition"
        "Its title or the note on its cover differs.";
    PAGE_MOVED = Error fixed "lock/page-moved"
        "parts begin on the pages recorded in `sources/pages.lock`"
        "`check --locked` says what moved, so that nobody is surprised by other page numbers than those agreed. `keikaku pages --lock` records the new ones.";
    PRINT_PAGE_MAP = Error fixed "print/page-map"
        "the print profile has the pages of the screen profile"
        "A page number that is right on the screen would be wrong on paper. The profiles may differ in colours, bleed and binding only, and in blank pages, which are not counted: look in `layouts/` for what else depends on `press`.";
    PRINT_SIDES = Warning adjustable "print/sides"
        "even page numbers stand at one side throughout"
        "Whoever turns the leaves of a bound plan expects even numbers at the left. A single blank page in the middle turns them for the rest.";
    PRINT_SPOT = Warning adjustable "print/spot"
        "something is printed with the spot colour"
        "A plate that the printer was told of and does not find holds up the order.";
    PRINT_BOXES = Error fixed "print/boxes"
        "pages have TrimBox, BleedBox and MediaBox inside one another, 3 mm of bleed, and nothing that ends at the trim"
        "The printer cuts along the TrimBox; without 3 mm of colour beyond it (塗り足し) white edges appear. `layouts/document.typ` sets the page and its bleed; let bands and pictures run 3 mm over the page.";
    PRINT_COLOUR = Error fixed "print/colour"
        "the print file has no colour but CMYK, black and spot colours"
        "RGB and colours by ICC profile would be converted by whoever prints, and black text would become four inks. Take colours from `layouts/theme.typ`, where each has a form in CMYK.";
    PRINT_BLACK = Error adjustable "print/black"
        "black text in the print file is black ink alone"
        "Small text of four inks gets coloured edges when the plates do not meet exactly. Take `text-colour` of `layouts/theme.typ`.";
    PRINT_TRANSPARENCY = Error fixed "print/transparency"
        "nothing is transparent in PDF/X-1a"
        "Old RIPs flatten transparency each in its own way. Take a lighter colour in `layouts/` instead, or agree on `standard: x-4` with the printer.";
    PRINT_OVERPRINT = Error adjustable "print/overprint"
        "no white overprints"
        "White that overprints is no ink on ink that stays: the text or shape vanishes.";
    PRINT_INK = Error adjustable "print/ink"
        "no object of the print file takes more than 350 % ink"
        "Too much ink does not dry and sets off on the next sheet. Printers ask for 300 % at most, from where on it is warned of; some take 350 %. Change the colour's CMYK form in `layouts/theme.typ`, or the image.";
    PRINT_LINE = Error adjustable "print/line-width"
        "lines in the print file are at least 0.25 pt wide"
        "Thinner lines break up or vanish on the plate, though a screen and an office printer show them.";
    PRINT_FONT = Error fixed "print/font"
        "all fonts of the print file are embedded"
        "The printer does not have them and would print with others.";
    PRINT_IMAGE = Error adjustable "print/image-resolution"
        "images of the print file have at least 300 dpi where they are placed"
        "Printers ask for 350 dpi, below which it is warned of; below 300 dpi pixels are seen. Use a larger image or place it smaller.";
    PRINT_ANNOTATION = Error fixed "print/annotation"
        "no link or other annotation lies on a page of the print file"
        "Annotations are for screens; what a press makes of them is anyone's guess.";
    PRINT_FILE = Error fixed "print/file"
        "the print file has what PDF/X asks of a file as a whole, and nothing that could run"
        "Version, output intent, `Trapped`, identifier, metadata; no encryption, scripts, forms or embedded files. Where this is reported of a file that `keikaku` made, it is a mistake of this program.";
    UNUSED_IGNORE = Warning adjustable "settings/unused-ignore"
        "a recorded exception is still needed"
        "An `ignore:`, or an entry of `sources/baseline.yaml`, that matches nothing would hide a later mistake.";
}

/// What of the invariants I-01 to I-26 holds by construction, with the reason.
pub const BY_CONSTRUCTION: &[(&str, &str)] = &[
    (
        "I-01, I-02, I-03",
        "the total, the heading's amount and a sheet's amount are computed from the lines; stated ones are compared (`budget/total-mismatch`)",
    ),
    ("I-04", "sums by field and challenge take each line under its own field only"),
    ("I-06", "a 再掲 row takes its name, amount, summary, section and page from its line"),
    (
        "I-07, I-08, I-09",
        "a field has one challenge; marks and names of challenges stand once, in `plan.yaml`; a sheet's challenges follow from its lines",
    ),
    ("I-10", "both lists name fields by id"),
    ("I-11", "contents, numbers and the order of sheets follow from `pages:`"),
    ("I-12", "page numbers come from the layout; the finished PDF is read back (`page/wrong-number`)"),
    (
        "I-14",
        "headings of the items of 事業概要 and ねらい are free text and not compared: the published plan shortens them",
    ),
    ("I-16, I-17", "weekdays and ○年目 are computed; those in text are checked"),
    ("I-22", "a changed value comes from an amendment, which has a date, a reason and the cover's note"),
    ("I-19", "counts in prose (4つ, 12構成府県市) are not checked: what is counted is not in the data"),
    ("I-20", "a member's post and name stand in one entry, so there are as many of one as of the other"),
    (
        "I-26",
        "the tests read the numbers of the shipped PDF back; `page/wrong-number` and `pdf/other-total` do so for page numbers and the total",
    ),
];

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
            assert_eq!(Rule::find(code).map(|rule| rule.code), Some(code));
        }
    }
}
