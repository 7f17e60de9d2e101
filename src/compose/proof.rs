//! A drawing on a page of its own: whether it can be shown at all is found out before it stands among others.

use super::writer::Writer;
use super::{Composition, Marks};
use crate::diagnostic::Text;
use crate::model::Plan;

/// In how many boxes that clip the drawing stands: archivable PDF has a limit, of which layouts need a part.
const BOXES: usize = 6;

/// Composes a page with nothing but the image that is named at a place, its text in a font of the project.
#[must_use]
pub fn compose_proof(plan: &Plan, image: &Text, family: &str) -> Composition {
    let mut w = Writer::new(&plan.history, Marks::None);
    w.line("#set document(title: \"proof\", date: datetime(year: 2000, month: 1, day: 1))");
    w.line("#set page(width: 180mm, height: auto, margin: 10mm)");
    w.code("#set text(lang: \"ja\", font: ");
    w.keyword(family);
    w.line(")");
    w.code("#");
    (0..BOXES).for_each(|_| w.code("block(clip: true, "));
    w.code("image(width: 100%, alt: \"proof\", ");
    w.placed(&format!("/sources/{}", image.value), image.span);
    (0..BOXES).for_each(|_| w.code(")"));
    w.line(")");
    let (main, map, references) = w.finish();
    Composition { main, map, draft: false, front: plan.title.span, entries: Vec::new(), references }
}
