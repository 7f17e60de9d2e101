//! What is printed.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::format::Form;
use super::outcome::{Answer, Outcome, Seen, Stop};
use super::{Colour, ExitStatus};
use crate::diagnostic::render::{self, Selection};
use crate::diagnostic::{Rule, Severity, inert};

/// The version of the JSON objects; it changes when a field changes its meaning or goes away.
const JSON_VERSION: u32 = 1;

/// Prints what commands come to in the form that the caller asked for.
pub(super) struct Reporter {
    command: &'static str,
    form: Form,
    /// The rules that are asked for; all where there are none.
    rules: Vec<&'static Rule>,
    colour: bool,
    started: Instant,
    /// Whether standard output could not take something.
    lost: Cell<bool>,
}

impl Reporter {
    #[allow(clippy::disallowed_methods, reason = "this is the command: it may read the environment and the clock")]
    pub fn new(command: &'static str, form: Form, rules: &[&'static Rule], colour: Colour) -> Self {
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        Self { command, form, rules: rules.to_vec(), colour, started: Instant::now(), lost: Cell::new(false) }
    }

    /// Prints what a command came to and returns the exit status for it.
    pub fn report(&self, result: Result<Outcome, Stop>) -> ExitStatus {
        let status = match result {
            Ok(outcome) => self.outcome(outcome),
            Err(Stop::Findings(seen)) => {
                self.findings("findings", &seen, json!({}), "; nothing was written");
                ExitStatus::Findings
            }
            Err(Stop::Error { message, help }) => {
                self.error(&message, help.as_deref(), ExitStatus::Usage);
                ExitStatus::Usage
            }
            Err(Stop::Bug(message)) => {
                let help =
                    "this is a mistake in keikaku, not in your files; please report it with the sources that show it";
                self.error(&message, Some(help), ExitStatus::Bug);
                ExitStatus::Bug
            }
        };
        if self.lost.get() { ExitStatus::Usage } else { status }
    }

    fn outcome(&self, outcome: Outcome) -> ExitStatus {
        match outcome {
            Outcome::Written { outputs, facts, warnings } => {
                let lines = outputs.iter().map(|output| {
                    let (size, time) = (kibibytes(output.bytes), seconds(self.started.elapsed()));
                    format!("{}  {}, {size}, {time}\n", inert(&output.path), inert(&output.about))
                });
                let lines: String = lines.collect();
                let outputs = outputs.iter().map(|output| json!({ "path": output.path, "bytes": output.bytes }));
                let fields = json!({ "outputs": outputs.collect::<Vec<_>>(), "facts": facts });
                // A draft is written whatever is wrong with it.
                let wrong = warnings.findings.iter().any(|finding| finding.severity == Severity::Error);
                self.done(if wrong { "findings" } else { "ok" }, &lines, fields, &warnings);
                if wrong {
                    return ExitStatus::Findings;
                }
            }
            Outcome::Proven { summary, facts, warnings } => {
                let line = format!("{}, {}\n", inert(&summary), seconds(self.started.elapsed()));
                self.done("ok", &line, json!({ "facts": facts }), &warnings);
            }
            Outcome::Answer(answer) => self.answer(&answer),
            Outcome::Unsound(answer) => {
                self.answer(&answer);
                return ExitStatus::Findings;
            }
        }
        ExitStatus::Success
    }

    fn answer(&self, answer: &Answer) {
        match answer {
            Answer::Text(text) => self.print(text),
            Answer::Json(value) => self.print(&render::json_line(value)),
        }
    }

    fn done(&self, status: &str, lines: &str, fields: Value, warnings: &Seen) {
        self.findings(status, warnings, fields, "");
        if !matches!(self.form, Form::Json | Form::Sarif) {
            self.print(lines);
        }
    }

    /// Prints findings: for people on standard error, for programs on standard output.
    fn findings(&self, status: &str, seen: &Seen, fields: Value, consequence: &str) {
        let most = if self.rules.is_empty() { self.form.most_of_a_rule() } else { usize::MAX };
        let selection = Selection::new(&seen.findings, &self.rules, most);
        match self.form {
            Form::Human => {
                eprint(&render::human(&selection, &seen.files, self.colour));
                eprint(&render::human_counts(&selection));
                if !seen.findings.is_empty() {
                    eprint(&format!("{}{consequence}\n", count(&selection)));
                }
            }
            Form::Short => self.print(&render::short(&selection, &seen.files)),
            Form::Github => self.print(&render::github(&selection, &seen.files)),
            Form::Sarif => self.print(&render::json_line(&render::sarif(&selection, &seen.files))),
            Form::Json => {
                let mut object = json!({
                    "version": JSON_VERSION,
                    "command": self.command,
                    "status": status,
                    "seconds": self.started.elapsed().as_secs_f64(),
                    "diagnostics": render::json(&selection, &seen.files),
                    "counts": render::json_counts(&selection),
                });
                if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), fields) {
                    object.extend(fields);
                }
                self.print(&render::json_line(&object));
            }
        }
    }

    /// Says that something outside the author's files keeps the command from its work. A program that reads the output gets a
    /// whole document all the same.
    fn error(&self, message: &str, help: Option<&str>, status: ExitStatus) {
        match self.form {
            Form::Human | Form::Short => eprint(&render::human_error(message, help)),
            Form::Github => self.print(&render::github_error(message, help)),
            Form::Sarif => self.print(&render::json_line(&render::sarif_error(message, help, status.code()))),
            Form::Json => {
                let (version, command) = (JSON_VERSION, self.command);
                let mut object =
                    json!({ "version": version, "command": command, "status": "error", "message": message });
                if let Some(help) = help {
                    object["help"] = json!(help);
                }
                self.print(&render::json_line(&object));
            }
        }
    }

    /// Writes to standard output. A reader that went away is no concern of ours.
    fn print(&self, text: &str) {
        let mut out = io::stdout();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                eprint(&format!("error: standard output cannot be written: {error}\n"));
                self.lost.set(true);
            }
            _ => {}
        }
    }
}

fn eprint(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

fn count(selection: &Selection<'_>) -> String {
    let plural = |count: usize, name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
    let errors = plural(selection.total(Severity::Error), "error");
    match selection.total(Severity::Warning) {
        0 => errors,
        warnings => format!("{errors}, {}", plural(warnings, "warning")),
    }
}

fn kibibytes(bytes: usize) -> String {
    format!("{} KiB", bytes.div_ceil(1024))
}

fn seconds(elapsed: Duration) -> String {
    format!("{:.2} s", elapsed.as_secs_f64())
}
