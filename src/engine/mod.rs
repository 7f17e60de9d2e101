//! Layout: the only stage that knows the Typst compiler.

mod convert;
mod drawings;
mod fonts;
mod inspect;
mod pages;
mod pictures;
mod profile;
mod resolution;
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use typst_layout::PagedDocument;

use crate::characters::{instead, invisible, is_selector, script, shown};
use crate::compose::{Composition, MAIN};
use crate::diagnostic::{Diagnostic, Files, Severity, Span, rule};
use crate::model::Plan;
use crate::source::{Folder, ReadError};
pub use fonts::Fonts;
pub use pages::{PageEntry, PageMap};
pub(crate) use pictures::Picture;
pub use profile::Profile;
use world::{Layouts, PlanWorld};

/// A laid out document.
pub struct Layout {
    pub(crate) document: PagedDocument,
    /// The images, where they stand.
    pub(crate) pictures: Vec<Picture>,
    world: PlanWorld,
    /// The pages on which the document's parts begin.
    pub pages: PageMap,
    /// What is wrong with it, though it could be laid out.
    pub findings: Vec<Diagnostic>,
    /// The pages, from 0, of which it is already said that text runs out of its place.
    pub(crate) crowded: BTreeSet<usize>,
}

impl std::fmt::Debug for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Layout").field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// Why there is no layout.
#[derive(Debug)]
pub enum LayoutError {
    /// What is wrong in the sources or layouts.
    Findings(Vec<Diagnostic>),
    /// A mistake of this program: something that no author's file explains.
    Bug(String),
}

/// The fonts and layouts of a project, ready to lay out documents.
pub struct Engine {
    fonts: Arc<Fonts>,
    layouts: Layouts,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

/// A file or folder of the project that the engine needs and cannot read.
#[derive(Debug)]
pub struct EngineError {
    /// Its path from the project folder.
    pub path: String,
    /// Why, to follow the path.
    pub reason: String,
}

impl EngineError {
    fn new(path: impl Into<String>, error: &ReadError) -> Self {
        Self { path: path.into(), reason: error.reason() }
    }
}

impl Engine {
    /// Reads `fonts/` and `layouts/`.
    ///
    /// # Errors
    /// If a file in them cannot be used, or there is none.
    pub fn open(folder: &Folder, files: &mut Files) -> Result<Self, EngineError> {
        Ok(Self { fonts: Arc::new(Fonts::open(folder)?), layouts: Layouts::open(folder, files)? })
    }

    /// Returns the bytes of the font of running text: the regular one.
    #[must_use]
    pub fn text_font(&self) -> &[u8] {
        self.fonts.regular()
    }

    /// Returns the family of the font of running text.
    #[must_use]
    pub fn text_family(&self) -> &str {
        self.fonts.family()
    }

    /// Returns the images beside the layouts: path in the Typst project and bytes.
    pub fn layout_images(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.layouts.images().map(|(path, image)| (path, &*image.screen))
    }

    /// Returns the layouts: path in the Typst project and text.
    pub fn layouts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.layouts.iter()
    }

    /// Reports every character of the document that no font has, at the author's place, and every form of one that a
    /// variation selector asks for in vain: names keep theirs.
    #[must_use]
    pub fn missing_glyphs(&self, composition: &Composition, files: &Files) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for (text, span) in composition.map.texts() {
            let mut reported = Vec::new();
            let mut before = None;
            for c in text.chars() {
                let base = before.replace(c).filter(|_| is_selector(c));
                // Small digits are set from the font's own; a form of a character that is missing needs no second word.
                let found = match base {
                    Some(base) => !self.fonts.has(base) || self.fonts.has_form(base, c),
                    None => c == '\n' || script(c).is_some() || self.fonts.has(c),
                };
                if found || reported.contains(&(base, c)) {
                    continue;
                }
                reported.push((base, c));
                // Escapes and folded lines may hide the character from a plain search; then the whole value is shown.
                let sought: String = base.into_iter().chain([c]).collect();
                let place = files.slice(span).find(&sought).map_or(span, |at| span.part(at, sought.len()));
                let (message, help) = self.missing(base, c);
                findings.push(Diagnostic::new(&rule::MISSING_GLYPH, place, message).help(help));
            }
        }
        findings
    }

    /// Says what is missing, and what to do.
    fn missing(&self, base: Option<char>, c: char) -> (String, String) {
        let add = "add a font that has it to `fonts/` and to `layouts/theme.typ`";
        if let Some(base) = base {
            let codes = format!("U+{:04X} U+{:04X}", u32::from(base), u32::from(c));
            let message = format!("no font in `fonts/` has this form of `{base}` ({codes})");
            return (message, format!("remove the variation selector (異体字セレクタ) after `{base}`, or {add}"));
        }
        let right = instead(c).filter(|right| right.chars().all(|c| self.fonts.has(c)));
        match (invisible(c), right) {
            (Some(_), _) => (format!("{} stands in the text", shown(c)), "remove it".into()),
            (None, Some(right)) => {
                (format!("no font in `fonts/` has the character {}", shown(c)), format!("write `{right}`"))
            }
            (None, None) => (
                format!("no font in `fonts/` has the character {}", shown(c)),
                format!("write another character, or {add}"),
            ),
        }
    }

    /// Lays out a document as a profile needs it. Several profiles can be laid out side by side.
    ///
    /// # Errors
    /// What is wrong in the sources or layouts, or with this program.
    pub fn layout(
        &self,
        profile: Profile,
        composition: &Composition,
        plan: &Plan,
        files: &Files,
    ) -> Result<Layout, LayoutError> {
        let inputs = profile.inputs(&plan.settings.print, composition.draft);
        let fonts = Arc::clone(&self.fonts);
        let world = PlanWorld::new(fonts, (profile, inputs), &self.layouts, &composition.main, &plan.images);
        let typst::diag::Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
        let context = convert::Context { world: &world, composition, files };
        let warnings = context.convert_all(&warnings)?;
        let (errors, warnings): (Vec<_>, Vec<_>) =
            warnings.into_iter().partition(|warning| warning.severity == Severity::Error);
        let document = match output {
            Ok(document) if errors.is_empty() => document,
            Ok(_) => return Err(LayoutError::Findings(errors)),
            Err(diagnostics) => {
                let mut findings = context.convert_all(&diagnostics)?;
                findings.extend(errors);
                return Err(LayoutError::Findings(findings));
            }
        };
        let pages = PageMap::new(&document, composition).map_err(LayoutError::Bug)?;
        let mut findings = warnings;
        let pictures = pictures::pictures(&document, plan, &self.layouts, &pages, |mark| context.place(mark.into()));
        let inspected = inspect::inspect(&document, composition, plan, &pages);
        findings.extend(inspected.findings);
        findings.extend(pictures::check(&pictures, &self.fonts));
        // What a drawing's text lacks, the exporter would only say in its own words, and for print not at all.
        if findings.iter().any(|finding| finding.rule.code == rule::MISSING_GLYPH.code) {
            return Err(LayoutError::Findings(findings));
        }
        let document = resolution::fitted(document, profile, &pictures);
        Ok(Layout { document, pictures, world, pages, findings, crowded: inspected.crowded })
    }
}

impl Layout {
    /// Turns what an exporter reports into diagnostics.
    pub(crate) fn convert(
        &self,
        diagnostics: &[typst::diag::SourceDiagnostic],
        composition: &Composition,
        files: &Files,
    ) -> LayoutError {
        let context = convert::Context { world: &self.world, composition, files };
        match context.convert_all(diagnostics) {
            Ok(findings) => LayoutError::Findings(findings),
            Err(error) => error,
        }
    }
}

/// Lets go of what the compiler has kept for a next layout: of a search for the best setting, that is most of its memory.
pub(crate) fn forget() {
    typst::comemo::evict(0);
}

/// Returns where the generated file stands in the Typst project.
fn is_main(path: &str) -> bool {
    path == MAIN
}

/// Creates a whole-file place, for findings about a file of the project.
fn file_span(files: &Files, path: &str) -> Option<Span> {
    files.find(path).map(|file| Span::new(file, 0, 0))
}
