//! The project folder read into raw types whose every value keeps its place.
//!
//! [`read`] gives the original edition as trees and prose, and the amendments beside it; [`amend`](crate::amend) applies
//! these; [`decode`] makes raw types of the result. Structure is checked here: files, YAML, keys, types, Markdown.
//! Whether the values make sense together is the [`model`](crate::model)'s question.

mod folder;
mod images;
pub mod prose;
pub mod raw;
mod svg;
pub mod yaml;

use crate::characters::composed;
use crate::diagnostic::{Diagnostic, FileId, Files, Findings, Located, Span, Text, rule};
pub use folder::{Folder, MAX_TEXT_BYTES, ReadError};
use images::Loader;
pub use images::{Doubt, ImageFile, Images, Problem};
pub(crate) use images::{raster, read as read_image};
use prose::{Block, Headings, Section, heading_list, parse_sections, visit_blocks};
use yaml::{Decode, Decoder, Node};

/// The fixed headings of a sheet's prose.
pub const SHEET_HEADINGS: &Headings = &["事業目的", "事業概要", "事業のねらい・取組のポイント"];

/// The folder of all that an author writes.
const SOURCES: &str = "sources";
/// The files of the plan itself, in that folder.
const PLAN_FILES: [&str; 6] =
    ["plan.yaml", "positioning.yaml", "vision.yaml", "cooperation.yaml", "history.yaml", "baseline.yaml"];
/// The findings that are accepted; `keikaku check --write-baseline` writes them.
pub const BASELINE: &str = "sources/baseline.yaml";
/// The folder of the projects.
const PROJECTS: &str = "sources/projects";
/// The folder of the amendments.
const AMENDMENTS: &str = "sources/amendments";

/// The files as trees and prose.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// `sources/plan.yaml`.
    pub plan: Option<Node>,
    /// `sources/positioning.yaml`, where there is one.
    pub positioning: Option<Node>,
    /// `sources/vision.yaml`, where there is one.
    pub vision: Option<Node>,
    /// `sources/cooperation.yaml`, where there is one.
    pub cooperation: Option<Node>,
    /// `sources/history.yaml`, where there is one.
    pub history: Option<Node>,
    /// [`BASELINE`], where there is one.
    pub baseline: Option<Node>,
    /// The projects, by id.
    pub projects: Vec<ProjectDocument>,
    /// The amendments in the order of their files' names.
    pub amendments: Vec<AmendmentDocument>,
    /// What is wrong so far; there may be more to find in what could be read.
    pub findings: Vec<Diagnostic>,
}

impl Documents {
    /// The names of the files beside `plan.yaml` that are part of the plan and that it may do without.
    pub const FILES: [&str; 4] = ["positioning", "vision", "cooperation", "history"];

    /// Returns the tree of one of [`FILES`](Self::FILES) by its name; nothing if none is called so.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&Option<Node>> {
        match name {
            "positioning" => Some(&self.positioning),
            "vision" => Some(&self.vision),
            "cooperation" => Some(&self.cooperation),
            "history" => Some(&self.history),
            _ => None,
        }
    }

    /// See [`file`](Self::file).
    #[must_use]
    pub fn file_mut(&mut self, name: &str) -> Option<&mut Option<Node>> {
        match name {
            "positioning" => Some(&mut self.positioning),
            "vision" => Some(&mut self.vision),
            "cooperation" => Some(&mut self.cooperation),
            "history" => Some(&mut self.history),
            _ => None,
        }
    }
}

/// A project's two files as tree and prose.
#[derive(Debug, Clone)]
pub struct ProjectDocument {
    /// The id: the files' name; its place is the head of the YAML file.
    pub id: Text,
    /// The YAML file.
    pub data: Node,
    /// The file ids of the two.
    pub files: [FileId; 2],
    /// The Markdown file, one section a heading of [`SHEET_HEADINGS`].
    pub prose: Vec<Section>,
}

/// An amendment: its file, and the projects that it adds.
#[derive(Debug, Clone)]
pub struct AmendmentDocument {
    /// The file's name without its ending, for example `2024-08-31-august`.
    pub name: String,
    /// The file.
    pub file: FileId,
    /// What it says.
    pub data: raw::Amendment,
    /// The projects in the folder of the same name.
    pub projects: Vec<ProjectDocument>,
}

/// Everything that the author wrote for an edition.
#[derive(Debug)]
pub struct Sources {
    /// `sources/plan.yaml`.
    pub plan: raw::Plan,
    /// `sources/positioning.yaml`, where there is one.
    pub positioning: Option<raw::Positioning>,
    /// `sources/vision.yaml`, where there is one.
    pub vision: Option<raw::Vision>,
    /// `sources/cooperation.yaml`, where there is one.
    pub cooperation: Option<raw::Cooperation>,
    /// `sources/history.yaml`, where there is one.
    pub history: Option<raw::History>,
    /// [`BASELINE`], where there is one.
    pub baseline: Option<raw::Baseline>,
    /// The projects, by id.
    pub projects: Vec<ProjectSource>,
    /// The images that the prose shows.
    pub images: Images,
}

/// A project's two files.
#[derive(Debug)]
pub struct ProjectSource {
    /// The id: the files' name; its place is the head of the YAML file.
    pub id: Text,
    /// The YAML file.
    pub data: raw::Project,
    /// The file ids of the two.
    pub files: [FileId; 2],
    /// The Markdown file, one section a heading of [`SHEET_HEADINGS`].
    pub prose: Vec<Section>,
}

/// A file or folder that must exist cannot be read; there is nothing to point at.
#[derive(Debug)]
pub struct Unreadable {
    /// Its path from the project folder.
    pub path: String,
    /// Why.
    pub error: ReadError,
}

/// Reads all source files of a project folder.
///
/// # Errors
/// The first file that the operating system refuses; everything else is among the documents' findings.
pub fn read(folder: &Folder, files: &mut Files) -> Result<Documents, Unreadable> {
    let mut reader = Reader { folder, files, findings: Findings::default() };
    let mut documents = Documents {
        plan: reader.required("sources/plan.yaml")?,
        positioning: reader.optional("sources/positioning.yaml")?,
        vision: reader.optional("sources/vision.yaml")?,
        cooperation: reader.optional("sources/cooperation.yaml")?,
        history: reader.optional("sources/history.yaml")?,
        baseline: reader.optional(BASELINE)?,
        projects: reader.projects(PROJECTS)?,
        amendments: reader.amendments()?,
        findings: Vec::new(),
    };
    reader.strays()?;
    documents.findings = reader.findings.into_vec();
    Ok(documents)
}

/// Decodes documents into raw types and reads the images that they show.
///
/// # Errors
/// All that is wrong, what reading has found included.
pub fn decode(documents: Documents, folder: &Folder) -> Result<Sources, Vec<Diagnostic>> {
    let mut decoder = Decoder::with(documents.findings);
    let plan = documents.plan.and_then(|node| raw::Plan::decode(&node, &mut decoder));
    let positioning = documents.positioning.map(|node| raw::Positioning::decode(&node, &mut decoder));
    let vision = documents.vision.map(|node| raw::Vision::decode(&node, &mut decoder));
    let cooperation = documents.cooperation.map(|node| raw::Cooperation::decode(&node, &mut decoder));
    let history = documents.history.map(|node| raw::History::decode(&node, &mut decoder));
    let baseline = documents.baseline.map(|node| raw::Baseline::decode(&node, &mut decoder));
    let mut projects = Vec::new();
    for ProjectDocument { id, data, files, prose } in documents.projects {
        if let Some(data) = raw::Project::decode(&data, &mut decoder) {
            projects.push(ProjectSource { id, data, files, prose });
        }
    }
    let images = read_images(folder, &projects, &mut decoder);
    match plan {
        Some(plan) if decoder.findings().is_empty() => Ok(Sources {
            plan,
            positioning: positioning.flatten(),
            vision: vision.flatten(),
            cooperation: cooperation.flatten(),
            history: history.flatten(),
            baseline: baseline.flatten(),
            projects,
            images,
        }),
        _ => Err(decoder.into_findings()),
    }
}

fn read_images(folder: &Folder, projects: &[ProjectSource], decoder: &mut Decoder) -> Images {
    let mut loader = Loader::default();
    for section in projects.iter().flat_map(|project| &project.prose) {
        visit_blocks(&section.blocks, &mut |block| {
            if let Block::Image(image) = block
                && let Err(finding) = loader.load(folder, &image.path)
            {
                decoder.report(finding);
            }
        });
    }
    for figure in projects.iter().flat_map(|project| &project.data.figures) {
        if let Err(finding) = loader.load(folder, &figure.image) {
            decoder.report(finding);
        }
    }
    loader.images
}

struct Reader<'a> {
    folder: &'a Folder,
    files: &'a mut Files,
    findings: Findings,
}

impl Reader<'_> {
    /// Reads a text file into the table; what is wrong with the file itself is a finding in it.
    fn text(&mut self, path: &str) -> Result<Option<FileId>, Unreadable> {
        match self.folder.read_text(path) {
            Ok(text) => Ok(Some(self.files.add(path, composed(text)))),
            Err(error @ (ReadError::Io(_) | ReadError::Missing)) => Err(Unreadable { path: path.into(), error }),
            Err(error) => {
                self.unreadable(path, &error);
                Ok(None)
            }
        }
    }

    fn unreadable(&mut self, path: &str, error: &ReadError) {
        let file = self.files.add(path, "");
        let message = format!("`{path}` {}", error.reason());
        let help = match error {
            ReadError::BrokenLink => "put the file itself there, or remove the link",
            ReadError::Ambiguous => "keep one of the two files, and delete the other",
            _ => "save it as UTF-8 text inside the project folder",
        };
        let place = Span::new(file, 0, 0);
        self.findings.push(Diagnostic::new(&rule::UNREADABLE_FILE, place, message).help(help));
    }

    fn required(&mut self, path: &str) -> Result<Option<Node>, Unreadable> {
        Ok(self.text(path)?.and_then(|file| self.parse(file)))
    }

    fn optional(&mut self, path: &str) -> Result<Option<Node>, Unreadable> {
        match self.required(path) {
            Err(Unreadable { error: ReadError::Missing, .. }) => Ok(None),
            other => other,
        }
    }

    fn parse(&mut self, file: FileId) -> Option<Node> {
        let (node, findings) = yaml::parse(self.files.get(file).text(), file);
        self.findings.extend(findings);
        node
    }

    fn list(&mut self, path: &str) -> Result<Vec<String>, Unreadable> {
        match self.folder.list(path) {
            // What stands behind it would be missing unsaid, amendments above all.
            Err(error @ ReadError::BrokenLink) => {
                self.unreadable(path, &error);
                Ok(Vec::new())
            }
            other => other.map_err(|error| Unreadable { path: path.into(), error }),
        }
    }

    fn projects(&mut self, folder: &str) -> Result<Vec<ProjectDocument>, Unreadable> {
        let names = self.list(folder)?;
        let mut projects = Vec::new();
        for name in &names {
            match name.rsplit_once('.') {
                Some((id, "yaml")) => projects.extend(self.project(folder, id)?),
                Some((id, "md")) if names.contains(&format!("{id}.yaml")) => {}
                _ => self.unused(
                    &format!("{folder}/{name}"),
                    "a project is `<id>.yaml` with `<id>.md`; add the missing one, or remove this file",
                ),
            }
        }
        Ok(projects)
    }

    /// Reports files beside those of the plan that look like sources; an image may lie where the author likes.
    fn strays(&mut self) -> Result<(), Unreadable> {
        for name in self.list(SOURCES)? {
            let source = name.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "yaml" | "yml" | "md" | "typ"));
            if source && !PLAN_FILES.contains(&name.as_str()) {
                let known = PLAN_FILES.map(|file| format!("`{file}`")).join(", ");
                self.unused(
                    &format!("{SOURCES}/{name}"),
                    &format!("the files here are {known}; rename or remove this file"),
                );
            }
        }
        Ok(())
    }

    fn amendments(&mut self) -> Result<Vec<AmendmentDocument>, Unreadable> {
        let names = self.list(AMENDMENTS)?;
        let mut amendments = Vec::new();
        for file_name in &names {
            let path = format!("{AMENDMENTS}/{file_name}");
            match file_name.rsplit_once('.') {
                Some((name, "yaml")) => {
                    let Some(file) = self.text(&path)? else { continue };
                    let folder = if names.iter().any(|other| other == name) {
                        self.projects(&format!("{AMENDMENTS}/{name}"))?
                    } else {
                        Vec::new()
                    };
                    let mut decoder = Decoder::default();
                    let data = self.parse(file).and_then(|node| raw::Amendment::decode(&node, &mut decoder));
                    self.findings.extend(decoder.into_findings());
                    amendments.extend(data.map(|data| AmendmentDocument {
                        name: name.into(),
                        file,
                        data,
                        projects: folder,
                    }));
                }
                None if names.contains(&format!("{file_name}.yaml")) => {}
                _ => self.unused(&path, "an amendment is `<date>-<name>.yaml`; rename or remove this file"),
            }
        }
        Ok(amendments)
    }

    fn unused(&mut self, path: &str, help: &str) {
        let file = self.files.add(path, "");
        let message = format!("`{path}` belongs to nothing in the plan");
        self.findings.push(Diagnostic::new(&rule::UNUSED_FILE, Span::new(file, 0, 0), message).help(help));
    }

    fn project(&mut self, folder: &str, id: &str) -> Result<Option<ProjectDocument>, Unreadable> {
        let Some(file) = self.text(&format!("{folder}/{id}.yaml"))? else { return Ok(None) };
        let head = Span::new(file, 0, self.files.get(file).text().lines().next().map_or(0, str::len));
        let data = self.parse(file);
        let prose_path = format!("{folder}/{id}.md");
        let prose = match self.text(&prose_path) {
            Ok(Some(prose)) => self.prose(prose).map(|sections| (prose, sections)),
            Ok(None) => None,
            Err(Unreadable { error: ReadError::Missing, .. }) => {
                let headings = heading_list(SHEET_HEADINGS);
                self.findings.push(
                    Diagnostic::new(&rule::MISSING_FILE, head, format!("`{prose_path}` does not exist"))
                        .label("the prose of this project")
                        .help(format!("create it with the headings {headings}")),
                );
                None
            }
            Err(error) => return Err(error),
        };
        Ok(data.map(|data| {
            // Where the prose is wrong, the data is still looked at.
            let (prose_file, prose) = prose.unwrap_or((file, Vec::new()));
            ProjectDocument { id: Located::new(id.into(), head), data, files: [file, prose_file], prose }
        }))
    }

    fn prose(&mut self, file: FileId) -> Option<Vec<Section>> {
        match parse_sections(self.files.get(file).text(), file, SHEET_HEADINGS) {
            Ok(sections) => Some(sections),
            Err(findings) => {
                self.findings.extend(findings);
                None
            }
        }
    }
}
