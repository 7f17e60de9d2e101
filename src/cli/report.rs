//! What is printed.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Colour, Common, ExitStatus, Format};
use crate::diagnostic::{Diagnostic, Files, Severity, render};
use crate::pipeline::Failure;

/// The version of the JSON objects; it changes when a field changes its meaning or goes away.
const JSON_VERSION: u32 = 1;

/// Prints results and failures in the form that the caller asked for.
pub(super) struct Reporter {
    format: Format,
    colour: bool,
    started: Instant,
}

/// A file that a command has written.
pub(super) struct Output {
    /// Its path as the caller would write it.
    pub path: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// What it holds, in a few words.
    pub about: String,
}

impl Reporter {
    pub fn new(common: &Common) -> Self {
        let colour = match common.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        Self { format: common.format, colour, started: Instant::now() }
    }

    /// Says what was written.
    pub fn success(&self, command: &str, outputs: &[Output], facts: Value, warnings: &[Diagnostic], files: &Files) {
        let elapsed = self.started.elapsed();
        match self.format {
            Format::Human => {
                self.diagnostics(warnings, files);
                for output in outputs {
                    let size = kibibytes(output.bytes);
                    print(&format!("{}  {}, {size}, {}\n", output.path, output.about, seconds(elapsed)));
                }
            }
            Format::Json => {
                let outputs: Vec<_> =
                    outputs.iter().map(|output| json!({ "path": output.path, "bytes": output.bytes })).collect();
                self.object(command, "ok", json!({ "outputs": outputs, "facts": facts }), warnings, files);
            }
        }
    }

    /// Says what went wrong and returns the exit status for it.
    pub fn failure(&self, command: &str, failure: &Failure, files: &Files) -> ExitStatus {
        match failure {
            Failure::Findings(findings) => {
                match self.format {
                    Format::Human => {
                        self.diagnostics(findings, files);
                        eprint(&format!("{}; nothing was written\n", count(findings)));
                    }
                    Format::Json => self.object(command, "findings", json!({}), findings, files),
                }
                ExitStatus::Findings
            }
            Failure::Unreadable { path, reason } => {
                let help = if path == "sources/plan.yaml" {
                    "run in the folder that holds `sources/`, or name it with `--project DIR`"
                } else {
                    "see the README on what a project folder holds"
                };
                self.error(command, &format!("`{path}` {reason}"), help)
            }
            Failure::Bug(message) => {
                let help =
                    "this is a mistake in keikaku, not in your files; please report it with the sources that show it";
                self.error(command, message, help);
                ExitStatus::Bug
            }
        }
    }

    /// Says that something outside the author's files keeps the command from its work.
    pub fn error(&self, command: &str, message: &str, help: &str) -> ExitStatus {
        match self.format {
            Format::Human => eprint(&format!("error: {message}\n  = help: {help}\n")),
            Format::Json => {
                let object = json!({
                    "version": JSON_VERSION, "command": command, "status": "error", "message": message, "help": help,
                });
                print(&format!("{object}\n"));
            }
        }
        ExitStatus::Usage
    }

    fn diagnostics(&self, diagnostics: &[Diagnostic], files: &Files) {
        if !diagnostics.is_empty() {
            eprint(&render::human(diagnostics, files, self.colour));
        }
    }

    fn object(&self, command: &str, status: &str, fields: Value, diagnostics: &[Diagnostic], files: &Files) {
        let mut object = json!({
            "version": JSON_VERSION,
            "command": command,
            "status": status,
            "seconds": self.started.elapsed().as_secs_f64(),
            "diagnostics": render::json(diagnostics, files),
        });
        if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), fields) {
            object.extend(fields);
        }
        print(&format!("{object}\n"));
    }
}

/// Writes to standard output. A reader that went away is no concern of ours.
fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

fn eprint(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

fn count(findings: &[Diagnostic]) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let plural = |count: usize, name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
    let errors = plural(of(Severity::Error), "error");
    match of(Severity::Warning) {
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
