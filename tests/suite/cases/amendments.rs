//! Amendments, the 新旧対照表, and Git.

mod seen;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use keikaku::amend::Edition;
use keikaku::changes::Difference;
use keikaku::compose::Marks;
use keikaku::pipeline::{Built, Changed, Failure, Options, Profiles, Project, changed};
use keikaku::verify::Pdf;

use super::{Made, cases, finds, made, says};
use crate::project::TestProject;

/// Writes an amendment of a day with the given changes.
fn amend(project: &TestProject, day: &str, changes: &str) {
    let text = format!("date: {day}\ntitle: 更新\nnote: ※{day}の更新を含む\nchanges:\n{changes}");
    project.write(&format!("sources/amendments/{day}-test.yaml"), text);
}

/// Writes the amendment of a text in the green sheet.
fn amend_prose(project: &TestProject, heading: &str, from: &str, to: &str) {
    let changes = format!("  - {{path: projects/green/prose/{heading}, from: {from}, to: {to}, reason: 変更}}\n");
    amend(project, "2024-11-01", &changes);
}

/// Makes the plan with as much of its changes as is asked for.
fn made_with(project: &TestProject, marks: Marks) -> Made {
    let mut opened = Project::open(project.root()).expect("a project folder");
    let built = opened.build(Options { marks, ..Options::default() }).unwrap_or_else(|failure| panic!("{failure:#?}"));
    made_of(built)
}

fn made_of(built: Built) -> Made {
    Made {
        pdf: Pdf::read(built.pdf).expect("a PDF"),
        warnings: built.warnings.iter().map(|found| (found.rule.code.to_owned(), found.message.clone())).collect(),
    }
}

/// Compares two projects as they stand.
fn compared(old: &TestProject, new: &TestProject) -> Changed {
    let mut before = Project::open(old.root()).expect("a project folder");
    let mut after = Project::open(new.root()).expect("a project folder");
    changed(Some((&mut before, "旧")), Edition::Latest, &mut after, Edition::Latest)
        .unwrap_or_else(|(_, failure)| panic!("{failure:#?}"))
}

/// Compares a plan with itself after edits.
fn edited(project: &TestProject, edit: impl FnOnce(&TestProject)) -> Vec<Difference> {
    let old = TestProject::with_sources(&project.path("sources"));
    edit(project);
    compared(&old, project).differences
}

/// Asserts that a row stands in a table, by parts of its place and its sides.
fn stands(rows: &[Difference], place: &str, old: &str, new: &str) {
    let found = rows.iter().any(|row| {
        let side = |side: &Option<String>, part: &str| match side {
            Some(text) => !part.is_empty() && text.contains(part),
            None => part.is_empty(),
        };
        row.place.contains(place) && side(&row.old, old) && side(&row.new, new)
    });
    assert!(found, "{place}: {old} ⇒ {new} in {rows:#?}");
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Puts a project's sources under git.
fn committed(project: &TestProject) {
    git(project.root(), &["init", "-q", "-b", "main"]);
    git(project.root(), &["add", "sources"]);
    git(project.root(), &["commit", "-qm", "original"]);
}

/// Runs the comparison with a revision, which must fail for something outside the sources; returns what it says.
fn refused(project: &TestProject, revision: &str) -> String {
    let output = project.run(&["changes", &format!("--from-git={revision}")]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    said
}

/// Edits under git become an amendment: returns its text and what it cannot say. Applied to the sources as they were, it
/// must give what was edited.
fn round_trip(project: &TestProject, edit: impl FnOnce(&TestProject)) -> (String, Vec<String>) {
    let old = TestProject::with_sources(&project.path("sources"));
    edit(project);
    let found = compared(&old, project);
    let day = "2024-11-01".parse().expect("a day");
    let amendment = keikaku::changes::amendment(&found.before, &found.after, &found.steps, day);
    if amendment.changes > 0 {
        old.write("sources/amendments/2024-11-01-proposed.yaml", &amendment.text);
    }
    let rest = compared(&old, project).differences;
    let rest: Vec<_> = rest.iter().filter(|row| !matches!(row.path.as_str(), "date" | "edition-note")).collect();
    let marks = |row: &&&Difference| row.place.contains("変更前の表示") || told_by_marks(row);
    let rest: Vec<_> = rest.iter().filter(|row| !marks(row)).collect();
    assert_eq!(
        rest.is_empty(),
        amendment.unsaid.is_empty(),
        "{rest:#?}\nunsaid: {:?}\n{}",
        amendment.unsaid,
        amendment.text
    );
    (amendment.text, amendment.unsaid)
}

/// Says whether a row is only about what is shown as changed.
fn told_by_marks(row: &Difference) -> bool {
    let marked = |side: &Option<String>| {
        side.as_ref().is_some_and(|text| text.contains("〔削除〕") || text.contains("〔追加〕"))
    };
    marked(&row.old) || marked(&row.new)
}

cases! {
    b1: "a text amended in a list item: the whole item was gone from both PDFs, exit 0",
        "the item with its marks, on screen and in print: what is changed is what readers look for", |project| {
        amend_prose(&project, "事業のねらい・取組のポイント", "リアルとオンラインで開催する", "オンラインのみで行う");
        let made = made(&project);
        made.shows("〔削除〕リアルとオンラインで開催する〔追加〕オンラインのみで行う");
        assert!(made.warnings.iter().all(|(code, _)| code != "layout/typst-warning"), "{:?}", made.warnings);
        let mut opened = Project::open(project.root()).expect("a project folder");
        let options = Options { profiles: Profiles::Print, ..Options::default() };
        let print = opened.build(options).unwrap_or_else(|failure| panic!("{failure:#?}")).print.expect("a print file");
        let print = Made { pdf: Pdf::read(print.pdf).expect("a PDF"), warnings: Vec::new() };
        print.shows("〔削除〕リアルとオンラインで開催する〔追加〕オンラインのみで行う");
    };
    b1_kinds: "a text amended in nested and numbered items, with and without text below",
        "every item stays, with its number and what stands below it", |project| {
        project.edit(
            "sources/projects/green.md",
            "# 事業のねらい・取組のポイント\n",
            "# 事業のねらい・取組のポイント\n\n1. 第一の項目\n\n   その説明\n\n   - 点を打つ\n     - 内側に打つ\n\n2. 第二の項目\n\n   \
             1) 丸の一番\n   2) 丸の二番\n\n※第三の注記\n",
        );
        let change = |from: &str, to: &str| {
            format!("  - {{path: projects/green/prose/事業のねらい・取組のポイント, from: {from}, to: {to}, reason: 変更}}\n")
        };
        let changes = [
            ("第一の項目", "第一の柱"),
            ("その説明", "その理由"),
            ("点を打つ", "点をつける"),
            ("内側に打つ", "内側につける"),
            ("丸の二番", "丸の二つ目"),
            ("第三の注記", "第三の注釈"),
        ];
        amend(&project, "2024-11-01", &changes.map(|(from, to)| change(from, to)).concat());
        let full = made(&project);
        for (from, to) in changes {
            full.shows(&format!("〔削除〕{from}〔追加〕{to}"));
        }
        full.shows("（1）〔削除〕第一の項目").shows("①丸の一番").shows("②〔削除〕丸の二番").shows("（2）第二の項目");
        let bars = made_with(&project, Marks::Bars);
        for (from, to) in changes {
            bars.shows(to).lacks(from);
        }
    };
    b2: "an amendment whose `to` contains its `from`: stack overflow",
        "works: to append a word is the commonest amendment", |project| {
        amend(&project, "2024-11-01", "  - {path: projects/startup/prose/事業概要, from: 検証と提言, to: 検証と提言の公表, reason: 追加}\n");
        made(&project).shows("〔削除〕検証と提言〔追加〕検証と提言の公表");
    };
    b2_again: "a word appended twice, by two amendments",
        "the second one finds the text that a reader sees, part of which the first one put in", |project| {
        amend(&project, "2024-11-01", "  - {path: projects/startup/prose/事業概要, from: 検証と提言, to: 検証と提言の公表, reason: 追加}\n");
        amend(&project, "2024-12-01", "  - {path: projects/startup/prose/事業概要, from: 提言の公表, to: 提言の公表と周知, reason: 追加}\n");
        made(&project).shows("〔追加〕検証と〔削除〕提言の公表〔追加〕提言の公表と周知").clean();
        made_with(&project, Marks::None).shows("検証と提言の公表と周知");
    };
    d10: "8,000 changes in one amendment: 8 s; 6,000 changes of prose: 41 s and 3.7 GB, growing with the square",
        "linear: an amendment is read in the time that it takes to read it", |project| {
        // What is laid out is bounded elsewhere, so only the documents are made here. Every change but the last is right.
        let terms: String = (0..8_000).map(|at| format!("  - {{use: 語{at}, not: [句{at}]}}\n")).collect();
        let plan = project.read("sources/plan.yaml");
        project.write("sources/plan.yaml", plan.replace("glossary:\n", &format!("glossary:\n{terms}")));
        let rename = |at: usize| format!("  - {{path: glossary/語{at}/use, from: 語{at}, to: 詞{at}, reason: 変更}}\n");
        amend(&project, "2024-09-01", &(0..8_000).map(rename).collect::<String>());
        let prose: String = (0..30).map(|at| format!("第{at}の会を0回開く。\n\n")).collect();
        project.edit("sources/projects/green.md", "# 事業概要\n", &format!("# 事業概要\n\n{prose}"));
        let first: jiff::civil::Date = "2024-09-02".parse().expect("a day");
        for day in 0..200_i64 {
            let date = first.saturating_add(jiff::Span::new().days(day));
            let change = |at: usize| {
                let (was, is) = (format!("第{at}の会を{day}回"), format!("第{at}の会を{}回", day + 1));
                format!("  - {{path: projects/green/prose/事業概要, from: {was}, to: {is}, show: replace, reason: 変更}}\n")
            };
            amend(&project, &date.to_string(), &(0..30).map(change).collect::<String>());
        }
        amend(&project, "2025-03-31", "  - {path: overhead/none, withdraw: true, reason: 綴り}\n");
        let root = project.root().to_owned();
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut opened = Project::open(&root).expect("a project folder");
            let found = match opened.plan(Edition::Latest) {
                Err(Failure::Findings(found)) => found.into_iter().map(|found| found.message).collect(),
                other => vec![format!("{:?}", other.map(|_| ()))],
            };
            sender.send(found).ok();
        });
        // A hang, not a measurement: it takes less than a second.
        let found: Vec<String> = receiver.recv_timeout(std::time::Duration::from_secs(120)).expect("an end");
        assert_eq!(found.len(), 1, "{:?}", &found[..found.len().min(5)]);
        assert!(found[0].contains("there is no `none`"), "{found:?}");
    };
    d17_texts: "changed texts that the table of changes left out: 14 of 83 kinds of change were silent",
        "every text that a reader sees changed stands in the table", |project| {
        let old = TestProject::shipped();
        let marks = seen::mark_texts(&project);
        assert!(marks > 200, "{marks} texts");
        let (unsaid, rows) = seen::unsaid(&old, &project);
        assert!(unsaid.is_empty(), "{unsaid:#?}");
        // The other way round, the same is seen.
        let back = compared(&project, &old).differences;
        assert_eq!(back.len(), rows.len());
    };
    d17_numbers: "changed figures and what follows from them",
        "figures stand in the table, and so do sums, shares and charts that follow", |project| {
        let old = TestProject::shipped();
        let count = seen::raise_numbers(&project);
        assert!(count > 20, "{count} numbers");
        let (unsaid, rows) = seen::unsaid(&old, &project);
        assert!(unsaid.is_empty(), "{unsaid:#?}");
        stands(&rows, "広報活動やセミナー等による情報発信　予算額", "4,785千円", "千円");
        stands(&rows, "予算額　計", "60,357千円", "千円");
        stands(&rows, "分野別の予算額", "66.2％", "％");
    };
    d17_orders: "challenges, fields, targets, steps and boxes that change places: silent",
        "another order is named where it is seen, and only there", |project| {
        let old = TestProject::shipped();
        let rotated = seen::rotate_lists(&project);
        assert!(rotated.len() > 20, "{rotated:?}");
        let (unsaid, rows) = seen::unsaid(&old, &project);
        assert!(unsaid.is_empty(), "{unsaid:#?}");
        for place in [
            "関西チャレンジ　順序",
            "分野　順序",
            "将来像　将来像　順序",
            "協調事業　分野　順序",
            "協調事業　グリーン",
            "予算事業　順序",
            "成果目標　順序",
            "段階　順序",
            "委員",
        ] {
            let found = rows.iter().any(|row| row.place.contains(place) && row.old != row.new);
            // グリーン has one 協調事業, which cannot change places.
            assert_eq!(found, place != "協調事業　グリーン", "{place}: {rows:#?}");
        }
        // Where the prose says where things stand, their order in the data is seen by nobody.
        for place in ["ターゲット　順序", "開催時期・場所　順序"] {
            assert!(rows.iter().all(|row| !row.place.contains(place)), "{place}");
        }
    };
    d17_items: "items that go, and items that come",
        "each is named, with what follows from it", |project| {
        let old = TestProject::shipped();
        let count = seen::shorten_lists(&project);
        assert!(count > 15, "{count} lists");
        let (unsaid, _) = seen::unsaid(&old, &project);
        assert!(unsaid.is_empty(), "{unsaid:#?}");
        let (unsaid, _) = seen::unsaid(&project, &old);
        assert!(unsaid.is_empty(), "{unsaid:#?}");
    };
    d17_prose: "in prose: a citation that leads elsewhere, an event that stands elsewhere, a list that becomes paragraphs, \
                emphasis, a forced line break, items on another level",
        "each is named: a reader of both PDFs sees it", |project| {
        project.edit(
            "sources/projects/green.md",
            "# 事業のねらい・取組のポイント\n",
            "# 事業のねらい・取組のポイント\n\n詳しくは[](page:expo)頁、[](title:expo)（[](amount:expo)）を参照。\n",
        );
        let old = TestProject::with_sources(&project.path("sources"));
        project.edit("sources/projects/green.md", "[](page:expo)頁、", "[](page:council)頁、");
        project.edit("sources/projects/green.md", "[](title:expo)（[](amount:expo)）", "[](title:startup)（[](amount:startup)）");
        let green = project.read("sources/projects/green.md");
        let moved = green.replacen("[](event:forum)\n\n", "", 1).replacen("# 事業概要\n\n", "# 事業概要\n\n[](event:forum)\n\n", 1);
        project.write("sources/projects/green.md", moved);
        let council = project.read("sources/projects/council.md");
        let flat = council.replace("   - 関西広域産業振興ビジョン\n   - 前年度の事業評価\n", "   関西広域産業振興ビジョン\n\n   前年度の事業評価\n\n");
        assert_ne!(flat, council);
        project.write("sources/projects/council.md", flat);
        project.edit("sources/projects/life-science.md", "**BioJapanへの参加**", "BioJapanへの参加");
        project.edit("sources/projects/life-science.md", "出展する\\\n  ", "出展する");
        project.edit("sources/projects/platform.md", "3. 公設試・連携機関", "   - 公設試・連携機関");
        let (unsaid, rows) = seen::unsaid(&old, &project);
        assert!(unsaid.is_empty(), "{unsaid:#?}");
        stands(&rows, "事業のねらい・取組のポイント", "（5,756千円）", "（14,043千円）");
        stands(&rows, "事業のねらい・取組のポイント", "万博関連事業", "関西スタートアップ・エコシステム情報発信事業");
        stands(&rows, "事業概要　「〔開催時期・場所〕令和6年12月9日（月…」の位置", "の次", "冒頭");
        stands(&rows, "事業概要", "・前年度の事業評価", "前年度の事業評価");
        stands(&rows, "事業概要", "《BioJapanへの参加》", "BioJapanへの参加");
        stands(&rows, "事業のねらい・取組のポイント", "出展する\n(", "出展する(");
        stands(&rows, "事業概要", "（3）公設試・連携機関", "・公設試・連携機関");
    };
    d17_page: "a page reference alone that leads to another project",
        "named, with both pages", |project| {
        let rows = edited(&project, |project| {
            project.edit("sources/projects/publicity.md", "域内外に向け、最新情報の提供を行う。", "[](page:council)頁のとおり提供を行う。");
        });
        assert!(rows.iter().any(|row| row.new.as_ref().is_some_and(|new| new.contains("13頁のとおり"))), "{rows:#?}");
        let rows = edited(&project, |project| {
            project.edit("sources/projects/publicity.md", "[](page:council)頁のとおり", "[](page:expo)頁のとおり");
        });
        stands(&rows, "事業概要", "13頁のとおり", "12頁のとおり");
        assert_eq!(rows.len(), 1, "{rows:#?}");
    };
    d17_rest: "the plan's date, history.yaml, an amendment's `from` that is shown, fields of lines, dates, years, units",
        "each stands in the table, as it is printed", |project| {
        let plan = project.read("sources/plan.yaml");
        let plan = plan.replace("  - {kind: charts", "  - {kind: colophon}\n  - {kind: charts");
        project.write("sources/plan.yaml", format!("{plan}\ncolophon: {{entries: [{{name: 印刷, text: 直営}}]}}\n"));
        project.write("sources/history.yaml", "years:\n  - {year: 令和4年度, total: 61000}\n  - {year: 令和5年度, total: 61591}\n");
        let old = TestProject::with_sources(&project.path("sources"));
        project.write("sources/history.yaml", "years:\n  - {year: 令和4年度, total: 61000}\n  - {year: 令和5年度, total: 62500}\n");
        project.edit("sources/plan.yaml", "date: 2024-08-01", "date: 2024-08-02");
        // The original figure and what the amendment says of it: the figure that holds stays 500.
        project.edit("sources/projects/expo.yaml", "    value: 1500\n", "    value: 1600\n");
        project.edit("sources/amendments/2024-08-31-august.yaml", "from: 1500", "from: 1600");
        project.edit("sources/projects/green.yaml", "    field: green\n", "    field: sme\n");
        project.edit("sources/projects/green.yaml", "since: 平成25年度", "since: 平成26年度");
        project.edit("sources/projects/green.yaml", "    unit: 人\n", "    unit: 社\n");
        project.edit("sources/projects/green.yaml", "    value: 70\n    unit: \"%\"\n    comparison: 以上", "    value: 70\n    unit: \"%\"\n    comparison: 超");
        project.edit("sources/projects/life-science.yaml", "    end: 2024-10-11\n", "");
        project.edit("sources/projects/regional-appeal.yaml", "    weekday: false # published without weekdays\n", "");
        project.edit("sources/projects/expo.yaml", "    style: plain\n", "");
        let (unsaid, rows) = seen::unsaid(&old, &project);
        assert!(unsaid.is_empty(), "{unsaid:#?}");
        stands(&rows, "予算額の推移　令和5年度　予算総額", "61,591千円", "62,500千円");
        stands(&rows, "発行日", "令和6年8月1日", "令和6年8月2日");
        stands(&rows, "ブース来場者数　目標値　（変更前の表示）", "1,500", "1,600");
        stands(&rows, "予算事業　「カーボンニュートラル研究成果事業化促進フォーラム」の実施　分野", "グリーン", "中小企業の成長支援");
        stands(&rows, "関西チャレンジ・分野", "「強みで貢献」グリーン", "「強みを活用」中小企業の成長支援");
        stands(&rows, "事業開始年度", "平成25年度（12年目）", "平成26年度（11年目）");
        stands(&rows, "参加者数　目標値", "210人以上", "210社以上");
        stands(&rows, "目標値", "70%以上", "70%超");
        stands(&rows, "開催時期", "令和6年10月9日（水）～11日（金）", "令和6年10月9日（水）");
        stands(&rows, "開催時期", "令和6年9月21日～23日", "令和6年9月21日（土）～23日（月）");
        stands(&rows, "開催時期", "2月23日（日）", "令和7年2月23日（日）");
    };
    d17_quiet: "changes that nobody sees",
        "are none: an id that is called otherwise, keys in another order, a value that is the one taken anyway", |project| {
        let rows = edited(&project, |project| {
            project.edit("sources/projects/life-science.yaml", "  - id: biojapan\n", "  - weekday: true\n    id: bio-japan\n");
            project.edit("sources/projects/life-science.md", "[](event:biojapan)", "[](event:bio-japan)");
            project.edit("sources/projects/startup.md", "国内外へ発信し、", "国内外へ\n発信し、");
        });
        assert!(rows.is_empty(), "{rows:#?}");
    };
    f2: "an amendment of a mapping whose `to` has a key that `from` lacks: 5,756 became 1 without a trace",
        "an error at the key: nothing is overwritten unseen", |project| {
        amend(&project, "2024-11-01", "  - path: projects/expo/lines/expo\n    from: {name: 万博関連事業}\n    to: {name: 万博事業, amount: 1}\n    reason: 変更\n");
        finds(&project, &["amendments/2024-11-01-test.yaml:7:22 amendment/from-mismatch `to` gives `amount`, where `5756` stands already"]);
        says(&project, "amendment/from-mismatch", &["add `amount: 5756` to `from`"]);
    };
    f2_gone: "an amendment of a mapping whose `to` lacks a key that `from` names: the key stayed",
        "it goes: `from` names what is replaced, `to` what stands there then", |project| {
        amend(&project, "2024-11-01", "  - path: projects/green/events/forum\n    from: {theme: 水素ビジネスの最新動向, venue: 大阪工業大学}\n    to: {venue: 大阪市内}\n    reason: 変更\n");
        project.write("sources/projects/green.yaml", with_event(&project.read("sources/projects/green.yaml")));
        made_with(&project, Marks::None).shows("大阪市内").lacks("水素ビジネスの最新動向").lacks("大阪工業大学");
        made(&project).shows("〔削除〕水素ビジネスの最新動向");
    };
    f3: "`from:` alone on an item of a list: nothing happened, the amendment counted as applied",
        "the item goes", |project| {
        amend(
            &project,
            "2024-11-01",
            "  - {path: projects/expo/lines/expo/relisted/talent, from: talent, reason: 再掲の取りやめ}\n",
        );
        let rows = { let mut opened = Project::open(project.root()).expect("a folder"); changed(None, Edition::parse("2024-08-31").expect("a day"), &mut opened, Edition::Latest).unwrap_or_else(|(_, failure)| panic!("{failure:#?}")).differences };
        stands(&rows, "再掲", "産業人材の確保・育成", "");
        assert_eq!(made(&project).text().matches("万博関連事業（再掲）").count(), 0);
    };
    f3_part: "`from:` alone with one key of an item that has more",
        "an error that says `withdraw: true`: part of an item is not the item", |project| {
        amend(&project, "2024-11-01", "  - {path: projects/expo/targets/sake-visitors, from: {label: ブース来場者数}, reason: 取りやめ}\n");
        says(&project, "amendment/from-mismatch", &["write `withdraw: true` instead of `from:`"]);
    };
    a21_era: "an event from 2019-04-29 to 05-02 printed 「平成31年4月29日（月）～5月2日（木）」, a day that never was",
        "令和元年5月2日: the era changed on 1 May", |project| {
        let text = project.read("sources/projects/green.yaml");
        let text = with_event(&text);
        let plan = project.read("sources/plan.yaml");
        for file in fs::read_dir(project.path("sources/projects")).expect("a folder") {
            let path = file.expect("an entry").path();
            let keep = path.file_stem().is_some_and(|stem| stem == "green");
            if !keep {
                fs::remove_file(path).expect("removed");
            }
        }
        fs::remove_dir_all(project.path("sources/amendments")).expect("removed");
        fs::remove_file(project.path("sources/pages.lock")).expect("removed");
        let plan: String = plan
            .lines()
            .filter(|line| !line.contains("kind: section") || line.contains("id: green"))
            .map(|line| format!("{line}\n"))
            .collect();
        let plan = plan.replace("fiscal-year: 令和6年度", "fiscal-year: 平成31年度").replace("2024-08-01", "2019-08-01");
        project.write("sources/plan.yaml", plan);
        let start = text.lines().find(|line| line.trim_start().starts_with("start:")).expect("a start").to_owned();
        let end = text.lines().find(|line| line.trim_start().starts_with("end:")).map(str::to_owned);
        let text = text.replace(&start, "    start: 2019-04-29\n    end: 2019-05-02");
        let text = end.map_or(text.clone(), |end| text.replace(&format!("{end}\n"), ""));
        let since = text.lines().find(|line| line.starts_with("since:")).expect("a year").to_owned();
        project.write("sources/projects/green.yaml", text.replace(&since, "since: 平成31年度"));
        let mut opened = Project::open(project.root()).expect("a folder");
        let composed = opened.compose(Options::default()).unwrap_or_else(|failure| panic!("{failure:#?}"));
        let texts = format!("{:?}", composed.composition.map.shown());
        assert!(texts.contains("\"平成31年4月29日（月）～令和元年5月2日（木）\""), "{texts}");
    };
    f15_namesakes: "`withdraw` of one of two namesakes took the first",
        "asks which: two people of one name are two people", |project| {
        let council = project.read("sources/projects/council.yaml");
        let line = council.lines().find(|line| line.contains("水野 真彦 氏")).expect("a member").to_owned();
        project.write("sources/projects/council.yaml", council.replace(&line, &format!("{line}\n{line}")));
        amend(&project, "2024-11-01", "  - {path: projects/council/members/committee/groups/（学識経験者）/people/水野 真彦 氏, withdraw: true, reason: 退任}\n");
        says(&project, "amendment/unknown-path", &["`水野 真彦 氏` is the name of 2 items of the list", "write the number of the one that is meant"]);
        let text = project.read("sources/amendments/2024-11-01-test.yaml");
        let (found, _) = crate::findings::reported(&project);
        let help = found.iter().find_map(|found| found.help.clone().filter(|help| help.contains("the number"))).expect("help");
        let number: String = help.chars().filter(char::is_ascii_digit).take(1).collect();
        project.write("sources/amendments/2024-11-01-test.yaml", text.replace("people/水野 真彦 氏", &format!("people/{number}")));
        assert_eq!(made_with(&project, Marks::None).text().matches("水野真彦氏").count(), 1);
    };
    f15_empty: "`from` alone on the whole text of an item left an empty bullet",
        "the item goes; where it is shown as taken away it has no number, so that the others keep theirs", |project| {
        project.edit(
            "sources/projects/green.md",
            "# 事業のねらい・取組のポイント\n",
            "# 事業のねらい・取組のポイント\n\n1. 甲をする\n2. 乙をする\n3. 丙をする\n",
        );
        let take = |show: &str| {
            let change = format!("  - {{path: projects/green/prose/事業のねらい・取組のポイント, from: 甲をする, show: {show}, reason: 取りやめ}}\n");
            amend(&project, "2024-11-01", &change);
        };
        take("tracked");
        made(&project).shows("〔削除〕甲をする（1）乙をする（2）丙をする");
        made_with(&project, Marks::Bars).shows("（1）乙をする（2）丙をする").lacks("甲をする").lacks("（3）丙をする");
        take("replace");
        made(&project).shows("（1）乙をする（2）丙をする").lacks("甲をする");
    };
    f15_nothing: "an amendment that takes the last text under a heading left the heading alone",
        "an error: what is left would be a heading without text", |project| {
        let text = project.read("sources/projects/green.md");
        let purpose = text.split("# 事業概要").next().expect("a part").lines().nth(2).expect("a paragraph").to_owned();
        let start = format!("# 事業目的\n\n短い目的。\n\n# 事業概要{}", text.split_once("# 事業概要").expect("a part").1);
        assert!(!purpose.is_empty());
        project.write("sources/projects/green.md", start);
        amend(&project, "2024-11-01", "  - {path: projects/green/prose/事業目的, from: 短い目的。, reason: 取りやめ}\n");
        finds(&project, &["amendments/2024-11-01-test.yaml:5:45 source/invalid-value nothing would be left under `# 事業目的` of `green`"]);
    };
    f15_shown: "changes of `since`, `unit`, `comparison` and a taken `end` showed nothing",
        "old and new stand side by side, as for every other value", |project| {
        let changes = "  - {path: projects/life-science/since, from: 平成25年度, to: 平成26年度, reason: 訂正}\n\
                       \x20 - {path: projects/life-science/events/biojapan/end, from: 2024-10-11, reason: 短縮}\n\
                       \x20 - {path: projects/expo/targets/interest/unit, from: \"%\", to: 割, reason: 訂正}\n\
                       \x20 - {path: projects/expo/targets/sake-understanding/comparison, from: 以上, to: 超, reason: 訂正}\n";
        amend(&project, "2024-11-01", changes);
        let made = made(&project);
        made.shows("平成25年度⇒平成26年度（11年目）");
        made.shows("令和6年10月9日（水）～11日（金）⇒令和6年10月9日（水）");
        made.shows("75%以上⇒75割以上").shows("75%以上⇒75%超");
    };
    f15_given: "a comparison, or the end of an event, that an amendment gives",
        "shown as changed, too: what stood there had none", |project| {
        let changes = "  - {path: projects/life-science/events/biojapan/end, from: 2024-10-11, to: 2024-10-12, reason: 延長}\n\
                       \x20 - {path: projects/expo/events/sake-summit/end, to: 2025-02-24, reason: 延長}\n\
                       \x20 - {path: projects/expo/targets/sake-visitors/comparison, to: 以上, reason: 補足}\n";
        amend(&project, "2024-11-01", changes);
        let made = made(&project);
        made.shows("2月23日（日）⇒2月23日（日）～24日（月）").shows("～11日（金）⇒令和6年10月9日（水）～12日（土）");
        made.shows("1,500名⇒500名以上");
    };
    f15_same: "`75` to `75.0` printed 「75% ⇒ 75%」",
        "no change: an amendment that changes nothing misleads readers", |project| {
        amend(&project, "2024-11-01", "  - {path: projects/expo/targets/interest/value, from: 75, to: 75.0, reason: 訂正}\n");
        finds(&project, &["amendments/2024-11-01-test.yaml:5:64 amendment/empty the new value is the old one"]);
    };
    f14_first: "`--write-amendment`: a new first item stood last",
        "old sources and the amendment give the new sources, the order of items included", |project| {
        let (text, unsaid) = round_trip(&project, |project| {
            project.edit(
                "sources/plan.yaml",
                "overhead:\n",
                "overhead:\n  - {id: reserve, name: 予備費, amount: 90}\n",
            );
            project.edit("sources/projects/expo.yaml", "  - id: interest\n", "  - {id: first, label: 来場者数, value: 9, unit: 人, item: 1}\n  - id: interest\n");
        });
        assert!(unsaid.is_empty() && text.contains("before: \"administration\""), "{text}");
    };
    f14_lists: "`--write-amendment`: items that change places, are renamed, come and go at once",
        "old sources and the amendment give the new sources", |project| {
        let (text, unsaid) = round_trip(&project, |project| {
            project.edit("sources/plan.yaml", "name: 強みで貢献", "name: 強みで大きく貢献");
            let text = project.read("sources/cooperation.yaml");
            let text = text.replace("name: DX関連セミナー\n", "name: DX推進セミナー\n");
            project.write("sources/cooperation.yaml", text.replace("域内企業を対象にDX関連セミナーを実施する", "域内企業を対象に実施する"));
            let vision = project.read("sources/vision.yaml");
            project.write("sources/vision.yaml", vision.replace("approx: 約, ", "").replace("value: 25", "value: 30"));
            let target = "  - id: sake-understanding\n";
            let expo = project.read("sources/projects/expo.yaml");
            let (before, rest) = expo.split_once("  - id: interest\n").expect("the first target");
            let (first, rest) = rest.split_once("  # Published without 以上.\n").expect("the second target");
            let (second, rest) = rest.split_once("  # Repair: the line break").expect("the third target");
            assert!(rest.contains(target));
            project.write(
                "sources/projects/expo.yaml",
                format!("{before}{second}  - id: interest\n{first}  # Repair: the line break{rest}"),
            );
        });
        assert!(unsaid.is_empty(), "{unsaid:?}: {text}");
    };
    f14_prose: "`--write-amendment`: merged paragraphs, emphasis, a new paragraph, a changed citation and a hard break",
        "what an amendment can say is in it and gives the new text; what it cannot say is named, never written", |project| {
        project.edit(
            "sources/projects/green.md",
            "# 事業のねらい・取組のポイント\n",
            "# 事業のねらい・取組のポイント\n\n甲の会を開く。\n\n乙の会を開く。\n\n丙の会を開く。\n\n詳しくは[](page:expo)頁を参照。\n",
        );
        let md = "sources/projects/green.md";
        let (text, unsaid) = round_trip(&project, |project| {
            project.edit(md, "甲の会を開く。\n\n乙の会を開く。", "甲の会を開く。乙の会を開く。");
            project.edit(md, "丙の会を開く。", "丙の**大きな**会を* 開く。");
        });
        assert!(unsaid.is_empty(), "{unsaid:?}: {text}");
        for (from, to) in [
            ("詳しくは[](page:expo)頁", "詳しくは[](page:council)頁"),
            ("甲の会を開く。", "甲の会を\\\n開く。\n\n丁の会も開く。"),
            ("丙の**大きな**会を* 開く。", "丙の大きな会を* 開く。"),
        ] {
            let fresh = TestProject::with_sources(&project.path("sources"));
            let (text, unsaid) = round_trip(&fresh, |project| {
                project.edit(md, from, to);
            });
            assert_eq!(unsaid, ["projects/green/prose/事業のねらい・取組のポイント"], "{text}");
            assert!(text.contains("#   projects/green/prose/事業のねらい・取組のポイント"), "{text}");
        }
    };
    f14_before: "an amendment proposed for a day before the last one would be applied first",
        "refused: it builds on the last one", |project| {
        committed(&project);
        project.edit("sources/plan.yaml", "amount: 410", "amount: 400");
        let output = project.run(&["changes", "--from-git", "HEAD", "--write-amendment", "sources/amendments/2024-08-30-x.yaml"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("would come before the amendment `2024-08-31-august`"));
    };
    f19_dangling: "a link to nothing in the place of `sources/amendments`: the original edition was built silently",
        "an error: an edition without its amendments is another plan", |project| {
        fs::remove_dir_all(project.path("sources/amendments")).expect("removed");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../elsewhere", project.path("sources/amendments")).expect("a link");
            finds(&project, &["amendments:1:1 source/unreadable-file `sources/amendments` is a link that leads to nothing"]);
            fs::remove_file(project.path("sources/amendments")).expect("removed");
            // Its kind: every file that may be left out.
            fs::rename(project.path("sources/vision.yaml"), project.path("vision.yaml")).expect("moved");
            std::os::unix::fs::symlink("../elsewhere.yaml", project.path("sources/vision.yaml")).expect("a link");
            let (found, _) = crate::findings::reported(&project);
            assert!(found.iter().any(|found| found.message.contains("`sources/vision.yaml` is a link that leads to nothing")), "{found:?}");
        }
    };
    a13: "`changes --format csv` without a byte order mark: Excel in Japan read it as CP932; line breaks became spaces",
        "opens in Excel as it is: BOM, CRLF, line breaks within quotes, formulas inert", |project| {
        committed(&project);
        project.edit("sources/projects/green.yaml", "summary: ", "summary: =1+1、");
        project.edit("sources/positioning.yaml", "アクションプラン\n", "アクションプラン（案）\n");
        let output = project.run(&["changes", "--from-git", "HEAD", "--format", "csv"]);
        assert!(output.stdout.starts_with(b"\xef\xbb\xbfpath,"), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.contains(",'=1+1、"), "{text}");
        assert!(text.contains("\"【関西広域産業ビジョン】\nアクションプラン（案）\""), "{text}");
        assert!(text.ends_with("\r\n") && text.lines().count() > 3);
    };
    a8_owner: "a repository of another user (a container): \"the project folder is not in a git repository\"",
        "git's own reason, with what to type", |project| {
        committed(&project);
        // Only the superuser can give a folder away; elsewhere the unit test of git's words has to do.
        let given = Command::new("chown").args(["-R", "1234", "."]).current_dir(project.root()).status();
        if given.is_ok_and(|status| status.success()) {
            let said = refused(&project, "HEAD");
            assert!(said.contains("belongs to another user"), "{said}");
            assert!(said.contains(&format!("git config --global --add safe.directory {}", project.root().display())), "{said}");
            // What it says helps.
            let home = tempfile::tempdir().expect("a folder");
            let config = home.path().join("config");
            fs::write(&config, format!("[safe]\n\tdirectory = {}\n", project.root().display())).expect("written");
            let output = crate::project::command()
                .args(["changes", "--from-git", "HEAD"])
                .env("GIT_CONFIG_GLOBAL", &config)
                .current_dir(project.root())
                .output()
                .expect("started");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    };
    a8: "no repository, an unknown revision, a shallow clone, a linked worktree, no git: one message for all",
        "each is called what it is, with what to do", |project| {
        assert!(refused(&project, "HEAD").contains("is not in a git repository"));
        let output = crate::project::command()
            .args(["changes", "--from-git", "HEAD"])
            .env("PATH", project.root())
            .current_dir(project.root())
            .output()
            .expect("started");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains("the program `git` is not installed"), "{said}");

        committed(&project);
        let said = refused(&project, "v1");
        assert!(said.contains("no such revision") && said.contains("git tag"), "{said}");
        assert!(refused(&project, "--output=/tmp/x").contains("no such revision"), "a revision is never an option");
        project.edit("sources/plan.yaml", "amount: 410", "amount: 400");
        git(project.root(), &["commit", "-qam", "second"]);
        git(project.root(), &["tag", "-m", "t", "v2"]);

        let clone = tempfile::tempdir().expect("a folder");
        let origin = format!("file://{}", project.root().display());
        git(clone.path(), &["clone", "-q", "--depth", "1", &origin, "shallow"]);
        let shallow = TestProject::with_sources(&project.path("sources"));
        fs::rename(clone.path().join("shallow/.git"), shallow.path(".git")).expect("moved");
        let said = refused(&shallow, "HEAD~1");
        assert!(said.contains("shallow clone") && said.contains("git fetch --unshallow"), "{said}");
        git(project.root(), &["branch", "draft"]);
        git(clone.path(), &["clone", "-q", &origin, "whole"]);
        let whole = TestProject::with_sources(&project.path("sources"));
        fs::rename(clone.path().join("whole/.git"), whole.path(".git")).expect("moved");
        let said = refused(&whole, "draft");
        assert!(said.contains("did you mean `origin/draft`?"), "{said}");

        let tree = tempfile::tempdir().expect("a folder");
        let linked = tree.path().join("linked");
        git(project.root(), &["worktree", "add", "-q", linked.to_str().expect("UTF-8"), "draft"]);
        for part in ["layouts", "fonts"] {
            #[cfg(unix)]
            std::os::unix::fs::symlink(project.path(part), linked.join(part)).expect("a link");
        }
        let output = crate::project::command()
            .args(["changes", "--from-git", "HEAD~1", "--format", "md"])
            // As in a hook of another repository.
            .env("GIT_DIR", clone.path().join("nowhere"))
            .current_dir(&linked)
            .output()
            .expect("started");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // A folder's links are not followed out of it; what is looked at here is that git has found the revision.
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(text.contains("400千円") || !said.contains("HEAD~1"), "{said}");
    };
    d14: "a repository whose configuration names a remote that is to fetch what is missing: the command in it was run",
        "nothing of a repository's configuration is run and nothing is fetched", |project| {
        committed(&project);
        project.edit("sources/plan.yaml", "amount: 410", "amount: 400");
        git(project.root(), &["commit", "-qam", "second"]);
        let marker = project.path("marker");
        let script = project.path("run.sh");
        project.write("run.sh", format!("#!/bin/sh\ntouch '{}'\nexit 1\n", marker.display()));
        git(project.root(), &["clone", "-q", "--bare", ".", "other.git"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("set");
        }
        let script = script.to_str().expect("UTF-8");
        let other = project.path("other.git");
        for (key, value) in [
            ("extensions.partialClone", "origin"),
            ("remote.origin.promisor", "true"),
            ("remote.origin.url", other.to_str().expect("UTF-8")),
            ("remote.origin.uploadpack", script),
            ("core.repositoryformatversion", "1"),
            ("protocol.file.allow", "always"),
            ("core.fsmonitor", script),
            ("core.hooksPath", project.root().to_str().expect("UTF-8")),
            ("filter.x.smudge", script),
            ("filter.x.clean", script),
            ("diff.x.textconv", script),
            ("diff.external", script),
            ("core.pager", script),
            ("core.sshCommand", script),
        ] {
            git(project.root(), &["config", key, value]);
        }
        project.write(".gitattributes", "* filter=x diff=x\n");
        project.write(".git/info/attributes", "* filter=x diff=x\n");
        // With all objects there, it goes through.
        let output = project.run(&["changes", "--from-git", "HEAD~1", "--format", "md"]);
        assert!(String::from_utf8_lossy(&output.stdout).contains("410千円"), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!marker.exists(), "nothing was run");
        // The file of the first revision is lacking: loose objects are files.
        let object = Command::new("git").args(["rev-parse", "HEAD~1:sources/plan.yaml"]).current_dir(project.root()).output();
        let object = String::from_utf8(object.expect("git").stdout).expect("UTF-8");
        let (folder, name) = object.trim().split_at(2);
        fs::remove_file(project.path(&format!(".git/objects/{folder}/{name}"))).expect("removed");
        let said = refused(&project, "HEAD~1");
        assert!(said.contains("partial clone") && said.contains("nothing is fetched here"), "{said}");
        assert!(!marker.exists(), "nothing was run");
        // The commit itself is lacking.
        let object = Command::new("git").args(["rev-parse", "HEAD~1"]).current_dir(project.root()).output();
        let object = String::from_utf8(object.expect("git").stdout).expect("UTF-8");
        let (folder, name) = object.trim().split_at(2);
        fs::remove_file(project.path(&format!(".git/objects/{folder}/{name}"))).expect("removed");
        refused(&project, object.trim());
        assert!(!marker.exists(), "nothing was run");
    };
    c15: "`changes --from-git` with 1,000 projects: more than 2,000 files were refused",
        "works: the files of a revision are counted in tens of thousands", |project| {
        for at in 0..1_500 {
            project.write(&format!("sources/images/spare/{at}.yaml"), format!("{at}\n"));
            project.write(&format!("sources/images/spare/{at}.md"), format!("{at}\n"));
        }
        committed(&project);
        let folder = tempfile::tempdir().expect("a folder");
        keikaku::changes::checkout(project.root(), "HEAD", folder.path(), &[]).unwrap_or_else(|error| panic!("{error}"));
        let read = |at: usize| fs::read_to_string(folder.path().join(format!("sources/images/spare/{at}.md"))).expect("a file");
        assert!((0..1_500).all(|at| read(at) == format!("{at}\n")));
        assert_eq!(fs::read(folder.path().join("sources/plan.yaml")).expect("a file"), fs::read(project.path("sources/plan.yaml")).expect("a file"));
        let names = |folder: &Path| fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name()).filter(|name| name != OsStr::new(".")).count();
        assert_eq!(names(&folder.path().join("sources")), names(&project.path("sources")));
    };
}

/// The green sheet with an event that has all its facts.
fn with_event(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("events:") {
            out.push_str("events:\n  - id: forum\n    start: 2024-12-09\n    venue: 大阪工業大学\n    theme: 水素ビジネスの最新動向\n");
            inside = true;
            continue;
        }
        inside &= line.starts_with(' ') || line.starts_with('#');
        if !inside {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
