//! YAML, and values of the sources.

use std::fmt::Write as _;

use super::{cases, finds, made, says};
use crate::project::TestProject;

const GREEN: &str = "sources/projects/green.yaml";
const PLAN: &str = "sources/plan.yaml";

/// Changes one line of a fresh plan, and asserts that one thing is found, which says what is wrong and what to type.
fn slip(file: &str, from: &str, to: &str, place: &str, help: &str) {
    let project = TestProject::shipped();
    project.edit(&format!("sources/{file}"), from, to);
    finds(&project, &[&format!("{file}:{place}")]);
    let code = place.split(' ').nth(1).expect("a code");
    says(&project, code, &[help]);
}

/// Asserts what is found of the amount of the sheet of GREEN, and what is to be typed.
fn amount(written: &str, message: &str, help: &str) {
    slip("projects/green.yaml", "amount: 1781", written, &format!("7:13 budget/amount-range {message}"), help);
}

/// Asserts what is found of the first target of GREEN, whose unit is 人, and what is to be typed.
fn figure(written: &str, message: &str, help: &str) {
    slip("projects/green.yaml", "value: 210", written, &format!("23:12 source/invalid-value {message}"), help);
}

/// Runs the command; it must end by itself, and say what is wrong in few words.
fn ends(project: &TestProject, arguments: &[&str]) -> String {
    let output = project.run(arguments);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    let all = said + &String::from_utf8_lossy(&output.stdout);
    assert!(all.len() < 4 << 20, "{} bytes are said", all.len());
    all
}

cases! {
    a2: "a summary under `>-`, and a text in `{…}`, go on over lines: 企業 や, ライフサイ エンス",
        "a line break of the file is no space between Japanese words, as in Markdown; where the author typed a space, or \
         Latin words meet, it stays",
        |project| {
            project
                .edit(
                    "sources/projects/life-science.yaml",
                    "スタートアップ企業や大学、研究機関と",
                    "スタートアップ企業\n      や大学、\n\n      from NOW\n      ON KANSAI、公設 試\n      験研究機関と",
                )
                .edit("sources/projects/life-science.yaml", "summary: 関西の", "summary: >-\n      関西の")
                .edit("sources/projects/life-science.yaml", "国内外ライフサイエンス関係", "国内外ライフサイ\n    エンス関係")
                .edit(GREEN, "label: 参加者数", "label: \"参加者\n      数\"");
            let made = made(&project);
            let text = made.pdf.pages.iter().map(|page| page.text()).collect::<String>();
            made.shows("スタートアップ企業や大学、").shows("国内外ライフサイエンス関係企業・団体").shows("参加者数");
            assert!(!text.contains("企業 や") && !text.contains("サイ エンス") && !text.contains("参加者 数"));
        };
    a2_place: "a message about a text that goes on over lines",
        "points at the word, not at the whole text: the clerk has to find it among ten lines",
        |project| {
            project.edit(
                GREEN,
                "summary: グリーン分野において、シーズの事業化を促進するため、",
                "summary: >-\n      グリーン分野において、シーズの事業化\n      をを促進するため、㈱と\n      ",
            );
            finds(&project, &[
                "projects/green.yaml:8:7 wording/doubled `をを`",
                "projects/green.yaml:8:16 wording/machine-dependent `㈱`",
            ]);
        };
    a14: "a summary with ` #関西グリーン` in it, a venue with ` #3号館`: 「SNSで」 is printed, the rest is gone",
        "reported where the text is cut off, with the quotes to type; comments with a space after `#` are comments",
        |project| {
            project
                .edit(GREEN, "summary: グリーン分野において、シーズの事業化を促進するため、", "summary: SNSで #関西グリーン を付けて")
                .edit(GREEN, "venue: 大阪工業大学 梅田キャンパス OIT梅田タワー", "venue: 大阪工業大学 #3号館（梅田）");
            finds(&project, &[
                "projects/green.yaml:6:20 source/cut-text",
                "projects/green.yaml:12:19 source/cut-text",
            ]);
            says(&project, "source/cut-text", &["`\"大阪工業大学 #3号館（梅田）\"`", "space after `#`"]);
        };
    a14_comments: "a comment behind a text, a number and a list, with a space after `#`",
        "is a comment, as the published sources have them: nothing is reported",
        |project| {
            project
                .edit(GREEN, "unit: 人", "unit: 人 # 延べ")
                .edit(GREEN, "amount: 1781", "amount: 1781 #千円")
                .edit(GREEN, "item: 1", "item: 1") ;
            made(&project).clean();
        };
    a14_brackets: "`#` takes the rest of an entry in braces, and the brace",
        "the cause is the `#`, not the brace that is missing",
        |project| {
            project.edit("sources/projects/expo.yaml", "text: 日本酒関連事業者", "text: 日本酒 #1 の事業者");
            finds(&project, &["projects/expo.yaml:19:47 source/cut-text"]);
        };
    a15: "a no-break space, as web pages have it, in the indent",
        "named with its code point at its own line: it cannot be seen, and the next line is right",
        |_| {
            slip(
                "projects/green.yaml",
                "    amount: 1781",
                "\u{a0}\u{a0}\u{a0}\u{a0}amount: 1781",
                "7:1 source/yaml-syntax a no-break space (U+00A0) stands in the indent",
                "plain spaces",
            );
        };
    a15_invisible: "other characters that cannot be seen, after a colon, in a key, before a key, in an id",
        "each is named with its code point where it stands, and what to type is said",
        |_| {
            let yaml = "source/yaml-syntax";
            let file = "projects/green.yaml";
            let name = "a no-break space (U+00A0) stands after `value:`";
            slip(file, "value: 210", "value:\u{a0}210", &format!("23:5 {yaml} {name}"), "write `value: 210`");
            let name = "a zero-width space (U+200B) stands after `value:`";
            slip(file, "value: 210", "value:\u{200b}210", &format!("23:5 {yaml} {name}"), "write `value: 210`");
            let key = "7:5 source/unknown-key a zero-width space (U+200B) stands in the key `amount`";
            slip(file, "    amount: 1781", "    am\u{200b}ount: 1781", key, "write `amount`");
            let key = "7:5 source/unknown-key a word joiner (U+2060) stands in the key `amount`";
            slip(file, "    amount: 1781", "    amount\u{2060}: 1781", key, "write `amount`");
            let key = "7:5 source/yaml-syntax a byte order mark (U+FEFF) stands here";
            slip(file, "    amount: 1781", "    \u{feff}amount: 1781", key, "remove it");
            let id = "21:9 source/invalid-value a zero-width space (U+200B) stands in an id";
            slip(file, "id: participants", "id: participants\u{200b}", id, "write `participants`");
        };
    a15_comma: "an amount with a comma within braces, `{…, amount: 1,410}`: unknown key `410`",
        "the comma parts the number: said at the number, with the number to type",
        |_| {
            let number = "32:48 source/yaml-syntax the comma parts the number `1,410` in two";
            slip("plan.yaml", "amount: 410", "amount: 1,410", number, "write `amount: 1410`, without a comma");
            let text = "18:41 source/yaml-syntax the text ends at the comma";
            slip("projects/expo.yaml", "域内の高校生、中小企業", "域内の高校生,中小企業", text, "`\"域内の高校生,中小企業\"`");
        };
    a15_amounts: "`１,７８１`, `01781`, `1_781`, `1781.0`",
        "each names why it is no amount, and offers the amount that was meant",
        |_| {
            amount("amount: １,７８１", "`１,７８１` is written in full-width characters", "write `1781`");
            amount("amount: 01781", "`01781` is not written in digits alone", "write `1781`");
            amount("amount: 1_781", "`1_781` has a separator in it", "write `1781`");
            amount("amount: 1,781", "`1,781` has a separator in it", "write `1781`");
            amount("amount: 1781.0", "`1781.0` has a fraction", "write `1781`");
            amount("amount: -5", "`-5` is negative", "from 0 to");
            amount("amount: 1,78", "`1,78` is text, not an amount", "without commas");
        };
    a15_dates: "`2024/12/9`, 令和6年12月9日, R6.12.9, full-width digits, 20241209, 12:30, 2024-02-30",
        "the day that was meant is offered where it is clear, and none where it is not",
        |_| {
            let date = |written: &str, help: &str| {
                let place = format!("11:12 source/invalid-value `{written}` is not a date");
                slip("projects/green.yaml", "start: 2024-12-09", &format!("start: {written}"), &place, help);
            };
            date("2024/12/9", "write `2024-12-09`");
            date("令和6年12月9日", "write `2024-12-09`");
            date("R6.12.9", "write `2024-12-09`");
            date("２０２４－１２－０９", "write `2024-12-09`");
            date("12:30", "write `2024-10-09`, or `2024-10`");
            date("2024-02-30", "no such day");
            let number = "11:12 source/wrong-type expected text, found a whole number";
            slip("projects/green.yaml", "start: 2024-12-09", "start: 20241209", number, "write a day as `2024-12-09`");
        };
    a31: "a target of `value: １５０`, `unit: \"%\"`: 「150％以上」 is printed, and no check of figures looks at it",
        "refused as `amount:` is, with the number to type: a figure that is no number passes every check by",
        |_| {
            let place = "28:12 source/invalid-value the figure `１５０` is written in full-width characters";
            slip("projects/green.yaml", "value: 70", "value: １５０", place, "write `150`");
        };
    a31_others: "`１50`, `１．５`, `１，５００`, `－５`, `1,500`, `\"210\"`, 約 and ranges and formulas",
        "digits are a slip, whatever characters part them; words make a formula, which is printed as it is",
        |project| {
            figure("value: １50", "`１50` is written in full-width", "write `150`");
            figure("value: １．５", "`１．５` is written in full-width", "write `1.5`");
            figure("value: １，５００", "`１，５００` is written in full-width", "write `1500`");
            figure("value: －５", "`－５` is written in full-width", "write `-5`");
            figure("value: 1,500", "`1,500` has a separator", "write `1500`");
            figure("value: \"210\"", "`210` stands in quotes", "write `210`");
            figure("value: 0x10", "`0x10` is not a figure", "a formula in words");
            project.edit(GREEN, "value: 210", "value: 前年度の参加者数×1.1倍").edit(GREEN, "value: 70", "value: 65～75");
            let made = made(&project);
            made.shows("前年度の参加者数×1.1倍").shows("65～75");
        };
    b7: "`value: 220社` with `unit: 社`: 220社社",
        "the unit stands twice: reported with the figure to type; a unit or a comparison in the figure alone would pass the \
         checks of figures by",
        |_| {
            figure("value: 210人", "the unit `人` stands twice", "write `value: 210`");
            figure("value: ２１０人", "the unit `人` stands twice", "write `value: 210`");
            figure("value: 210名", "`210名` has its unit with it", "write `value: 210`");
            figure("value: 210以上", "`以上` stands twice", "write `value: 210`");
            figure("value: 210人以上", "the unit `人` stands twice", "write `value: 210`");
            figure("value: 1,500千円", "`1,500千円` has its unit with it", "write `value: 1500`");
            let place = "24:11 source/invalid-value `以上` stands twice: in `unit:` and in `comparison:`";
            slip("projects/green.yaml", "unit: 人", "unit: 人以上", place, "write `unit: 人`");
            let place = "23:12 source/invalid-value the figure `70％` has its unit with it";
            let both = "value: 210\n    unit: 人\n    comparison: 以上\n";
            let keys = "write `value: 70`, `unit: \"%\"` and";
            let project = TestProject::shipped();
            project.edit(GREEN, both, "value: 70％以上\n");
            finds(&project, &["projects/green.yaml:23:12 source/invalid-value the figure `70％以上` has its unit with it"]);
            says(&project, "source/invalid-value", &[keys, "`comparison: 以上`"]);
            assert!(place.contains("70％"));
        };
    b8: "`amount: １４０４３`, `\"14043\"`, `14,043`, `１４，０４３`, `14043千円`, `14043円`",
        "the cause is named, and the amount to type is offered; 円 is not, since only the author knows what it is in 千円",
        |_| {
            amount("amount: １４０４３", "`１４０４３` is written in full-width characters", "write `14043`");
            amount("amount: \"14043\"", "`14043` stands in quotes", "write `14043`");
            amount("amount: 14,043", "`14,043` has a separator in it", "write `14043`");
            amount("amount: １４，０４３", "`１４，０４３` is written in full-width characters", "write `14043`");
            amount("amount: 14043千円", "`14043千円` has its unit with it", "write `14043`");
            amount("amount: 14,043 (千円)", "has its unit with it", "write `14043`");
            amount("amount: 14043円", "`14043円` is not in 千円", "work it out in 千円");
            amount("amount: 2百万円", "`2百万円` is not in 千円", "work it out in 千円");
        };
    b8_colons: "`amount：14043`, `amount:　14043`, `amount 14043`, `amount=14043`, `amount:14043`",
        "the message stands at that line, names the colon, and offers the line to type",
        |_| {
            let yaml = |written: &str, column: u32, message: &str| {
                let place = format!("7:{column} source/yaml-syntax {message}");
                slip("projects/green.yaml", "amount: 1781", written, &place, "write `amount: 14043`");
            };
            yaml("amount：14043", 11, "the colon after `amount` is full-width");
            yaml("amount:　14043", 5, "a full-width space (U+3000) stands after `amount:`");
            yaml("amount 14043", 5, "no colon stands after `amount`");
            yaml("amount=14043", 11, "`=` stands after `amount`");
            yaml("amount:14043", 5, "no space stands after `amount:`");
            yaml("amount：１４，０４３", 11, "the colon after `amount` is full-width");
        };
    b8_brackets: "a brace, a bracket or a quote is missing",
        "the message stands at the end of the line where it is missing, not at the next entry",
        |_| {
            let place = "30:62 source/yaml-syntax `}` is missing at the end of the line";
            let braces = ("amount: 410}", "amount: 410");
            let place = place.replace("30:62", "32:50");
            slip("plan.yaml", braces.0, braces.1, &place, "write `}`");
            let place = "11:21 source/yaml-syntax `]` is missing at the end of the line";
            slip("projects/expo.yaml", "relisted: [talent]", "relisted: [talent", &place.replace("11:21", "9:22"), "write `]`");
            let place = "24:11 source/yaml-syntax the `\"` that begins here is not closed";
            slip("projects/green.yaml", "unit: 人", "unit: \"人", place, "write `\"`");
        };
    b8_indent: "three spaces of indent where the keys beside it have two or four",
        "one space too many, or missing, with the key that it belongs beside",
        |_| {
            let more = "7:6 source/yaml-syntax one space too many stands before `amount`";
            slip("projects/green.yaml", "    amount: 1781", "     amount: 1781", more, "indent it by 4 spaces");
            let less = "7:4 source/yaml-syntax one space is missing before `amount`";
            slip("projects/green.yaml", "    amount: 1781", "   amount: 1781", less, "indent it by 4 spaces");
            let tab = "7:1 source/yaml-syntax a tab stands in the indent";
            slip("projects/green.yaml", "    amount: 1781", "\tamount: 1781", tab, "plain spaces");
        };
    b8_dates: "`start: 2024-12-9`",
        "a day has two digits: the date to type is offered",
        |_| {
            let place = "11:12 source/invalid-value `2024-12-9` is not a date";
            slip("projects/green.yaml", "start: 2024-12-09", "start: 2024-12-9", place, "write `2024-12-09`");
            let place = "4:14 source/invalid-value this is not a fiscal year";
            slip("plan.yaml", "fiscal-year: 令和6年度", "fiscal-year: 令和６年度", place, "write `令和6年度`");
        };
    b8_signs: "a text that begins with `%`, `@`, `*`, `&`, `!`, a backtick; `: ` within a text; `-item`",
        "each names the sign, and offers the text in quotes",
        |_| {
            let begins = |written: &str| {
                let first = written.chars().next().expect("a sign");
                let place = format!("24:11 source/yaml-syntax a text without quotes cannot begin with `{first}`");
                slip("projects/green.yaml", "unit: 人", &format!("unit: {written}"), &place, "put it in quotes");
            };
            ["%", "@人", "*人", "&人 数", "!人 数", "`人`"].into_iter().for_each(begins);
            let place = "6:14 source/yaml-syntax `: ` stands in the text of `summary`";
            slip("projects/green.yaml", "summary: グリーン分野", "summary: 対象: グリーン分野", place, "quotes");
            let place = "16:7 source/yaml-syntax no space stands after `-`";
            slip("projects/green.yaml", "      - 特別講演", "      -特別講演", place, "write `- 特別講演");
            let place = "9:15 source/yaml-syntax the bracket `［` is full-width";
            slip("projects/expo.yaml", "relisted: [talent]", "relisted: ［talent］", place, "write `[` and `]`");
            let place = "9:16 reference/unknown-id unknown field `talent、base`";
            slip("projects/expo.yaml", "relisted: [talent]", "relisted: [talent、base]", place, "half-width comma");
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
        "refused, with the most that makes sense; and so is 0",
        |_| {
            for written in ["4294967295", "100", "0"] {
                let place = format!("2:8 source/invalid-value `{written}` is no number of pages for a sheet");
                let to = format!("section: green\npages: {written}");
                slip("projects/green.yaml", "section: green", &to, &place, "write a number from 1 to 99");
            }
        };
    d13: "a source is a link to itself, or to nothing",
        "a finding at the file, as of any other broken file; not the end of the run. A page's file that is such a link is not \
         taken for a file that is not there",
        |project| {
            #[cfg(unix)]
            for (file, to) in [("projects/green.md", "green.md"), ("projects/expo.yaml", "none"), ("vision.yaml", "none")] {
                std::fs::remove_file(project.path(&format!("sources/{file}"))).expect("a file");
                std::os::unix::fs::symlink(to, project.path(&format!("sources/{file}"))).expect("a link");
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
            let mut fields = String::from("fields:\n");
            for at in 0..4000 {
                let _ = writeln!(fields, "  - {{id: {}, name: 分野{at}, challenge: {}, colour: blue}}", field(at), field(at + 7));
            }
            let plan = project.read(PLAN);
            let (before, rest) = plan.split_once("fields:\n").expect("fields");
            let (_, after) = rest.split_once("overhead:").expect("overhead");
            project.write(PLAN, format!("{before}{fields}overhead:{after}"));
            ends(&project, &["check", "--format", "short"]);
        };
    f7_long: "an id of 100,000 letters",
        "one finding, which does not print them all",
        |project| {
            project.edit(GREEN, "id: participants", &format!("id: {}", "a".repeat(100_000)));
            let said = ends(&project, &["check", "--format", "short"]);
            assert!(said.contains("is not an id"), "{}", said.len());
        };
    f7_keys: "45,000 unknown keys in a mapping, on a line each or on one",
        "the first are named, and the others counted",
        |project| {
            let keys: String = (0..45_000).fold(String::new(), |mut keys, at| {
                let _ = writeln!(keys, "key{at}: 1");
                keys
            });
            let before = project.read(GREEN);
            project.write(GREEN, before.clone() + &keys);
            let said = ends(&project, &["check", "--format", "short"]);
            assert!(said.contains("unknown key `key19`") && said.contains("44980 more unknown keys"), "{said}");
            assert!(!said.contains("`key20`"), "{said}");
            let line = keys.lines().collect::<Vec<_>>().join(", ");
            project.write(GREEN, before.replace("targets:\n", &format!("targets:\n  - {{{line}}}\n")));
            let said = ends(&project, &["check", "--format", "short"]);
            assert!(said.contains("44980 more unknown keys"), "{said}");
        };
    f7_items: "45,000 wrong values on one line",
        "ends: the place of each is found without counting the line anew",
        |project| {
            let items = "1, ".repeat(45_000);
            project.edit("sources/projects/expo.yaml", "relisted: [talent]", &format!("relisted: [{items}]"));
            let said = ends(&project, &["check", "--format", "short"]);
            assert!(said.contains("expected text, found a whole number"), "{}", said.len());
        };
    f7_spaces: "340,000 spaces at the ends of lines",
        "ends, and says so of the first",
        |project| {
            let prose = project.read("sources/projects/green.md");
            project.write("sources/projects/green.md", prose + &" \n".repeat(340_000));
            let output = project.run(&["check", "--format", "short", "--deny-warnings"]);
            assert_eq!(output.status.code(), Some(1));
        };
    f7_lock: "a `pages.lock` of 200,000 lines",
        "the first lines that are of no part are named, and the others counted",
        |project| {
            let lines: String = (0..60_000).fold(String::new(), |mut lines, at| {
                let _ = writeln!(lines, "{at}\tx:{at}\tx");
                lines
            });
            project.write("sources/pages.lock", lines);
            let said = ends(&project, &["check", "--locked", "--format", "short"]);
            assert!(said.contains("`x:19`, agreed for page 19, is not in the plan"), "{}", said.len());
            assert!(said.contains("59979 more"), "{}", said.len());
        };
    f11: "figures 18446744073709551616, 1.50, 12345.60",
        "printed as they are written, digit by digit, with commas: figures are no floating-point numbers",
        |project| {
            project
                .edit(GREEN, "value: 210", "value: 18446744073709551616")
                .edit(GREEN, "value: 70\n    unit: \"%\"", "value: 1.50\n    unit: 倍")
                .edit("sources/projects/expo.yaml", "value: 1500\n    unit: 名", "value: 12345.60\n    unit: 点");
            std::fs::remove_dir_all(project.path("sources/amendments")).expect("removed");
            let made = made(&project);
            made.shows("18,446,744,073,709,551,616人以上").shows("1.50倍以上").shows("12,345.60点");
        };
    f11_proposal: "`changes --write-amendment` of a figure of 1.50",
        "proposes 1.50, not 1.5 and not a text in quotes, which would be refused",
        |project| {
            let git = |arguments: &[&str]| {
                let status = std::process::Command::new("git").args(arguments).current_dir(project.root()).output();
                assert!(status.expect("git").status.success(), "{arguments:?}");
            };
            git(&["init", "-q", "."]);
            git(&["add", "sources"]);
            git(&["-c", "user.name=a", "-c", "user.email=a@example.jp", "commit", "-qm", "a"]);
            project.edit(GREEN, "value: 210", "value: 1.50");
            let output = project.run(&["changes", "--from-git", "HEAD", "--write-amendment", "proposal.yaml"]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let proposal = project.read("proposal.yaml");
            assert!(proposal.contains("from: 210\n    to: 1.50\n"), "{proposal}");
        };
    f19_overhead: "`overhead:` in a plan without a budget page",
        "reported: its amount would count, and stand nowhere",
        |project| {
            project.edit(PLAN, "  - {kind: budget, title: 事業一覧【予算事業】}\n", "");
            let (found, _) = crate::findings::reported(&project);
            let lost: Vec<_> = found.iter().filter(|finding| finding.rule.code == "reference/unplaced-data").collect();
            assert_eq!(lost.len(), 1, "{found:#?}");
            assert_eq!(lost[0].message, "`管理費` is not shown anywhere: the plan has no `budget` page");
        };
    f19_years: "a day of the year 0, which would be printed as 明治-1867年",
        "refused: the calendar of a plan begins in 1873",
        |_| {
            for written in ["0000-12-09", "1872-12-09", "明治-1867年12月9日"] {
                let place = format!("11:12 source/invalid-value `{written}` is not a date");
                slip("projects/green.yaml", "start: 2024-12-09", &format!("start: {written}"), &place, "write");
            }
            let place = "2:8 source/invalid-value this is not a fiscal year";
            slip("projects/green.yaml", "since: 平成25年度", "since: 明治-1867年度", place, "write");
        };
}
