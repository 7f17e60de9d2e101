//! `keikaku explain`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::format::{AnswerFormat, Form};
use super::outcome::{Answer, Outcome, Stop};
use super::{Common, Run};
use crate::diagnostic::{Rule, rule, suggest_help};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The rule's code, as messages show it in brackets
    #[arg(value_name = "CODE", required_unless_present = "all")]
    code: Option<String>,
    /// Explain all rules, as `docs/rules.md` does
    #[arg(long, conflicts_with = "code")]
    all: bool,
    /// How rules are printed
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
}

impl Run for Arguments {
    fn form(&self) -> Form {
        self.format.form()
    }

    fn run(&self, _: &Common) -> Result<Outcome, Stop> {
        let rules = match &self.code {
            None => rule::ALL,
            Some(code) => {
                let known = rule::ALL.iter().position(|rule| rule.code == code);
                let rules = known.and_then(|at| rule::ALL.get(at..=at));
                rules.ok_or_else(|| Stop::Error {
                    message: format!("unknown rule `{code}`"),
                    help: suggest_help(code, rule::ALL.iter().map(|rule| rule.code)),
                })?
            }
        };
        Ok(Outcome::Answer(match (self.format, rules) {
            (AnswerFormat::Json, rules) => Answer::Json(object(rules)),
            (AnswerFormat::Human, [rule]) => Answer::Text(entry(rule)),
            (AnswerFormat::Human, _) => Answer::Text(reference()),
        }))
    }
}

/// Returns rules for programs.
fn object(rules: &[&Rule]) -> Value {
    let rules = rules.iter().map(|rule| {
        json!({
            "code": rule.code,
            "severity": rule.severity.name(),
            "adjustable": rule.adjustable,
            "summary": rule.summary,
            "explanation": rule.explanation,
        })
    });
    json!({ "version": 1, "command": "explain", "status": "ok", "rules": rules.collect::<Vec<_>>() })
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
         All findings that are there can be accepted in one step: `keikaku check --write-baseline --reason TEXT` records \
         them in `sources/baseline.yaml` by the text that they are about, so that lines may move. What is new is still \
         reported, and so are entries that match nothing any more. What \"cannot be adjusted\" cannot be accepted.\n\n\
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
