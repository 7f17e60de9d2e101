//! `keikaku build`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::report::{Output, Reporter};
use super::{Common, ExitStatus, Making, ProfileChoice};
use crate::amend::Edition;
use crate::diagnostic::Severity;
use crate::export::{pages_json, write_together, write_whole};
use crate::pipeline::{Options, Profiles, Project};

const COMMAND: &str = "build";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    making: Making,
    #[command(flatten)]
    profile: ProfileChoice,
    /// Write `out/plan-draft.pdf`, marked as a draft, although its pages are not right yet
    #[arg(long)]
    draft: bool,
}

pub(super) fn run(common: &Common, arguments: &Arguments, reporter: &Reporter) -> ExitStatus {
    let (making, profiles) = (&arguments.making, arguments.profile.profiles());
    let mut project = match open(common, COMMAND, reporter) {
        Ok(project) => project,
        Err(status) => return status,
    };
    if arguments.draft {
        return draft(common, arguments, &mut project, reporter);
    }
    let built = match project.build(making.options(false, profiles)) {
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
    let edition = making.edition.edition;
    let screen = profiles.screen().then_some(built.pdf.as_slice());
    let files: Vec<_> = [
        screen.map(|pdf| (output("plan", edition, "pdf"), pdf, format!("{} pages{range}", pages.count))),
        built
            .print
            .as_ref()
            .map(|print| (print_output(edition), print.pdf.as_slice(), format!("for print, {} pages", print.pages))),
        Some((output("pages", edition, "json"), map.as_bytes(), "the page map".into())),
    ]
    .into_iter()
    .flatten()
    .collect();
    let paths: Vec<_> = files.iter().map(|(path, ..)| project.root().join(path)).collect();
    let written: Vec<_> = paths.iter().map(PathBuf::as_path).zip(files.iter().map(|(_, bytes, _)| *bytes)).collect();
    if let Err((at, error)) = write_together(&written) {
        let message = format!("`{}` cannot be written: {error}", files[at].0);
        return reporter.error(COMMAND, &message, "check the folder's permissions and space");
    }
    let outputs: Vec<_> = files
        .into_iter()
        .map(|(path, bytes, about)| Output { path: shown(common, &path), bytes: bytes.len(), about })
        .collect();
    let facts = json!({ "pages": pages.count, "total_thousand_yen": built.plan.total().thousands() });
    reporter.success(COMMAND, &outputs, facts, &built.warnings, project.files());
    ExitStatus::Success
}

/// Makes the PDF for the screen whatever is wrong with its pages, and says what is. It never takes the place of the plan.
fn draft(common: &Common, arguments: &Arguments, project: &mut Project, reporter: &Reporter) -> ExitStatus {
    let options = Options { draft: true, ..arguments.making.options(false, Profiles::Screen) };
    let built = match project.build(options) {
        Ok(built) => built,
        Err(failure) => return reporter.failure(COMMAND, &failure, project.files()),
    };
    let path = output("plan-draft", options.edition, "pdf");
    if let Err(error) = write_whole(&project.root().join(&path), &built.pdf) {
        let message = format!("`{path}` cannot be written: {error}");
        return reporter.error(COMMAND, &message, "check the folder's permissions and space");
    }
    let about = format!("a draft, {} pages", built.layout.pages.count);
    let outputs = [Output { path: shown(common, &path), bytes: built.pdf.len(), about }];
    let facts = json!({ "pages": built.layout.pages.count, "draft": true });
    reporter.success(COMMAND, &outputs, facts, &built.warnings, project.files());
    let wrong = built.warnings.iter().any(|finding| finding.severity == Severity::Error);
    if wrong { ExitStatus::Findings } else { ExitStatus::Success }
}

/// Returns where a file of an edition goes: the latest has the plain name.
pub(super) fn output(stem: &str, edition: Edition, extension: &str) -> String {
    match edition {
        Edition::Latest => format!("out/{stem}.{extension}"),
        Edition::Original | Edition::AsOf(_) => format!("out/{stem}-{edition}.{extension}"),
    }
}

/// Returns where the print file of an edition goes.
fn print_output(edition: Edition) -> String {
    let path = output("plan", edition, "pdf");
    path.strip_suffix(".pdf").map_or(path.clone(), |stem| format!("{stem}-print.pdf"))
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
