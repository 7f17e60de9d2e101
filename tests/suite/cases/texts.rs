//! What the rules say of dates, figures and wording.

use super::{cases, finds, made, says};
use crate::project::TestProject;

/// A sheet's prose in which every text below can stand.
const PROSE: &str = "projects/green.md";

/// Writes a paragraph before the sheet's event and returns the line on which it stands.
fn paragraph(project: &TestProject, text: &str) -> usize {
    let path = format!("sources/{PROSE}");
    let line = project.read(&path).lines().position(|line| line.contains("[](event:forum)")).expect("an event") + 1;
    project.edit(&path, "[](event:forum)", &format!("{text}\n\n   [](event:forum)"));
    line
}

/// Asserts that texts are right: nothing is found in any of them.
fn accepts(project: &TestProject, texts: &[&str]) {
    paragraph(project, &texts.join("\n\n   "));
    finds(project, &[]);
}

/// Asserts that each text has one finding of a rule at a part of it, and no other.
fn finds_each(rule: &str, texts: &[(&str, &str)]) {
    for (text, at) in texts {
        let project = TestProject::shipped();
        let line = paragraph(&project, text);
        let column = text.split(at).next().expect("a text").chars().count() + 1;
        finds(&project, &[&format!("{PROSE}:{line}:{column} {rule}")]);
    }
}

cases! {
    a21: "wrong weekdays beside a holiday, behind a space, in 10/9（火）, R6.10.9（火） and 火曜日 were not seen",
        "every spelling in use is held against the calendar, and right ones pass",
        |project| {
            // 2024-10-09 is a Wednesday, 2024-10-14 a Monday and スポーツの日.
            finds_each("dates/weekday", &[
                ("10月14日（火・スポーツの日）に開く。", "火・"),
                ("10月 9日（火）に開く。", "火）"),
                ("10月9日 （火）に開く。", "火）"),
                ("10月9日　(火)に開く。", "火)"),
                ("10/9（火）に開く。", "火）"),
                ("2024/10/9(火)に開く。", "火)"),
                ("R6.10.9（火）に開く。", "火）"),
                ("令和6年10月9日火曜日に開く。", "火曜"),
                ("10月9日（火曜日）に開く。", "火曜"),
                ("10月9日［火］に開く。", "火］"),
                ("10月14日（火祝）に開く。", "火祝"),
            ]);
            for text in ["１０月９日（火）に開く。", "令和６年１０月９日（火曜）に開く。"] {
                let project = TestProject::shipped();
                paragraph(&project, text);
                says(&project, "dates/weekday", &["令和6年10月9日 is `水`"]);
            }
            accepts(&project, &[
                "10月14日（月・スポーツの日）、10月14日（月祝）、10月 9日（水）、10月9日 （水）、10/9（水）、R6.10.9（水）。",
                "令和6年10月9日水曜日、10月9日（水・木）、10月9日（水道の日）、10月9日（土木学会）、24/10/9（水）。",
                "比率は10/9（日本）、版は2.10（月例）。毎月9日（火災予防の日）に点検する。",
            ]);
        };
    b10: "a person who stands twice in a committee, and 12/9（火） on a Monday, passed",
        "both are reported: one of the two names is a copy of its line, one of the two days is wrong",
        |project| {
            finds_each("dates/weekday", &[("12/9（火）に開く。", "火）")]);
            let council = project.read("sources/projects/council.yaml");
            let person = council.lines().find(|line| line.contains("post:")).expect("a member").to_owned();
            project.edit("sources/projects/council.yaml", &person, &format!("{person}\n{person}"));
            says(&project, "members/twice", &["stands twice", "remove one of the two"]);
        };
    c5: "right texts were errors, so that no plan could be made: 年目途, 2.5年目, pages of other documents, ratios beyond 100%",
        "no finding, or a warning: an error in a text is one that a careful clerk would agree with",
        |project| {
            accepts(&project, &[
                "2025年目途に整備する。",
                "1年目に選定、2年目に審査を行う。",
                "2023年度に13年目を迎えた調査を続ける。",
                "終了後2.5年目に効果を測る。",
                "詳細は「地球温暖化対策計画」39頁参照。",
                "「みどりの計画」（令和3年10月閣議決定）39頁に記載。",
                "500頁超の記録を公開する。",
            ]);
            project.edit(
                "sources/projects/green.yaml",
                "targets:\n",
                "targets:\n  - {id: land, label: 耕地利用率, value: 125, unit: \"%\"}\n  - {id: rise, label: 増加率, value: 110, unit: ％}\n",
            );
            finds(&project, &[]);
        };
    c5_lines: "two lines of 0千円 with one name were an error",
        "lines of nothing cannot be counted twice",
        |project| {
            project.edit(
                "sources/projects/publicity.yaml",
                "audiences:\n",
                "  - {id: r5, name: 災害復旧, summary: 令和5年, amount: 0, field: sme}\n  - {id: r6, name: 災害復旧, summary: 令和6年, amount: 0, field: sme}\naudiences:\n",
            );
            made(&project).clean();
        };
    c5_kept: "–",
        "what a careful clerk would agree with stays: a page of this plan, a wrong ○年目 of 本事業, a share beyond all",
        |_| {
            finds_each("reference/typed-page", &[("詳しくは6頁を参照。", "6頁")]);
            finds_each("dates/ordinal-mismatch", &[("本事業は3年目となる。", "3年目")]);
        };
    c6: "資本金3億円, 上限50万円, 基本方針2023, 東京2020大会 were reported in every project",
        "an amount in prose is the project's own or the total, and equal; a year in a name is left over only where the name is this plan's",
        |project| {
            // 1,781千円 is green's own amount, 14,043千円 startup's.
            finds_each("budget/amount-in-prose", &[
                ("予算は1,781千円とする。", "1,781千円"),
                ("全体では60,357千円となる。", "60,357千円"),
            ]);
            accepts(&project, &[
                "資本金3億円以下の企業に上限50万円を補助する。",
                "他の事業は14,043千円、近い額は1,790千円、上限1,781千円。",
                "基本方針2023、東京2020大会、PISA2025調査、ビジョン2040による。",
            ]);
        };
    c6_names: "–",
        "メッセ2023 is left over where メッセ2024 stands in the plan as well",
        |_| finds_each("dates/other-year", &[("みどりメッセ2024に出展する。みどりメッセ2023と同じ場所で行う。", "2023")]);
    c7: "words that meet were doubled particles, 注1) an unopened bracket, 万人 and 件（累計） units that do not fit",
        "no finding",
        |project| {
            accepts(&project, &[
                "家庭でできる取組、年度までで終了、都道府県ががん対策、まちなかににぎわい、竣功ののち、質問票ののべ。",
                "対象は※1)のとおり、注1)も参照、注)は別に示す。",
            ]);
            let targets = [("来場者数", "万人"), ("延べ参加者数", "千人"), ("相談件数", "万件"), ("商談件数", "件（累計）"), ("利用者数", "者")];
            let rows: String = targets
                .iter()
                .enumerate()
                .map(|(at, (label, unit))| format!("  - {{id: t{at}, label: {label}, value: 3, unit: {unit}}}\n"))
                .collect();
            project.edit("sources/projects/startup.yaml", "targets:\n", &format!("targets:\n{rows}"));
            let (found, _) = crate::findings::reported(&project);
            assert!(found.iter().all(|finding| finding.rule.code != "target/unit-fit"), "{found:#?}");
        };
    c7_kept: "–",
        "a doubled particle between words is still one",
        |_| finds_each("wording/doubled", &[("府県がが連携する。", "がが"), ("会場でで開催する。", "でで"), ("本県のの魅力。", "のの")]);
    c14: "｢ ｣ were half-width katakana, U+200B an empty pair of backticks, ⼀ and ➀ were to be added to the fonts",
        "each is called what it is, and the help names what to write",
        |_| {
            for (text, code, said) in [
                ("｢研究会｣を開く。", "wording/half-width-katakana", ["half-width punctuation", "write `「`"]),
                ("研究･開発を行う。", "wording/half-width-katakana", ["half-width punctuation", "write `・`"]),
                ("ｾﾞﾐを開く。", "wording/half-width-katakana", ["half-width katakana", "write `ゼミ`"]),
                ("研究\u{200b}会を開く。", "layout/missing-glyph", ["a zero-width space (U+200B)", "remove it"]),
                ("第\u{2f00}回を開く。", "layout/missing-glyph", ["U+2F00", "write `一`"]),
                ("\u{2780}の事業を行う。", "layout/missing-glyph", ["U+2780", "write `①`"]),
                ("㈱関西と結ぶ。", "wording/machine-dependent", ["an enclosed character", "write `（株）`"]),
            ] {
                let project = TestProject::shipped();
                paragraph(&project, text);
                says(&project, code, &said);
            }
        };
    c14_scripts: "₂ of CO₂ was a missing glyph",
        "it is shown as a subscript 2",
        |project| {
            paragraph(&project, "CO₂を46％、面積を10m²、10⁸個減らす。");
            let made = made(&project);
            made.shows("CO2を46％、面積を10m2、108個減らす。");
            // It is smaller than the letter before it, and stands lower.
            let glyphs = made.pdf.pages.iter().flat_map(|page| &page.glyphs).collect::<Vec<_>>();
            let at = glyphs.windows(3).position(|three| three.iter().map(|g| g.text.as_str()).collect::<String>() == "CO2");
            let at = at.expect("CO2");
            assert!(glyphs[at + 2].y < glyphs[at + 1].y - 1.0, "the 2 of CO2 stands lower");
        };
    a25: "康熙部首 in prose were reported with the help to add a font",
        "the help says which character to write",
        |project| {
            let line = paragraph(&project, "⼤学と研究を進める。");
            says(&project, "layout/missing-glyph", &["U+2F24", "write `大`"]);
            finds(&project, &[&format!("{PROSE}:{line}:1 layout/missing-glyph")]);
        };
}
