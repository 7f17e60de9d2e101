//! `keikaku explain`.

use std::fmt::Write as _;

use super::ExitStatus;
use super::report::Reporter;
use crate::diagnostic::{Rule, rule, suggest_help};

const COMMAND: &str = "explain";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The rule's code, as messages show it in brackets
    #[arg(value_name = "CODE", required_unless_present = "all")]
    code: Option<String>,
    /// Explain all rules, as `docs/rules.md` does
    #[arg(long, conflicts_with = "code")]
    all: bool,
}

pub(super) fn run(arguments: &Arguments, reporter: &Reporter) -> ExitStatus {
    let Some(code) = &arguments.code else {
        reporter.text(&reference());
        return ExitStatus::Success;
    };
    match Rule::find(code) {
        Some(rule) => {
            reporter.text(&entry(rule));
            ExitStatus::Success
        }
        None => {
            let help = suggest_help(code, rule::ALL.iter().map(|rule| rule.code));
            reporter.error(COMMAND, &format!("unknown rule `{code}`"), &help.unwrap_or_default())
        }
    }
}

/// Returns a rule's section of the reference.
fn entry(rule: &Rule) -> String {
    let (severity, fixed) = (rule.severity.name(), if rule.adjustable { "" } else { ", cannot be adjusted" });
    format!("### {}\n\n*{severity}{fixed}* – {}\n\n{}\n", rule.code, rule.summary, rule.explanation)
}

/// Returns the whole reference in Markdown.
fn reference() -> String {
    let mut out = String::from(
        "# Rules\n\n\
         This page is written by `keikaku explain --all`. `keikaku explain CODE` shows one rule.\n\n\
         A rule that is not marked \"cannot be adjusted\" takes another severity in `sources/plan.yaml`:\n\n\
         ```yaml\nrules:\n  - {rule: target/none, severity: ignore}   # ignore, warn or error\n```\n\n\
         A single finding that is right but stays as it is gets a recorded exception in the file it is about (for a \
         project's prose, in the project's YAML). `text` is part of the line; `reason` is for the next reader. An \
         exception that is no longer needed is reported.\n\n\
         ```yaml\nignore:\n  - {rule: wording/mixed-brackets, text: シーズ(研究成果), reason: 公表された文のまま}\n```\n\n\
         Numbers such as I-12 name the invariants of a plan; what holds of them by construction is listed at the end.\n",
    );
    let mut concern = "";
    for rule in rule::ALL {
        let (of, _) = rule.code.split_once('/').unwrap_or((rule.code, ""));
        if of != concern {
            let _ = write!(out, "\n## {of}\n");
            concern = of;
        }
        let _ = write!(out, "\n{}", entry(rule));
    }
    out.push_str("\n## Invariants that hold by construction\n\n| invariant | why |\n| --- | --- |\n");
    for (invariant, why) in rule::BY_CONSTRUCTION {
        let _ = writeln!(out, "| {invariant} | {why} |");
    }
    out
}
