//! `keikaku check`.

use std::path::PathBuf;

use serde_json::json;

use super::build::open;
use super::report::Reporter;
use super::{Common, ExitStatus, Making, ProfileChoice};
use crate::pipeline::Failure;

const COMMAND: &str = "check";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    making: Making,
    #[command(flatten)]
    profile: ProfileChoice,
    /// Fail where a part is on another page than `sources/pages.lock` says
    #[arg(long)]
    locked: bool,
    /// Hold an existing PDF, for example the published one, against the sources
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
}

pub(super) fn run(common: &Common, arguments: &Arguments, reporter: &Reporter) -> ExitStatus {
    let pdf = match &arguments.pdf {
        Some(path) => match super::read_pdf(path) {
            Ok(bytes) => Some((path.display().to_string(), bytes)),
            Err(error) => {
                let message = format!("`{}` cannot be read: {error}", path.display());
                return reporter.error(COMMAND, &message, "name an existing PDF");
            }
        },
        None => None,
    };
    let mut project = match open(common, COMMAND, reporter) {
        Ok(project) => project,
        Err(status) => return status,
    };
    let built = match project.build(arguments.making.options(arguments.locked, arguments.profile.profiles())) {
        Ok(built) => built,
        Err(failure) => return reporter.failure(COMMAND, &failure, project.files()),
    };
    if let Some((name, bytes)) = pdf {
        match project.compare(&name, bytes, &built) {
            Ok(findings) if findings.is_empty() => {}
            Ok(findings) => return reporter.failure(COMMAND, &Failure::Findings(findings), project.files()),
            Err(Failure::Unreadable { path, reason }) => {
                let help = "name the PDF for the screen, such as the published `out/plan.pdf`";
                return reporter.error(COMMAND, &format!("`{path}` {reason}"), help);
            }
            Err(failure) => return reporter.failure(COMMAND, &failure, project.files()),
        }
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
    reporter.checked(COMMAND, &summary, facts, &built.warnings, project.files());
    ExitStatus::Success
}
