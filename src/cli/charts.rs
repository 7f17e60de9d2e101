//! `keikaku charts`.

use serde_json::json;

use super::build::{open, shown};
use super::report::{Output, Reporter};
use super::{Common, EditionChoice, ExitStatus, Format};
use crate::export::{png, svg, write_whole};

const COMMAND: &str = "charts";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    edition: EditionChoice,
}

pub(super) fn run(common: &Common, arguments: &Arguments, reporter: &Reporter) -> ExitStatus {
    let mut project = match open(common, COMMAND, reporter) {
        Ok(project) => project,
        Err(status) => return status,
    };
    let edition = arguments.edition.edition;
    let extension = if common.format == Format::Png { "png" } else { "svg" };
    let charts = project.charts(edition, |layout, page| match extension {
        "png" => png(layout, page),
        _ => svg(layout, page).map(String::into_bytes),
    });
    let charts = match charts {
        Ok(charts) => charts,
        Err(failure) => return reporter.failure(COMMAND, &failure, project.files()),
    };
    let mut outputs = Vec::new();
    for chart in &charts {
        let path = format!("out/charts/{}.{extension}", chart.name);
        if let Err(error) = write_whole(&project.root().join(&path), &chart.bytes) {
            let message = format!("`{path}` cannot be written: {error}");
            return reporter.error(COMMAND, &message, "check the folder's permissions and space");
        }
        outputs.push(Output { path: shown(common, &path), bytes: chart.bytes.len(), about: chart.title.clone() });
    }
    // Whoever puts a chart on a web page needs its words, too.
    let facts = charts.iter().map(|chart| json!({ "name": chart.name, "title": chart.title, "alt": chart.alt }));
    reporter.success(COMMAND, &outputs, facts.collect(), &[], project.files());
    ExitStatus::Success
}
