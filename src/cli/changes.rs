//! `keikaku changes`.

use std::path::PathBuf;

use serde_json::json;

use super::build::{open, shown};
use super::report::{Output, Reporter};
use super::{Common, ExitStatus, Format};
use crate::amend::Edition;
use crate::changes::{self, GitError};
use crate::export::write_whole;
use crate::pipeline::{Changed, Project, changed};

const COMMAND: &str = "changes";
const TABLE: &str = "out/changes.pdf";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The old state: `original`, `latest` or a day
    #[arg(long, value_name = "EDITION", default_value = "original", value_parser = super::edition)]
    from: Edition,
    /// The new state: `original`, `latest` or a day
    #[arg(long, value_name = "EDITION", default_value = "latest", value_parser = super::edition)]
    to: Edition,
    /// Take the old state from the sources at a git revision
    #[arg(long, value_name = "REVISION", conflicts_with = "from")]
    from_git: Option<String>,
    /// Write an amendment that makes the changes; its name begins with its date (2024-11-01-budget.yaml)
    #[arg(long, value_name = "FILE", requires = "from_git")]
    write_amendment: Option<PathBuf>,
}

pub(super) fn run(common: &Common, arguments: &Arguments, reporter: &Reporter) -> ExitStatus {
    let mut project = match open(common, COMMAND, reporter) {
        Ok(project) => project,
        Err(status) => return status,
    };
    let found = match &arguments.from_git {
        None => changed(None, arguments.from, &mut project, arguments.to),
        Some(revision) => {
            let mut old = match at_revision(&project, revision) {
                Ok(old) => old,
                Err(error) => {
                    let help = "name a commit, branch or tag of the repository that holds the project folder";
                    return reporter.error(COMMAND, &format!("`{revision}`: {error}"), help);
                }
            };
            let found = changed(Some((&mut old.project, revision)), Edition::Latest, &mut project, arguments.to);
            // What is wrong in the old sources is shown in them, as Git names them.
            match found {
                Err((true, failure)) => {
                    let files = old.project.files().prefixed(&format!("{revision}:"));
                    return reporter.failure(COMMAND, &failure, &files);
                }
                other => other,
            }
        }
    };
    let found = match found {
        Ok(found) => found,
        Err((_, failure)) => return reporter.failure(COMMAND, &failure, project.files()),
    };
    if let Some(path) = &arguments.write_amendment
        && let Err(status) = propose(path, &found, reporter)
    {
        return status;
    }
    match common.format {
        Format::Json => {
            reporter.json(&changes::json(&found.differences, &found.from, &found.to));
            ExitStatus::Success
        }
        Format::Csv => {
            reporter.text(&changes::csv(&found.differences));
            ExitStatus::Success
        }
        Format::Md => {
            reporter.text(&changes::markdown(&found.differences));
            ExitStatus::Success
        }
        _ => write(common, &project, &found, reporter),
    }
}

/// Writes the table as a PDF.
fn write(common: &Common, project: &Project, found: &Changed, reporter: &Reporter) -> ExitStatus {
    let Some(pdf) = &found.pdf else {
        reporter.text(&format!("nothing differs between {} and {}\n", found.from, found.to));
        return ExitStatus::Success;
    };
    if let Err(error) = write_whole(&project.root().join(TABLE), pdf) {
        let message = format!("`{TABLE}` cannot be written: {error}");
        return reporter.error(COMMAND, &message, "check the folder's permissions and space");
    }
    let about = format!("{} changes, {} to {}", found.differences.len(), found.from, found.to);
    let output = Output { path: shown(common, TABLE), bytes: pdf.len(), about };
    reporter.success(COMMAND, &[output], json!({ "changes": found.differences.len() }), &[], project.files());
    ExitStatus::Success
}

fn propose(path: &std::path::Path, found: &Changed, reporter: &Reporter) -> Result<(), ExitStatus> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let date = stem.get(..10).filter(|date| matches!(Edition::parse(date), Some(Edition::AsOf(_))));
    let yaml = path.extension().is_some_and(|extension| extension == "yaml");
    let Some(date) = date.filter(|_| yaml) else {
        let message = format!("`{}` is not the name of an amendment", path.display());
        return Err(reporter.error(COMMAND, &message, "name it like `sources/amendments/2024-11-01-budget.yaml`"));
    };
    if path.exists() {
        let message = format!("`{}` exists already", path.display());
        return Err(reporter.error(COMMAND, &message, "choose another name; nothing is overwritten"));
    }
    let text = changes::amendment(&found.differences, date);
    write_whole(path, text.as_bytes()).map_err(|error| {
        let message = format!("`{}` cannot be written: {error}", path.display());
        reporter.error(COMMAND, &message, "check the folder's permissions and space")
    })
}

/// A project as it was at a revision, in a folder that is removed with it.
struct AtRevision {
    project: Project,
    _folder: tempfile::TempDir,
}

fn at_revision(project: &Project, revision: &str) -> Result<AtRevision, GitError> {
    let folder = tempfile::tempdir().map_err(GitError::Io)?;
    changes::checkout(project.root(), revision, folder.path())?;
    let old = Project::open_with_assets(folder.path(), project.root()).map_err(GitError::Io)?;
    Ok(AtRevision { project: old, _folder: folder })
}
