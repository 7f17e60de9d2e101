//! `keikaku preflight`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::report::Reporter;
use super::{Common, ExitStatus, Format};
use crate::preflight::{Demand, Finding, Report, preflight};

const COMMAND: &str = "preflight";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The PDF to look at
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(common: &Common, arguments: &Arguments, reporter: &Reporter) -> ExitStatus {
    let name = arguments.file.display().to_string();
    let bytes = match super::read_pdf(&arguments.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            return reporter.error(COMMAND, &format!("`{name}` cannot be read: {error}"), "name an existing PDF");
        }
    };
    let report = match preflight(&bytes) {
        Ok(report) => report,
        Err(refusal) => {
            return reporter.error(COMMAND, &format!("`{name}` {}", refusal.reason()), "name a PDF for print");
        }
    };
    match common.format {
        Format::Json => reporter.json(&object(&name, &report)),
        _ => reporter.text(&text(&name, &report)),
    }
    if report.failed() { ExitStatus::Findings } else { ExitStatus::Success }
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
        "command": COMMAND,
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
    let inks: Vec<_> = report.inks.iter().map(|ink| format!("`{ink}`")).collect();
    let inks = if inks.is_empty() { "no spot ink".to_owned() } else { format!("spot ink {}", inks.join(", ")) };
    let mut out = format!("{name}: {} pages, {standard}, {inks}\n", report.pages);
    for demand in Demand::ALL {
        let _ = writeln!(out, "{:6}  {:16}  {}", report.outcome(*demand).name(), demand.code(), demand.summary());
        for finding in report.of(*demand) {
            let _ = writeln!(out, "        - {}", finding.text());
        }
    }
    let verdict = if report.failed() { "not ready for print" } else { "nothing found that keeps it from print" };
    let _ = writeln!(out, "{verdict}; this is what the preflight sees, not a certificate of PDF/X");
    out
}
