//! `keikaku build`.

use std::path::Path;

use serde_json::json;

use super::report::{Output, Reporter};
use super::{Common, ExitStatus};
use crate::export::write_whole;
use crate::pipeline::Project;

const COMMAND: &str = "build";
const PLAN: &str = "out/plan.pdf";

pub(super) fn run(common: &Common, reporter: &Reporter) -> ExitStatus {
    let mut project = match open(common, COMMAND, reporter) {
        Ok(project) => project,
        Err(status) => return status,
    };
    let built = match project.build() {
        Ok(built) => built,
        Err(failure) => return reporter.failure(COMMAND, &failure, project.files()),
    };
    if let Err(error) = write_whole(&project.root().join(PLAN), &built.pdf) {
        return reporter.error(
            COMMAND,
            &format!("`{PLAN}` cannot be written: {error}"),
            "check the folder's permissions and space",
        );
    }
    let pages = &built.layout.pages;
    let printed: Vec<_> = pages.printed.iter().flatten().collect();
    let range = match (printed.first(), printed.last()) {
        (Some(first), Some(last)) => format!(" (numbered {first} to {last})"),
        _ => String::new(),
    };
    let about = format!("{} pages{range}", pages.count);
    let output = Output { path: shown(common, PLAN), bytes: built.pdf.len(), about };
    let facts = json!({ "pages": pages.count, "total_thousand_yen": built.plan.total().thousands() });
    reporter.success(COMMAND, &[output], facts, &built.layout.warnings, project.files());
    ExitStatus::Success
}

/// Opens the project folder, or says why not.
pub(super) fn open(common: &Common, command: &str, reporter: &Reporter) -> Result<Project, ExitStatus> {
    Project::open(&common.project).map_err(|error| {
        let message = format!("`{}` is not a project folder: {error}", common.project.display());
        reporter.error(command, &message, "name the folder that holds `sources/` with `--project DIR`")
    })
}

/// Returns a path of the project as the caller would write it.
pub(super) fn shown(common: &Common, path: &str) -> String {
    if common.project == Path::new(".") { path.to_owned() } else { common.project.join(path).display().to_string() }
}
