//! Fonts: whether they are in the file.

use std::collections::BTreeMap;

use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier};

use super::demand::{Demand, Finding, Findings};
use super::state::shown;

/// The fonts looked at so far: what is missing of each.
#[derive(Default)]
pub(super) struct Known(BTreeMap<ObjectIdentifier, Option<String>>);

impl Known {
    /// Checks a font with which a page shows text.
    pub fn check(&mut self, font: &Dict<'_>, page: usize, findings: &mut Findings) {
        let missing = match font.obj_id() {
            Some(id) => self.0.entry(id).or_insert_with(|| missing(font)).clone(),
            None => missing(font),
        };
        if let Some(name) = missing {
            let mut finding = Finding::of_page(Demand::Fonts, page, format!("the font `{name}` is not embedded"));
            if let Some(id) = font.obj_id() {
                finding = finding.object(shown("font", id));
            }
            findings.push(finding);
        }
    }
}

fn name(dict: &Dict<'_>, key: &str) -> Option<String> {
    Some(dict.get::<Object<'_>>(key)?.into_name()?.as_str().to_owned())
}

/// Returns a font's name if its program is not in the file. The glyphs of a Type 3 font are content streams.
fn missing(font: &Dict<'_>) -> Option<String> {
    let kind = name(font, "Subtype");
    if kind.as_deref() == Some("Type3") {
        return None;
    }
    let descendant = font.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let descriptor = descendant.as_ref().unwrap_or(font).get::<Dict<'_>>("FontDescriptor");
    let embedded = descriptor.is_some_and(|descriptor| {
        ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.contains_key(key))
    });
    (!embedded).then(|| name(font, "BaseFont").unwrap_or_else(|| "?".into()))
}
