//! `keikaku build`.

use std::path::Path;

use serde_json::json;

use super::report::{Output, Reporter};
use super::{Common, ExitStatus, Strictness};
use crate::export::{pages_json, write_whole};
use crate::pipeline::{Options, Project};

const COMMAND: &str = "build";
const PLAN: &str = "out/plan.pdf";
const PAGES: &str = "out/pages.json";

pub(super) fn run(common: &Common, strictness: &Strictness, reporter: &Reporter) -> ExitStatus {
    let mut project = match open(common, COMMAND, reporter) {
        Ok(project) => project,
        Err(status) => return status,
    };
    let built = match project.build(options(strictness, false)) {
        Ok(built) => built,
        Err(failure) => return reporter.failure(COMMAND, &failure, project.files()),
    };
    let pages = &built.layout.pages;
    let map = format!("{:#}\n", pages_json(pages));
    let printed: Vec<_> = pages.printed.iter().flatten().collect();
    let range = match (printed.first(), printed.last()) {
        (Some(first), Some(last)) => format!(" (numbered {first} to {last})"),
        _ => String::new(),
    };
    let mut outputs = Vec::new();
    for (path, bytes, about) in [
        (PLAN, built.pdf.as_slice(), format!("{} pages{range}", pages.count)),
        (PAGES, map.as_bytes(), "the page map".into()),
    ] {
        if let Err(error) = write_whole(&project.root().join(path), bytes) {
            let message = format!("`{path}` cannot be written: {error}");
            return reporter.error(COMMAND, &message, "check the folder's permissions and space");
        }
        outputs.push(Output { path: shown(common, path), bytes: bytes.len(), about });
    }
    let facts = json!({ "pages": pages.count, "total_thousand_yen": built.plan.total().thousands() });
    reporter.success(COMMAND, &outputs, facts, &built.warnings, project.files());
    ExitStatus::Success
}

/// Turns arguments into the pipeline's options.
pub(super) const fn options(strictness: &Strictness, locked: bool) -> Options {
    Options { deny_warnings: strictness.deny_warnings, locked }
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
