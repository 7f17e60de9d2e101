//! Where the parts of the document begin.

use typst::foundations::Label;
use typst::introspection::Introspector;
use typst::layout::{Frame, FrameItem};
use typst::model::Numbering;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::compose::{Composition, Entry};
use crate::diagnostic::Span;

/// The document's page map.
#[derive(Debug)]
pub struct PageMap {
    /// The parts in the document's order.
    pub entries: Vec<PageEntry>,
    /// The author's place of what stands before them: the cover.
    front: Span,
    /// How many pages the document has, blank ones included.
    pub count: usize,
    /// What each page's footer says, where it says anything.
    pub printed: Vec<Option<String>>,
    /// Which pages are empty: those that only the press has.
    blank: Vec<bool>,
    /// Where the targets of page references are, from 1.
    positions: Vec<(String, usize)>,
}

/// A part and the page on which it begins.
#[derive(Debug)]
pub struct PageEntry {
    /// The part.
    pub entry: Entry,
    /// The position in the document, from 1.
    pub physical: usize,
}

impl PageMap {
    pub(super) fn new(document: &PagedDocument, composition: &Composition) -> Result<Self, String> {
        let introspector = document.introspector();
        let locate = |label: &str| {
            let label = Label::new(PicoStr::intern(label))?;
            let content = introspector.query_label(label).ok()?;
            introspector.page(content.location()?).map(usize::from)
        };
        let entries = composition.entries.iter().map(|entry| match locate(&entry.label) {
            Some(physical) => Ok(PageEntry { entry: entry.clone(), physical }),
            None => Err(format!("the layouts do not place the label `{}`", entry.label)),
        });
        let printed = document.pages().iter().map(|page| match &page.numbering {
            Some(Numbering::Pattern(pattern)) => pattern.apply(None, &[page.number]).ok().map(Into::into),
            Some(Numbering::Func(_)) | None => None,
        });
        Ok(Self {
            front: composition.front,
            entries: entries.collect::<Result<_, _>>()?,
            count: document.pages().len(),
            blank: document.pages().iter().map(|page| is_blank(&page.frame)).collect(),
            printed: printed.collect(),
            positions: composition
                .references
                .iter()
                .filter_map(|reference| Some((reference.target.clone(), locate(&reference.target)?)))
                .collect(),
        })
    }

    /// Returns what the footer of the part's first page says.
    #[must_use]
    pub fn printed(&self, entry: &PageEntry) -> Option<&str> {
        self.printed.get(entry.physical.checked_sub(1)?)?.as_deref()
    }

    /// Returns the place of the part that a page belongs to, from 1.
    pub(crate) fn span_at(&self, physical: usize) -> Span {
        let before = self.entries.iter().rev().find(|entry| entry.physical <= physical);
        before.map_or(self.front, |entry| entry.entry.span)
    }

    /// Returns the part that a page belongs to, from 1, as the composition counts them.
    pub(crate) fn part_at(&self, physical: usize) -> usize {
        self.entries.iter().filter(|entry| entry.physical <= physical).count()
    }

    /// Returns how many pages there are without blank ones.
    pub(crate) fn filled(&self) -> usize {
        self.filled_before(self.count + 1)
    }

    /// Returns how many pages stand before a position, from 1, without blank ones.
    pub(crate) fn filled_before(&self, physical: usize) -> usize {
        self.blank.iter().take(physical.saturating_sub(1)).filter(|blank| !**blank).count()
    }

    /// Returns the position of the page on which a label's part begins, from 1. A section begins with the sheet of its
    /// first project.
    #[must_use]
    pub fn position(&self, label: &str) -> Option<usize> {
        self.positions.iter().find(|(known, _)| known == label).map(|(_, position)| *position)
    }

    /// Returns every part with the position of the page after its last; blank pages behind it are not its own.
    pub(super) fn with_ends(&self) -> impl Iterator<Item = (&PageEntry, usize)> {
        let ends = self.entries.iter().skip(1).map(|next| next.physical).chain([self.count + 1]);
        self.entries.iter().zip(ends).map(|(entry, end)| {
            let own = self.blank.get(entry.physical..end - 1).unwrap_or_default();
            (entry, end - own.iter().rev().take_while(|blank| **blank).count())
        })
    }
}

/// Says whether nothing is painted on a page.
fn is_blank(frame: &Frame) -> bool {
    frame.items().all(|(_, item)| match item {
        FrameItem::Group(group) => is_blank(&group.frame),
        FrameItem::Tag(_) => true,
        _ => false,
    })
}
