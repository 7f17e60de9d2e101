//! The road a plan travels: source, model, compose, engine, export. The commands stop at different places of it.

use std::io;
use std::path::Path;

use crate::compose::{Composition, compose};
use crate::diagnostic::{self, Diagnostic, Files};
use crate::engine::{Engine, EngineError, Layout, LayoutError};
use crate::export;
use crate::model::{self, Plan};
use crate::source::{self, Folder, SourceError};

/// A project folder and the files read from it.
#[derive(Debug)]
pub struct Project {
    folder: Folder,
    files: Files,
}

/// Why a stage gave nothing to the next.
#[derive(Debug)]
pub enum Failure {
    /// What is wrong in the author's files, sorted.
    Findings(Vec<Diagnostic>),
    /// A file or folder without which there is no plan.
    Unreadable {
        /// Its path from the project folder.
        path: String,
        /// Why, to follow the path.
        reason: String,
    },
    /// A mistake of this program.
    Bug(String),
}

/// A composed plan, ready to be laid out.
#[derive(Debug)]
pub struct Composed {
    /// The plan.
    pub plan: Plan,
    /// Its Typst document.
    pub composition: Composition,
    engine: Engine,
}

/// A finished document.
#[derive(Debug)]
pub struct Built {
    /// The plan.
    pub plan: Plan,
    /// Its layout.
    pub layout: Layout,
    /// The PDF for the screen.
    pub pdf: Vec<u8>,
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::Unreadable { path: error.path, reason: error.reason }
    }
}

impl Composed {
    /// Returns the files of the Typst project: path and bytes.
    pub fn typst_files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let main = (crate::compose::MAIN, self.composition.main.as_bytes());
        let layouts = self.engine.layouts().map(|(path, text)| (path, text.as_bytes()));
        let images = self.plan.images.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
        [main].into_iter().chain(layouts).chain(images)
    }
}

impl Project {
    /// Opens a project folder.
    ///
    /// # Errors
    /// If there is no such folder.
    pub fn open(root: &Path) -> io::Result<Self> {
        Ok(Self { folder: Folder::open(root)?, files: Files::default() })
    }

    /// Returns the folder's absolute path.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.folder.root()
    }

    /// Returns the files read so far, into which diagnostics point.
    #[must_use]
    pub const fn files(&self) -> &Files {
        &self.files
    }

    /// Reads and resolves the sources.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn plan(&mut self) -> Result<Plan, Failure> {
        let sources = source::read(&self.folder, &mut self.files).map_err(|error| match error {
            SourceError::Findings(findings) => self.findings(findings),
            SourceError::Unreadable { path, error } => Failure::Unreadable { path, reason: error.reason() },
        })?;
        model::resolve(sources).map_err(|findings| self.findings(findings))
    }

    /// Composes the plan's Typst document.
    ///
    /// # Errors
    /// What is wrong with the sources, or with `fonts/` and `layouts/`.
    pub fn compose(&mut self) -> Result<Composed, Failure> {
        let plan = self.plan()?;
        let composition = compose(&plan);
        let engine = Engine::open(&self.folder, &mut self.files)?;
        let findings = engine.missing_glyphs(&composition, &self.files);
        if findings.is_empty() { Ok(Composed { plan, composition, engine }) } else { Err(self.findings(findings)) }
    }

    /// Makes the finished document.
    ///
    /// # Errors
    /// What is wrong at the first stage where something is.
    pub fn build(&mut self) -> Result<Built, Failure> {
        let Composed { plan, composition, engine } = self.compose()?;
        let layout = engine.layout(&composition, &plan.images, &self.files).map_err(|error| self.layout(error))?;
        let pdf = export::pdf(&layout, &composition, &self.files).map_err(|error| self.layout(error))?;
        Ok(Built { plan, layout, pdf })
    }

    fn layout(&self, error: LayoutError) -> Failure {
        match error {
            LayoutError::Findings(findings) => self.findings(findings),
            LayoutError::Bug(message) => Failure::Bug(message),
        }
    }

    fn findings(&self, mut findings: Vec<Diagnostic>) -> Failure {
        diagnostic::sort(&mut findings, &self.files);
        Failure::Findings(findings)
    }
}
