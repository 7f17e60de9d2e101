//! `keikaku build`.

use serde_json::json;

use super::format::{Form, ReportFormat, RuleChoice};
use super::outcome::{Outcome, Output, Stop};
use super::{Common, Making, ProfileChoice, Run};
use crate::amend::Edition;
use crate::diagnostic::Rule;
use crate::export::{pages_json, write_out};
use crate::pipeline::{Options, Profiles, Project};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    making: Making,
    #[command(flatten)]
    profile: ProfileChoice,
    /// Write `out/plan-draft.pdf`, marked as a draft, although its pages are not right yet
    #[arg(long)]
    draft: bool,
    #[command(flatten)]
    shown: RuleChoice,
    /// How results and messages are printed
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

impl Run for Arguments {
    fn form(&self) -> Form {
        self.format.form()
    }

    fn rules(&self) -> &[&'static Rule] {
        &self.shown.rules
    }

    fn run(&self, common: &Common) -> Result<Outcome, Stop> {
        let profiles = self.profile.profiles();
        let mut project = common.open()?;
        if self.draft {
            return self.draft(common, &mut project);
        }
        let built =
            project.build(self.making.options(false, profiles)).map_err(|failure| common.stopped(failure, &project))?;
        let pages = &built.layout.pages;
        let map = format!("{:#}\n", pages_json(pages));
        let printed: Vec<_> = pages.printed.iter().flatten().collect();
        let range = match (printed.first(), printed.last()) {
            (Some(first), Some(last)) => format!(" (numbered {first} to {last})"),
            _ => String::new(),
        };
        let edition = self.making.edition.edition;
        let screen = profiles.screen().then_some(built.pdf.as_slice());
        let files: Vec<_> = [
            screen.map(|pdf| (name("plan", edition, ".pdf"), pdf, format!("{} pages{range}", pages.count))),
            built.print.as_ref().map(|print| {
                (name("plan", edition, "-print.pdf"), print.pdf.as_slice(), format!("for print, {} pages", print.pages))
            }),
            Some((name("pages", edition, ".json"), map.as_bytes(), "the page map".into())),
        ]
        .into_iter()
        .flatten()
        .collect();
        let written: Vec<_> = files.iter().map(|(name, bytes, _)| (name.as_str(), *bytes)).collect();
        write_out(project.root(), &written).map_err(|error| common.unwritten(error))?;
        let outputs = files.iter().map(|(name, bytes, about)| Output {
            path: common.shown(&format!("out/{name}")),
            bytes: bytes.len(),
            about: about.clone(),
        });
        Ok(Outcome::Written {
            outputs: outputs.collect(),
            facts: json!({ "pages": pages.count, "total_thousand_yen": built.plan.total().thousands() }),
            warnings: common.seen(built.warnings, &project),
        })
    }
}

impl Arguments {
    /// Makes the PDF for the screen whatever is wrong with its pages, and says what is. It never takes the place of the plan.
    fn draft(&self, common: &Common, project: &mut Project) -> Result<Outcome, Stop> {
        let options = Options { draft: true, ..self.making.options(false, Profiles::Screen) };
        let built = project.build(options).map_err(|failure| common.stopped(failure, project))?;
        let name = name("plan-draft", options.edition, ".pdf");
        write_out(project.root(), &[(&name, &built.pdf)]).map_err(|error| common.unwritten(error))?;
        let pages = built.layout.pages.count;
        let about = format!("a draft, {pages} pages");
        let output = Output { path: common.shown(&format!("out/{name}")), bytes: built.pdf.len(), about };
        Ok(Outcome::Written {
            outputs: vec![output],
            facts: json!({ "pages": pages, "draft": true }),
            warnings: common.seen(built.warnings, project),
        })
    }
}

/// Returns how a file of an edition is called: the latest has the plain name.
fn name(stem: &str, edition: Edition, end: &str) -> String {
    match edition {
        Edition::Latest => format!("{stem}{end}"),
        Edition::Original | Edition::AsOf(_) => format!("{stem}-{edition}{end}"),
    }
}
