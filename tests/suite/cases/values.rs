//! YAML, and values of the sources.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use super::{cases, finds, made, says};
use crate::project::TestProject;

const GREEN: &str = "projects/green.yaml";
const EXPO: &str = "projects/expo.yaml";
const PLAN: &str = "plan.yaml";

/// The file of a source in the project.
fn path(file: &str) -> String {
    format!("sources/{file}")
}

/// Returns where a text stands that stands once in a source, as findings have it.
fn place(project: &TestProject, file: &str, at: &str) -> String {
    let text = project.read(&path(file));
    assert_eq!(text.matches(at).count(), 1, "`{at}` stands once in {file}");
    let before = text.split(at).next().expect("a text before it");
    let column = before.rsplit('\n').next().expect("a line").chars().count() + 1;
    format!("{file}:{}:{column}", before.matches('\n').count() + 1)
}

/// Changes a text of a source of a fresh plan; one thing must be found, at a part of the new text (where it stands last), with
/// its code and message, and with what to type.
fn slip(file: &str, from: &str, to: &str, at: &str, found: &str, help: &str) {
    let project = TestProject::shipped();
    project.edit(&path(file), from, to);
    let start = to.rfind(at).unwrap_or_else(|| panic!("`{at}` stands in `{to}`"));
    // The place is looked for with what follows it, since a bracket alone stands in many places.
    let line = place(&project, file, to);
    let (line, column) = line.rsplit_once(':').expect("a column");
    let breaks = to[..start].matches('\n').count();
    let (name, number) = line.rsplit_once(':').expect("a line");
    let number: usize = number.parse().expect("a number");
    let first: usize = column.parse().expect("a number");
    let column = match to[..start].rsplit_once('\n') {
        Some((_, before)) => before.chars().count() + 1,
        None => first + to[..start].chars().count(),
    };
    finds(&project, &[&format!("{name}:{}:{column} {found}", number + breaks)]);
    let code = found.split(' ').next().expect("a code");
    says(&project, code, &[help]);
}

/// Asserts what is found of an amount, and what is to be typed.
fn amount(written: &str, message: &str, help: &str) {
    let to = format!("amount: {written}");
    slip(GREEN, "amount: 1781", &to, written, &format!("budget/amount-range {message}"), help);
}

/// Asserts what is found of a figure whose unit is 人 and whose comparison is 以上, and what is to be typed.
fn figure(written: &str, message: &str, help: &str) {
    let to = format!("value: {written}");
    slip(GREEN, "value: 210", &to, written, &format!("source/invalid-value {message}"), help);
}

/// Runs the command; it must end by itself with findings, which are no more than a person can read.
fn ends(project: &TestProject, arguments: &[&str]) -> String {
    let output = project.run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.len() < 1 << 20, "{} bytes are said", said.len());
    said
}

cases! {
    a2: "a summary under `>-`, and a text in `{…}`, go on over lines: 企業 や, ライフサイ エンス",
        "a line break of the file is no space between Japanese words, as in Markdown; where the author typed a space, or \
         Latin words meet, it stays",
        |project| {
            let life = "sources/projects/life-science.yaml";
            project
                .edit(life, "スタートアップ企業や大学、", "スタートアップ企業\n      や大学、from NOW\n      ON KANSAI、公設 試\n      験場、")
                .edit(life, "summary: 関西の", "summary: >-\n      関西の")
                .edit(life, "国内外ライフサイエンス関係", "国内外ライフサイ\n    エンス関係")
                .edit(&path(GREEN), "label: 参加者数", "label: \"参加者\n      数\"");
            let (built, _) = project.build();
            let plan = format!("{:?}", built.unwrap_or_else(|failure| panic!("{failure:#?}")).plan);
            for text in ["スタートアップ企業や大学、from NOW ON KANSAI、公設 試験場、", "国内外ライフサイエンス関係企業・団体", "参加者数"] {
                assert!(plan.contains(text), "{text}");
            }
        };
    a2_place: "a message about a text that goes on over lines",
        "points at the word, not at the whole text: the clerk has to find it among ten lines",
        |project| {
            project.edit(
                &path(GREEN),
                "summary: グリーン分野において、シーズの事業化を促進するため、",
                "summary: >-\n      グリーン分野において、シーズの事業化\n      をを促進するため、㈱と\n      ",
            );
            let (doubled, machine) = (place(&project, GREEN, "をを"), place(&project, GREEN, "㈱"));
            finds(&project, &[
                &format!("{doubled} wording/doubled `をを`"),
                &format!("{machine} wording/machine-dependent `㈱`"),
            ]);
        };
    a14: "a summary with ` #関西グリーン` in it, a venue with ` #3号館`: 「SNSで」 is printed, the rest is gone",
        "reported where the text is cut off, with the quotes to type",
        |project| {
            project
                .edit(&path(GREEN), "summary: グリーン分野において、シーズの事業化を促進するため、", "summary: SNSで #関西グリーン を付けて")
                .edit(&path(GREEN), "venue: 大阪工業大学 梅田キャンパス OIT梅田タワー", "venue: 大阪工業大学 #3号館（梅田）");
            let (summary, venue) = (place(&project, GREEN, "#関西"), place(&project, GREEN, "#3号館"));
            finds(&project, &[&format!("{summary} source/cut-text"), &format!("{venue} source/cut-text")]);
            says(&project, "source/cut-text", &["`\"大阪工業大学 #3号館（梅田）\"`", "space after `#`"]);
        };
    a14_comments: "a comment behind a text, with a space after `#`, or behind a number",
        "is a comment, as the published sources have them: nothing is reported",
        |project| {
            project.edit(&path(GREEN), "unit: 人", "unit: 人 # 延べ").edit(&path(GREEN), "amount: 1781", "amount: 1781 #千円");
            made(&project).clean();
        };
    a14_brackets: "`#` takes the rest of an entry in braces, and the brace",
        "the cause is the `#`, not the brace that is missing",
        |_| slip(EXPO, "text: 日本酒関連事業者", "text: 日本酒 #1 の事業者", "#1", "source/cut-text", "`\"日本酒 #1 の事業者\"`");
    a14_all: "a text that is all `#`: `name: #関西`",
        "cut off to nothing; one finding, not another one of the empty value",
        |_| slip(GREEN, "unit: 人", "unit: #人", "#人", "source/cut-text", "`\"#人\"`");
    a15: "a no-break space, as web pages have it, in the indent",
        "named with its code point at its own line: it cannot be seen, and the next line is right",
        |_| {
            let to = "\u{a0}\u{a0}\u{a0}\u{a0}amount: 1781";
            let found = "source/yaml-syntax a no-break space (U+00A0) stands in the indent";
            slip(GREEN, "    amount: 1781", to, to, found, "plain spaces");
        };
    a15_invisible: "other characters that cannot be seen: after a colon, in a key, before a key, in an id",
        "each is named with its code point where it stands, and what to type is said",
        |_| {
            for (c, name) in [("\u{a0}", "no-break space (U+00A0)"), ("\u{200b}", "zero-width space (U+200B)")] {
                let found = format!("source/yaml-syntax a {name} stands after `value:`");
                slip(GREEN, "value: 210", &format!("value:{c}210"), "value", &found, "write `value: 210`");
                let found = format!("source/unknown-key a {name} stands in the key `amount`");
                slip(GREEN, "amount: 1781", &format!("am{c}ount: 1781"), "am", &found, "write `amount`");
            }
            let found = "source/yaml-syntax a byte order mark (U+FEFF) stands here";
            slip(GREEN, "amount: 1781", "\u{feff}amount: 1781", "\u{feff}", found, "remove it");
            let found = "source/invalid-value a zero-width space (U+200B) stands in an id";
            slip(GREEN, "id: participants", "id: participants\u{200b}", "participants", found, "write `participants`");
            let found = "source/unknown-key the key `ａｍｏｕｎｔ` is written in full-width characters";
            slip(GREEN, "amount: 1781", "ａｍｏｕｎｔ: 1781", "ａｍ", found, "write `amount`");
        };
    a15_comma: "an amount with a comma within braces, `{…, amount: 1,410}`: unknown key `410`",
        "the comma parts the number: said at the number, with the number to type; likewise of a text",
        |_| {
            let found = "source/yaml-syntax the comma parts the number `1,410` in two";
            slip(PLAN, "amount: 410", "amount: 1,410", "1,410", found, "write `amount: 1410`, without a comma");
            let found = "source/yaml-syntax the text ends at the comma";
            slip(EXPO, "域内の高校生、中小企業", "域内の高校生,中小企業", "域内", found, "`\"域内の高校生,中小企業\"`");
        };
    a15_amounts: "`１,７８１`, `01781`, `1_781`, `1781.0`, `-5`, `1,78`",
        "each names why it is no amount, and offers the amount that was meant, where it is clear",
        |_| {
            amount("１,７８１", "the amount `１,７８１` is written in full-width characters", "write `1781`");
            amount("01781", "the amount `01781` is not written in digits alone", "write `1781`");
            amount("1_781", "the amount `1_781` has a separator in it", "write `1781`");
            amount("1,781", "the amount `1,781` has a separator in it", "write `1781`");
            amount("1781.0", "the amount `1781.0` has a fraction", "write `1781`");
            amount("-5", "the amount `-5` is negative", "from 0 to");
            amount("1,78", "`1,78` is text, not an amount", "without commas");
        };
    a15_dates: "`2024/12/9`, 令和6年12月9日, R6.12.9, full-width digits, 20241209, 12:30, 2024-02-30",
        "the day that was meant is offered where it is clear, and none where it is not",
        |_| {
            let date = |written: &str, help: &str| {
                let found = format!("source/invalid-value `{written}` is not a date");
                slip(GREEN, "start: 2024-12-09", &format!("start: {written}"), written, &found, help);
            };
            date("2024/12/9", "write `2024-12-09`");
            date("令和6年12月9日", "write `2024-12-09`");
            date("R6.12.9", "write `2024-12-09`");
            date("２０２４－１２－０９", "write `2024-12-09`");
            date("12:30", "write `2024-10-09`, or `2024-10`");
            date("2024-02-30", "no such day");
            let found = "source/wrong-type expected text, found a whole number";
            slip(GREEN, "start: 2024-12-09", "start: 20241209", "2024", found, "write a day as `2024-12-09`");
        };
    a31: "a target of `value: １５０`, `unit: \"%\"`: 「150％以上」 is printed, and no check of figures looks at it",
        "refused as `amount:` is, with the number to type: a figure that is no number passes every check by",
        |_| {
            let found = "source/invalid-value the figure `１５０` is written in full-width characters";
            slip(GREEN, "value: 70", "value: １５０", "１５０", found, "write `150`");
        };
    a31_others: "`１50`, `１．５`, `１，５００`, `－５`, `1,500`, `\"210\"`; ranges, and formulas in words",
        "digits are a slip, whatever characters part them; words make a formula, which is printed as it is",
        |project| {
            figure("１50", "the figure `１50` is written in full-width", "write `150`");
            figure("１．５", "the figure `１．５` is written in full-width", "write `1.5`");
            figure("１，５００", "the figure `１，５００` is written in full-width", "write `1500`");
            figure("－５", "the figure `－５` is written in full-width", "write `-5`");
            figure("1,500", "the figure `1,500` has a separator", "write `1500`");
            figure("\"210\"", "the figure `210` stands in quotes", "write `210`");
            figure("0x10", "`0x10` is not a figure", "a formula in words");
            figure("１,２,３", "`１,２,３` is not a figure", "a formula in words");
            project
                .edit(&path(GREEN), "value: 210", "value: 前年度の参加者数×1.1倍")
                .edit(&path(GREEN), "value: 70", "value: 65～75");
            made(&project).shows("前年度の参加者数×1.1倍").shows("65～75");
        };
    b7: "`value: 220社` with `unit: 社`: 220社社",
        "the unit stands twice: reported with the figure to type; a unit or a comparison in the figure alone would pass the \
         checks of figures by",
        |project| {
            figure("210人", "the unit `人` stands twice", "write `value: 210`");
            figure("２１０人", "the unit `人` stands twice", "write `value: 210`");
            figure("210名", "the figure `210名` has its unit with it", "write `value: 210`");
            figure("210以上", "`以上` stands twice", "write `value: 210`");
            figure("210人以上", "the unit `人` stands twice", "write `value: 210`");
            figure("1,500千円", "the figure `1,500千円` has its unit with it", "write `value: 1500`");
            let found = "source/invalid-value `以上` stands twice: in `unit:` and in `comparison:`";
            slip(GREEN, "unit: 人", "unit: 人以上", "人以上", found, "write `unit: 人`");
            let found = "source/invalid-value the label ends with a colon";
            slip(GREEN, "label: 参加者数", "label: 参加者数：", "参加", found, "write `参加者数`");
            let found = "source/invalid-value `約` stands twice: in the figure and in `approx:`";
            slip("vision.yaml", "value: 150, unit: 兆円", "value: 約150, unit: 兆円", "約150", found, "write `value: 150`");
            let found = "source/invalid-value the label ends with a colon";
            slip(EXPO, "label: 支援ターゲット, text: 日本", "label: 支援ターゲット：, text: 日本", "支援", found, "write `支援ターゲット`");
            project.edit(&path(GREEN), "value: 210\n    unit: 人\n    comparison: 以上\n", "value: 70％以上\n");
            let at = place(&project, GREEN, "70％以上");
            finds(&project, &[&format!("{at} source/invalid-value the figure `70％以上` has its unit with it")]);
            says(&project, "source/invalid-value", &["write `value: 70`, `unit: \"%\"` and `comparison: 以上`"]);
        };
    b8: "`amount: １４０４３`, `\"14043\"`, `14,043`, `１４，０４３`, `14043千円`, `14043円`",
        "the cause is named, and the amount to type is offered; 円 is not, since only the author knows what it is in 千円",
        |_| {
            amount("１４０４３", "the amount `１４０４３` is written in full-width characters", "write `14043`");
            amount("\"14043\"", "the amount `14043` stands in quotes", "write `14043`");
            amount("14,043", "the amount `14,043` has a separator in it", "write `14043`");
            amount("１４，０４３", "the amount `１４，０４３` is written in full-width characters", "write `14043`");
            amount("14043千円", "the amount `14043千円` has its unit with it", "write `14043`");
            amount("14,043 (千円)", "the amount `14,043 (千円)` has its unit with it", "write `14043`");
            amount("14043円", "the amount `14043円` is not in 千円", "work it out in 千円");
            amount("2百万円", "the amount `2百万円` is not in 千円", "work it out in 千円");
        };
    b8_colons: "`amount：14043`, `amount:　14043`, `amount 14043`, `amount=14043`, `amount:14043`",
        "the message stands at that line, names the colon, and offers the line to type",
        |_| {
            let yaml = |written: &str, skip: &str, message: &str| {
                let found = format!("source/yaml-syntax {message}");
                slip(GREEN, "amount: 1781", written, skip, &found, "write `amount: 14043`");
            };
            yaml("amount：14043", "：", "the colon after `amount` is full-width");
            yaml("amount：１４，０４３", "：", "the colon after `amount` is full-width");
            yaml("amount:　14043", "amount", "a full-width space (U+3000) stands after `amount:`");
            yaml("amount 14043", "amount", "no colon stands after `amount`");
            yaml("amount=14043", "=", "`=` stands after `amount`");
            yaml("amount:14043", "amount", "no space stands after `amount:`");
            let found = "source/yaml-syntax the colon after `amount` is full-width";
            slip(PLAN, "amount: 410", "amount：410", "：", found, "write `amount: 410`");
        };
    b8_brackets: "a brace, a bracket or a quote is missing, or one stands too many",
        "the message stands at the end of the line where it is missing, not at the next entry",
        |_| {
            let missing = |bracket: &str| format!("source/yaml-syntax `{bracket}` is missing at the end of the line");
            slip(PLAN, "amount: 410}", "amount: 410", "0", &missing("}"), "write `}`");
            slip(EXPO, "[talent]", "[talent", "t", &missing("]"), "write `]`");
        };
    b8_quotes: "a quote is missing, or text stands behind it; a bracket too many",
        "each at the line of the slip, with what to type",
        |_| {
            let found = "source/yaml-syntax the `\"` that begins here is not closed";
            slip(GREEN, "unit: 人", "unit: \"人", "\"人", found, "write `\"`");
            let found = "source/yaml-syntax text stands after the closing `\"`";
            slip(GREEN, "label: 参加者数", "label: \"参加\"者数", "者数", found, "`'\"参加\"者数'`");
            let found = "source/yaml-syntax one `}` too many stands here";
            slip(PLAN, "amount: 410}", "amount: 410}}", "}", found, "remove it");
        };
    b8_indent: "three or five spaces of indent where the keys beside it have four; a tab",
        "one space too many, or missing, and the key that it belongs beside",
        |_| {
            let found = "source/yaml-syntax one space too many stands before `amount`";
            slip(GREEN, "    amount: 1781", "     amount: 1781", "amount", found, "indent it by 4 spaces");
            let found = "source/yaml-syntax one space is missing before `amount`";
            slip(GREEN, "    amount: 1781", "   amount: 1781", "amount", found, "indent it by 4 spaces");
            let found = "source/yaml-syntax one space too many stands before `-`";
            slip(GREEN, "  - id: survey", "   - id: survey", "-", found, "indent it by 2 spaces");
            slip(GREEN, "    amount: 1781", "\tamount: 1781", "\t", "source/yaml-syntax a tab stands in the indent", "plain spaces");
        };
    b8_items: "the `- ` before an item is missing",
        "one finding at the item, though all of its keys stand twice then",
        |_| {
            let found = "source/duplicate-key key `id` stands twice";
            slip(GREEN, "  - id: survey", "    id: survey", "id", found, "write `- ` before it");
        };
    b8_dates: "`start: 2024-12-9`, `令和６年度`",
        "a day has two digits, and a year half-width ones: what to type is offered",
        |_| {
            let found = "source/invalid-value `2024-12-9` is not a date";
            slip(GREEN, "start: 2024-12-09", "start: 2024-12-9", "2024", found, "write `2024-12-09`");
            let found = "source/invalid-value this is not a fiscal year";
            slip(PLAN, "fiscal-year: 令和6年度", "fiscal-year: 令和６年度", "令和", found, "write `令和6年度`");
        };
    b8_signs: "a text that begins with `%`, `@`, `*`, `&`, `!`, a backtick; `: ` within a text; `-item`; full-width brackets",
        "each names the sign, and offers what to type",
        |_| {
            for written in ["%", "@人", "*人", "&人 数", "!人 数", "`人`"] {
                let first = written.chars().next().expect("a sign");
                let found = format!("source/yaml-syntax a text without quotes cannot begin with `{first}`");
                slip(GREEN, "unit: 人", &format!("unit: {written}"), written, &found, "put it in quotes");
            }
            let found = "source/yaml-syntax `: ` stands in the text of `summary`";
            slip(GREEN, "summary: グリーン分野", "summary: 対象: グリーン分野", ": グ", found, "quotes");
            let found = "source/yaml-syntax no space stands after `-`";
            slip(GREEN, "- 特別講演", "-特別講演", "-", found, "write `- 特別講演");
            let found = "source/yaml-syntax the bracket `［` is full-width";
            slip(EXPO, "[talent]", "［talent］", "［", found, "write `[` and `]`");
            let found = "reference/unknown-id unknown field `talent、base`";
            slip(EXPO, "[talent]", "[talent、base]", "talent", found, "half-width comma");
        };
    b9: "`Thumbs.db`, `desktop.ini`, `.DS_Store`, `~$計画.xlsx`, a temporary file, beside the sources",
        "ignored: systems put them there, and no clerk can see them",
        |project| {
            for folder in ["sources", "sources/images", "sources/projects", "sources/amendments"] {
                for name in ["Thumbs.db", "desktop.ini", ".DS_Store", "~$計画.xlsx", "x.tmp", ".gitkeep", "._green.yaml"] {
                    project.write(&format!("{folder}/{name}"), "x");
                }
            }
            made(&project).clean();
        };
    d12: "`pages: 4294967295` on a sheet",
        "refused, with the most that makes sense; and so are 0 and words",
        |_| {
            for written in ["4294967295", "1000", "0", "-1", "二"] {
                let to = format!("section: green\npages: {written}");
                let found = "source/invalid-value this is not a number of pages";
                slip(GREEN, "section: green", &to, written, found, "write a number from 1 to");
            }
        };
    d13: "a source is a link to itself, or to nothing",
        "a finding at the file, as of any other broken file; not the end of the run. A page's file that is such a link is not \
         taken for a file that is not there",
        |project| {
            #[cfg(unix)]
            for (file, to) in [("projects/green.md", "green.md"), ("projects/expo.yaml", "none"), ("vision.yaml", "none")] {
                fs::remove_file(project.path(&path(file))).expect("a file");
                std::os::unix::fs::symlink(to, project.path(&path(file))).expect("a link");
            }
            let said = ends(&project, &["check"]);
            for file in ["projects/green.md", "projects/expo.yaml", "vision.yaml"] {
                assert!(said.contains(&format!("`sources/{file}` is a link that leads to nothing")), "{said}");
            }
            assert!(!said.contains("does not exist"), "{said}");
        };
    f7_ids: "ids of 60 letters by thousands, each unknown to the others",
        "the first are named and the rest are few words: what is said, and the time, do not grow with their square",
        |project| {
            let field = |at: usize| format!("{}{at:05}", "a".repeat(55));
            let fields = (0..4000).fold(String::from("fields:\n"), |mut fields, at| {
                let (id, challenge) = (field(at), field(at + 7));
                let _ = writeln!(fields, "  - {{id: {id}, name: 分野{at}, challenge: {challenge}, colour: blue}}");
                fields
            });
            let plan = project.read(&path(PLAN));
            let (before, rest) = plan.split_once("fields:\n").expect("fields");
            let (_, after) = rest.split_once("overhead:").expect("overhead");
            project.write(&path(PLAN), format!("{before}{fields}overhead:{after}"));
            ends(&project, &["check", "--format", "short"]);
        };
    f7_long: "an id of 100,000 letters",
        "one finding, which does not print them all",
        |project| {
            project.edit(&path(GREEN), "id: participants", &format!("id: {}", "a".repeat(100_000)));
            let said = ends(&project, &["check"]);
            assert!(said.contains("is not an id") && said.len() < 10_000, "{}", said.len());
        };
    f7_keys: "45,000 unknown keys in a mapping, on a line each or all on one",
        "the first are named, and the others counted",
        |project| {
            let keys = (0..45_000).fold(String::new(), |mut keys, at| {
                let _ = writeln!(keys, "key{at}: 1");
                keys
            });
            let before = project.read(&path(GREEN));
            project.write(&path(GREEN), before.clone() + &keys);
            let said = ends(&project, &["check", "--rule", "source/unknown-key"]);
            assert!(said.contains("unknown key `key19`") && said.contains("44980 more unknown keys"), "{said}");
            assert!(!said.contains("`key20`"), "{said}");
            let line = keys.lines().collect::<Vec<_>>().join(", ");
            project.write(&path(GREEN), before.replace("targets:\n", &format!("targets:\n  - {{{line}}}\n")));
            let said = ends(&project, &["check", "--format", "short", "--rule", "source/unknown-key"]);
            assert!(said.contains("44980 more unknown keys"), "{said}");
        };
    f7_items: "45,000 wrong values on one line",
        "ends: no line is read anew for each",
        |project| {
            project.edit(&path(EXPO), "relisted: [talent]", &format!("relisted: [{}]", "1, ".repeat(45_000)));
            for format in ["short", "sarif", "json", "human"] {
                let said = ends(&project, &["check", "--format", format]);
                assert!(said.contains("expected text, found a whole number"), "{format}: {}", said.len());
            }
        };
    f7_spaces: "340,000 spaces at the ends of lines",
        "ends, and says so of the first",
        |project| {
            let prose = project.read("sources/projects/green.md");
            project.write("sources/projects/green.md", prose + &" \n".repeat(340_000));
            ends(&project, &["check", "--format", "short", "--deny-warnings"]);
        };
    f7_lock: "a `pages.lock` of 60,000 lines, as many as a file may have",
        "the first lines that are of no part are named, and the others counted",
        |project| {
            let lines = (0..60_000).fold(String::new(), |mut lines, at| {
                let _ = writeln!(lines, "{at}\tx:{at}\tx");
                lines
            });
            project.write("sources/pages.lock", lines);
            let said = ends(&project, &["check", "--locked", "--format", "short", "--rule", "lock/page-moved"]);
            assert!(said.contains("`x:19`, agreed for page 19, is not in the plan"), "{said}");
            assert!(said.contains("59979 more"), "{said}");
        };
    f11: "figures 18446744073709551616, 1.50, 12345.60",
        "printed as they are written, digit by digit, with commas: figures are no floating-point numbers",
        |project| {
            project
                .edit(&path(GREEN), "value: 210", "value: 18446744073709551616")
                .edit(&path(GREEN), "value: 70\n    unit: \"%\"", "value: 1.50\n    unit: 倍")
                .edit(&path(EXPO), "value: 1500\n    unit: 名", "value: 12345.60\n    unit: 名");
            fs::remove_dir_all(project.path("sources/amendments")).expect("removed");
            let made = made(&project);
            made.shows("18,446,744,073,709,551,616人以上").shows("1.50倍以上").shows("12,345.60名");
        };
    f11_proposal: "`changes --write-amendment` of a figure of 1.50",
        "proposes 1.50, not 1.5, and not a text in quotes, which would be refused",
        |project| {
            let git = |arguments: &[&str]| {
                let output = Command::new("git").args(arguments).current_dir(project.root()).output().expect("git");
                assert!(output.status.success(), "{arguments:?}");
            };
            git(&["init", "-q", "."]);
            git(&["add", "sources"]);
            git(&["-c", "user.name=a", "-c", "user.email=a@example.jp", "commit", "-qm", "a"]);
            project.edit(&path(GREEN), "value: 210", "value: 1.50");
            let file = "sources/amendments/2024-11-01-figure.yaml";
            let output = project.run(&["changes", "--from-git", "HEAD", "--write-amendment", file]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let proposal = project.read(file);
            assert!(proposal.contains("from: 210\n    to: 1.50\n"), "{proposal}");
        };
    f19_overhead: "`overhead:` in a plan without a budget page",
        "reported: its amount would count, and stand nowhere",
        |project| {
            project.edit(&path(PLAN), "  - {kind: budget, title: 事業一覧【予算事業】}\n", "");
            let (found, _) = crate::findings::reported(&project);
            let lost: Vec<_> = found.iter().filter(|finding| finding.rule.code == "reference/unplaced-data").collect();
            assert_eq!(lost.len(), 1, "{found:#?}");
            assert_eq!(lost[0].message, "`管理費` is not shown anywhere: the plan has no `budget` page");
        };
    f19_years: "a day of the year 0, which would be printed as 明治-1867年",
        "refused: the calendar of a plan begins in 1873",
        |_| {
            for written in ["0000-12-09", "1872-12-09", "明治-1867年12月9日"] {
                let found = format!("source/invalid-value `{written}` is not a date");
                slip(GREEN, "start: 2024-12-09", &format!("start: {written}"), written, &found, "write");
            }
            let found = "source/invalid-value this is not a fiscal year";
            slip(GREEN, "since: 平成25年度", "since: 明治-1867年度", "明治", found, "write");
        };
}
