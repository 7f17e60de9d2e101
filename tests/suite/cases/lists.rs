//! Lists, amounts, charts, pages.

use keikaku::verify::{Glyph, PdfPage};

use super::{Made, cases, finds, made, says};
use crate::project::TestProject;

/// A word that no column of a table and hardly one of a sheet holds.
const WORD: &str = "Methyltetrahydrofuranylhydrogencarbonatecatalystdevelopmentprogrammeforindustry";
/// The bottom margin in points.
const FOOT: f64 = 42.5;
/// The number and title that a part has on its further pages.
const LIST_GOES_ON: &str = "01令和6年度事業一覧【予算事業】（続き）";

cases! {
    a12: "merged rows could not break, and a list of them was refused or left its pages blank",
        "a label goes on over the page, and every page is filled",
        |project| {
            green_lines(&project, 30, 100, |at| 1000 + at);
            let made = made(&project);
            let pages = list_pages(&made);
            assert!(pages.len() > 2, "{} pages", pages.len());
            whole(&made, 30, 100);
            for page in &pages[1..pages.len() - 1] {
                // Otherwise a reader of the second page does not know what its rows belong to.
                assert!(text(page).contains("グリーン") && text(page).contains("イノベーション創出"), "{}", text(page));
            }
            // A row of this list is less than 60 points high.
            filled(&pages[..pages.len() - 1], 60.0);
        };
    a12_long_summaries: "12 lines of 150 characters ran over the edge",
        "12 rows are no more than others",
        |project| {
            green_lines(&project, 12, 150, |at| 1000 + at);
            whole(&made(&project), 12, 150);
        };
    c3: "rows of 400 characters in one field ran off the paper",
        "limited by height, not by a count of rows",
        |project| {
            green_lines(&project, 12, 400, |at| 1000 + at);
            let made = made(&project);
            whole(&made, 12, 400);
            made.clean();
        };
    c3_higher_than_a_page: "a row higher than a page ran off the paper",
        "it breaks, nothing of it is lost, and what follows goes on behind it",
        |project| {
            green_lines(&project, 3, 1500, |at| 1000 + at);
            let made = made(&project);
            whole(&made, 3, 1500);
            made.shows("ものづくりをはじめとする地域魅力の発信").clean();
        };
    c8: "a list of several pages was set in 7.5 pt, its pages a third empty, without a title",
        "it has a size made for reading, filled pages, and its title on each",
        |project| {
            green_lines(&project, 60, 60, |at| 1000 + at);
            let made = made(&project);
            let pages = list_pages(&made);
            assert!(pages.len() > 3, "{} pages", pages.len());
            assert!(!text(pages[0]).contains("（続き）"), "the first page has the head itself");
            for page in &pages[1..] {
                assert!(text(page).contains(LIST_GOES_ON), "the title again: {}", text(page));
                assert!(text(page).contains("分野項目事業名事業概要"), "the heads of the columns again");
            }
            filled(&pages[..pages.len() - 1], 45.0);
            // 9 pt and its leading: 11.25 pt from line to line. In the 7.5 pt of before it was 9.4.
            let pitch = pitch(pages[1]);
            assert!((11.0..13.0).contains(&pitch), "{pitch} pt from line to line");
        };
    c8_total: "the total could stand alone on a page",
        "it stands with the last rows, wherever the pages end",
        |project| {
            for lines in [8, 17, 18, 19, 20, 21] {
                green_lines(&project, lines, 60, |at| 1000 + at);
                let made = made(&project);
                let pages = list_pages(&made);
                let last = text(pages.last().expect("a page"));
                assert!(last.contains('計') && last.contains("管理費"), "{lines}: {last}");
                assert!(last.contains("万博関連事業（再掲）"), "{lines}: three rows above the total at least: {last}");
            }
        };
    c1: "an amount of 1,234,567 broke after its 1, the total over three lines",
        "a number is one thing: broken, it is read as two",
        |project| {
            green_lines(&project, 1, 60, |_| 1_234_567);
            let made = made(&project);
            on_one_line(&made, "1,234,567");
            on_one_line(&made, "1,293,143");
            made.clean();
        };
    c2: "amounts such as 2222222 were refused, their total covering 計, the labels of axes each other",
        "columns take the width that their figures need, axes as many labels as have room",
        |project| {
            for amount in [2_222_222, 8_187_222, 3_000_000, 9_000_000, 10_000_000, 999_999_999_999] {
                green_lines(&project, 1, 60, |_| amount);
                let made = made(&project);
                on_one_line(&made, &grouped(amount));
                on_one_line(&made, &grouped(amount + 60_357 - 1_781));
                made.clean();
            }
        };
    c2_beside_the_summary: "an amount of ten digits ran into 事業概要",
        "the texts make room for the figures",
        |project| {
            green_lines(&project, 1, 60, |_| 9_999_999_999);
            let made = made(&project);
            let page = list_pages(&made)[0];
            let amount = places(page, "9,999,999,999");
            let [row] = &amount[..] else { panic!("once in the list: {amount:?}") };
            let left = row[0].x;
            let summary = |glyph: &&Glyph| (glyph.y - row[0].y).abs() < 20.0 && "研究成果の発表".contains(&glyph.text);
            let right = page.glyphs.iter().filter(summary).map(|glyph| glyph.x).fold(0.0, f64::max);
            assert!(right > 0.0 && right + 9.0 < left, "the summary ends at {right}, the amount begins at {left}");
        };
    f6: "a total of 10,046,314 and a changed amount of (150,000) broke",
        "marks and brackets belong to the number",
        |project| {
            green_lines(&project, 1, 60, |_| 10_046_314 - 60_357 + 1_781 - 150_000 + 1_102);
            let file = "sources/amendments/2024-08-31-august.yaml";
            let change = "  - {path: projects/publicity/lines/seminars/amount, from: 1102, to: 150000, reason: 増額}\n";
            project.write(file, format!("{}{change}", project.read(file)));
            let made = made(&project);
            on_one_line(&made, "10,046,314");
            on_one_line(&made, "(150,000)");
            on_one_line(&made, "1,102⇒");
        };
    f6_targets: "a target of 10,000,000,000,000 that was changed left its label no room",
        "a long figure stands below its label",
        |project| {
            project.edit("sources/projects/green.yaml", "value: 210", "value: 10000000000000");
            let file = "sources/amendments/2024-08-31-august.yaml";
            let change = "  - {path: projects/green/targets/participants/value, from: 10000000000000, to: 9999999999999, \
                          reason: 見直し}\n";
            project.write(file, format!("{}{change}", project.read(file)));
            let made = made(&project);
            on_one_line(&made, "9,999,999,999,999");
            on_one_line(&made, "10,000,000,000,000");
            on_one_line(&made, "参加者数：");
        };
    a20: "a long word in a table's last column or in a paragraph ran under the panel beside it",
        "it breaks where no line holds it, and stays one word for whoever searches or copies it",
        |project| {
            let table = format!("| 区分 | 資料 |\n| --- | --- |\n| 第1回 | {WORD} |\n\n");
            let text = format!("{table}段落の{WORD}section\n\n- 項目の{WORD}\n\n[](event:forum)");
            project.edit("sources/projects/green.md", "[](event:forum)", &text);
            project.edit("sources/projects/green.yaml", "since:", "pages: auto\nsince:");
            let made = made(&project);
            let mut count = 0;
            for page in &made.pdf.pages {
                let right = places(page, "事業のねらい・取組のポイント").first().map_or(435.0, |heading| heading[0].x);
                for word in places(page, WORD) {
                    count += 1;
                    // Ten millimetres are free between the columns.
                    let column = if word[0].x < right - 1.0 { 42.0..right - 28.0 } else { right - 1.0..800.0 };
                    assert!(word.iter().all(|glyph| column.contains(&glyph.x)), "{word:?}");
                }
            }
            assert_eq!(count, 3, "in the table, the paragraph and the item");
            made.clean();
        };
    a20_lists: "a long word in a cell of the list was refused",
        "it breaks in its own column",
        |project| {
            let file = "sources/projects/green.yaml";
            project.edit(file, "summary: ", &format!("summary: 新しい{WORD}のための"));
            let made = made(&project);
            let page = list_pages(&made)[0];
            let [word] = &places(page, WORD)[..] else { panic!("once in the list") };
            let amount = places(page, "1,781")[0][0].x;
            assert!(word.iter().all(|glyph| glyph.x + 8.0 < amount), "{word:?} beside {amount}");
            made.clean();
        };
    a20_short: "kept, as it was", "a word that a line can hold is never broken",
        |project| {
            project.edit(
                "sources/projects/green.md",
                "[](event:forum)",
                "研究成果の発表と展示の場でCatalystDevelopmentについて報告する\n\n[](event:forum)",
            );
            on_one_line(&made(&project), "CatalystDevelopment");
        };
    b11: "`pages: 2` set all text in 8.5 pt, left most of the first page empty and the second without a head",
        "two well-filled pages, the second with a head",
        |project| {
            photo(&project);
            longer(&project, 3);
            project.edit("sources/projects/green.yaml", "since:", "pages: 2\nsince:");
            let made = made(&project);
            let pages = sheet_pages(&made);
            assert_eq!(pages.len(), 2);
            assert!(text(pages[1]).contains(SHEET_GOES_ON), "{}", text(pages[1]));
            // A line and a paragraph's gap may be left free at a column's foot.
            columns_filled(&pages, 60.0);
            made.clean();
        };
    b11_needless: "`pages: 3` for a sheet of two pages was accepted",
        "what a source says of the plan has to be so",
        |project| {
            longer(&project, 4);
            project.edit("sources/projects/green.yaml", "since:", "pages: 3\nsince:");
            let needless = "layout/needless-pages";
            finds(&project, &["projects/green.yaml:2:8 layout/needless-pages is allowed 3 pages and takes 2 pages"]);
            says(&project, needless, &["write `pages: 2`"]);
        };
    b11_one_page: "kept, as it was", "a short sheet stays one page, and is told so",
        |project| {
            project.edit("sources/projects/green.yaml", "since:", "pages: 2\nsince:");
            finds(&project, &["projects/green.yaml:2:8 layout/needless-pages is allowed 2 pages and takes 1 page"]);
            says(&project, "layout/needless-pages", &["remove `pages:`"]);
        };
    c10: "page counts were found by trial, long sheets set in the smallest type",
        "`pages: auto` takes the pages that the sheet needs, filled, with a head on each",
        |project| {
            project.edit("sources/projects/green.yaml", "since:", "pages: auto\nsince:");
            let written = project.read("sources/projects/green.md");
            for (times, expected) in [(1, 1), (4, 2), (9, 3)] {
                project.write("sources/projects/green.md", &written);
                longer(&project, times);
                let made = made(&project);
                let pages = sheet_pages(&made);
                assert_eq!(pages.len(), expected, "{times} times the text");
                assert!(pages[1..].iter().all(|page| text(page).contains(SHEET_GOES_ON)), "a head on each");
                // An event's panel does not break: it may leave its height free.
                columns_filled(&pages, 100.0);
                for page in &pages {
                    assert!(pitch(page) > 14.0, "9.5 pt and its leading at least: {} pt", pitch(page));
                }
                made.clean();
            }
        };
    c10_default: "kept, as it was", "without `pages:` a sheet is one page, and a longer one an error that names the way out",
        |project| {
            longer(&project, 6);
            says(&project, "layout/sheet-too-long", &["takes 2 pages", "mm too long", "`pages: auto`"]);
        };
    c10_refused: "`pages:` took any number", "a number that a sheet can have, or `auto`",
        |project| {
            for wrong in ["0", "51", "lots", "1.5", "4294967295"] {
                let project = TestProject::shipped();
                project.edit("sources/projects/green.yaml", "since:", &format!("pages: {wrong}\nsince:"));
                finds(&project, &["projects/green.yaml:2:8 source/invalid-value this is not a number of pages"]);
            }
            project.edit("sources/projects/green.yaml", "since:", "pages: auto\nsince:");
            made(&project).clean();
        };
    c9: "37 fields: bars cut at the foot, 47 pages of matrix with names one character wide",
        "bars and matrix go on over pages, all of it readable",
        |project| {
            many_fields(&project);
            let made = made(&project);
            let charts: Vec<_> = made.pdf.pages.iter().skip_while(|page| !text(page).starts_with("参考資料")).collect();
            assert!(charts.len() < 12, "{} pages of charts", charts.len());
            let all: String = charts.iter().map(|page| text(page)).collect();
            let bars = all.split("関西チャレンジ別の予算額").next().expect("the bars");
            for at in 0..37 {
                let name = format!("追加の分野その{at}の振興");
                assert_eq!(bars.matches(&name).count(), 1, "{name} has one bar");
            }
            assert!(bars.contains("分野別の予算額（続き）"), "further bars say that they go on");
            // Every project of the matrix stands on one line: its column has room for it.
            let matrix: Vec<_> = charts.iter().filter(|page| text(page).contains("事業と分野・関西チャレンジ")).collect();
            assert!(matrix.len() <= 4, "{} pages of matrix", matrix.len());
            let name = "広報活動やセミナー等による情報発信";
            assert!(matrix.iter().all(|page| places(page, name).iter().all(|place| level(place))), "{name}");
            made.clean();
        };
    c9_chosen: "one could not choose charts", "`charts:` names what is shown",
        |project| {
            let entry = "title: 参考資料}";
            project.edit("sources/plan.yaml", entry, "title: 参考資料, charts: [targets, fields]}");
            let made = made(&project);
            made.shows("分野別の予算額").shows("成果目標の一覧").clean();
            for left_out in ["関西チャレンジ別の予算額", "事業別の予算額と頁", "年間の予定", "事業と分野・関西チャレンジ"] {
                made.lacks(left_out);
            }
        };
    f5: "a table of four or more columns failed in the layout, \"array index out of bounds\"",
        "any reasonable number of columns, each as wide as its texts need",
        |project| {
            let cells = "[令和6年10月, 大阪府, 220社, 研究成果の発表と展示を行い、企業との面談の場を設ける, 継続]";
            table(&project, "[時期, 場所, 件数, 内容, 備考]", cells);
            let made = made(&project);
            for short in ["令和6年10月", "大阪府", "220社", "継続"] {
                on_one_line(&made, short);
            }
            made.shows("研究成果の発表と展示を行い、企業との面談の場を設ける").clean();
        };
    f5_beyond: "eleven columns would be narrower than three characters", "more columns than a sheet has room for are refused where they begin",
        |project| {
            let columns = format!("[{}]", ["欄"; 11].join(", "));
            table(&project, &columns, &columns);
            says(&project, "source/invalid-value", &["has 11 columns, a sheet has room for 10", "part the table"]);
        };
}

/// The number and title that the green sheet has on its further pages.
const SHEET_GOES_ON: &str = "05「カーボンニュートラル研究成果事業化促進フォーラム」の実施（続き）";

/// Gives the green project so many lines, each with a summary of so many characters that says its number throughout.
fn green_lines(project: &TestProject, lines: usize, length: usize, amount: impl Fn(i64) -> i64) {
    let file = "sources/projects/green.yaml";
    let written = project.read(file);
    let (start, end) = (written.find("lines:").expect("lines"), written.find("events:").expect("events"));
    let title = if written.contains("\ntitle:") {
        ""
    } else {
        "title: 「カーボンニュートラル研究成果事業化促進フォーラム」の実施\n"
    };
    let mut all = format!("{title}lines:\n");
    for line in 1..=lines {
        let amount = amount(i64::try_from(line).expect("small"));
        let summary = summary(line, length);
        all.push_str(&format!(
            "  - {{id: green-{line}, name: 事業その{line}, summary: {summary}, amount: {amount}, field: green}}\n"
        ));
    }
    project.write(file, format!("{}{all}{}", &written[..start], &written[end..]));
}

/// Returns a summary of about a length, whose every part is found once in the plan.
fn summary(line: usize, length: usize) -> String {
    (1..=length / 20).map(|part| format!("研究成果の発表と展示（{line}の{part}）を行い、")).collect()
}

/// Asserts that all parts of the summaries are printed.
fn whole(made: &Made, lines: usize, length: usize) {
    let pages = list_pages(made);
    let text: String = pages.iter().map(|page| text(page)).collect();
    let parts = (1..=lines).flat_map(|line| (1..=length / 20).map(move |part| format!("（{line}の{part}）")));
    let missing: Vec<_> = parts.filter(|part| !text.contains(part)).collect();
    // Where a row breaks, a part of its summary may stand on two pages.
    let broken = length > 1000;
    assert!(missing.len() <= if broken { pages.len() } else { 0 }, "all parts are printed but {missing:?}");
}

/// Returns the pages of the list of 予算事業.
fn list_pages(made: &Made) -> Vec<&PdfPage> {
    let is_list = |page: &&PdfPage| text(page).contains("分野項目事業名事業概要予算額");
    made.pdf.pages.iter().filter(is_list).collect()
}

/// Returns the pages of the green sheet.
fn sheet_pages(made: &Made) -> Vec<&PdfPage> {
    let first = "05グリーン分野におけるイノベーション創出事業名";
    let own = |page: &&PdfPage| text(page).contains(first) || text(page).contains(SHEET_GOES_ON);
    made.pdf.pages.iter().filter(own).collect()
}

/// Returns a page's text without white space.
fn text(page: &PdfPage) -> String {
    page.text().chars().filter(|c| !c.is_whitespace()).collect()
}

/// Returns the glyphs of every place where a page has a text, in the order of the content.
fn places<'p>(page: &'p PdfPage, wanted: &str) -> Vec<Vec<&'p Glyph>> {
    let glyphs: Vec<_> = page.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty()).collect();
    let mut text = String::new();
    let mut starts = Vec::new();
    for glyph in &glyphs {
        starts.push(text.len());
        text.push_str(&glyph.text);
    }
    let wanted: String = wanted.chars().filter(|c| !c.is_whitespace()).collect();
    let place = |at: usize| {
        let within = |start: &&usize| (at..at + wanted.len()).contains(start);
        let first = starts.iter().position(|start| within(&start)).expect("a glyph");
        glyphs[first..]
            .iter()
            .zip(&starts[first..])
            .take_while(|(_, start)| within(start))
            .map(|(glyph, _)| *glyph)
            .collect()
    };
    text.match_indices(&wanted).map(|(at, _)| place(at)).collect()
}

/// Says whether glyphs stand on one line.
fn level(glyphs: &[&Glyph]) -> bool {
    glyphs.iter().all(|glyph| (glyph.y - glyphs[0].y).abs() < 0.5)
}

/// Asserts that a text is printed, and nowhere over two lines.
fn on_one_line(made: &Made, wanted: &str) {
    let found: Vec<_> = made.pdf.pages.iter().flat_map(|page| places(page, wanted)).collect();
    assert!(!found.is_empty(), "`{wanted}` is printed");
    assert!(found.iter().all(|place| level(place)), "`{wanted}` stands on one line");
}

/// Returns the distance of lines that is found most often on a page.
fn pitch(page: &PdfPage) -> f64 {
    let starts: Vec<_> = page.glyphs.windows(2).filter(|pair| pair[1].x < pair[0].x && pair[1].y < pair[0].y).collect();
    let mut distances: Vec<_> = starts.iter().map(|pair| ((pair[0].y - pair[1].y) * 4.0).round() as i64).collect();
    distances.sort_unstable();
    let most = distances.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).expect("lines");
    most[0] as f64 / 4.0
}

/// Returns how far from the bottom margin what stands on a page ends, between two places from the left.
fn free(page: &PdfPage, between: std::ops::Range<f64>) -> f64 {
    let body = page.glyphs.iter().filter(|glyph| glyph.y > FOOT - 5.0 && between.contains(&glyph.x));
    body.map(|glyph| glyph.y).fold(f64::MAX, f64::min) - FOOT
}

/// Asserts that pages leave less than so much free at their foot.
fn filled(pages: &[&PdfPage], most: f64) {
    for page in pages {
        let free = free(page, 0.0..f64::MAX);
        assert!(free < most, "{free} pt are free: {}", text(page));
    }
}

/// Asserts that the columns of a sheet leave less than so much free at their foot. The panel of the targets, which ends the
/// last of them, has its own space below.
fn columns_filled(pages: &[&PdfPage], most: f64) {
    for (at, page) in pages.iter().enumerate() {
        let last = if at + 1 == pages.len() { most + 60.0 } else { most };
        for (between, most) in [(0.0..415.0, most), (415.0..790.0, last)] {
            let free = free(page, between.clone());
            assert!(free < most, "{free} pt are free on page {} of the sheet, {between:?}", at + 1);
        }
    }
}

/// Writes digits in groups of three.
fn grouped(amount: i64) -> String {
    let digits = amount.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Repeats what the green sheet's prose says, so many times in all.
fn longer(project: &TestProject, times: usize) {
    let file = "sources/projects/green.md";
    let text = project.read(file);
    let mut out = String::new();
    for part in text.split("\n# ") {
        let (heading, body) = part.split_once('\n').expect("a heading");
        let plain: Vec<_> = body
            .trim()
            .split("\n\n")
            .filter(|block| !block.contains("](event") && !block.contains("](images"))
            .collect();
        out.push_str(&format!("\n# {}\n\n{}", heading.trim_start_matches("# "), body.trim()));
        for _ in 1..times {
            out.push_str(&format!("\n\n{}", plain.join("\n\n")));
        }
        out.push('\n');
    }
    project.write(file, out.trim_start());
}

/// Shows a photo of 4 to 3 in the full width of the green sheet's column.
fn photo(project: &TestProject) {
    let path = project.path("sources/images/hall.png");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    image::RgbImage::from_pixel(2000, 1500, image::Rgb([90, 140, 120])).save(&path).expect("a picture");
    let shown = "![会場の写真](images/hall.png \"前年度の会場\")\n\n[](event:forum)";
    project.edit("sources/projects/green.md", "[](event:forum)", shown);
}

/// Adds 37 fields with a line each. The page of the vision, whose diagram has no room for them, goes.
fn many_fields(project: &TestProject) {
    let colours = ["blue", "sky", "green", "yellow", "orange", "vermilion", "purple", "grey"];
    let (mut fields, mut lines) = (String::new(), String::new());
    for at in 0..37 {
        let colour = colours[at % colours.len()];
        fields.push_str(&format!(
            "  - {{id: more-{at}, name: 追加の分野その{at}の振興, challenge: contribute, colour: {colour}}}\n"
        ));
        lines.push_str(&format!(
            "  - {{id: line-{at}, name: 事業その{at}, summary: 展示を行う, amount: {}, field: more-{at}}}\n",
            500 + at
        ));
    }
    project.edit("sources/plan.yaml", "\noverhead:", &format!("{fields}\noverhead:"));
    project.edit("sources/plan.yaml", "  - {kind: vision}\n", "");
    std::fs::remove_file(project.path("sources/vision.yaml")).expect("removed");
    let file = "sources/projects/life-science.yaml";
    let title = "title: ライフサイエンス分野における関西のポテンシャルの発信・強化\npages: auto\n";
    let text = project.read(file).replace("id: life-science\n", "id: life\n");
    let text = text.replace("\nevents:", &format!("\n{lines}events:").replace("\n\n", "\n"));
    project.write(file, text.replacen("since:", &format!("{title}since:"), 1));
}

/// Shows a table of these columns and one row on the green sheet.
fn table(project: &TestProject, columns: &str, row: &str) {
    let data = format!(
        "tables:\n  - id: plan\n    title: 年間の計画\n    columns: {columns}\n    rows:\n      - {row}\ntargets:"
    );
    project.edit("sources/projects/green.yaml", "targets:", &data);
    project.edit("sources/projects/green.md", "[](event:forum)", "[](event:forum)\n\n[](table:plan)");
}
