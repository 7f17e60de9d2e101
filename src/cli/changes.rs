//! `keikaku changes`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

use super::format::{Form, RuleChoice};
use super::outcome::{Answer, Outcome, Output, Seen, Stop};
use super::{Common, Run};
use crate::amend::Edition;
use crate::changes::{self, GitError};
use crate::diagnostic::{Rule, inert};
use crate::export::{write_new, write_out};
use crate::pipeline::{Changed, Failure, Project, changed};

/// The table's name in `out/`.
const TABLE: &str = "changes.pdf";

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
    #[command(flatten)]
    shown: RuleChoice,
    /// How the changes are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// As `out/changes.pdf`, and messages for people
    #[default]
    Human,
    /// One JSON object on standard output
    Json,
    /// Comma-separated values
    Csv,
    /// A Markdown table
    Md,
}

impl Run for Arguments {
    fn form(&self) -> Form {
        match self.format {
            Format::Json => Form::Json,
            Format::Human | Format::Csv | Format::Md => Form::Human,
        }
    }

    fn rules(&self) -> &[&'static Rule] {
        &self.shown.rules
    }

    fn run(&self, common: &Common) -> Result<Outcome, Stop> {
        let mut project = common.open()?;
        let found = self.compare(common, &mut project)?;
        if let Some(path) = &self.write_amendment {
            propose(path, &found, &project)?;
        }
        Ok(match self.format {
            Format::Json => Outcome::Answer(Answer::Json(changes::json(&found.differences, &found.from, &found.to))),
            Format::Csv => Outcome::Answer(Answer::Text(changes::csv(&found.differences))),
            Format::Md => Outcome::Answer(Answer::Text(changes::markdown(&found.differences))),
            Format::Human => return write(common, &project, &found),
        })
    }
}

impl Arguments {
    /// Compares the two states.
    fn compare(&self, common: &Common, project: &mut Project) -> Result<Changed, Stop> {
        let Some(revision) = &self.from_git else {
            return changed(None, self.from, project, self.to).map_err(|(_, failure)| common.stopped(failure, project));
        };
        let mut old = at_revision(project, revision).map_err(|error| {
            let help = "name a commit, branch or tag of the repository that holds the project folder";
            Stop::error(format!("`{revision}`: {error}"), help)
        })?;
        changed(Some((&mut old.project, revision)), Edition::Latest, project, self.to).map_err(|error| match error {
            // What is wrong in the old sources is shown in them, as Git names them.
            (true, Failure::Findings(findings)) => {
                Stop::Findings(Seen { findings, files: old.project.files().prefixed(&format!("{revision}:")) })
            }
            (_, failure) => common.stopped(failure, project),
        })
    }
}

/// Writes the table as a PDF.
fn write(common: &Common, project: &Project, found: &Changed) -> Result<Outcome, Stop> {
    let Some(pdf) = &found.pdf else {
        let text = format!("nothing differs between {} and {}", found.from, found.to);
        return Ok(Outcome::Answer(Answer::Text(format!("{}\n", inert(&text)))));
    };
    write_out(project.root(), &[(TABLE, pdf)]).map_err(|error| common.unwritten(error))?;
    let about = format!("{} changes, {} to {}", found.differences.len(), found.from, found.to);
    let output = Output { path: common.shown(&format!("out/{TABLE}")), bytes: pdf.len(), about };
    let facts = json!({ "changes": found.differences.len() });
    Ok(Outcome::Written { outputs: vec![output], facts, warnings: common.seen(Vec::new(), project) })
}

/// Writes an amendment that makes the changes.
fn propose(path: &Path, found: &Changed, project: &Project) -> Result<(), Stop> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let date = stem.get(..10).filter(|date| matches!(Edition::parse(date), Some(Edition::AsOf(_))));
    let yaml = path.extension().is_some_and(|extension| extension == "yaml");
    let Some(date) = date.filter(|_| yaml) else {
        let message = format!("`{}` is not the name of an amendment", path.display());
        return Err(Stop::error(message, "name it like `sources/amendments/2024-11-01-budget.yaml`"));
    };
    let text = changes::amendment(&found.differences, date);
    Ok(write_new(project.root(), path, text.as_bytes())?)
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
