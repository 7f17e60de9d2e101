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
    let mut project = match open(common, COMMAND, reporter) {
        Ok(project) => project,
        Err(status) => return status,
    };
    let built = match project.build(arguments.making.options(arguments.locked, arguments.profile.profiles())) {
        Ok(built) => built,
        Err(failure) => return reporter.failure(COMMAND, &failure, project.files()),
    };
    if let Some(path) = &arguments.pdf {
        let name = path.display().to_string();
        let bytes = match super::read_pdf(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return reporter.error(COMMAND, &format!("`{name}` cannot be read: {error}"), "name an existing PDF");
            }
        };
        match project.compare(&name, bytes, &built) {
            Ok(findings) if findings.is_empty() => {}
            Ok(findings) => return reporter.failure(COMMAND, &Failure::Findings(findings), project.files()),
            Err(failure) => return reporter.failure(COMMAND, &failure, project.files()),
        }
    }
    let facts = json!({
        "pages": built.layout.pages.count,
        "references": built.references.len(),
        "total_thousand_yen": built.plan.total().thousands(),
    });
    let summary = format!(
        "{} pages, {} page references proven, total {}千円",
        built.layout.pages.count,
        built.references.len(),
        built.plan.total()
    );
    reporter.checked(COMMAND, &summary, facts, &built.warnings, project.files());
    ExitStatus::Success
}
