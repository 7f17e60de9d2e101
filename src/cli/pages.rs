//! `keikaku pages`.

use serde_json::json;

use super::format::{AnswerFormat, Form, RuleChoice};
use super::outcome::{Answer, Outcome, Output, Stop};
use super::{Common, Making, Run};
use crate::diagnostic::{Rule, inert};
use crate::export::{pages_json, write_source};
use crate::lock;
use crate::pipeline::Profiles;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    making: Making,
    #[command(flatten)]
    shown: RuleChoice,
    /// Record the pages as agreed in `sources/pages.lock`
    #[arg(long)]
    lock: bool,
    /// How results and messages are printed
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
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
        let built = project
            .build(self.making.options(false, Profiles::Screen))
            .map_err(|failure| common.stopped(failure, &project))?;
        let pages = &built.layout.pages;
        if self.lock {
            let text = lock::render(pages);
            write_source(project.root(), lock::PATH, text.as_bytes()).map_err(|error| common.unwritten(error))?;
            let about = format!("{} parts", pages.entries.len());
            let output = Output { path: common.shown(lock::PATH), bytes: text.len(), about };
            let warnings = common.seen(built.warnings, &project);
            return Ok(Outcome::Written { outputs: vec![output], facts: json!({}), warnings });
        }
        Ok(Outcome::Answer(match self.format {
            AnswerFormat::Json => Answer::Json(pages_json(pages)),
            AnswerFormat::Human => {
                let lines = pages.entries.iter().map(|entry| {
                    let page = pages.printed(entry).unwrap_or("-");
                    let title = entry.entry.title.replace('\n', " ");
                    format!("{:>4}  {:28}  {}\n", inert(page), inert(&entry.entry.label), inert(&title))
                });
                Answer::Text(lines.collect())
            }
        }))
    }
}
