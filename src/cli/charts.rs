//! `keikaku charts`.

use clap::ValueEnum;
use serde_json::json;

use super::format::{Form, RuleChoice};
use super::outcome::{Outcome, Output, Stop};
use super::{Common, EditionChoice, Run};
use crate::diagnostic::Rule;
use crate::export::{png, svg, write_out};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    edition: EditionChoice,
    #[command(flatten)]
    shown: RuleChoice,
    /// What is drawn, or how it is said what was
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// Vector drawings, and messages for people
    #[default]
    Human,
    /// Vector drawings, and one JSON object on standard output
    Json,
    /// Vector drawings
    Svg,
    /// Pixel drawings
    Png,
}

impl Run for Arguments {
    fn form(&self) -> Form {
        match self.format {
            Format::Json => Form::Json,
            Format::Human | Format::Svg | Format::Png => Form::Human,
        }
    }

    fn rules(&self) -> &[&'static Rule] {
        &self.shown.rules
    }

    fn run(&self, common: &Common) -> Result<Outcome, Stop> {
        let mut project = common.open()?;
        let extension = if self.format == Format::Png { "png" } else { "svg" };
        let charts = project.charts(self.edition.edition, |layout, page| match extension {
            "png" => png(layout, page),
            _ => svg(layout, page).map(String::into_bytes),
        });
        let charts = charts.map_err(|failure| common.stopped(failure, &project))?;
        let names: Vec<_> = charts.iter().map(|chart| format!("charts/{}.{extension}", chart.name)).collect();
        let files: Vec<_> =
            names.iter().zip(&charts).map(|(name, chart)| (name.as_str(), chart.bytes.as_slice())).collect();
        write_out(project.root(), &files).map_err(|error| common.unwritten(error))?;
        let outputs = names.iter().zip(&charts).map(|(name, chart)| Output {
            path: common.shown(&format!("out/{name}")),
            bytes: chart.bytes.len(),
            about: chart.title.clone(),
        });
        // Whoever puts a chart on a web page needs its words, too.
        let facts = charts.iter().map(|chart| json!({ "name": chart.name, "title": chart.title, "alt": chart.alt }));
        Ok(Outcome::Written {
            outputs: outputs.collect(),
            facts: facts.collect(),
            warnings: common.seen(Vec::new(), &project),
        })
    }
}
