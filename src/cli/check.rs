//! `keikaku check`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::format::{Form, ReportFormat, RuleChoice};
use super::outcome::{Outcome, Output, Stop};
use super::{Common, Making, ProfileChoice, Run};
use crate::diagnostic::Rule;
use crate::export::write_source;
use crate::pipeline::{Baseline, Built, Failure, Options, Project};
use crate::source::BASELINE;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    making: Making,
    #[command(flatten)]
    profile: ProfileChoice,
    #[command(flatten)]
    shown: RuleChoice,
    /// Fail where a part is on another page than `sources/pages.lock` says
    #[arg(long)]
    locked: bool,
    /// Hold an existing PDF, for example the published one, against the sources
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// Accept what is found now: write it to `sources/baseline.yaml`, so that only what is new is reported
    #[arg(long, conflicts_with_all = ["locked", "pdf"])]
    write_baseline: bool,
    /// Why it is accepted, for the next reader; needed where something is new
    #[arg(long, value_name = "TEXT", requires = "write_baseline", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    reason: Option<String>,
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
        let mut project = common.open()?;
        let options = self.making.options(self.locked, self.profile.profiles());
        if self.write_baseline {
            return accept(common, &mut project, options, self.reason.as_deref());
        }
        let built = project.build(options).map_err(|failure| common.stopped(failure, &project))?;
        if let Some(path) = &self.pdf {
            compare(common, path, &mut project, &built)?;
        }
        let facts = json!({
            "pages": built.layout.pages.count,
            "references": built.composition.references.len(),
            "total_thousand_yen": built.plan.total().thousands(),
        });
        let summary = format!(
            "{} pages, {} page references proven, total {}千円",
            built.layout.pages.count,
            built.composition.references.len(),
            built.plan.total()
        );
        Ok(Outcome::Proven { summary, facts, warnings: common.seen(built.warnings, &project) })
    }
}

/// Holds a PDF against the plan.
fn compare(common: &Common, path: &Path, project: &mut Project, built: &Built) -> Result<(), Stop> {
    let name = path.display().to_string();
    let bytes = super::read_pdf(path)
        .map_err(|error| Stop::error(format!("`{name}` cannot be read: {error}"), "name an existing PDF"))?;
    match project.compare(&name, bytes, built) {
        Ok(findings) if findings.is_empty() => Ok(()),
        Ok(findings) => Err(Stop::Findings(common.seen(findings, project))),
        // The file is the caller's, not the project's.
        Err(Failure::Unreadable { path, reason }) => Err(Stop::error(
            format!("`{path}` {reason}"),
            "name the PDF for the screen, such as the published `out/plan.pdf`",
        )),
        Err(failure) => Err(common.stopped(failure, project)),
    }
}

/// Records what is found as accepted.
fn accept(common: &Common, project: &mut Project, options: Options, reason: Option<&str>) -> Result<Outcome, Stop> {
    let accepted = project.baseline(options, reason).map_err(|failure| common.stopped(failure, project))?;
    match accepted {
        Baseline::Accepted { text, findings, new } => {
            write_source(project.root(), BASELINE, text.as_bytes()).map_err(|error| common.unwritten(error))?;
            let about = format!("findings accepted: {findings}, new: {new}");
            let output = Output { path: common.shown(BASELINE), bytes: text.len(), about };
            let facts = json!({ "accepted": findings, "new": new });
            Ok(Outcome::Written { outputs: vec![output], facts, warnings: common.seen(Vec::new(), project) })
        }
        Baseline::NoReason { new } => Err(Stop::error(
            format!("findings that are not accepted yet: {new}; no reason is given for them"),
            "say why they stay as they are with `--reason TEXT`",
        )),
        Baseline::TooMany => Err(Stop::error(
            "there are too many findings to accept them one by one",
            "mend their common cause, or change the severity of whole rules under `rules:` in `plan.yaml`",
        )),
    }
}
