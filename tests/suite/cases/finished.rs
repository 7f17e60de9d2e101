//! Finished PDFs, read back.

use std::fs;

use keikaku::amend::Edition;
use keikaku::pipeline::{Failure, Options, Profiles, Project, changed};
use keikaku::verify::{Pdf, Refusal};

use super::cases;
use crate::findings::findings;
use crate::project::{TestProject, repository, shipped};

/// Makes both PDFs and returns what is said of lost texts.
fn lost(project: &TestProject) -> Vec<String> {
    let mut opened = Project::open(project.root()).expect("a project folder");
    let result = opened.build(Options { profiles: Profiles::All, ..Options::default() });
    let findings = match result {
        Ok(built) => built.warnings,
        Err(Failure::Findings(findings)) => findings,
        Err(other) => panic!("{other:?}"),
    };
    let found = findings.into_iter().filter(|finding| finding.rule.code == "pdf/lost-text");
    found.map(|finding| finding.message).collect()
}

/// Asserts that a layout that was spoilt makes a text be missed, for a reason.
fn misses(project: &TestProject, text: &str, reason: &str) {
    let found = lost(project);
    let named = |message: &String| message.contains(text) && message.contains(reason);
    assert!(found.iter().any(named), "`{text}`, `{reason}`: {found:#?}");
}

/// Runs `check --pdf` and returns its status and what it says.
fn compared(project: &TestProject, pdf: &str) -> (Option<i32>, String) {
    let output = project.run(&["check", "--profile", "screen", "--format", "short", "--pdf", pdf]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), text)
}

/// Publishes the plan, changes it, and returns what is said of the published one.
fn stale(project: &TestProject, change: impl FnOnce(&TestProject)) -> Vec<String> {
    project.write("published.pdf", &shipped().0);
    change(project);
    let (status, text) = compared(project, "published.pdf");
    assert_eq!(status, Some(1), "{text}");
    text.lines().map(str::to_owned).collect()
}

const GREEN: &str = "sources/projects/green.yaml";
const PROSE: &str = "sources/projects/green.md";

cases! {
    a20_covered: "a word without a break ran under the panel beside its column, half of it hidden, and nothing was said",
        "whatever is painted over a text is found in the finished PDF, so no text is hidden unseen", |project| {
        // The panel of the targets is painted after the left column, and so over what stands out of it.
        let heading = "  sub-heading(data.purpose.title, colours)\n";
        let moved = "  place(dx: 110%, dy: 105mm, box(width: 50mm, text(size: 9pt, data.purpose.title)))\n";
        project.edit("layouts/sheet.typ", heading, moved);
        misses(&project, "事業目的", "something is painted over it");
    };
    a20_column: "a word without a break in a paragraph or a last column ran through the gutter beside its column",
        "what runs out of its column is said at its line, whether or not something lies there", |project| {
        // A word breaks where no line holds it; a number never does.
        let word = "31415926535897932384626433832795028841971693993751058209749445923078164062862089";
        let forum = "[](event:forum)";
        project.edit(PROSE, forum, &format!("{word}\n\n{forum}"));
        let found = findings(&project);
        let line = project.read(PROSE).lines().position(|line| line.starts_with(word)).expect("a line") + 1;
        let here = |found: &&(String, usize, usize, String, String)| (found.0.as_str(), found.1) == (PROSE, line);
        let found: Vec<_> = found.iter().filter(here).collect();
        assert!(found.len() == 1 && found[0].3 == "layout/overflow", "{found:#?}");
    };
    b1_dropped: "a layout left a text out, or Typst did: a list item was gone from both PDFs at exit 0",
        "each text that the composition holds is found in the finished PDF or named; here a layout drops a field", |project| {
        project.edit("layouts/sheet.typ", "  lines(item.label) + glue + theme.colon", "  theme.colon");
        misses(&project, "参加者数", "nowhere");
    };
    b1_hidden: "text that is hidden by `hide`, only measured, or cut after its first characters",
        "what is in no PDF is not shown, whatever the layout did with it", |_project| {
        let title = "text(size: theme.size-cover, lines(data.title))";
        for spoilt in ["hide(TEXT)", "context box(width: measure(TEXT).width)", "text(\"広域産業\")"] {
            let project = TestProject::shipped();
            project.edit("layouts/cover.typ", title, &spoilt.replace("TEXT", title));
            misses(&project, "広域産業振興局事業計画", "nowhere");
        }
    };
    b1_covered: "a filled shape or a picture painted over a text",
        "a glyph that lies under something opaque is not read by anyone", |project| {
        let over = |fill: &str| format!("place(top + left, rect(width: 100%, height: 100%, fill: {fill}))\n  }})\n  // The page after");
        project.edit("layouts/cover.typ", "  })\n  // The page after", &over("theme.white"));
        misses(&project, "広域産業振興局事業計画", "on page 1 of the file of the PDF: something is painted over it");
        // A veil that lets the text through hides nothing; print refuses it for another reason.
        let project = TestProject::shipped();
        project.edit("layouts/cover.typ", "  })\n  // The page after", &over("rgb(255, 255, 255, 60)"));
        assert_eq!(lost(&project), [""; 0]);
    };
    b1_clipped: "a text in a box that is too small and clips",
        "what is cut off is not shown", |project| {
        project.edit("layouts/cover.typ", "text(size: theme.size-h2 * 1.2, data.issuer)", "box(width: 30mm, height: 6mm, clip: true, box(width: 200mm, text(size: theme.size-h2 * 1.2, data.issuer)))");
        misses(&project, "関西広域連合", "its surroundings cut it off");
    };
    b1_vanishing: "white text on white, transparent text, text of half a point, text beside the page",
        "text that nobody can see counts as lost, in the colours of screen and press alike", |project| {
        let issuer = "text(size: theme.size-h2 * 1.2, data.issuer)";
        for (spoilt, reason) in [
            ("text(fill: theme.white, data.issuer)", "it has the colour of what lies under it"),
            ("box(fill: theme.house.dark, text(fill: theme.house.dark, data.issuer))", "it has the colour of what lies under it"),
            ("text(size: 0.5pt, data.issuer)", "it is too small"),
            ("text(fill: rgb(0, 0, 0, 0), data.issuer)", "it is transparent"),
            ("move(dx: 400mm, data.issuer)", ""),
        ] {
            let project = TestProject::shipped();
            project.edit("layouts/cover.typ", issuer, spoilt);
            if reason.is_empty() {
                assert!(findings(&project).iter().any(|found| found.3 == "layout/overflow"), "said once: it runs over the edge");
            } else {
                misses(&project, "関西広域連合", reason);
            }
        }
        // White on dark is how the total is set, and dark on pale.
        assert_eq!(lost(&project), [""; 0]);
    };
    b1_once_per_place: "a text that stands in two places was shown in one of them",
        "a glyph counts for one text only: the name of a project is wanted on its sheet and in the list", |project| {
        project.edit("layouts/budget.typ", "tone(lines(row.name))", "tone([－])");
        misses(&project, "関西スタートアップ・エコシステム情報発信事業", "begins on page 4");
    };
    b1_print_only: "a layout shows a text on the screen only",
        "the print file is proven by itself, after its conversion", |project| {
        project.edit("layouts/cover.typ", "lines(data.note)", "if not theme.press { lines(data.note) }");
        misses(&project, "令和6年8月末時点で確定した内容", "nowhere in the print file");
    };
    b1_no_false_alarm: "plans that are longer, stranger or changed",
        "the proof must hold of every right plan, or people would switch it off: rows over pages, marks of changes, \
         variants of names, links, full-width digits", |project| {
        let summary = "研究成果の発表、展示、相談、面談、見学、実証、標準化、知的財産の活用、人材の育成、海外との連携等の取組を、";
        let lines: String = (1..=30)
            .map(|n| format!("  - {{id: green-{n}, name: 事業その{n}, summary: {summary}, amount: {}, field: green}}\n", 1000 + n))
            .collect();
        let green = project.read(GREEN);
        let (head, rest) = green.split_once("lines:\n").expect("lines");
        let (_, rest) = rest.split_once("events:").expect("events");
        project.write(GREEN, format!("{head}title: グリーン分野の事業\nlines:\n{lines}events:{rest}"));
        let prose = project.read(PROSE);
        project.write(PROSE, prose + "\n- か\u{3099}くのみこみ ０１２、ﬁ、①②、[資料](https://example.jp/%E8%B3%87%E6%96%99)、１２３ 123\n");
        assert_eq!(lost(&project), [""; 0]);
    };
    b1_ignored: "what Typst says it ignored was a warning",
        "ignored content is lost content, so the words of the pinned compiler are known and make it an error", |project| {
        project.edit("layouts/prose.typ", "#let paragraph(body) = par(lines(body))", "#let paragraph(body) = par(block(lines(body)))");
        let found = findings(&project);
        assert!(found.iter().any(|found| found.3 == "layout/ignored" && found.4.contains("ignored")), "{found:#?}");
        assert!(matches!(project.build().0, Err(Failure::Findings(_))), "no plan is made");
    };
    b3_venue: "`check --pdf` said nothing of a venue, a day, a member, a target or a text that is another one today",
        "all text is compared, and the finding stands where today's text comes from", |project| {
        let found = stale(&project, |project| {
            project.edit(GREEN, "venue: 大阪工業大学 梅田キャンパス OIT梅田タワー", "venue: 神戸国際会議場");
        });
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with("sources/projects/green.yaml:12:12: error[pdf/stale-text]"), "{found:#?}");
        assert!(found[0].contains("has `大阪工業大学梅田キャンパスOIT梅田タワー` on page 8, today's plan `神戸国際会議場`"), "{found:#?}");
    };
    b3_day: "the same of a day", "said on the sheet and in the calendar, which both show it", |project| {
        let found = stale(&project, |project| {
            project.edit(GREEN, "start: 2024-12-09", "start: 2024-12-10");
        });
        assert!(found.iter().any(|line| line.contains("令和6年12月9日（月）") && line.contains("令和6年12月10日（火）")), "{found:#?}");
        assert!(found.len() <= 2, "{found:#?}");
    };
    b3_member: "the same of a member", "one character of a name is enough", |project| {
        let found = stale(&project, |project| {
            project.edit("sources/projects/council.yaml", "久米 一郎 氏", "久米 二郎 氏");
        });
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains("council.yaml:23:") && found[0].contains("久米一郎氏") && found[0].contains("久米二郎氏"), "{found:#?}");
    };
    b3_target: "the same of a target", "said at the target, for its sheet and for the table of all", |project| {
        let found = stale(&project, |project| {
            project.edit(GREEN, "value: 210", "value: 220");
        });
        assert!(found.iter().all(|line| line.contains("green.yaml:24:12") && line.contains("pdf/stale-text")), "{found:#?}");
        assert!(found.len() == 2 && found[0].contains("has `210` on page 8, today's plan `220`"), "{found:#?}");
    };
    b3_order: "the same of items that changed places, and of one that was taken out",
        "a text that moved is not said to have gone; one that went is named", |project| {
        let item = "- 多くの企業に参加いただくため、リアルとオンラインで開催する\n";
        let next = "- 広域環境保全局が実施する「脱炭素フォーラム」と連携し、一体的なPRを行う\n";
        let found = stale(&project, |project| {
            project.edit(PROSE, &format!("{item}{next}"), &format!("{next}{item}"));
        });
        assert!(found.len() == 1 && found[0].contains("stands elsewhere"), "{found:#?}");
        let project = TestProject::shipped();
        let found = stale(&project, |project| {
            project.edit(PROSE, item, "");
        });
        assert!(found.len() == 1 && found[0].contains("多くの企業に参加") && found[0].contains("which is not in today's plan"), "{found:#?}");
    };
    b3_grouped: "thousands of findings about a PDF that is old altogether",
        "a dozen texts at most, and how many more there are", |project| {
        let found = stale(&project, |project| {
            project.edit("sources/projects/startup.yaml", "amount: 14043", "amount: 24043");
            let plan = project.read("sources/plan.yaml");
            let kept: Vec<_> = plan.lines().filter(|line| !line.contains("{kind: section, id: green,")).collect();
            project.write("sources/plan.yaml", kept.join("\n") + "\n");
            fs::remove_file(project.path(GREEN)).expect("removed");
            fs::remove_file(project.path(PROSE)).expect("removed");
        });
        let texts: Vec<_> = found.iter().filter(|line| line.contains("pdf/stale-text")).collect();
        assert!(texts.len() <= 12 && texts.iter().any(|line| line.contains("more texts differ")), "{texts:#?}");
        assert!(found.iter().any(|line| line.contains("カーボンニュートラル研究成果事業化促進フォーラム") && line.contains("is not in today's plan")), "{found:#?}");
        assert!(!found.iter().any(|line| line.contains("is not in `published.pdf`")), "only renumbered: {found:#?}");
    };
    b4_print: "`check --pdf` of the print file gave 36 untrue errors",
        "one sentence: it is the print file", |project| {
        let mut opened = Project::open(project.root()).expect("a project folder");
        let built = opened.build(Options { profiles: Profiles::Print, ..Options::default() }).expect("made");
        project.write("print.pdf", built.print.expect("a print file").pdf);
        let (status, text) = compared(&project, "print.pdf");
        assert_eq!((status, text.lines().count()), (Some(2), 2), "a sentence and a help: {text}");
        assert!(text.contains("is the file for the printing house") && text.contains("out/plan.pdf"), "{text}");
    };
    b4_no_pdf: "`check --pdf README.md` spoke of project folders", "one sentence: it is no PDF", |project| {
        project.write("README.md", "# A plan\n");
        let (status, text) = compared(&project, "README.md");
        assert_eq!((status, text.lines().count()), (Some(2), 2), "{text}");
        assert!(text.contains("`README.md` is not a PDF") && !text.contains("project folder"), "{text}");
    };
    b4_another_plan: "`check --pdf` of another plan's PDF gave a finding for each part and reference",
        "one sentence: it is another plan's", |project| {
        let other = TestProject::with_sources(&repository("tests/findings/base"));
        project.write("other.pdf", other.build().0.expect("made").pdf);
        let (status, text) = compared(&project, "other.pdf");
        assert_eq!((status, text.lines().count()), (Some(1), 1), "{text}");
        assert!(text.contains("pdf/other-edition") && text.contains("is not this plan"), "{text}");
    };
    b14_cover: "a fault on the cover was reported at `positioning.yaml`",
        "said at what the cover shows: its title", |project| {
        let start = "    v(1fr)\n    // A heading, but no bookmark";
        let shape = "place(rect(width: 5mm, height: 5mm, fill: rgb(\"#ff000080\")))";
        project.edit("layouts/cover.typ", start, &format!("    {shape}\n{start}"));
        let mut opened = Project::open(project.root()).expect("a project folder");
        let Err(Failure::Findings(found)) = opened.build(Options { profiles: Profiles::Print, ..Options::default() }) else {
            panic!("print has no transparency");
        };
        let places: Vec<_> = found.iter().map(|finding| opened.files().get(finding.primary.span.file).path()).collect();
        assert!(!found.is_empty() && places.iter().all(|path| *path == "sources/plan.yaml"), "{places:?}");
    };
    b15_draft: "while a layout is made, a page that does not fit could not be seen: nothing was written",
        "`build --draft` writes the PDF beside the last good one, says on each page that it is a draft, and still fails", |project| {
        assert_eq!(project.run(&["build", "--profile", "screen"]).status.code(), Some(0));
        let good = fs::read(project.path("out/plan.pdf")).expect("written");
        let prose = project.read(PROSE);
        let long = "研究成果の紹介や、研究機関等との意見交換の場となる交流会の開催を通じて、参加者とのマッチングをめざす。".repeat(8);
        project.write(PROSE, prose.replace("# 事業概要\n", &format!("# 事業概要\n\n{}", format!("{long}\n\n").repeat(8))));
        let plain = project.run(&["build", "--profile", "screen"]);
        assert_eq!(plain.status.code(), Some(1));
        assert!(!project.path("out/plan-draft.pdf").exists(), "only where it is asked for");
        let draft = project.run(&["build", "--profile", "screen", "--draft"]);
        let said = [draft.stderr.as_slice(), &draft.stdout].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(draft.status.code(), Some(1), "a draft is not a plan: {said}");
        assert!(said.contains("layout/sheet-too-long") && said.contains("out/plan-draft.pdf"), "{said}");
        assert_eq!(fs::read(project.path("out/plan.pdf")).expect("kept"), good);
        let read = Pdf::read(fs::read(project.path("out/plan-draft.pdf")).expect("written")).expect("a PDF");
        assert!(read.title.as_deref().is_some_and(|title| title.contains("下書き")), "{:?}", read.title);
        assert!(read.pages.iter().all(|page| page.text().contains("下書き")), "each page");
    };
    d5_nesting: "`check --pdf` of a PDF with an array or dictionary of a million levels overflowed the stack",
        "refused before the parser goes down: in the page tree, in content, in a table of characters", |_project| {
        let many = 1_000_000;
        let (open, close) = ("[".repeat(many), "]".repeat(many));
        let content = |text: &str| hostile(&[PAGES, PAGE, &stream("", text)]);
        let font = "/Font<</F 5 0 R>>";
        let cmap = format!("begincmap 1 beginbfrange <00> <01> {open}{close} endbfrange endcmap");
        for (what, file) in [
            ("array in the page tree", hostile(&[&format!("<</Type/Pages/Kids{open}{close}/Count 1>>")])),
            ("dictionary in a page", hostile(&[PAGES, &format!("<</Type/Page/X{}1{}>>", "<</A".repeat(many), ">>".repeat(many))])),
            ("array in content", content(&format!("{open}{close} TJ"))),
            ("dictionary in content", content(&format!("/A {} BDC", "<</A".repeat(many)))),
            ("array in a table of characters", hostile(&[
                PAGES, &page_with(font), &stream("", "BT /F 9 Tf (A) Tj ET"),
                "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
                "<</Type/Font/Subtype/CIDFontType2/BaseFont/X>>", &stream("", &cmap),
            ])),
        ] {
            assert!(matches!(Pdf::read(file), Err(Refusal::TooMuch(_))), "{what}");
        }
    };
    d6_unpacked: "1 MB that unpacks to 1 GB took 2.2 GB of memory", "counted while it is unpacked, and not kept", |_project| {
        let bomb = packed(&vec![b' '; 80 << 20]);
        for head in ["/Filter/FlateDecode", "/Filter[/FlateDecode]", "/Type/XRef/W[1 2 1]/Filter/FlateDecode", "/Type/ObjStm/N 1/First 5/Filter/FlateDecode"] {
            let file = hostile_bytes(&[PAGES.into(), PAGE.into(), stream_bytes(head, &bomb)]);
            assert!(matches!(Pdf::read(file), Err(Refusal::TooMuch(_))), "{head}");
        }
        // Packed twice, nobody can tell without unpacking it.
        let file = hostile_bytes(&[PAGES.into(), PAGE.into(), stream_bytes("/Filter[/FlateDecode/FlateDecode]", &packed(&bomb))]);
        assert!(matches!(Pdf::read(file), Err(Refusal::TooMuch(_))));
    };
    d15_without_end: "a form that draws itself, page trees, names, labels, bookmarks and functions without end: over a \
        minute, gigabytes, a stack that overflowed",
        "what a file asks to be drawn or followed is counted, and refused where it is more than any plan needs", |_project| {
        let form = |content: &str, resources: &str| {
            stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<{resources}>>"), content)
        };
        let own = "/XObject<</F 5 0 R>>";
        let levels: Vec<String> =
            (0..12).map(|level| form(&"/F Do ".repeat(10), &format!("/XObject<</F {} 0 R>>", level + 6))).collect();
        let mut deep: Vec<String> = vec![PAGES.into(), page_with(own), stream("", "/F Do")];
        deep.extend(levels);
        deep.push(form("0 0 1 1 re f", ""));
        let deep: Vec<&str> = deep.iter().map(String::as_str).collect();
        let heavy = stream("", &"0 0 1 1 re f ".repeat(20_000));
        let tree: Vec<String> = (3..10_000).map(|next| format!("<</Type/Pages/Kids[{next} 0 R]/Count 1>>")).collect();
        let tree: Vec<&str> = tree.iter().map(String::as_str).collect();
        let kids = |count: usize| format!("<</Type/Pages/Kids[{}]/Count {count}>>", "3 0 R ".repeat(count));
        let catalogue = |key: &str, objects: &[String]| {
            let mut all = vec![PAGES.to_owned(), PAGE.to_owned(), stream("", "")];
            all.extend_from_slice(objects);
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            hostile_of(&format!("<</Type/Catalog/Pages 2 0 R{key}>>"), &all)
        };
        let nested: Vec<String> =
            (5..25).map(|at| format!("<</Kids[{}]>>", format!("{} 0 R ", at + 1).repeat(10))).collect();
        let bookmarks: Vec<String> =
            (5..45).map(|at| format!("<</First {0} 0 R/Next {0} 0 R/Title(x)>>", at + 1)).collect();
        for (what, file) in [
            (
                "a form that draws itself",
                hostile(&[PAGES, &page_with(own), &stream("", "/F Do"), &form("/F Do /F Do", own)]),
            ),
            ("forms twelve levels by ten", hostile(&deep)),
            ("a page tree that holds itself", hostile(&["<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1>>"])),
            ("a page tree ten thousand deep", hostile(&tree)),
            ("more pages than any plan", hostile(&[&kids(100_000), PAGE, &stream("", "")])),
            ("heavy pages", hostile(&[&kids(15_000), PAGE, &heavy])),
            ("labels twenty levels by ten", catalogue("/PageLabels 5 0 R", &nested)),
            ("names twenty levels by ten", catalogue("/Names<</Dests 5 0 R>>", &nested)),
            ("bookmarks that branch without end", catalogue("/Outlines 5 0 R", &bookmarks)),
        ] {
            assert!(matches!(Pdf::read(file), Err(Refusal::TooMuch(_))), "{what}");
        }
        // A function is never followed: a colour that nobody can tell hides nothing.
        let nested = format!("{}{}", "{".repeat(1_000_000), "}".repeat(1_000_000));
        let space = "/ColorSpace<</C[/Separation/X/DeviceRGB 5 0 R]>>";
        let function = stream("/FunctionType 4/Domain[0 1]/Range[0 1 0 1 0 1]", &nested);
        let file = hostile(&[PAGES, &page_with(space), &stream("", "/C cs 1 scn 0 0 9 9 re f"), &function]);
        assert_eq!(Pdf::read(file).expect("a PDF").pages.len(), 1);
    };
    d15_preflight: "the preflight unpacked 1 GB, and followed a page tree half a million deep in 5 GB",
        "it has the same bounds, from the same code", |_project| {
        let tree: Vec<String> = (3..10_000).map(|next| format!("<</Type/Pages/Kids[{next} 0 R]/Count 1>>")).collect();
        let tree: Vec<&str> = tree.iter().map(String::as_str).collect();
        assert!(matches!(keikaku::preflight::preflight(&hostile(&tree)), Err(Refusal::TooMuch(_))));
        let bomb = stream_bytes("/Filter/FlateDecode", &packed(&vec![b' '; 80 << 20]));
        let file = hostile_bytes(&[PAGES.into(), PAGE.into(), bomb]);
        assert!(matches!(keikaku::preflight::preflight(&file), Err(Refusal::TooMuch(_))));
    };
    d16_font: "a font with a broken `hmtx` or `post`: \"the PDF shows 3 page references, the plan makes 6\"",
        "the file in `fonts/` is named", |_project| {
        for table in ["hmtx", "post"] {
            let project = TestProject::shipped();
            spoil_font(&project, table);
            let said = unusable(&project);
            assert!(said.contains("fonts/BIZUDPGothic-Regular.ttf") && said.contains(table), "{said}");
        }
    };
    f16_fonts: "a collection of 12 bytes hung, a font without glyphs and fonts without a bold one built silently",
        "each is named as unusable before anything is laid out", |project| {
        project.write("fonts/short.ttc", b"ttcf\x00\x01\x00\x00\xff\xff\xff\xff");
        let said = unusable(&project);
        assert!(said.contains("fonts/short.ttc"), "{said}");
        fs::remove_file(project.path("fonts/short.ttc")).expect("removed");
        fs::remove_file(project.path("fonts/BIZUDPGothic-Bold.ttf")).expect("removed");
        let said = unusable(&project);
        assert!(said.contains("fonts") && said.contains("bold"), "{said}");
        let project = TestProject::shipped();
        spoil_font(&project, "glyf");
        let said = unusable(&project);
        assert!(said.contains("fonts/BIZUDPGothic-Regular.ttf"), "{said}");
    };
    f17_long: "a reason too long for its column was reported at a layout",
        "at its line", |project| {
        let path = "sources/amendments/2024-08-31-august.yaml";
        let text = project.read(path);
        let reason = text.lines().find(|line| line.trim_start().starts_with("reason:")).expect("a reason").to_owned();
        let indent = &reason[..reason.len() - reason.trim_start().len()];
        // A number never breaks.
        project.write(path, text.replacen(&reason, &format!("{indent}reason: \"{}\"", "3141592653".repeat(12)), 1));
        let mut opened = Project::open(project.root()).expect("a project folder");
        let Err((_, Failure::Findings(found))) = changed(None, Edition::Original, &mut opened, Edition::Latest) else {
            panic!("it runs out of its column");
        };
        let line = project.read(path).lines().position(|line| line.contains("3141592653")).expect("the line") + 1;
        assert!(!found.is_empty());
        for finding in &found {
            let file = opened.files().get(finding.primary.span.file);
            let place = (file.path(), file.line_column(finding.primary.span.range().start).0);
            assert_eq!((place, finding.rule.code), ((path, line), "layout/overflow"), "{}", finding.message);
        }
    };
    f17_reason: "a missing glyph in an amendment's `reason:` was reported at a layout",
        "at its line", |project| {
        let path = "sources/amendments/2024-08-31-august.yaml";
        let text = project.read(path);
        let line = text.lines().position(|line| line.trim_start().starts_with("reason:")).expect("a reason");
        let spoilt: Vec<_> = text
            .lines()
            .enumerate()
            .map(|(at, own)| if at == line { format!("{own}𠮷") } else { own.to_owned() })
            .collect();
        project.write(path, spoilt.join("\n") + "\n");
        let mut opened = Project::open(project.root()).expect("a project folder");
        let Err((_, Failure::Findings(found))) = changed(None, Edition::Original, &mut opened, Edition::Latest) else {
            panic!("no font has it");
        };
        let span = found[0].primary.span;
        let file = opened.files().get(span.file);
        assert_eq!((found[0].rule.code, file.path(), file.line_column(span.range().start).0), ("layout/missing-glyph", path, line + 1));
    };
    f19_layout: "a layout that never ends", "the pinned compiler stops it, and its line is named", |_project| {
        for (before, inside, said) in [
            ("", "while true {}", "condition is always true"),
            ("", "let i = 0; while i >= 0 { i += 1 }", "loop seems to be infinite"),
            ("#let f(n) = f(n + 1)\n", "f(0)", "maximum function call depth exceeded"),
            ("", "show par: it => { it; par[x] }; [a]", "maximum show rule depth exceeded"),
        ] {
            let project = TestProject::shipped();
            let head = "#let cover(data) = {\n";
            project.edit("layouts/cover.typ", head, &format!("{before}{head}  {{ {inside} }}\n"));
            let output = project.run(&["check", "--profile", "screen", "--format", "short"]);
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(text.starts_with("layouts/cover.typ:") && text.contains(said), "{said}: {text}");
        }
    };
    f19_pipe: "`check --pdf` of a pipe waited for ever", "refused: it is no file", |project| {
        let pipe = project.path("pipe.pdf");
        if cfg!(unix) && std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
            let (status, text) = compared(&project, "pipe.pdf");
            assert!(status == Some(2) && text.contains("it is not a file"), "{text}");
        }
    };
}

/// Returns what is said of a project whose fonts cannot be used.
fn unusable(project: &TestProject) -> String {
    match project.build().0 {
        Err(Failure::Unreadable { path, reason }) => format!("`{path}` {reason}"),
        other => panic!("a font cannot be used: {other:?}"),
    }
}

/// Fills a table of the regular font with zeros.
fn spoil_font(project: &TestProject, table: &str) {
    let path = "fonts/BIZUDPGothic-Regular.ttf";
    let mut bytes = fs::read(project.path(path)).expect("a font");
    let number =
        |bytes: &[u8], at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize;
    let tables = usize::from(u16::from_be_bytes([bytes[4], bytes[5]]));
    let entry = (0..tables).map(|at| 12 + 16 * at).find(|at| &bytes[*at..at + 4] == table.as_bytes()).expect("a table");
    let (start, length) = (number(&bytes, entry + 8), number(&bytes, entry + 12));
    bytes[start..start + length].fill(0);
    // The fonts of a test project are links to the repository's.
    fs::remove_file(project.path(path)).expect("unlinked");
    project.write(path, bytes);
}

const PAGES: &str = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>";

fn page_with(resources: &str) -> String {
    format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{resources}>>/Contents 4 0 R>>")
}

fn stream(head: &str, data: &str) -> String {
    format!("<<{head}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

fn stream_bytes(head: &str, data: &[u8]) -> Vec<u8> {
    [format!("<<{head}/Length {}>>\nstream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
}

/// Writes a file: a catalogue, then objects from number 2 on.
fn hostile(objects: &[&str]) -> Vec<u8> {
    hostile_of("<</Type/Catalog/Pages 2 0 R>>", objects)
}

fn hostile_of(catalogue: &str, objects: &[&str]) -> Vec<u8> {
    file(&[&[catalogue], objects].concat().iter().map(|object| object.as_bytes().to_vec()).collect::<Vec<_>>())
}

fn hostile_bytes(objects: &[Vec<u8>]) -> Vec<u8> {
    file(&[&[b"<</Type/Catalog/Pages 2 0 R>>".to_vec()], objects].concat())
}

fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let (start, size) = (out.len(), objects.len() + 1);
    let end = format!("xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    out.extend_from_slice(end.as_bytes());
    out
}

/// Packs data as most PDFs have them.
fn packed(data: &[u8]) -> Vec<u8> {
    let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), data.to_vec());
    stream.compress().expect("packed");
    stream.content
}
