//! The list of 予算事業 as it follows from the projects.

use super::{Field, Index, Line, Plan, Project, Section};

/// The rows of a 分野, or those without one.
#[derive(Debug)]
pub struct ListGroup {
    /// The field.
    pub field: Option<Index<Field>>,
    /// The rows by section.
    pub sections: Vec<ListSection>,
}

/// The rows of a 項目 within a field.
#[derive(Debug)]
pub struct ListSection {
    /// The section.
    pub section: Index<Section>,
    /// The rows.
    pub rows: Vec<ListRow>,
}

/// A row.
#[derive(Debug)]
pub struct ListRow {
    /// The project on whose sheet the line is explained.
    pub project: Index<Project>,
    /// The line's position among the project's lines.
    pub line: Index<Line>,
    /// Whether the line counts elsewhere (再掲).
    pub relisted: bool,
}

impl Plan {
    /// Returns the list: by field, then section, then project and line; lines without a field come last.
    #[must_use]
    pub fn list(&self) -> Vec<ListGroup> {
        (0..self.fields.len())
            .map(|at| Some(Index::new(at)))
            .chain([None])
            .map(|field| ListGroup { field, sections: self.list_sections(field) })
            .filter(|group| !group.sections.is_empty())
            .collect()
    }

    fn list_sections(&self, field: Option<Index<Field>>) -> Vec<ListSection> {
        self.sections
            .iter()
            .enumerate()
            .map(|(at, section)| ListSection {
                section: Index::new(at),
                rows: section.projects.iter().flat_map(|project| self.list_rows(*project, field)).collect(),
            })
            .filter(|section| !section.rows.is_empty())
            .collect()
    }

    fn list_rows(&self, project: Index<Project>, field: Option<Index<Field>>) -> Vec<ListRow> {
        let lines = &project.of(&self.projects).lines;
        lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| {
                let relisted = field.is_some_and(|field| line.relisted.contains(&field));
                (line.field == field || relisted).then(|| ListRow { project, line: Index::new(at), relisted })
            })
            .collect()
    }
}
