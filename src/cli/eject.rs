//! `keikaku eject`.

use std::path::PathBuf;

use serde_json::json;

use super::format::{Form, ReportFormat, RuleChoice};
use super::outcome::{Outcome, Output, Stop};
use super::{Common, Making, Run};
use crate::diagnostic::Rule;
use crate::export::{EjectError, eject};
use crate::pipeline::Profiles;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    making: Making,
    #[command(flatten)]
    shown: RuleChoice,
    /// The folder to write: one that is not there or empty, or an earlier one that nobody has changed
    #[arg(value_name = "DIR")]
    folder: PathBuf,
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
        let composed = project
            .compose(self.making.options(false, Profiles::Screen))
            .map_err(|failure| common.stopped(failure, &project))?;
        let files: Vec<_> = composed.typst_files().collect();
        eject(project.root(), &self.folder, &files).map_err(|error| self.refused(error))?;
        let outputs = files.iter().map(|(path, bytes)| Output {
            path: self.folder.join(path).display().to_string(),
            bytes: bytes.len(),
            about: "ejected".into(),
        });
        let outputs = outputs.collect();
        Ok(Outcome::Written { outputs, facts: json!({}), warnings: common.seen(Vec::new(), &project) })
    }
}

impl Arguments {
    fn refused(&self, error: EjectError) -> Stop {
        let folder = self.folder.display();
        let help = "name a folder that is not there yet, such as `out/typst`";
        match error {
            EjectError::Project => Stop::error(format!("`{folder}` is the project folder, or holds it"), help),
            EjectError::Inside => Stop::error(
                format!("`{folder}` lies in the project folder, where it could be taken for a source"),
                help,
            ),
            EjectError::Sources => Stop::error(format!("`{folder}` is a project folder: it has `sources/`"), help),
            EjectError::Theirs(file) => {
                let message = format!("`{file}` in `{folder}` is not as `keikaku eject` has written it, or is missing");
                Stop::error(
                    message,
                    "name a folder that is not there yet, or move this one away; nothing is overwritten",
                )
            }
            EjectError::Write(error) => error.into(),
        }
    }
}
