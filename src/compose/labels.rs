//! The labels by which parts of the document refer to each other.

use crate::model::{Destination, PageKind, Plan, Project, Section};

/// Returns the label of a page of its own kind.
#[must_use]
pub fn page_label(kind: PageKind) -> String {
    format!("page:{}", kind.name())
}

/// Returns the label of a section: that of its first sheet.
#[must_use]
pub fn section_label(section: &Section) -> String {
    format!("section:{}", section.id.as_str())
}

/// Returns the label of a project's sheet.
#[must_use]
pub fn project_label(project: &Project) -> String {
    format!("project:{}", project.id.as_str())
}

pub(super) fn destination_label(plan: &Plan, destination: Destination) -> String {
    match destination {
        Destination::Page(kind) => page_label(kind),
        Destination::Section(section) => section_label(section.of(&plan.sections)),
        Destination::Project(project) => project_label(project.of(&plan.projects)),
    }
}
