//! What a PDF has beside its pages' content: links, bookmarks and page labels.

use std::collections::BTreeMap;

use hayro_syntax::object::{Array, Dict, Name, ObjRef, Object, ObjectIdentifier, String as PdfString};

use super::{Link, OutlineItem, text_string};
use crate::pdf::{Budget, TooMuch};

/// How deep trees in the PDF may nest.
const MAX_DEPTH: usize = 32;
const TOO_DEEP: TooMuch = TooMuch("its bookmarks, names or page labels stand in one another without end");

type Names = BTreeMap<Vec<u8>, ObjectIdentifier>;
type Ranges = BTreeMap<usize, (bool, String, usize)>;

/// Where destinations lead.
pub(super) struct Destinations {
    numbers: BTreeMap<ObjectIdentifier, usize>,
    names: Names,
}

impl Destinations {
    /// Reads the names of destinations. `numbers` are the pages by their object.
    pub fn read(
        root: &Dict<'_>,
        numbers: BTreeMap<ObjectIdentifier, usize>,
        budget: &mut Budget,
    ) -> Result<Self, TooMuch> {
        Ok(Self { numbers, names: named_destinations(root, budget)? })
    }

    /// Returns the page of a dictionary with an action (ISO 32000-1, 12.6.4.2) or a destination (12.3.2).
    fn page(&self, dict: &Dict<'_>) -> Option<usize> {
        let action: Option<Dict<'_>> = dict.get("A");
        let destination: Object<'_> = match &action {
            Some(action) => action.get("D")?,
            None => dict.get("Dest")?,
        };
        let page = match destination {
            Object::String(name) => *self.names.get(name.as_bytes())?,
            Object::Name(name) => *self.names.get::<[u8]>(name.as_ref())?,
            other => explicit(&other)?,
        };
        self.numbers.get(&page).copied()
    }
}

/// Returns the page of an explicit destination: an array that begins with it, or a dictionary with one as `D`.
fn explicit(destination: &Object<'_>) -> Option<ObjectIdentifier> {
    match destination {
        Object::Array(array) => reference(array),
        Object::Dict(dict) => reference(&dict.get::<Array<'_>>("D")?),
        _ => None,
    }
}

fn reference(array: &Array<'_>) -> Option<ObjectIdentifier> {
    let page: ObjRef = array.raw_iter().next()?.as_obj_ref()?;
    Some(ObjectIdentifier::new(page.obj_number, page.gen_number))
}

/// Reads `Names`/`Dests` (a name tree) and `Dests` (a dictionary).
fn named_destinations(root: &Dict<'_>, budget: &mut Budget) -> Result<Names, TooMuch> {
    let mut names = BTreeMap::new();
    if let Some(tree) = root.get::<Dict<'_>>("Names").and_then(|names| names.get::<Dict<'_>>("Dests")) {
        name_tree(&tree, &mut names, 0, budget)?;
    }
    if let Some(old) = root.get::<Dict<'_>>("Dests") {
        budget.spend(Budget::NODE, old.len())?;
        for key in old.keys() {
            let page = old.get::<Object<'_>>(&*key).and_then(|destination| explicit(&destination));
            names.extend(page.map(|page| (key.as_ref().to_vec(), page)));
        }
    }
    Ok(names)
}

fn name_tree(node: &Dict<'_>, names: &mut Names, depth: usize, budget: &mut Budget) -> Result<(), TooMuch> {
    if depth > MAX_DEPTH {
        return Err(TOO_DEEP);
    }
    budget.spend(Budget::NODE, 1)?;
    if let Some(pairs) = node.get::<Array<'_>>("Names") {
        let mut items = pairs.iter::<Object<'_>>();
        while let (Some(name), Some(destination)) = (items.next(), items.next()) {
            budget.spend(Budget::NODE, 1)?;
            if let (Object::String(name), Some(page)) = (name, explicit(&destination)) {
                names.insert(name.as_bytes().to_vec(), page);
            }
        }
    }
    for kid in node.get::<Array<'_>>("Kids").iter().flat_map(|kids| kids.iter::<Dict<'_>>()) {
        name_tree(&kid, names, depth + 1, budget)?;
    }
    Ok(())
}

/// Returns the links of a page that lead to pages.
pub(super) fn links(page: &Dict<'_>, to: &Destinations, budget: &mut Budget) -> Result<Vec<Link>, TooMuch> {
    let mut links: Vec<Link> = Vec::new();
    for annotation in page.get::<Array<'_>>("Annots").iter().flat_map(|all| all.iter::<Dict<'_>>()) {
        budget.spend(Budget::NODE, 1)?;
        let kind = annotation.get::<Name<'_>>("Subtype");
        if kind.is_none_or(|name| name.as_str() != "Link") || leads_outside(&annotation) {
            continue;
        }
        let Some(rect) = annotation.get::<Array<'_>>("Rect") else { continue };
        let corners: Vec<f64> = rect.iter::<f32>().map(f64::from).take(4).collect();
        let Ok([x1, y1, x2, y2]) = <[f64; 4]>::try_from(corners) else { continue };
        let rect = [f64::min(x1, x2), f64::min(y1, y2), f64::max(x1, x2), f64::max(y1, y2)];
        let link = Link { rect, page: to.page(&annotation) };
        match links.last_mut() {
            Some(last) if continues(last, &link) => last.rect[2] = link.rect[2],
            _ => links.push(link),
        }
    }
    Ok(links)
}

/// Says whether a link goes on where another one ends: one for each run of glyphs is written where there are no tags.
fn continues(last: &Link, next: &Link) -> bool {
    /// How far apart runs of a line stand that touch, in points.
    const TOUCH: f64 = 0.05;
    let near = |at: usize, other: usize| (next.rect[at] - last.rect[other]).abs() < TOUCH;
    last.page == next.page && near(0, 2) && near(1, 1) && near(3, 3)
}

/// Says whether a link leads to the web rather than to a page.
fn leads_outside(annotation: &Dict<'_>) -> bool {
    let kind = annotation.get::<Dict<'_>>("A").and_then(|action| action.get::<Name<'_>>("S"));
    kind.is_some_and(|kind| kind.as_str() != "GoTo")
}

/// Says whether a file has the output intent of PDF/X (ISO 15930).
pub(super) fn is_for_press(root: &Dict<'_>) -> bool {
    let intents = root.get::<Array<'_>>("OutputIntents");
    let mut kinds = intents.iter().flat_map(|list| list.iter::<Dict<'_>>()).filter_map(|own| own.get::<Name<'_>>("S"));
    kinds.any(|kind| kind.as_str() == "GTS_PDFX")
}

/// Returns the bookmarks in order, those inside others included.
pub(super) fn outline(root: &Dict<'_>, to: &Destinations, budget: &mut Budget) -> Result<Vec<OutlineItem>, TooMuch> {
    let mut items = Vec::new();
    if let Some(outlines) = root.get::<Dict<'_>>("Outlines") {
        outline_items(&outlines, to, &mut items, 0, budget)?;
    }
    Ok(items)
}

fn outline_items(
    parent: &Dict<'_>,
    to: &Destinations,
    items: &mut Vec<OutlineItem>,
    depth: usize,
    budget: &mut Budget,
) -> Result<(), TooMuch> {
    if depth > MAX_DEPTH {
        return Err(TOO_DEEP);
    }
    let mut next = parent.get::<Dict<'_>>("First");
    while let Some(item) = next {
        budget.spend(Budget::NODE, 1)?;
        let title = item.get::<PdfString<'_>>("Title").map(|title| text_string(title.as_bytes()));
        budget.spend(Budget::BYTE, title.as_ref().map_or(0, String::len))?;
        items.push(OutlineItem { title: title.unwrap_or_default(), page: to.page(&item), depth });
        outline_items(&item, to, items, depth + 1, budget)?;
        next = item.get("Next");
    }
    Ok(())
}

/// Works out every page's label (ISO 32000-1, 12.4.2); decimal labels only, others are left out.
pub(super) fn page_labels(root: &Dict<'_>, pages: usize, budget: &mut Budget) -> Result<Vec<Option<String>>, TooMuch> {
    let mut ranges = Ranges::new();
    if let Some(tree) = root.get::<Dict<'_>>("PageLabels") {
        number_tree(&tree, &mut ranges, 0, budget)?;
    }
    let mut labels = Vec::new();
    for page in 0..pages {
        let label = ranges.range(..=page).next_back().map(|(from, (decimal, prefix, start))| {
            let number = if *decimal { start.saturating_add(page - from).to_string() } else { String::new() };
            format!("{prefix}{number}")
        });
        // A prefix stands before the number of every page of its range.
        budget.spend(Budget::BYTE, label.as_ref().map_or(0, String::len))?;
        labels.push(label.filter(|label| !label.is_empty()));
    }
    Ok(labels)
}

fn number_tree(node: &Dict<'_>, ranges: &mut Ranges, depth: usize, budget: &mut Budget) -> Result<(), TooMuch> {
    if depth > MAX_DEPTH {
        return Err(TOO_DEEP);
    }
    budget.spend(Budget::NODE, 1)?;
    if let Some(pairs) = node.get::<Array<'_>>("Nums") {
        let mut items = pairs.iter::<Object<'_>>();
        while let (Some(from), Some(label)) = (items.next(), items.next()) {
            budget.spend(Budget::NODE, 1)?;
            let (Some(from), Some(label)) = (from.into_i32(), label.into_dict()) else { continue };
            let decimal = label.get::<Name<'_>>("S").is_some_and(|style| style.as_str() == "D");
            let prefix = label.get::<PdfString<'_>>("P").map(|prefix| text_string(prefix.as_bytes()));
            let start = label.get::<i32>("St").and_then(|start| usize::try_from(start).ok()).unwrap_or(1);
            if let Ok(from) = usize::try_from(from) {
                ranges.insert(from, (decimal, prefix.unwrap_or_default(), start));
            }
        }
    }
    for kid in node.get::<Array<'_>>("Kids").iter().flat_map(|kids| kids.iter::<Dict<'_>>()) {
        number_tree(&kid, ranges, depth + 1, budget)?;
    }
    Ok(())
}
