//! `keikaku changes`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::build::{open, shown};
use super::report::{Output, Reporter};
use super::{Common, ExitStatus, Format};
use crate::amend::Edition;
use crate::changes::{self, Amendment, GitError};
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
                Err(error) => return reporter.error(COMMAND, &format!("`{revision}`: {error}"), &error.help()),
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
    let proposed = match arguments.write_amendment.as_deref().map(|path| propose(path, &found, reporter)).transpose() {
        Ok(proposed) => proposed,
        Err(status) => return status,
    };
    match common.format {
        Format::Json => {
            let mut object = changes::json(&found.differences, &found.from, &found.to);
            if let Some((output, amendment)) = &proposed {
                object["amendment"] = json!({ "path": output.path, "unsaid": amendment.unsaid });
            }
            reporter.json(&object);
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
        _ => write(common, &project, &found, proposed, reporter),
    }
}

/// Writes the table as a PDF, and says what was written.
fn write(
    common: &Common,
    project: &Project,
    found: &Changed,
    proposed: Option<(Output, Amendment)>,
    reporter: &Reporter,
) -> ExitStatus {
    let unsaid = proposed.as_ref().map(|(_, amendment)| amendment.unsaid.clone()).unwrap_or_default();
    let mut outputs: Vec<_> = proposed.into_iter().map(|(output, _)| output).collect();
    let Some(pdf) = &found.pdf else {
        reporter.text(&format!("nothing differs between {} and {}\n", found.from, found.to));
        return ExitStatus::Success;
    };
    if let Err(error) = write_whole(&project.root().join(TABLE), pdf) {
        let message = format!("`{TABLE}` cannot be written: {error}");
        return reporter.error(COMMAND, &message, "check the folder's permissions and space");
    }
    let about = format!("{} changes, {} to {}", found.differences.len(), found.from, found.to);
    outputs.insert(0, Output { path: shown(common, TABLE), bytes: pdf.len(), about });
    let facts = json!({ "changes": found.differences.len(), "not_in_amendment": unsaid });
    reporter.success(COMMAND, &outputs, facts, &[], project.files());
    ExitStatus::Success
}

/// Writes an amendment that makes the differences.
fn propose(path: &Path, found: &Changed, reporter: &Reporter) -> Result<(Output, Amendment), ExitStatus> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let date = stem.get(..10).and_then(|date| match Edition::parse(date) {
        Some(Edition::AsOf(date)) => Some(date),
        _ => None,
    });
    let yaml = path.extension().is_some_and(|extension| extension == "yaml");
    let Some(date) = date.filter(|_| yaml) else {
        let message = format!("`{}` is not the name of an amendment", path.display());
        return Err(reporter.error(COMMAND, &message, "name it like `sources/amendments/2024-11-01-budget.yaml`"));
    };
    if let Some((last, name)) = &found.amended
        && (date, stem.as_str()) <= (*last, name.as_str())
    {
        let message = format!("`{}` would come before the amendment `{name}`, on which it builds", path.display());
        return Err(reporter.error(COMMAND, &message, "begin its name with a later day"));
    }
    if path.exists() {
        let message = format!("`{}` exists already", path.display());
        return Err(reporter.error(COMMAND, &message, "choose another name; nothing is overwritten"));
    }
    let amendment = changes::amendment(&found.before, &found.after, &found.steps, date);
    write_whole(path, amendment.text.as_bytes()).map_err(|error| {
        let message = format!("`{}` cannot be written: {error}", path.display());
        reporter.error(COMMAND, &message, "check the folder's permissions and space")
    })?;
    let mut about = format!("an amendment of {} changes", amendment.changes);
    if !amendment.unsaid.is_empty() {
        about.push_str(&format!(" that cannot say how these differ: {}", amendment.unsaid.join(", ")));
    }
    let output = Output { path: path.display().to_string(), bytes: amendment.text.len(), about };
    Ok((output, amendment))
}

/// A project as it was at a revision, in a folder that is removed with it.
struct AtRevision {
    project: Project,
    _folder: tempfile::TempDir,
}

fn at_revision(project: &Project, revision: &str) -> Result<AtRevision, GitError> {
    let folder = tempfile::tempdir().map_err(GitError::Io)?;
    // In a hook, git's own variables would name another repository than the one the folder is in.
    let environment: Vec<_> = std::env::vars_os().map(|(name, _)| name).collect();
    changes::checkout(project.root(), revision, folder.path(), &environment)?;
    let old = Project::open_with_assets(folder.path(), project.root()).map_err(GitError::Io)?;
    Ok(AtRevision { project: old, _folder: folder })
}
