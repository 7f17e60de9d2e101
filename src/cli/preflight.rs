//! `keikaku preflight`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::format::{AnswerFormat, Form};
use super::outcome::{Answer, Outcome, Stop};
use super::{Common, Run};
use crate::diagnostic::inert;
use crate::preflight::{Demand, Finding, Report, preflight};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The PDF to look at
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
}

impl Run for Arguments {
    fn form(&self) -> Form {
        self.format.form()
    }

    fn run(&self, _: &Common) -> Result<Outcome, Stop> {
        let name = self.file.display().to_string();
        let bytes = super::read_pdf(&self.file)
            .map_err(|error| Stop::error(format!("`{name}` cannot be read: {error}"), "name an existing PDF"))?;
        let report = preflight(&bytes)
            .map_err(|refusal| Stop::error(format!("`{name}` {}", refusal.reason()), "name a PDF for print"))?;
        let answer = match self.format {
            AnswerFormat::Json => Answer::Json(object(&name, &report)),
            AnswerFormat::Human => Answer::Text(text(&name, &report)),
        };
        Ok(if report.failed() { Outcome::Unsound(answer) } else { Outcome::Answer(answer) })
    }
}

/// Returns the report for programs.
fn object(name: &str, report: &Report) -> Value {
    let demands = Demand::ALL.iter().map(|demand| {
        let findings: Vec<_> = report.of(*demand).map(finding).collect();
        json!({
            "demand": demand.code(),
            "summary": demand.summary(),
            "outcome": report.outcome(*demand).name(),
            "findings": findings,
        })
    });
    json!({
        "version": 1,
        "command": "preflight",
        "status": if report.failed() { "findings" } else { "ok" },
        "file": name,
        "standard": report.standard.map(|standard| standard.name()),
        "pages": report.pages,
        "spot_inks": report.inks,
        "demands": demands.collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "severity": finding.severity.name(),
        "message": finding.message,
        "page": finding.page,
        "object": finding.object,
    })
}

/// Returns the report for people.
fn text(name: &str, report: &Report) -> String {
    let standard = report.standard.map_or("no PDF/X by its own word", |standard| standard.name());
    let inks: Vec<_> = report.inks.iter().map(|ink| format!("`{}`", inert(ink))).collect();
    let inks = if inks.is_empty() { "no spot ink".to_owned() } else { format!("spot ink {}", inks.join(", ")) };
    let mut out = format!("{}: {} pages, {standard}, {inks}\n", inert(name), report.pages);
    for demand in Demand::ALL {
        let _ = writeln!(out, "{:6}  {:16}  {}", report.outcome(*demand).name(), demand.code(), demand.summary());
        for finding in report.of(*demand) {
            let _ = writeln!(out, "        - {}", inert(&finding.text()));
        }
    }
    let verdict = if report.failed() { "not ready for print" } else { "nothing found that keeps it from print" };
    let _ = writeln!(out, "{verdict}; this is what the preflight sees, not a certificate of PDF/X");
    out
}
