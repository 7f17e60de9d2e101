//! What a command comes to: it says so once, and [`super::report`] prints it.

use serde_json::Value;

use super::Common;
use crate::diagnostic::{Diagnostic, Files};
use crate::export::WriteError;
use crate::pipeline::{Failure, Project};

/// Findings and the files that they point into, with paths as the caller would write them.
pub(super) struct Seen {
    pub findings: Vec<Diagnostic>,
    pub files: Files,
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

/// What a command has done.
pub(super) enum Outcome {
    /// Files were written.
    Written { outputs: Vec<Output>, facts: Value, warnings: Seen },
    /// Something was proven.
    Proven { summary: String, facts: Value, warnings: Seen },
    /// An answer in the form that was asked for.
    Answer(Answer),
    /// An answer that says that something is not as it should be.
    Unsound(Answer),
}

/// An answer that is printed as it is.
pub(super) enum Answer {
    Text(String),
    Json(Value),
}

/// Why a command did not do what it was asked for.
pub(super) enum Stop {
    /// Something is wrong in the author's files.
    Findings(Seen),
    /// The arguments, or the file system: what is wrong, and what to do.
    Error { message: String, help: Option<String> },
    /// A mistake of this program.
    Bug(String),
}

impl Stop {
    pub fn error(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Error { message: message.into(), help: Some(help.into()) }
    }
}

impl From<WriteError> for Stop {
    fn from(error: WriteError) -> Self {
        let path = error.path();
        match &error {
            WriteError::Link(_) => Self::error(
                format!("`{path}` is a link, and nothing is written through links"),
                "put a file or folder of its own in its place",
            ),
            WriteError::Exists(_) => {
                Self::error(format!("`{path}` exists already"), "choose another name; nothing is overwritten")
            }
            WriteError::Io(_, error) => {
                Self::error(format!("`{path}` cannot be written: {error}"), "check the folder's permissions and space")
            }
        }
    }
}

impl Common {
    /// Opens the project folder.
    pub fn open(&self) -> Result<Project, Stop> {
        Project::open(&self.project).map_err(|error| {
            let message = format!("`{}` is not a project folder: {error}", self.project.display());
            Stop::error(message, "name the folder that holds `sources/` with `--project DIR`")
        })
    }

    /// Returns findings in the files of the project.
    pub fn seen(&self, findings: Vec<Diagnostic>, project: &Project) -> Seen {
        Seen { findings, files: project.files().prefixed(&self.prefix()) }
    }

    /// Returns why a stage gave nothing to the next.
    pub fn stopped(&self, failure: Failure, project: &Project) -> Stop {
        match failure {
            Failure::Findings(findings) => Stop::Findings(self.seen(findings, project)),
            Failure::Unreadable { path, reason } => {
                let help = if path == "sources/plan.yaml" {
                    "run in the folder that holds `sources/`, or name it with `--project DIR`"
                } else {
                    "see the README on what a project folder holds"
                };
                Stop::error(format!("`{}` {reason}", self.shown(&path)), help)
            }
            Failure::Bug(message) => Stop::Bug(message),
        }
    }

    /// Says that a file of the project cannot be written.
    pub fn unwritten(&self, error: WriteError) -> Stop {
        Stop::from(match error {
            WriteError::Link(path) => WriteError::Link(self.shown(&path)),
            WriteError::Exists(path) => WriteError::Exists(self.shown(&path)),
            WriteError::Io(path, error) => WriteError::Io(self.shown(&path), error),
        })
    }

    /// Returns a path of the project as the caller would write it.
    pub fn shown(&self, path: &str) -> String {
        format!("{}{path}", self.prefix())
    }

    /// Returns the project folder's path with a `/` at its end; nothing for the current folder.
    fn prefix(&self) -> String {
        let folder = self.project.to_string_lossy();
        let folder = if cfg!(windows) { folder.replace('\\', "/") } else { folder.into_owned() };
        match folder.trim_end_matches('/') {
            "." => String::new(),
            folder => format!("{folder}/"),
        }
    }
}
