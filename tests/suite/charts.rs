//! The charts say what the tables say.

use std::fs;

use keikaku::amend::Edition;
use keikaku::chart::Font;
use keikaku::compose::{Drawing, drawings};
use keikaku::model::Plan;
use keikaku::pipeline::Project;
use keikaku::verify::Pdf;

use crate::project::{TestProject, repository, shipped};

fn plan(project: &TestProject) -> Plan {
    Project::open(project.root())
        .expect("a folder")
        .plan(Edition::Latest)
        .unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn drawn(plan: &Plan) -> Vec<Drawing> {
    let bytes = fs::read(repository("fonts/BIZUDPGothic-Regular.ttf")).expect("a font");
    drawings(plan, &Font::new(&bytes).expect("a font"), |_| None).expect("drawings")
}

fn number(cell: &str) -> i64 {
    cell.replace(',', "").parse().unwrap_or_else(|_| panic!("`{cell}` is a number"))
}

#[test]
fn the_sums_are_those_of_the_list() {
    let plan = plan(&TestProject::shipped());
    for drawing in
        drawn(&plan).iter().filter(|drawing| ["fields", "challenges", "projects"].contains(&drawing.name.as_str()))
    {
        let rows = &drawing.chart.table[1..];
        let (sum, parts) = rows.split_last().expect("a sum");
        let added: i64 = parts.iter().map(|row| number(&row[1])).sum();
        assert_eq!(added, number(&sum[1]), "{}", drawing.name);
        // 管理費 belongs to no project.
        let overhead = if drawing.name == "projects" { 410 } else { 0 };
        assert_eq!(added + overhead, plan.total().thousands(), "{}", drawing.name);
    }
}

#[test]
fn the_published_shares_are_shown() {
    let plan = plan(&TestProject::shipped());
    let all = drawn(&plan);
    let fields = all.iter().find(|drawing| drawing.name == "fields").expect("a chart");
    assert!(
        fields.chart.alt.starts_with("中小企業の成長支援 39,956千円（66.2％）が最も大きく"),
        "{}",
        fields.chart.alt
    );
    assert!(
        fields.chart.alt.contains("産業人材の確保・育成、多様な人材の活躍支援は0千円である"),
        "a field with 0 is said"
    );
    let row = |name: &str| fields.chart.table.iter().find(|row| row[0] == name).expect("a row");
    assert!(row("産業基盤強化支援").iter().any(|cell| cell.contains("1,102")), "再掲 as a note, never summed");
    let challenges = all.iter().find(|drawing| drawing.name == "challenges").expect("a chart");
    let amounts: Vec<_> = challenges.chart.table[1..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(amounts, ["18,690", "39,956", "1,051", "660", "60,357"]);
}

#[test]
fn earlier_years_are_shown_only_where_they_are_given() {
    let project = TestProject::shipped();
    assert!(drawn(&plan(&project)).iter().all(|drawing| drawing.name != "years"), "nothing is invented");
    project.write(
        "sources/history.yaml",
        "years:\n  - {year: 令和4年度, total: 65000}\n  - {year: 令和5年度, total: 62000}\n",
    );
    let all = drawn(&plan(&project));
    let years = all.iter().find(|drawing| drawing.name == "years").expect("a chart");
    assert!(years.chart.table.iter().any(|row| row.iter().any(|cell| cell == "△1,643")), "{:?}", years.chart.table);
}

#[test]
fn the_drawings_are_stable() {
    for drawing in drawn(&plan(&TestProject::shipped())) {
        insta::assert_snapshot!(format!("drawing-{}", drawing.name), drawing.chart.typst);
    }
}

#[test]
fn the_chart_pages_follow_the_published_ones() {
    let (_, pdf) = shipped();
    let first = pdf.pages.iter().position(|page| page.text().starts_with("参考資料")).expect("the charts");
    assert_eq!(pdf.pages[first].label.as_deref(), Some("14"));
    let text: String = pdf.pages[first..].iter().map(keikaku::verify::PdfPage::text).collect();
    for part in ["39,956千円（66.2％）", "10月9日（水）～11日（金）", "1,500名⇒500名", "WEBセミナー視聴者数", "●", "○"]
    {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn charts_are_written_as_files() {
    let project = TestProject::shipped();
    assert!(project.run(&["charts"]).status.success());
    assert!(project.run(&["charts", "--format", "png"]).status.success());
    for name in ["fields", "challenges", "projects", "calendar"] {
        let svg = project.read(&format!("out/charts/{name}.svg"));
        assert!(svg.starts_with("<svg") && svg.contains("viewBox"), "{name}");
        let png = fs::read(project.path(&format!("out/charts/{name}.png"))).expect("a PNG");
        let (width, height) =
            image::load_from_memory(&png).map(|image| (image.width(), image.height())).expect("a PNG");
        assert!(width > 1000 && height > 200, "{name}: {width} x {height}");
    }
}

#[test]
fn a_plan_of_many_projects_keeps_its_charts_within_their_pages() {
    let project = TestProject::shipped();
    let (data, prose) = (project.read("sources/projects/green.yaml"), project.read("sources/projects/green.md"));
    let mut sections = String::new();
    for at in 0..30 {
        let id = format!("more-{at}");
        let own =
            data.replace("section: green", &format!("section: {id}")).replace("id: green", &format!("id: line-{at}"));
        let name = own.lines().find(|line| line.trim_start().starts_with("name:")).expect("a name").to_owned();
        let own = own.replacen(&name, &format!("    name: 追加の事業その{at}についての長めの名称の実施"), 1);
        project.write(&format!("sources/projects/{id}.yaml"), own);
        project.write(&format!("sources/projects/{id}.md"), &prose);
        sections.push_str(&format!("  - {{kind: section, id: {id}, title: 追加の項目その{at}}}\n"));
    }
    let last = "  # Not in the published plan";
    project.edit("sources/plan.yaml", last, &format!("{sections}{last}"));
    let (built, _) = project.build();
    let pdf = Pdf::read(built.unwrap_or_else(|failure| panic!("{failure:#?}")).pdf).expect("a PDF");
    let text: Vec<_> = pdf.pages.iter().map(keikaku::verify::PdfPage::text).collect();
    let with = |title: &str| text.iter().filter(|page| page.contains(title)).count();
    assert_eq!(with("上位20事業"), 1, "as many bars as a page holds");
    assert_eq!(with("年間の予定"), 2, "35 events on two pages");
    assert!(text.last().expect("a page").contains("追加の事業その29"), "the matrix goes on to the last project");
}
