//! Project folders to try things on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use keikaku::pipeline::{Built, Failure, Options, Project};
use keikaku::verify::Pdf;
use tempfile::TempDir;

/// A project folder of its own, removed with the value.
pub struct TestProject {
    folder: TempDir,
}

/// Returns a path of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

impl TestProject {
    /// Copies the published plan: the tests' own copy, so that `sources/` may be changed.
    pub fn shipped() -> Self {
        Self::with_sources(&repository("tests/plan/sources"))
    }

    /// Copies sources, with the repository's layouts and fonts beside them.
    pub fn with_sources(sources: &Path) -> Self {
        let project = Self { folder: tempfile::tempdir().expect("a folder") };
        copy(sources, &project.path("sources"));
        copy(&repository("layouts"), &project.path("layouts"));
        copy(&repository("fonts"), &project.path("fonts"));
        project
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
        self
    }

    /// Replaces what stands once in a file.
    pub fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in {path}");
        self.write(path, text.replacen(from, to, 1))
    }

    /// Makes the plan in this process.
    pub fn build(&self) -> (Result<Built, Failure>, Project) {
        let mut project = Project::open(self.root()).expect("a project folder");
        (project.build(Options::default()), project)
    }

    /// Runs the command on this project.
    pub fn run(&self, arguments: &[&str]) -> Output {
        command().args(arguments).current_dir(self.root()).output().expect("started")
    }
}

/// Returns the command as a user would start it.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keikaku"));
    command.env_remove("NO_COLOR");
    command
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else if fs::hard_link(entry.path(), &target).is_err() || !is_font(&target) {
            // Fonts are large and never edited; everything else must not write through to the repository.
            fs::remove_file(&target).ok();
            fs::copy(entry.path(), &target).expect("copied");
        }
    }
}

fn is_font(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "ttf")
}

/// Builds the shipped plan once for all tests that only look at it.
pub fn shipped() -> &'static (Vec<u8>, Pdf) {
    static SHIPPED: OnceLock<(Vec<u8>, Pdf)> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let project = TestProject::shipped();
        let (built, _) = project.build();
        let pdf = built.unwrap_or_else(|failure| panic!("{failure:#?}")).pdf;
        let read = Pdf::read(pdf.clone()).expect("a PDF");
        (pdf, read)
    })
}
