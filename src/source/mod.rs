//! The project folder read into raw types whose every value keeps its place.
//!
//! This stage checks structure: files, YAML, keys, types, Markdown. Whether the values make sense together is the
//! [`model`](crate::model)'s question.

mod folder;
mod images;
pub mod prose;
pub mod raw;
pub mod yaml;

use crate::diagnostic::{Diagnostic, FileId, Files, Located, Span, Text, rule};
pub use folder::{Folder, MAX_TEXT_BYTES, ReadError};
pub use images::Images;
use prose::{Block, Headings, Section, heading_list, parse_sections, visit_blocks};
use yaml::{Decode, Decoder};

/// The fixed headings of a sheet's prose.
pub const SHEET_HEADINGS: &Headings = &["事業目的", "事業概要", "事業のねらい・取組のポイント"];

/// The folder of the projects.
const PROJECTS: &str = "sources/projects";

/// Everything that the author wrote.
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

/// Why no sources could be read at all.
#[derive(Debug)]
pub enum SourceError {
    /// A file or folder that must exist cannot be read; nothing to point at.
    Unreadable {
        /// Its path from the project folder.
        path: String,
        /// Why.
        error: ReadError,
    },
    /// What is wrong in the files.
    Findings(Vec<Diagnostic>),
}

/// Reads all sources of a project folder.
///
/// # Errors
/// All that is wrong in all files, or the first file that the operating system refuses.
pub fn read(folder: &Folder, files: &mut Files) -> Result<Sources, SourceError> {
    let mut reader = Reader { folder, files, findings: Vec::new() };
    let plan = reader.required("sources/plan.yaml")?;
    let positioning = reader.optional("sources/positioning.yaml")?;
    let vision = reader.optional("sources/vision.yaml")?;
    let cooperation = reader.optional("sources/cooperation.yaml")?;
    let projects = reader.projects()?;
    let images = reader.images(&projects);
    let findings = reader.findings;
    match plan {
        Some(plan) if findings.is_empty() => Ok(Sources { plan, positioning, vision, cooperation, projects, images }),
        _ => Err(SourceError::Findings(findings)),
    }
}

struct Reader<'a> {
    folder: &'a Folder,
    files: &'a mut Files,
    findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reads a text file into the table; what is wrong with the file itself is a finding in it.
    fn text(&mut self, path: &str) -> Result<Option<FileId>, SourceError> {
        match self.folder.read_text(path) {
            Ok(text) => Ok(Some(self.files.add(path, text))),
            Err(error @ (ReadError::Io(_) | ReadError::Missing)) => {
                Err(SourceError::Unreadable { path: path.into(), error })
            }
            Err(error) => {
                let file = self.files.add(path, "");
                let message = format!("`{path}` {}", error.reason());
                self.findings.push(
                    Diagnostic::new(&rule::UNREADABLE_FILE, Span::new(file, 0, 0), message)
                        .help("save it as UTF-8 text inside the project folder"),
                );
                Ok(None)
            }
        }
    }

    fn required<T: Decode>(&mut self, path: &str) -> Result<Option<T>, SourceError> {
        let Some(file) = self.text(path)? else { return Ok(None) };
        Ok(self.decode(file))
    }

    fn optional<T: Decode>(&mut self, path: &str) -> Result<Option<T>, SourceError> {
        match self.required(path) {
            Err(SourceError::Unreadable { error: ReadError::Missing, .. }) => Ok(None),
            other => other,
        }
    }

    fn decode<T: Decode>(&mut self, file: FileId) -> Option<T> {
        match Decoder::file(self.files.get(file).text(), file) {
            Ok(value) => Some(value),
            Err(findings) => {
                self.findings.extend(findings);
                None
            }
        }
    }

    fn projects(&mut self) -> Result<Vec<ProjectSource>, SourceError> {
        let names =
            self.folder.list(PROJECTS).map_err(|error| SourceError::Unreadable { path: PROJECTS.into(), error })?;
        let mut projects = Vec::new();
        for name in &names {
            match name.rsplit_once('.') {
                Some((id, "yaml")) => projects.extend(self.project(id)?),
                Some((id, "md")) if names.contains(&format!("{id}.yaml")) => {}
                _ => self.unused(name),
            }
        }
        Ok(projects)
    }

    fn unused(&mut self, name: &str) {
        let path = format!("{PROJECTS}/{name}");
        let file = self.files.add(path.clone(), "");
        self.findings.push(
            Diagnostic::new(&rule::UNUSED_FILE, Span::new(file, 0, 0), format!("`{path}` belongs to no project"))
                .help("a project is `<id>.yaml` with `<id>.md`; add the missing one, or remove this file"),
        );
    }

    fn project(&mut self, id: &str) -> Result<Option<ProjectSource>, SourceError> {
        let Some(file) = self.text(&format!("{PROJECTS}/{id}.yaml"))? else { return Ok(None) };
        let head = Span::new(file, 0, self.files.get(file).text().lines().next().map_or(0, str::len));
        let data = self.decode(file);
        let prose_path = format!("{PROJECTS}/{id}.md");
        let prose = match self.text(&prose_path) {
            Ok(Some(prose)) => self.prose(prose).map(|sections| (prose, sections)),
            Ok(None) => None,
            Err(SourceError::Unreadable { error: ReadError::Missing, .. }) => {
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
        Ok(data.zip(prose).map(|(data, (prose_file, prose))| ProjectSource {
            id: Located::new(id.into(), head),
            data,
            files: [file, prose_file],
            prose,
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

    fn images(&mut self, projects: &[ProjectSource]) -> Images {
        let mut images = Images::new();
        for section in projects.iter().flat_map(|project| &project.prose) {
            visit_blocks(&section.blocks, &mut |block| {
                if let Block::Image(image) = block
                    && let Err(finding) = images::load(self.folder, image, &mut images)
                {
                    self.findings.push(finding);
                }
            });
        }
        images
    }
}
