//! `keikaku pages`.

use serde_json::json;

use super::build::{open, shown};
use super::report::{Output, Reporter};
use super::{Common, ExitStatus, Format, Making};
use crate::export::{pages_json, write_whole};
use crate::lock;
use crate::pipeline::Profiles;

const COMMAND: &str = "pages";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    making: Making,
    /// Record the pages as agreed in `sources/pages.lock`
    #[arg(long)]
    lock: bool,
}

pub(super) fn run(common: &Common, arguments: &Arguments, reporter: &Reporter) -> ExitStatus {
    let mut project = match open(common, COMMAND, reporter) {
        Ok(project) => project,
        Err(status) => return status,
    };
    let built = match project.build(arguments.making.options(false, Profiles::Screen)) {
        Ok(built) => built,
        Err(failure) => return reporter.failure(COMMAND, &failure, project.files()),
    };
    let pages = &built.layout.pages;
    if arguments.lock {
        let text = lock::render(pages);
        if let Err(error) = write_whole(&project.root().join(lock::PATH), text.as_bytes()) {
            let message = format!("`{}` cannot be written: {error}", lock::PATH);
            return reporter.error(COMMAND, &message, "check the folder's permissions and space");
        }
        let about = format!("{} parts", pages.entries.len());
        let output = Output { path: shown(common, lock::PATH), bytes: text.len(), about };
        reporter.success(COMMAND, &[output], json!({}), &built.warnings, project.files());
        return ExitStatus::Success;
    }
    match common.format {
        Format::Json => reporter.json(&pages_json(pages)),
        _ => {
            let lines = pages.entries.iter().map(|entry| {
                let page = pages.printed(entry).unwrap_or("-");
                format!("{page:>4}  {:28}  {}\n", entry.entry.label, entry.entry.title.replace('\n', " "))
            });
            reporter.text(&lines.collect::<String>());
        }
    }
    ExitStatus::Success
}
