//! The text of drawings: every character has to be seen, and in the font that was meant.

use std::collections::BTreeSet;

use typst::text::FontBook;
use usvg::fontdb::{Database, ID};
use usvg::{FontFamily, Group, Node, Text, Tree};

use super::fonts::Fonts;
use crate::characters::{instead, shown};
use crate::diagnostic::{Diagnostic, Span, rule};

/// How many characters or fonts a message names.
const MOST: usize = 8;

/// Checks a drawing as the engine has read it.
pub(super) fn check(name: &str, place: Span, tree: &Tree, fonts: &Fonts) -> Vec<Diagnostic> {
    let (mut missing, mut families) = (BTreeSet::new(), BTreeSet::new());
    visit(tree.root(), &mut |text| {
        unseen(text, tree.fontdb(), fonts, &mut missing);
        replaced(text, fonts.book(), &mut families);
    });
    let mut findings = Vec::new();
    if !missing.is_empty() {
        let list = listed(missing.iter().map(Missing::shown));
        let message = format!("the image `{name}` has text with characters that no font in `fonts/` has: {list}");
        let better = missing.iter().filter_map(|missing| Some(format!("`{}`", instead(missing.character)?)));
        let better: Vec<_> = better.take(MOST).collect();
        let write = if better.is_empty() { "other characters".to_owned() } else { better.join(", ") };
        let help = format!(
            "write {write} in the drawing, turn its text into outlines in the drawing program (アウトライン化), or add a \
             font that has them to `fonts/`"
        );
        findings.push(Diagnostic::new(&rule::MISSING_GLYPH, place, message).help(help));
    }
    if !families.is_empty() {
        let (list, own) = (listed(families.iter().map(|family| format!("`{family}`"))), fonts.family());
        let message =
            format!("the image `{name}` has text in a font that is not in `fonts/` ({list}), shown in `{own}`");
        let help = format!(
            "choose `{own}` in the drawing program and look whether all text still fits, turn the text into outlines \
             (アウトライン化), or add the font to `fonts/`"
        );
        findings.push(Diagnostic::new(&rule::IMAGE_FONT, place, message).help(help));
    }
    findings
}

fn listed(names: impl Iterator<Item = String>) -> String {
    let names: Vec<_> = names.collect();
    let more = names.len().saturating_sub(MOST);
    let list = names[..names.len() - more].join(", ");
    if more == 0 { list } else { format!("{list} and {more} more") }
}

/// Visits all texts, those in patterns, masks and clips too.
fn visit(group: &Group, see: &mut dyn FnMut(&Text)) {
    for node in group.children() {
        match node {
            Node::Group(group) => visit(group, see),
            Node::Text(text) => see(text),
            _ => {}
        }
        node.subroots(|root| visit(root, &mut *see));
    }
}

/// A character without a glyph, with the selector of the variant that it was to be shown in.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Missing {
    character: char,
    selector: Option<char>,
}

impl Missing {
    fn shown(&self) -> String {
        match self.selector {
            Some(selector) => format!("{} in the variant U+{:04X}", shown(self.character), u32::from(selector)),
            None => shown(self.character),
        }
    }
}

/// Collects the characters of a text that have no glyph, or not the variant that was asked for.
fn unseen(text: &Text, database: &Database, fonts: &Fonts, missing: &mut BTreeSet<Missing>) {
    let has = |font: ID, c: char, selector: char| {
        let known = database.with_face_data(font, |data, index| fonts.has_variant((data, index), c, selector));
        known.unwrap_or(false)
    };
    let spans = text.layouted().iter().filter(|span| span.visible);
    for glyph in spans.flat_map(|span| &span.positioned_glyphs) {
        let characters: Vec<char> = glyph.text.chars().collect();
        for (at, character) in characters.iter().copied().enumerate() {
            if is_selector(character) {
                continue;
            }
            let selector = characters.get(at + 1).copied().filter(|next| is_selector(*next));
            let selector = selector.filter(|selector| !has(glyph.font, character, *selector));
            // A character of private use means something in its own font alone; a byte order mark means nothing at all.
            let meaningless = matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{feff}');
            if glyph.id.0 == 0 || meaningless || selector.is_some() {
                missing.insert(Missing { character, selector });
            }
        }
    }
}

/// Says whether a character chooses a variant of the one before it (IVS, and the standardised variants of kanji).
fn is_selector(c: char) -> bool {
    matches!(c, '\u{e0100}'..='\u{e01ef}' | '\u{fe00}'..='\u{fe02}')
}

/// Collects the fonts that a text names, where none of them is there.
fn replaced(text: &Text, book: &FontBook, families: &mut BTreeSet<String>) {
    for font in text.chunks().iter().flat_map(usvg::TextChunk::spans).map(usvg::TextSpan::font) {
        let named = font.families().iter().filter_map(|family| match family {
            FontFamily::Named(name) if !name.trim().is_empty() => Some(name.trim()),
            _ => None,
        });
        let named: Vec<&str> = named.collect();
        // The first one was meant; the others are what its author would put up with.
        if named.iter().all(|name| !book.contains_family(&name.to_lowercase())) {
            families.extend(named.first().map(|name| (*name).to_owned()));
        }
    }
}
