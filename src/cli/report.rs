//! What is printed.

use std::cell::Cell;
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
    /// The project folder's path with a `/` at its end; empty for the current folder.
    prefix: String,
    started: Instant,
    /// Whether standard output could not take something.
    lost: Cell<bool>,
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
    #[allow(clippy::disallowed_methods, reason = "this is the command: it may read the environment and the clock")]
    pub fn new(common: &Common) -> Self {
        let colour = match common.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        let prefix = match common.project.to_string_lossy().replace('\\', "/") {
            here if here == "." => String::new(),
            folder => format!("{}/", folder.trim_end_matches('/')),
        };
        Self { format: common.format, colour, prefix, started: Instant::now(), lost: Cell::new(false) }
    }

    /// Says what was written.
    pub fn success(&self, command: &str, outputs: &[Output], facts: Value, warnings: &[Diagnostic], files: &Files) {
        let lines = outputs.iter().map(|output| {
            let size = kibibytes(output.bytes);
            format!("{}  {}, {size}, {}\n", output.path, output.about, seconds(self.started.elapsed()))
        });
        let lines: String = lines.collect();
        let outputs = outputs.iter().map(|output| json!({ "path": output.path, "bytes": output.bytes }));
        let fields = json!({ "outputs": outputs.collect::<Vec<_>>(), "facts": facts });
        self.done(command, &lines, fields, warnings, files);
    }

    /// Says what was proven.
    pub fn checked(&self, command: &str, summary: &str, facts: Value, warnings: &[Diagnostic], files: &Files) {
        let line = format!("{summary}, {}\n", seconds(self.started.elapsed()));
        self.done(command, &line, json!({ "facts": facts }), warnings, files);
    }

    fn done(&self, command: &str, lines: &str, fields: Value, warnings: &[Diagnostic], files: &Files) {
        match self.format {
            Format::Json => {
                let wrong = warnings.iter().any(|finding| finding.severity == Severity::Error);
                self.object(command, if wrong { "findings" } else { "ok" }, fields, warnings, files);
            }
            Format::Sarif => self.diagnostics(warnings, files),
            _ => {
                self.diagnostics(warnings, files);
                if !warnings.is_empty() && self.format == Format::Human {
                    eprint(&format!("{}\n", count(warnings)));
                }
                self.print(lines);
            }
        }
    }

    /// Prints an object of its own.
    pub fn json(&self, object: &Value) {
        self.print(&format!("{object}\n"));
    }

    /// Prints text that is the same in every form.
    pub fn text(&self, text: &str) {
        self.print(text);
    }

    /// Says what went wrong and returns the exit status for it.
    pub fn failure(&self, command: &str, failure: &Failure, files: &Files) -> ExitStatus {
        match failure {
            Failure::Findings(findings) => {
                if self.format == Format::Json {
                    self.object(command, "findings", json!({}), findings, files);
                } else {
                    self.diagnostics(findings, files);
                }
                if self.format == Format::Human {
                    eprint(&format!("{}; nothing was written\n", count(findings)));
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
        if self.format == Format::Json {
            let object = json!({
                "version": JSON_VERSION, "command": command, "status": "error", "message": message, "help": help,
            });
            self.print(&format!("{object}\n"));
        } else {
            eprint(&format!("error: {message}\n  = help: {help}\n"));
        }
        ExitStatus::Usage
    }

    /// Prints findings: for people on standard error, for programs on standard output.
    fn diagnostics(&self, diagnostics: &[Diagnostic], files: &Files) {
        match self.format {
            Format::Human | Format::Csv | Format::Md | Format::Svg | Format::Png => {
                eprint(&render::human(diagnostics, files, self.colour));
            }
            Format::Short => self.print(&render::short(diagnostics, files)),
            Format::Github => self.print(&render::github(diagnostics, files, &self.prefix)),
            Format::Sarif => self.print(&format!("{}\n", render::sarif(diagnostics, files, &self.prefix))),
            Format::Json => {}
        }
    }

    /// Says whether something that was to be printed is lost, for example because the disk is full.
    pub fn lost_output(&self) -> bool {
        self.lost.get()
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
        self.print(&format!("{object}\n"));
    }
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
