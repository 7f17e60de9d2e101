//! `keikaku changes`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

use super::format::{Form, RuleChoice};
use super::outcome::{Answer, Outcome, Output, Seen, Stop};
use super::{Common, Run};
use crate::amend::Edition;
use crate::changes::{self, Amendment, GitError};
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
        let proposed = match &self.write_amendment {
            Some(path) => Some(propose(path, &found, &project)?),
            None => None,
        };
        Ok(match self.format {
            Format::Json => {
                let mut table = changes::json(&found.differences, &found.from, &found.to);
                if let Some((output, amendment)) = &proposed {
                    table["amendment"] = json!({ "path": output.path, "unsaid": amendment.unsaid });
                }
                Outcome::Answer(Answer::Json(table))
            }
            Format::Csv => Outcome::Answer(Answer::Text(changes::csv(&found.differences))),
            Format::Md => Outcome::Answer(Answer::Text(changes::markdown(&found.differences))),
            Format::Human => return write(common, &project, &found, proposed),
        })
    }
}

impl Arguments {
    /// Compares the two states.
    fn compare(&self, common: &Common, project: &mut Project) -> Result<Changed, Stop> {
        let Some(revision) = &self.from_git else {
            return changed(None, self.from, project, self.to).map_err(|(_, failure)| common.stopped(failure, project));
        };
        let mut old = at_revision(project, revision)
            .map_err(|error| Stop::error(format!("`{revision}`: {error}"), error.help()))?;
        changed(Some((&mut old.project, revision)), Edition::Latest, project, self.to).map_err(|error| match error {
            // What is wrong in the old sources is shown in them, as Git names them.
            (true, Failure::Findings(findings)) => {
                Stop::Findings(Seen { findings, files: old.project.files().prefixed(&format!("{revision}:")) })
            }
            (_, failure) => common.stopped(failure, project),
        })
    }
}

/// Writes the table as a PDF, and says what was written.
fn write(
    common: &Common,
    project: &Project,
    found: &Changed,
    proposed: Option<(Output, Amendment)>,
) -> Result<Outcome, Stop> {
    let Some(pdf) = &found.pdf else {
        let text = format!("nothing differs between {} and {}", found.from, found.to);
        return Ok(Outcome::Answer(Answer::Text(format!("{}\n", inert(&text)))));
    };
    write_out(project.root(), &[(TABLE, pdf)]).map_err(|error| common.unwritten(error))?;
    let about = format!("{} changes, {} to {}", found.differences.len(), found.from, found.to);
    let output = Output { path: common.shown(&format!("out/{TABLE}")), bytes: pdf.len(), about };
    let mut facts = json!({ "changes": found.differences.len() });
    let mut outputs = vec![output];
    if let Some((output, amendment)) = proposed {
        facts["not_in_amendment"] = json!(amendment.unsaid);
        outputs.push(output);
    }
    Ok(Outcome::Written { outputs, facts, warnings: common.seen(Vec::new(), project) })
}

/// Writes an amendment that makes the changes.
fn propose(path: &Path, found: &Changed, project: &Project) -> Result<(Output, Amendment), Stop> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let date = stem.get(..10).and_then(|date| match Edition::parse(date) {
        Some(Edition::AsOf(date)) => Some(date),
        _ => None,
    });
    let yaml = path.extension().is_some_and(|extension| extension == "yaml");
    let Some(date) = date.filter(|_| yaml) else {
        let message = format!("`{}` is not the name of an amendment", path.display());
        return Err(Stop::error(message, "name it like `sources/amendments/2024-11-01-budget.yaml`"));
    };
    if let Some((last, name)) = &found.amended
        && (date, stem.as_str()) <= (*last, name.as_str())
    {
        let message = format!("`{}` would come before the amendment `{name}`, on which it builds", path.display());
        return Err(Stop::error(message, "begin its name with a later day"));
    }
    let amendment = changes::amendment(&found.before, &found.after, &found.steps, date);
    write_new(project.root(), path, amendment.text.as_bytes())?;
    let mut about = format!("an amendment of {} changes", amendment.changes);
    if !amendment.unsaid.is_empty() {
        about.push_str(&format!(" that cannot say how these differ: {}", amendment.unsaid.join(", ")));
    }
    Ok((
        Output { path: path.display().to_string(), bytes: amendment.text.len(), about: inert(&about).into_owned() },
        amendment,
    ))
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
