//! `keikaku eject`.

use std::path::PathBuf;

use serde_json::json;

use super::build::open;
use super::report::{Output, Reporter};
use super::{Common, ExitStatus, Making};
use crate::export::write_whole;
use crate::pipeline::Profiles;

const COMMAND: &str = "eject";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    making: Making,
    /// The folder to write to; files in it that are not part of the project stay
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(common: &Common, arguments: &Arguments, reporter: &Reporter) -> ExitStatus {
    let mut project = match open(common, COMMAND, reporter) {
        Ok(project) => project,
        Err(status) => return status,
    };
    let composed = match project.compose(arguments.making.options(false, Profiles::Screen)) {
        Ok(composed) => composed,
        Err(failure) => return reporter.failure(COMMAND, &failure, project.files()),
    };
    let mut outputs = Vec::new();
    for (path, bytes) in composed.typst_files() {
        let target = arguments.folder.join(path);
        if let Err(error) = write_whole(&target, bytes) {
            let message = format!("`{}` cannot be written: {error}", target.display());
            return reporter.error(COMMAND, &message, "check the folder's permissions and space");
        }
        outputs.push(Output { path: target.display().to_string(), bytes: bytes.len(), about: "ejected".into() });
    }
    reporter.success(COMMAND, &outputs, json!({}), &[], project.files());
    ExitStatus::Success
}
