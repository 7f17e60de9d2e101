//! Type as it is set.
//!
//! What is looked at is the ink: the outlines of the glyphs where the finished PDF draws them.

use std::collections::{BTreeMap, BTreeSet};

use hayro_interpret::font::Glyph;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect, Shape};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{cases, finds, made};
use crate::project::{TestProject, shipped};

cases! {
    a4: "a name with a variation selector (辻󠄀) was refused, though the font has the form",
        "it is printed as written; a form that the font lacks stays an error at its place", |project| {
        let before = "name: 稻田 義久 氏";
        project.edit("sources/projects/council.yaml", before, "name: \"\\u8fbb\\U000E0100 \\u845b\\U000E0101子 氏\"");
        made(&project).shows("辻\u{e0100}葛\u{e0101}子氏");
        // The font has a glyph of its own for the first; what the second asks for is the font's own form of 葛.
        let pages = inked(&pdf(&project));
        let forms: BTreeSet<_> = pages[13].inks.iter().filter(|ink| ink.text.starts_with('葛')).map(|ink| &ink.outline).collect();
        assert_eq!(forms.len(), 1, "葛 of 葛西 and of 葛󠄁子");
        project.edit("sources/projects/council.yaml", "U000E0100", "U000E0110");
        finds(&project, &["projects/council.yaml:16:37 layout/missing-glyph no font in `fonts/` has this form of `辻`"]);
    };

    a4_line_ends: "typst#5785: a variant at a line's end lost its selector, and so its form",
        "every 辻󠄀 of a text is printed in that form, wherever the lines break, also where other text keeps it together", |project| {
        let names = "辻\u{e0100}と、".repeat(60);
        let text = format!("{names}辻\u{e0100}、**{names}辻\u{e0100}**の辻\u{e0100}\n\n辻の");
        project.edit("sources/projects/green.md", "[](event:forum)", &format!("{text}\n\n[](event:forum)"));
        allow(&project, &["wording/comma", "wording/long-sentence", "wording/doubled"]);
        let pages = inked(&pdf(&project));
        let inks = || pages.iter().flat_map(|page| &page.inks);
        let plain = inks().find(|ink| ink.text == "辻").expect("the plain form");
        let variants: Vec<_> = inks().filter(|ink| ink.text.starts_with("辻\u{e0100}")).collect();
        assert_eq!(variants.len(), 123, "none lost its selector");
        for variant in &variants {
            assert_ne!(variant.outline, plain.outline, "in the variant's form");
        }
        let ends = variants.iter().filter(|ink| is_last_of_its_line(ink, &pages)).count();
        assert!(ends > 0, "one of them stands at a line's end");
    };

    a29: "」。 』。 】。 ）。 ）、 ）） stood one in the other: marks that are narrow already were narrowed again",
        "every two marks of JLREQ's classes stand as far apart as the font has them, in running text, bold, links and cells",
        |project| {
        let marks: Vec<char> = MARKS.chars().collect();
        let mut text = String::new();
        // Twice, at another place of the line: a line may break between the two.
        for shift in ["", "亜位宇江御加木久気古差誌須世曽多地津手戸"] {
            text.push_str(shift);
            for (first, second) in pairs(&marks) {
                text.push_str(&format!("亜{first}{second}"));
            }
            text.push_str("亜\n\n");
        }
        let triples: Vec<_> = pairs(&['」', '）', '。', '、']).into_iter().map(|(a, b)| format!("亜{a}{b}」亜{a}）{b}亜（{a}{b}")).collect();
        let triples = triples.concat();
        text.push_str(&format!("亜**亜{triples}亜**、[亜{triples}亜](https://example.jp/)亜\n\n"));
        text.push_str("| 亜「甲」。 | 乙』」、「丙 |\n| --- | --- |\n| 甲））。 | 亜「（乙・「丙」）」、 |\n\n");
        project.edit("sources/projects/green.md", "[](event:forum)", &format!("{text}[](event:forum)"));
        project.edit("sources/projects/green.yaml", "since:", "pages: 30\nsince:");
        let rules = ["wording/unbalanced-brackets", "wording/doubled", "wording/comma", "wording/long-sentence"];
        allow(&project, &rules);
        let pages = inked(&pdf(&project));
        assert_eq!(pairs_with_wrong_distance(&pages), Vec::<String>::new());
        assert_eq!(overlaps(&pages), Vec::<String>::new());
        let seen: BTreeSet<_> = neighbours(&pages).map(|(a, b)| (a.text.clone(), b.text.clone())).collect();
        let unseen: Vec<_> =
            pairs(&marks).into_iter().filter(|(a, b)| !seen.contains(&(a.to_string(), b.to_string()))).collect();
        assert_eq!(unseen, [], "every pair stood on one line somewhere");
    };

    a29_everywhere: "names, labels and drawings were narrowed as prose was",
        "what stands in lists, heads, charts and tables is as the font has it", |project| {
        let sheet = "sources/projects/green.yaml";
        project.edit(sheet, "name: 「カーボンニュートラル研究成果事業化促進フォーラム」の実施", "name: 「研究（仮）」、（強）「展」の実施（案）");
        project.edit(sheet, "label: 参加者数", "label: 参加者（実）");
        project.edit(sheet, "venue: 大阪工業大学", "venue: 大阪「北（梅田）」、大阪工業大学");
        project.edit("sources/plan.yaml", "name: グリーン", "name: グリーン（仮）");
        project.edit("sources/plan.yaml", "name: 強みで貢献", "name: 強み（仮）");
        let pages = inked(&pdf(&project));
        assert_eq!(pairs_with_wrong_distance(&pages), Vec::<String>::new());
        assert_eq!(overlaps(&pages), Vec::<String>::new());
        let printed = inked(&crate::print::built(&project));
        assert_eq!(pairs_with_wrong_distance(&printed), Vec::<String>::new(), "in print");
    };

    c4: "the same in 838 of 5,394 real texts: a closing bracket before 、。・」",
        "the shipped plan, and a text of a ministry, have no two marks that touch", |project| {
        assert_eq!(overlaps(&inked(&shipped().0)), Vec::<String>::new());
        let text = "「脱炭素社会の実現（以下「ＣＮ」という。）」、「循環経済（「３Ｒ」を含む。）」・「自然共生（里山等）」等。";
        project.edit("sources/projects/green.md", "[](event:forum)", &format!("{}\n\n[](event:forum)", text.repeat(3)));
        allow(&project, &["wording/doubled", "wording/half-width", "style/digits"]);
        let pages = inked(&pdf(&project));
        assert_eq!(overlaps(&pages), Vec::<String>::new());
        assert_eq!(pairs_with_wrong_distance(&pages), Vec::<String>::new());
    };

    b20: "the cover's title was no heading, 参考資料 was not in Contents, Contents a plain list",
        "a heading without a bookmark, since the cover is no part of the plan; an entry; a table of contents by its tags", |project| {
        let pdf = pdf(&project);
        let tags = Tags::read(&pdf);
        assert_eq!(tags.named("TOC").len(), 1, "one table of contents");
        let entries = tags.named("TOCI");
        assert_eq!(entries.len(), 11, "ten sections and 参考資料");
        for entry in entries {
            assert_eq!(tags.inside(entry, "Link").len(), 2, "title and page of an entry are links");
        }
        let title = tags.named("H1").first().map(|heading| tags.title(*heading));
        assert_eq!(title, Some("令和6年度 広域産業振興局事業計画".into()), "the first heading");
        let read = keikaku::verify::Pdf::read(pdf).expect("a PDF");
        assert!(read.pages[3].text().contains("参考資料14"), "{}", read.pages[3].text());
        let parts = read.outline.iter().filter(|item| item.depth == 0).count();
        assert_eq!(parts + 1, tags.named("H1").len(), "a heading a part, and that of the cover");
    };

    b21: "lines broke long before the margin, one or two characters stood alone on a last line",
        "a line is filled as far as the next unbreakable unit lets it; a last line has three characters at least", |project| {
        let mut opened = keikaku::pipeline::Project::open(project.root()).expect("a project");
        let composed = opened.compose(keikaku::pipeline::Options::default()).expect("composed");
        // A forced line break ends a line as a paragraph does; a name breaks between its parts only.
        let lines = composed.composition.map.texts().flat_map(|(text, _)| text.split('\n')).map(squeezed);
        let names: Vec<_> = composed.plan.fields.iter().map(|field| squeezed(&field.name.value)).collect();
        let texts: BTreeSet<_> = lines.filter(|text| !names.contains(text)).collect();
        assert_eq!(badly_broken(&shipped().0, &texts), Vec::<String>::new());
        // Longer, with what keeps together: numbers, days, marks, emphasis and links up to a paragraph's end.
        let sentence = "令和6年度は約1,200千円で9月21日～23日に「研究会（第3回）」を開き、スタートアップ・エコシステムの形成を※支援する";
        let ends = ["と**展開**する", "と展開**する**", "の[案内](https://example.jp/)", "（面談）", "、[](title:startup)等"];
        let shown = ["と展開する", "と展開する", "の案内", "（面談）", "、関西スタートアップ・エコシステム情報発信事業等"];
        let (mut prose, mut texts) = (String::new(), BTreeSet::new());
        for length in 20..80 {
            let part: String = sentence.chars().cycle().skip(length).take(length).collect();
            prose.push_str(&format!("其の{length}、{part}{}\n\n", ends[length % ends.len()]));
            texts.insert(squeezed(&format!("其の{length}、{part}{}", shown[length % ends.len()])));
        }
        project.edit("sources/projects/green.md", "[](event:forum)", &format!("{prose}[](event:forum)"));
        project.edit("sources/projects/green.yaml", "since:", "pages: 30\nsince:");
        allow(&project, &["dates/weekday"]);
        let long = pdf(&project);
        let found: usize = inked(&long).iter().map(|page| paragraphs(page, &texts).len()).sum();
        assert!(found > 40, "paragraphs of several lines: {found}");
        assert_eq!(badly_broken(&long, &texts), Vec::<String>::new());
    };

    b21_amounts: "amounts were written 「39,956 千円」 in a chart and 「60,357千円」 elsewhere",
        // The record took the brackets for half-width ones: they are （ and ）, which this font has half as wide as a kanji.
        "one form throughout, without a space, in the full-width brackets of the text", |project| {
        let made = made(&project);
        made.shows("39,956千円（66.2％）").shows("60,357千円");
        let spaced = made.pdf.pages.iter().flat_map(|page| page.glyphs.windows(2));
        let spaced = spaced.filter(|pair| pair[0].text == " " && pair[1].text.starts_with('千')).count();
        assert_eq!(spaced, 0, "no amount has a space before its unit");
    };

    c11: "`amount: 47611` was read from the file as 「47,61 1」, an amount in the middle of a title of two lines",
        "no gap within a figure is as wide as a space; no line of the title stands beside, above or below the amount", |project| {
        let sheet = "sources/projects/green.yaml";
        project.edit(sheet, "amount: 1781", "amount: 411611");
        project.edit(sheet, "フォーラム」の実施", "フォーラム」の実施及びグリーン分野における産学官連携の推進に関する業務");
        let pages = inked(&pdf(&project));
        // Poppler takes a tenth of the size for a space, other readers more.
        for (page, figure) in [(4, "411,611"), (8, "411,611")] {
            let inks = sequence(&pages[page], figure).unwrap_or_else(|| panic!("{figure} on page {page}"));
            for pair in inks.windows(2) {
                let gap = (pair[1].origin.x - pair[0].origin.x) / pair[0].size - pair[0].advance;
                assert!(gap.abs() < 0.1, "{}{}: {gap}", pair[0].text, pair[1].text);
            }
        }
        let title = sequence(&pages[8], "事業名：「カーボンニュートラル研究成果事業化促進フォーラム」の実施及びグリーン分野における産学官連携の推進に関する業務");
        let title = title.expect("the title in one piece");
        let lines: BTreeSet<_> = title.iter().map(|ink| ink.origin.y as i64).collect();
        assert_eq!(lines.len(), 2, "it has two lines");
        let amount = sequence(&pages[8], "（411,611千円）").expect("the amount");
        let right = title.iter().map(|ink| ink.rect.x1).fold(0.0, f64::max);
        assert!(right < amount[0].rect.x0, "the title ends at {right}, the amount begins at {}", amount[0].rect.x0);
    };

    c13: "with a line break in a section's title, or many sections, the lines of Contents overlapped",
        "an entry is as high as its title, and Contents goes on over pages", |project| {
        let data = project.read("sources/projects/green.yaml");
        let prose = project.read("sources/projects/green.md");
        let mut sections = String::new();
        for number in 1..=32 {
            let title = if number % 2 == 0 { format!("追加の項目その{number}") } else { format!("\"追加の項目その{number}\\n産学官連携の推進\"") };
            sections.push_str(&format!("  - {{kind: section, id: more-{number}, title: {title}}}\n"));
            let own = data.replace("section: green", &format!("section: more-{number}")).replace("- id: green\n", &format!("- id: more-{number}\n"));
            let own = own.replace("name: 「カー", &format!("name: その{number}「カー")).replace("amount: 1781", &format!("amount: {}", 3000 + number));
            project.write(&format!("sources/projects/more-{number}.yaml"), own);
            project.write(&format!("sources/projects/more-{number}.md"), &prose);
        }
        project.edit("sources/plan.yaml", "  - {kind: charts", &format!("{sections}  - {{kind: charts"));
        let pages = inked(&pdf(&project));
        let contents: Vec<_> = pages.iter().skip(3).take_while(|page| !page.text().contains("01令和6年度事業一覧【予算事業】令和6年度予算額")).collect();
        assert!(contents.len() >= 2, "Contents goes on");
        let text: String = contents.iter().map(|page| page.text()).collect();
        for number in 1..=32 {
            assert!(text.contains(&format!("追加の項目その{number}")), "{number}: {text}");
        }
        for page in contents {
            assert_eq!(covering(page), Vec::<String>::new());
        }
    };

    c16: "a sheet without targets had half a page in colour with a dash",
        "the panel is as high as what it says", |project| {
        let data = project.read("sources/projects/green.yaml");
        let (before, _) = data.split_once("targets:").expect("targets");
        project.write("sources/projects/green.yaml", before);
        let pages = inked(&pdf(&project));
        let page = &pages[8];
        let dash = sequence(page, "成果目標－").and_then(|inks| inks.last().map(|ink| ink.origin)).expect("a dash");
        let around = page.fills.iter().filter(|fill| fill.contains(dash) && fill.width() < 500.0);
        let heights: Vec<_> = around.map(Rect::height).collect();
        assert!(!heights.is_empty() && heights.iter().all(|height| *height < 85.0), "{heights:?}, at most 30 mm");
    };

    b1_layout: "a changed list item was gone: its bar was a block within a paragraph, which the compiler ignores",
        "the item with its marks, in every kind of list, nested ones too", |project| {
        project.edit("sources/projects/green.md", "[](event:forum)", "1. 甲の展示\n\n   - 乙の展示\n\n1) 丙の展示\n\n※ 丁の展示\n\n[](event:forum)");
        let changes = ["甲の展示", "乙の展示", "丙の展示", "丁の展示"].map(|from| ("事業概要", from, from.replace("展示", "実演")));
        amend(&project, "2024-10-01", changes.as_slice());
        amend(&project, "2024-10-02", &[("事業のねらい・取組のポイント", "リアルとオンラインで開催する", "オンラインのみで行う".into())]);
        let made = made(&project);
        made.clean().shows("〔削除〕リアルとオンラインで開催する〔追加〕オンラインのみで行う");
        for name in ["甲", "乙", "丙", "丁"] {
            made.shows(&format!("〔削除〕{name}の展示〔追加〕{name}の実演"));
        }
        let page = &inked(&pdf(&project))[8];
        let bars = page.fills.iter().chain(&page.strokes).filter(|bar| bar.width() < 3.0 && bar.x0 > 790.0);
        assert!(bars.count() >= 5, "a bar beside each of them");
    };

    f4: "a second amendment of text that a first one put in could not be exported: one text cannot be underlined and struck",
        "both are shown, what was put in and taken away again as taken away", |project| {
        amend(&project, "2024-10-01", &[("事業概要", "交流会の開催", "意見交換会の開催及び記録の公開".into())]);
        amend(&project, "2024-10-02", &[("事業概要", "記録の公開", "記録の配布".into())]);
        made(&project).clean().shows("〔追加〕意見交換会の開催及び〔削除〕記録の公開〔追加〕記録の配布を通じて");
    };

    f4_links: "the same where the changed text stood in a link, or in emphasis",
        "the change and the link are both there", |project| {
        let prose = "詳しくは[**関連の案内**と概要](https://example.jp/)を見る。\n\n[](event:forum)";
        project.edit("sources/projects/green.md", "[](event:forum)", prose);
        amend(&project, "2024-10-01", &[("事業概要", "関連の案内", "関連の特設案内".into()), ("事業概要", "と概要", "と全体の概要".into())]);
        amend(&project, "2024-10-02", &[("事業概要", "の特設", "の新しい".into())]);
        let made = made(&project);
        // 案内 came with the first amendment, の新しい with the second.
        made.clean().shows("〔追加〕関連〔削除〕の特設〔追加〕の新しい〔追加〕案内〔削除〕と概要〔追加〕と全体の概要を見る");
    };

    f9: "a challenge without a field was an error of a layout's arithmetic, when the plan had charts",
        "a warning at the challenge; the plan is made", |project| {
        project.edit("sources/plan.yaml", "challenges:\n", "challenges:\n  - {id: fourth, name: 強みを育成}\n");
        let warnings = made(&project).warnings;
        let codes: Vec<_> = warnings.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes, ["taxonomy/unused-challenge"], "{warnings:?}");
    };

    f9_lists: "`steps: []`, `documents: []` and the like were errors of a layout's arithmetic",
        "an error at the empty list", |project| {
        let steps = r#"[{name: 相談}, {name: "かんさい\nラボサーチ"}, {name: 支援}, {name: 事業化}]"#;
        project.edit("sources/projects/platform.yaml", steps, "[]");
        finds(&project, &["projects/platform.yaml:20:12 source/invalid-value the list is empty"]);
    };

    f9_documents: "the same on the page 位置づけ", "an error at the empty list", |project| {
        let page = project.read("sources/positioning.yaml");
        let (before, _) = page.split_once("documents:\n").expect("documents");
        let line = before.lines().count() + 1;
        project.write("sources/positioning.yaml", format!("{before}documents: []\n"));
        finds(&project, &[&format!("positioning.yaml:{line}:12 source/invalid-value the list is empty")]);
    };
}

// ---- Projects ---------------------------------------------------------------------------------

fn pdf(project: &TestProject) -> Vec<u8> {
    let (result, _) = project.build();
    result.unwrap_or_else(|failure| panic!("{failure:#?}")).pdf
}

/// Lets rules be silent that a text made of marks would break.
fn allow(project: &TestProject, rules: &[&str]) {
    let plan = project.read("sources/plan.yaml");
    let known = keikaku::diagnostic::rule::ALL.iter().map(|rule| rule.code);
    let known: Vec<_> = known.filter(|code| rules.contains(code) || code.starts_with("wording/")).collect();
    let settings = known.iter().map(|code| format!("  - {{rule: {code}, severity: ignore}}\n")).collect::<String>();
    assert!(!plan.contains("\nrules:"), "the plan has none of its own");
    project.write("sources/plan.yaml", format!("{plan}\nrules:\n{settings}"));
}

/// Writes an amendment of the green sheet's prose: heading, what stands there, what takes its place.
fn amend(project: &TestProject, day: &str, changes: &[(&str, &str, String)]) {
    let mut text = format!("date: {day}\ntitle: {day}の更新\nnote: {day}の更新を含む\nchanges:\n");
    for (heading, from, to) in changes {
        text.push_str(&format!(
            "  - path: projects/green/prose/{heading}\n    from: {from}\n    to: {to}\n    reason: 変更\n"
        ));
    }
    project.write(&format!("sources/amendments/{day}.yaml"), text);
}

// ---- Ink --------------------------------------------------------------------------------------

/// 始め括弧類, 終わり括弧類, 中点類, 句点類, 読点類 and 区切り約物 (JLREQ cl-01, 02, 05, 06, 07, 04).
const MARKS: &str = "「『【（〔［｛〈《“」』】）〕］｝〉》”・：；。．、，？！";

/// What a page shows.
struct Inked {
    /// The glyphs with ink, in the order of the content.
    inks: Vec<Ink>,
    /// The boxes of what is filled, and of what is stroked.
    fills: Vec<Rect>,
    strokes: Vec<Rect>,
}

impl Inked {
    fn text(&self) -> String {
        self.inks.iter().map(|ink| ink.text.as_str()).collect()
    }
}

/// A glyph's ink.
#[derive(Clone)]
struct Ink {
    text: String,
    origin: Point,
    rect: Rect,
    /// The outline in the font.
    outline: String,
    /// The size in points, and the width in it.
    size: f64,
    advance: f64,
    /// The position among all glyphs of the page, those without ink included.
    at: usize,
}

#[derive(Default)]
struct InkDevice {
    inks: Vec<Ink>,
    fills: Vec<Rect>,
    strokes: Vec<Rect>,
    count: usize,
}

impl Device<'_> for InkDevice {
    fn draw_glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, own: Affine, _: &Paint<'_>, _: &GlyphDrawMode) {
        let text = match glyph.as_unicode() {
            Some(hayro_cmap::BfString::Char(c)) => c.to_string(),
            Some(hayro_cmap::BfString::String(text)) => text,
            None => "?".into(),
        };
        self.count += 1;
        let Glyph::Outline(glyph) = glyph else { return };
        let outline = glyph.outline();
        if outline.is_empty() {
            return;
        }
        let whole = transform * own;
        self.inks.push(Ink {
            text,
            origin: whole * Point::ORIGIN,
            rect: (whole * outline.clone()).bounding_box(),
            outline: outline.to_svg(),
            size: whole.as_coeffs()[0].abs() * 1000.0,
            advance: f64::from(glyph.advance_width().unwrap_or_default()) / 1000.0,
            at: self.count,
        });
    }

    fn draw_path(&mut self, path: &BezPath, transform: Affine, _: &Paint<'_>, mode: &PathDrawMode) {
        let area = (transform * path.clone()).bounding_box();
        match mode {
            PathDrawMode::Fill(_) => self.fills.push(area),
            PathDrawMode::Stroke(_) => self.strokes.push(area),
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn inked(pdf: &[u8]) -> Vec<Inked> {
    let pdf = hayro_syntax::Pdf::new(pdf.to_vec()).expect("a PDF");
    let cache = InterpreterCache::new();
    let pages = pdf.pages().iter().map(|page| {
        let settings = InterpreterSettings { render_annotations: false, ..InterpreterSettings::default() };
        let area = Rect::new(0.0, 0.0, f64::MAX, f64::MAX);
        let mut context = Context::new(Affine::IDENTITY, area, &cache, pdf.xref(), settings);
        let mut device = InkDevice::default();
        interpret_page(page, &mut context, &mut device);
        Inked { inks: device.inks, fills: device.fills, strokes: device.strokes }
    });
    pages.collect()
}

/// Finds a text, of which every glyph has ink, in the order of the content.
fn sequence<'p>(page: &'p Inked, text: &str) -> Option<&'p [Ink]> {
    let at = page.text().find(text)?;
    let mut bytes = 0;
    let start = page.inks.iter().position(|ink| {
        let here = bytes == at;
        bytes += ink.text.len();
        here
    })?;
    let rest = &page.inks[start..];
    let mut length = 0;
    let end = rest.iter().position(|ink| {
        length += ink.text.len();
        length >= text.len()
    })?;
    Some(&rest[..=end])
}

fn pairs(marks: &[char]) -> Vec<(char, char)> {
    marks.iter().flat_map(|first| marks.iter().map(|second| (*first, *second))).collect()
}

fn is_mark(ink: &Ink) -> bool {
    let mut characters = ink.text.chars();
    characters.next().is_some_and(|c| MARKS.contains(c)) && characters.next().is_none()
}

/// Returns the glyphs that follow each other on a line, in one size, without a space between.
fn neighbours(pages: &[Inked]) -> impl Iterator<Item = (&Ink, &Ink)> {
    let pairs = pages.iter().flat_map(|page| page.inks.windows(2)).map(|pair| (&pair[0], &pair[1]));
    pairs.filter(|(a, b)| {
        let along = b.origin.x - a.origin.x;
        b.at == a.at + 1
            && (a.origin.y - b.origin.y).abs() < 0.01
            && (a.size - b.size).abs() < 0.01
            && (0.0..2.0 * a.size).contains(&along)
    })
}

/// Returns the pairs of marks that do not stand as far apart as the font has them, with what is between them in em.
fn pairs_with_wrong_distance(pages: &[Inked]) -> Vec<String> {
    let marks = neighbours(pages).filter(|(a, b)| is_mark(a) && is_mark(b));
    let wrong = marks.filter_map(|(a, b)| {
        let gap = (b.origin.x - a.origin.x) / a.size - a.advance;
        (gap.abs() > 0.01).then(|| format!("{}{} {gap:.2}", a.text, b.text))
    });
    wrong.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Returns the marks whose ink touches that of another glyph on their line: nearer than a dot at 300 dpi.
fn overlaps(pages: &[Inked]) -> Vec<String> {
    const DOT: f64 = 72.0 / 300.0;
    let mut found = BTreeSet::new();
    for page in pages {
        let mut sorted: Vec<_> = page.inks.iter().collect();
        sorted.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
        for (at, a) in sorted.iter().enumerate() {
            let near = sorted[at + 1..].iter().take_while(|b| b.rect.x0 < a.rect.x1 + DOT);
            for b in near.filter(|b| (is_mark(a) || is_mark(b)) && (a.origin.y - b.origin.y).abs() < 0.01) {
                found.insert(format!("{}{}", a.text, b.text));
            }
        }
    }
    found.into_iter().collect()
}

/// Returns the glyphs of different lines whose ink is one over the other.
fn covering(page: &Inked) -> Vec<String> {
    let mut found = Vec::new();
    for (at, a) in page.inks.iter().enumerate() {
        for b in &page.inks[at + 1..] {
            let shared = a.rect.intersect(b.rect);
            if (a.origin.y - b.origin.y).abs() > 0.01 && shared.width() > 0.5 && shared.height() > 0.5 {
                found.push(format!("{}{}", a.text, b.text));
            }
        }
    }
    found
}

fn is_last_of_its_line(ink: &Ink, pages: &[Inked]) -> bool {
    let page = pages.iter().find(|page| page.inks.iter().any(|other| std::ptr::eq(other, ink)));
    let next = page.and_then(|page| page.inks.iter().find(|other| other.at > ink.at));
    next.is_some_and(|next| (next.origin.y - ink.origin.y).abs() > 0.01)
}

// ---- Lines ------------------------------------------------------------------------------------

/// Returns what is wrong with the lines of paragraphs: a last line of one or two characters, or a line that could have
/// taken what begins the next one.
fn badly_broken(pdf: &[u8], texts: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for page in inked(pdf) {
        let paragraphs: Vec<Vec<Vec<Ink>>> = paragraphs(&page, texts);
        // The right edge of a column is where its longest line ends, if it has several that wrap.
        let mut edges: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
        for lines in &paragraphs {
            for line in &lines[..lines.len() - 1] {
                edges.entry(line[0].origin.x as i64 / 3).or_default().push(line[line.len() - 1].rect.x1);
            }
        }
        for lines in &paragraphs {
            let text = |line: &[Ink]| line.iter().map(|ink| ink.text.as_str()).collect::<String>();
            let last = &lines[lines.len() - 1];
            let counted = text(last).chars().filter(|c| !"。、」』）】：".contains(*c)).count();
            if lines.len() > 1 && counted < 3 {
                found.push(format!("the last line is `{}`", text(last)));
            }
            for (line, next) in lines.iter().zip(&lines[1..]) {
                let ends = &edges[&(line[0].origin.x as i64 / 3)];
                let edge = ends.iter().copied().fold(0.0, f64::max).min(beside(&page, lines));
                let (end, size) = (line[line.len() - 1].rect.x1, line[0].size);
                let unit = unit(next, std::ptr::eq(next, last));
                // A mark at the end may stand in half an em of its own.
                if edge - end > unit + 0.6 * size {
                    let room = (edge - end) / size;
                    found.push(format!("`{}` ends {room:.1} em early before `{}`", text(line), text(next)));
                }
            }
        }
    }
    found
}

/// Returns where something stands at the right of a paragraph, less the gap before it.
fn beside(page: &Inked, lines: &[Vec<Ink>]) -> f64 {
    const GAP: f64 = 4.0 / 25.4 * 72.0;
    let right = lines.iter().flatten().map(|ink| ink.rect.x1).fold(0.0, f64::max);
    let (low, high) = (lines[lines.len() - 1][0].origin.y, lines[0][0].rect.y1);
    let others = page.inks.iter().filter(|ink| ink.rect.x0 > right && ink.rect.y1 > low && ink.rect.y0 < high);
    others.map(|ink| ink.rect.x0).fold(f64::MAX, f64::min) - GAP
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Returns the paragraphs on a page by their lines: the texts of the plan that are found there and have several.
fn paragraphs(page: &Inked, texts: &BTreeSet<String>) -> Vec<Vec<Vec<Ink>>> {
    let all = page.text();
    let mut found = Vec::new();
    for text in texts.iter().filter(|text| text.chars().count() > 8) {
        if !all.contains(text.as_str()) {
            continue;
        }
        let Some(inks) = sequence(page, text) else { continue };
        let mut lines: Vec<Vec<Ink>> = Vec::new();
        for ink in inks {
            match lines.last_mut() {
                Some(line) if (line[0].origin.y - ink.origin.y).abs() < 0.01 => line.push(ink.clone()),
                _ => lines.push(vec![ink.clone()]),
            }
        }
        // One text may go on in another's line; only whole paragraphs count.
        let starts = lines.iter().skip(1).map(|line| line[0].origin.x);
        let left = lines[0][0].origin.x;
        if lines.len() > 1 && starts.into_iter().all(|start| (start - left).abs() < 2.0 * lines[0][0].size) {
            found.push(lines);
        }
    }
    found
}

/// Returns the width of what cannot be broken at the start of a line: a number with its unit, a word, a character with
/// the marks around it, and the three characters that a last line has at least.
fn unit(line: &[Ink], last: bool) -> f64 {
    let first = |ink: &Ink| ink.text.chars().next().unwrap_or(' ');
    let glued = |before: char, after: char| {
        "」』】）〕。．、，・：；？！ーッャュョァィゥェォっゃゅょぁぃぅぇぉ々％%～／※→⇒".contains(after)
            || "「『【（〔第約令平①②③④⑤⑥⑦⑧⑨".contains(before)
            || before.is_ascii_alphanumeric() && (after.is_ascii_alphanumeric() || ",.".contains(after))
            || ",.千百十万億兆和成年月日～".contains(before)
                && (after.is_ascii_digit() || "円和成度月日～（".contains(after))
            || before.is_ascii_digit() && after.is_alphabetic()
    };
    let mut length = 1;
    while length < line.len() && glued(first(&line[length - 1]), first(&line[length])) {
        length += 1;
    }
    if last {
        let counted = |ink: &&Ink| !"。、」』）】：".contains(first(ink));
        let letters = line.iter().filter(counted).count();
        length = length.max(if letters <= 4 { line.len() } else { 1 });
    }
    line[length - 1].rect.x1 - line[0].rect.x0
}

// ---- Tags -------------------------------------------------------------------------------------

/// The structure tree of a tagged PDF.
struct Tags {
    document: Document,
    /// The elements in the order of the document, each with its parent's position.
    elements: Vec<(ObjectId, Option<usize>)>,
}

impl Tags {
    fn read(pdf: &[u8]) -> Self {
        let document = Document::load_mem(pdf).expect("a PDF");
        let root = document.catalog().expect("a catalog").get(b"StructTreeRoot").and_then(Object::as_reference);
        let mut tags = Self { document, elements: Vec::new() };
        tags.walk(root.expect("a structure tree"), None);
        tags
    }

    fn walk(&mut self, id: ObjectId, parent: Option<usize>) {
        let Ok(element) = self.document.get_dictionary(id) else { return };
        let kids: Vec<ObjectId> = match element.get(b"K") {
            Ok(Object::Array(kids)) => kids.iter().filter_map(|kid| kid.as_reference().ok()).collect(),
            Ok(Object::Reference(kid)) => vec![*kid],
            _ => Vec::new(),
        };
        let at = self.elements.len();
        self.elements.push((id, parent));
        for kid in kids {
            self.walk(kid, Some(at));
        }
    }

    fn element(&self, at: usize) -> &Dictionary {
        self.document.get_dictionary(self.elements[at].0).expect("an element")
    }

    fn is(&self, at: usize, role: &str) -> bool {
        self.element(at).get(b"S").and_then(Object::as_name).is_ok_and(|name| name == role.as_bytes())
    }

    /// Returns the elements of a role.
    fn named(&self, role: &str) -> Vec<usize> {
        (0..self.elements.len()).filter(|at| self.is(*at, role)).collect()
    }

    /// Returns the elements of a role inside another one.
    fn inside(&self, outer: usize, role: &str) -> Vec<usize> {
        let within = |at: &usize| {
            let mut up = self.elements[*at].1;
            while let Some(at) = up {
                if at == outer {
                    return true;
                }
                up = self.elements[at].1;
            }
            false
        };
        self.named(role).into_iter().filter(within).collect()
    }

    /// Returns a heading's title.
    fn title(&self, at: usize) -> String {
        lopdf::decode_text_string(self.element(at).get(b"T").expect("a title")).expect("text")
    }
}
