//! The road a plan travels: source, model, rules, compose, engine, export, verify. The commands stop at different
//! places of it.

mod images;
mod press;
mod proof;

use std::io;
use std::path::Path;

use jiff::civil::Date;

use crate::amend::{self, Edition};
use crate::changes::{self, Difference, Step};
use crate::chart;
use crate::compose::{
    Composition, Drawing, Marks, compose, compose_changes, compose_drawings, drawings, page_label, project_label,
    shown_drawings,
};
use crate::diagnostic::{self, Diagnostic, FileId, Files, Severity};
use crate::engine::{self, Engine, EngineError, Layout, LayoutError, PageMap, Profile};
use crate::export;
use crate::lock;
use crate::model::{self, Destination, PageKind, Plan, format_day};
use crate::rules;
use crate::source::{self, Documents, Folder};
use crate::verify::{self, Facts, Pdf, Refusal};

use press::{Made, Workshop};
pub use press::{PrintFile, Profiles};
use proof::{Expectation, TextExpectation};

/// A project folder and the files read from it.
#[derive(Debug)]
pub struct Project {
    folder: Folder,
    /// Where `layouts/` and `fonts/` are, if not in the same folder.
    assets: Option<Folder>,
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

/// What came of accepting findings.
#[derive(Debug)]
pub enum Baseline {
    /// They are accepted.
    Accepted {
        /// The text of `sources/baseline.yaml`.
        text: String,
        /// How many there are.
        findings: usize,
        /// How many of them were not accepted before.
        new: usize,
    },
    /// There are new ones, and no reason is given for them.
    NoReason {
        /// How many are new.
        new: usize,
    },
    /// There are more than can be recorded one by one.
    TooMany,
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
    /// Its page map and layout.
    pub layout: Layout,
    /// What it was made of.
    pub composition: Composition,
    /// The PDF with links: the screen's; where only print is made, what the print file is made of.
    pub pdf: Vec<u8>,
    /// The PDF for the printing house, if it is wanted.
    pub print: Option<PrintFile>,
    /// What is worth mending though the plan can be made, sorted. A draft is made although there are errors among it.
    pub warnings: Vec<Diagnostic>,
}

/// What is made, and how strictly it is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Whether a warning keeps the plan from being made.
    pub deny_warnings: bool,
    /// Whether the pages must be those of `sources/pages.lock`.
    pub locked: bool,
    /// Which edition is meant.
    pub edition: Edition,
    /// How much is shown of what amendments changed.
    pub marks: Marks,
    /// What it is made for.
    pub profiles: Profiles,
    /// Whether it is made, marked as a draft, although its pages are not right yet.
    pub draft: bool,
    /// Whether findings are there to be accepted: those of the baseline are not dropped, and none that may be accepted keeps
    /// the plan from being made.
    pub accepting: bool,
}

impl Options {
    /// Returns how findings are settled once every stage has looked.
    const fn manner(&self) -> rules::Manner {
        rules::Manner {
            deny_warnings: self.deny_warnings,
            accepted: !self.accepting,
            complete: true,
            print: self.profiles.print(),
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::Unreadable { path: error.path, reason: error.reason }
    }
}

impl From<source::Unreadable> for Failure {
    fn from(error: source::Unreadable) -> Self {
        Self::Unreadable { path: error.path, reason: error.error.reason() }
    }
}

impl Composed {
    /// Returns the files of the Typst project: path and bytes.
    pub fn typst_files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let main = (crate::compose::MAIN, self.composition.main.as_bytes());
        let layouts = self.engine.layouts().map(|(path, text)| (path, text.as_bytes()));
        let images = self.plan.images.iter().map(|(path, image)| (path.as_str(), &*image.screen));
        [main].into_iter().chain(layouts).chain(self.engine.layout_images()).chain(images)
    }
}

impl Project {
    /// Opens a project folder.
    ///
    /// # Errors
    /// If there is no such folder.
    pub fn open(root: &Path) -> io::Result<Self> {
        Ok(Self { folder: Folder::open(root)?, assets: None, files: Files::default() })
    }

    /// Opens a folder that has only `sources/`, with the layouts and fonts of another.
    ///
    /// # Errors
    /// If there is no such folder.
    pub fn open_with_assets(root: &Path, assets: &Path) -> io::Result<Self> {
        Ok(Self { folder: Folder::open(root)?, assets: Some(Folder::open(assets)?), files: Files::default() })
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

    /// Reads and resolves the sources of an edition.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn plan(&mut self, edition: Edition) -> Result<Plan, Failure> {
        let (documents, history) = self.documents(edition)?;
        self.resolve(documents, history)
    }

    /// Reads the documents of an edition; what is wrong with the files themselves is among their findings.
    fn documents(&mut self, edition: Edition) -> Result<(Documents, amend::History), Failure> {
        let mut documents = source::read(&self.folder, &mut self.files)?;
        let history = if documents.findings.is_empty() {
            amend::apply(&mut documents, edition)
        } else {
            amend::History::default()
        };
        Ok((documents, history))
    }

    fn resolve(&self, documents: Documents, history: amend::History) -> Result<Plan, Failure> {
        let sources = source::decode(documents, &self.folder).map_err(|findings| self.findings(findings))?;
        model::resolve(sources, history).map_err(|findings| self.findings(findings))
    }

    fn engine(&mut self) -> Result<Engine, Failure> {
        Ok(Engine::open(self.assets.as_ref().unwrap_or(&self.folder), &mut self.files)?)
    }

    /// Reads an edition with its page map, for comparison.
    fn state(&mut self, edition: Edition) -> Result<State, Failure> {
        let (documents, history) = self.documents(edition)?;
        let plan = self.resolve(documents.clone(), history)?;
        let Composed { plan, composition, engine } = self.compose_plan(plan, Marks::None)?;
        let layout = engine
            .layout(Profile::Screen, &composition, &plan, &self.files)
            .map_err(|error| self.layout_failure(error, Vec::new(), |findings, _| findings))?;
        engine::forget();
        Ok(State { documents, plan, engine, pages: layout.pages })
    }

    /// Composes the plan's Typst document.
    ///
    /// # Errors
    /// What is wrong with the sources, or with `fonts/` and `layouts/`.
    pub fn compose(&mut self, options: Options) -> Result<Composed, Failure> {
        let plan = self.plan(options.edition)?;
        self.compose_plan(plan, options.marks)
    }

    fn compose_plan(&mut self, plan: Plan, marks: Marks) -> Result<Composed, Failure> {
        let engine = self.engine()?;
        let composition = composed(&plan, marks, &engine)?;
        let mut findings = engine.missing_glyphs(&composition, &self.files);
        findings.extend(images::prove(&engine, &plan, &self.files).map_err(Failure::Bug)?);
        findings.retain(|finding| finding.severity == Severity::Error);
        if findings.is_empty() { Ok(Composed { plan, composition, engine }) } else { Err(self.findings(findings)) }
    }

    /// Makes the finished document and proves it.
    ///
    /// # Errors
    /// Everything that is wrong, up to the first stage that could not go on.
    pub fn build(&mut self, options: Options) -> Result<Built, Failure> {
        let plan = self.plan(options.edition)?;
        let mut findings = rules::check(&plan, &self.files);
        let manner = rules::Manner { complete: false, ..options.manner() };
        let settle = |findings, files: &Files| rules::settle(findings, &plan.settings, files, manner);

        let engine = self.engine()?;
        let mut composition = composed(&plan, options.marks, &engine)?;
        composition.draft = options.draft;
        let missing = engine.missing_glyphs(&composition, &self.files);
        let (unusable, doubtful): (Vec<_>, Vec<_>) = images::prove(&engine, &plan, &self.files)
            .map_err(Failure::Bug)?
            .into_iter()
            .partition(|finding| finding.severity == Severity::Error);
        findings.extend(doubtful);
        if !missing.is_empty() || !unusable.is_empty() {
            // A character without a glyph is to be replaced anyway.
            findings.retain(|finding| {
                finding.rule.code != diagnostic::rule::MACHINE_DEPENDENT.code
                    || missing.iter().all(|missing| missing.primary.span != finding.primary.span)
            });
            findings.extend(missing);
            findings.extend(unusable);
            return Err(self.findings(settle(findings, &self.files)));
        }
        let shop = Workshop { engine: &engine, composition: &composition, plan: &plan, files: &self.files };
        let profile = match press::output_profile(&self.folder, &plan) {
            Ok(profile) => profile,
            Err(finding) => {
                findings.push(*finding);
                return Err(self.findings(settle(findings, &self.files)));
            }
        };
        let Made { layout, pdf, print, findings: found } = match shop.make(options.profiles, profile.as_deref()) {
            Ok(made) => made,
            Err(error) => return Err(self.layout_failure(error, findings, settle)),
        };
        engine::forget();
        findings.extend(found);
        if options.locked {
            let lock = self.lock()?;
            findings.extend(lock::check(lock, &self.files, &layout.pages, &composition.references));
        }

        let mut settled = rules::settle(findings, &plan.settings, &self.files, options.manner());
        let grave = |finding: &Diagnostic| {
            finding.severity == Severity::Error && !(options.accepting && finding.rule.adjustable)
        };
        if !options.draft && settled.iter().any(grave) {
            return Err(self.findings(settled));
        }
        diagnostic::sort(&mut settled, &self.files);
        Ok(Built { plan, layout, composition, pdf, print, warnings: settled })
    }

    /// Accepts what is found: returns the text of `sources/baseline.yaml` that drops it from now on.
    ///
    /// # Errors
    /// What cannot be accepted.
    pub fn baseline(&mut self, options: Options, reason: Option<&str>) -> Result<Baseline, Failure> {
        let options = Options { accepting: true, deny_warnings: false, locked: false, ..options };
        let built = self.build(options).map_err(|failure| match failure {
            Failure::Findings(mut findings) => {
                if findings.iter().any(|finding| !finding.rule.adjustable) {
                    findings.retain(|finding| !finding.rule.adjustable);
                }
                Failure::Findings(findings)
            }
            other => other,
        })?;
        let before = &built.plan.settings.accepted;
        let mut findings = built.warnings;
        // An exception that is not needed is to be removed, not to be excepted.
        findings.retain(|finding| finding.rule.code != diagnostic::rule::UNUSED_IGNORE.code);
        if findings.iter().any(|finding| finding.more > 0) {
            return Ok(Baseline::TooMany);
        }
        // What was not looked for stays accepted.
        let unseen = before.iter().filter(|entry| !options.manner().looked_for(entry.rule)).cloned();
        Ok(match rules::accept(&findings, before, reason, &self.files) {
            Ok((entries, new)) => {
                match rules::render_baseline(&entries.into_iter().chain(unseen).collect::<Vec<_>>()) {
                    Some(text) => Baseline::Accepted { text, findings: findings.len(), new },
                    None => Baseline::TooMany,
                }
            }
            Err(new) => Baseline::NoReason { new },
        })
    }

    /// Holds a PDF made earlier against the plan.
    ///
    /// # Errors
    /// If the file cannot be read as a PDF, or is not the one for the screen.
    pub fn compare(&mut self, name: &str, bytes: Vec<u8>, built: &Built) -> Result<Vec<Diagnostic>, Failure> {
        let unreadable = |refusal: Refusal| Failure::Unreadable { path: name.into(), reason: refusal.reason() };
        let old = Pdf::read(bytes).map_err(unreadable)?;
        if old.press {
            let reason = "is the file for the printing house, which has no links or bookmarks to compare";
            return Err(Failure::Unreadable { path: name.into(), reason: reason.into() });
        }
        let today = Pdf::read_own(built.pdf.clone()).map_err(|_| Failure::Bug("the PDF cannot be read back".into()))?;
        let plan = &built.plan;
        let expectation = Expectation::new(plan, &built.layout, &built.composition.references);
        let texts = TextExpectation::new(&built.layout, &built.composition);
        let total =
            plan.total_heading().zip(plan.page_title(PageKind::Budget)).map(|(heading, (_, span))| (heading, span));
        let facts = Facts {
            title: (plan.full_title(), plan.title.span),
            note: plan.edition_note.as_ref().map(|note| (note.value.clone(), note.span)),
            total,
            amounts: plan
                .projects
                .iter()
                .map(|project| {
                    let amount = format!("（{}千円）", project.amount());
                    (project.title.value.clone(), amount, project.lines[0].amount.span)
                })
                .collect(),
        };
        let texts = texts.texts(&built.layout, &built.composition);
        let mut findings = verify::compare(name, &old, &today, expectation.expected(), &facts, texts);
        diagnostic::sort(&mut findings, &self.files);
        Ok(findings)
    }

    /// Reads `sources/pages.lock`.
    fn lock(&mut self) -> Result<FileId, Failure> {
        let text = self.folder.read_text(lock::PATH).map_err(|error| {
            let help = "; record the agreed pages with `keikaku pages --lock`";
            Failure::Unreadable { path: lock::PATH.into(), reason: format!("{}{help}", error.reason()) }
        })?;
        Ok(self.files.add(lock::PATH, text))
    }

    /// Adds what a stage could not go on from to what was found before.
    fn layout_failure(
        &self,
        error: LayoutError,
        mut findings: Vec<Diagnostic>,
        settle: impl Fn(Vec<Diagnostic>, &Files) -> Vec<Diagnostic>,
    ) -> Failure {
        match error {
            LayoutError::Findings(new) => {
                findings.extend(new);
                self.findings(settle(findings, &self.files))
            }
            LayoutError::Bug(message) => Failure::Bug(message),
        }
    }

    fn findings(&self, mut findings: Vec<Diagnostic>) -> Failure {
        diagnostic::sort(&mut findings, &self.files);
        Failure::Findings(diagnostic::Findings::from(findings).into_vec())
    }
}

/// A chart as a file.
#[derive(Debug)]
pub struct ChartFile {
    /// Its name without an ending.
    pub name: String,
    /// Its caption.
    pub title: String,
    /// What it says in words.
    pub alt: String,
    /// The file's bytes.
    pub bytes: Vec<u8>,
}

impl Project {
    /// Draws the charts of an edition as files, by `encode`: layout and page to bytes.
    ///
    /// # Errors
    /// What is wrong with the sources.
    pub fn charts(
        &mut self,
        edition: Edition,
        encode: impl Fn(&Layout, usize) -> Option<Vec<u8>>,
    ) -> Result<Vec<ChartFile>, Failure> {
        let state = self.state(edition)?;
        let font = chart_font(&state.engine)?;
        let drawings = drawings(&state.plan, &font, |project| {
            let page = state.page(&format!("projects/{}", project.id.as_str()))?;
            Some(chart::Code::trusted(format!("[{page}]")))
        });
        let drawings = drawings.map_err(not_drawn)?;
        let composition = compose_drawings(&state.plan, &drawings);
        let layout = state
            .engine
            .layout(Profile::Screen, &composition, &state.plan, &self.files)
            .map_err(|error| self.layout_failure(error, Vec::new(), |findings, _| findings))?;
        drawings
            .into_iter()
            .enumerate()
            .map(|(at, drawing)| {
                let bytes = encode(&layout, at)
                    .ok_or_else(|| Failure::Bug(format!("the chart `{}` cannot be encoded", drawing.name)))?;
                Ok(ChartFile { name: drawing.name, title: drawing.title, alt: drawing.chart.alt, bytes })
            })
            .collect()
    }
}

/// Composes a plan with the engine's text font.
fn composed(plan: &Plan, marks: Marks, engine: &Engine) -> Result<Composition, Failure> {
    compose(plan, marks, &chart_font(engine)?).map_err(not_drawn)
}

/// Returns the font with which charts are measured.
fn chart_font(engine: &Engine) -> Result<chart::Font<'_>, Failure> {
    chart::Font::new(engine.text_font()).map_err(not_drawn)
}

fn not_drawn(error: chart::Error) -> Failure {
    Failure::Bug(format!("a chart cannot be drawn: {error:?}"))
}

/// A state of a plan, for comparison.
struct State {
    documents: Documents,
    plan: Plan,
    engine: Engine,
    pages: PageMap,
}

impl State {
    /// Draws the charts that it shows.
    fn charts(&self) -> Result<Vec<Drawing>, Failure> {
        shown_drawings(&self.plan, &chart_font(&self.engine)?).map_err(not_drawn)
    }

    /// Returns the printed page of a label.
    fn printed(&self, label: &str) -> Option<String> {
        let entry = self.pages.entries.iter().find(|entry| entry.entry.label == label)?;
        self.pages.printed(entry).map(str::to_owned)
    }

    /// Returns the printed page of what can be cited.
    fn cited(&self, destination: Destination) -> Option<String> {
        self.printed(&match destination {
            Destination::Page(kind) => page_label(kind),
            // A section begins on its first sheet.
            Destination::Section(section) => {
                project_label(section.of(&self.plan.sections).projects.first()?.of(&self.plan.projects))
            }
            Destination::Project(project) => project_label(project.of(&self.plan.projects)),
        })
    }

    /// Returns the printed page of what a path leads to.
    fn page(&self, path: &str) -> Option<String> {
        let mut parts = path.split('/');
        let label = match (parts.next()?, parts.next()) {
            ("projects", Some(id)) => format!("project:{id}"),
            (file @ ("positioning" | "vision" | "cooperation" | "charts"), _) => format!("page:{file}"),
            ("overhead" | "total", _) => "page:budget".into(),
            ("history", _) => "page:charts".into(),
            ("pages", Some(label)) => label.to_owned(),
            _ => return None,
        };
        self.printed(&label)
    }

    /// Returns what the state is called: the day of its last amendment, or 当初.
    fn name(&self) -> String {
        match self.plan.history.amendments.last() {
            Some(amendment) => format_day(amendment.date.0),
            None => "当初".into(),
        }
    }
}

/// The differences between two states of a plan.
#[derive(Debug)]
pub struct Changed {
    /// What the old state is called.
    pub from: String,
    /// What the new state is called.
    pub to: String,
    /// The differences.
    pub differences: Vec<Difference>,
    /// What an amendment would have to say of them.
    pub steps: Vec<Step>,
    /// The documents of the old state.
    pub before: Documents,
    /// The documents of the new state.
    pub after: Documents,
    /// The day and name of the last amendment of the old state.
    pub amended: Option<(Date, String)>,
    /// The 新旧対照表; nothing if there is no difference.
    pub pdf: Option<Vec<u8>>,
}

/// Compares two states: an edition of `old` (or of `project` itself) and one of `project`.
///
/// # Errors
/// What is wrong with one of them, and whether it is `old`.
pub fn changed(
    old: Option<(&mut Project, &str)>,
    from: Edition,
    project: &mut Project,
    to: Edition,
) -> Result<Changed, (bool, Failure)> {
    let (before, name) = match old {
        Some((old, name)) => (old.state(from).map_err(|failure| (true, failure))?, Some(name.to_owned())),
        None => (project.state(from).map_err(|failure| (false, failure))?, None),
    };
    let after = project.state(to).map_err(|failure| (false, failure))?;
    let (differences, steps) = differences(&before, &after).map_err(|failure| (false, failure))?;
    let (from, to) = (name.unwrap_or_else(|| before.name()), after.name());
    let pdf = if differences.is_empty() {
        None
    } else {
        Some(project.change_table(&after, &differences, &from, &to).map_err(|failure| (false, failure))?)
    };
    let amended = before.plan.history.amendments.last().map(|last| (last.date.0, last.name.clone()));
    let (before, after) = (before.documents, after.documents);
    Ok(Changed { from, to, differences, steps, before, after, amended, pdf })
}

/// Returns the differences of the documents, and what follows from them: sums, charts and moved pages.
fn differences(before: &State, after: &State) -> Result<(Vec<Difference>, Vec<Step>), Failure> {
    let (was, is) = (|destination| before.cited(destination), |destination| after.cited(destination));
    let old = changes::State { documents: &before.documents, plan: &before.plan, page: &was };
    let new = changes::State { documents: &after.documents, plan: &after.plan, page: &is };
    let (mut found, steps) = changes::diff(&old, &new);
    for difference in &mut found {
        if difference.reason.is_none() {
            difference.reason = after.plan.history.reason(&difference.path).cloned();
        }
    }
    found.extend(changes::follow(&old, &new));
    found.extend(charts(before, after)?);
    for entry in &after.pages.entries {
        let then = before.pages.entries.iter().find(|then| then.entry.label == entry.entry.label);
        let pages = then.and_then(|then| before.pages.printed(then)).zip(after.pages.printed(entry));
        if let Some((old, new)) = pages.filter(|(old, new)| old != new) {
            let (path, place) = (format!("pages/{}", entry.entry.label), format!("頁　{}", entry.entry.title));
            found.push(Difference::new(&path, &place, Some(format!("{old}頁")), Some(format!("{new}頁"))));
        }
    }
    for difference in &mut found {
        difference.old_page = difference.old.as_ref().and_then(|_| before.page(&difference.path));
        difference.new_page = difference.new.as_ref().and_then(|_| after.page(&difference.path));
    }
    Ok((found, steps))
}

/// Returns the differences of what charts show: the rows of their tables that are not the same.
fn charts(before: &State, after: &State) -> Result<Vec<Difference>, Failure> {
    let (was, is) = (before.charts()?, after.charts()?);
    let rows = |drawing: Option<&Drawing>| -> Vec<String> {
        let rows = drawing.map(|drawing| drawing.chart.table.as_slice()).unwrap_or_default();
        // The first row heads the others.
        let cells = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>();
        rows.iter().skip(1).map(|row| cells(row).join(" ")).collect()
    };
    let find = |charts: &[Drawing], name: &str| rows(charts.iter().find(|drawing| drawing.name == name));
    let title = after.plan.page_title(PageKind::Charts).or_else(|| before.plan.page_title(PageKind::Charts));
    let title = title.map(|(title, _)| title).unwrap_or_default();
    let gone = was.iter().filter(|was| is.iter().all(|is| is.name != was.name));
    let mut found = Vec::new();
    for drawing in is.iter().chain(gone) {
        let (old, new) = (find(&was, &drawing.name), find(&is, &drawing.name));
        let only = |one: &[String], other: &[String]| {
            let only: Vec<_> = one.iter().filter(|row| !other.contains(row)).cloned().collect();
            // Where nothing else differs, the order does.
            if only.is_empty() && other.iter().all(|row| one.contains(row)) { one.to_vec() } else { only }
        };
        let said = |rows: Vec<String>| (!rows.is_empty()).then(|| rows.join("\n"));
        if old != new {
            let (path, place) = (format!("charts/{}", drawing.name), format!("{title}　{}", drawing.title));
            found.push(Difference::new(&path, &place, said(only(&old, &new)), said(only(&new, &old))));
        }
    }
    Ok(found)
}

impl Project {
    /// Makes the 新旧対照表.
    fn change_table(
        &self,
        State { plan, engine, .. }: &State,
        differences: &[Difference],
        from: &str,
        to: &str,
    ) -> Result<Vec<u8>, Failure> {
        let composition = compose_changes(plan, differences, from, to);
        let missing = engine.missing_glyphs(&composition, &self.files);
        if !missing.is_empty() {
            return Err(self.findings(missing));
        }
        let failed = |error| self.layout_failure(error, Vec::new(), |findings, _| findings);
        let layout = engine.layout(Profile::Screen, &composition, plan, &self.files).map_err(failed)?;
        let pdf = export::pdf(&layout, &composition, &self.files).map_err(failed)?;
        let mut findings = layout.findings.clone();
        findings.extend(proof::prove_texts(&pdf, "the table", &layout, &composition).map_err(failed)?);
        let wrong = findings.iter().any(|finding| finding.severity == Severity::Error);
        if wrong { Err(self.findings(findings)) } else { Ok(pdf) }
    }
}
