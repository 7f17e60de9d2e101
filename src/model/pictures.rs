//! Where the plan names images.

use super::{Block, Placed, Plan};
use crate::diagnostic::Text;
use crate::source::prose::visit_blocks;

/// An image as it is named at a place.
#[derive(Debug, Clone, Copy)]
pub struct NamedImage<'p> {
    /// The path relative to `sources/`.
    pub path: &'p Text,
    /// What it shows, for readers who cannot see it.
    pub alt: &'p Text,
    /// The position of the project on whose sheet it stands.
    pub project: usize,
}

impl Plan {
    /// Returns all places at which images are named, in the order of the sheets.
    #[must_use]
    pub fn named_images(&self) -> Vec<NamedImage<'_>> {
        let mut found = Vec::new();
        for (at, project) in self.projects.iter().enumerate() {
            for blocks in [&project.purpose, &project.outline, &project.aims] {
                visit_blocks(blocks, &mut |block: &Block| match block {
                    Block::Image(image) => {
                        found.push(NamedImage { path: &image.path, alt: &image.alt, project: at });
                    }
                    Block::Data(Placed::Picture(picture)) => {
                        found.push(NamedImage { path: &picture.image, alt: &picture.alt, project: at });
                    }
                    _ => {}
                });
            }
        }
        found
    }
}
