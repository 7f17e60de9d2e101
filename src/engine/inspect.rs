//! What a finished layout looks like: text over the edge or over other text, headings alone.

use std::collections::BTreeSet;

use typst::foundations::NativeElement;
use typst::introspection::Introspector;
use typst::layout::{Abs, Frame, FrameItem, Point, Ratio, Size, Transform};
use typst::model::HeadingElem;
use typst_layout::PagedDocument;

use super::PageMap;
use crate::compose::Composition;
use crate::diagnostic::{Diagnostic, rule};
use crate::model::{Extent, Plan};

/// How far text stays inside the page's edge, in mm: what printers ask for (安全域).
const SAFE_MM: f64 = 3.0;
/// The foot of a page in mm, where the footer stands.
const FOOT_MM: f64 = 14.0;
/// The head of a further page in mm, where the title of a part that goes on stands.
const HEAD_MM: f64 = 20.0;

/// A run of text on a page, its box in points from the page's upper left corner.
struct Run {
    text: String,
    left: f64,
    right: f64,
    /// The baseline.
    base: f64,
    size: f64,
    /// The edges of the block or box in which it stands, where that has some.
    bounds: Option<(f64, f64)>,
}

/// How far a text may stand out of its block at the side, in ems: half the width of a mark that hangs there.
const HANGING: f64 = 0.6;

impl Run {
    /// Says whether it runs out of its block or box at the right.
    fn leaves_its_block(&self) -> bool {
        self.bounds.is_some_and(|(left, right)| {
            self.left < right && self.left >= left && self.right > right + HANGING * self.size
        })
    }

    /// Says whether two runs cover each other for more than a touch: a third of the smaller size in both directions.
    fn covers(&self, other: &Self) -> bool {
        let least = self.size.min(other.size) / 3.0;
        let across = self.right.min(other.right) - self.left.max(other.left);
        // Ink stands from about 0.8 em above the baseline to 0.1 em below it.
        let top = f64::max(self.base - 0.8 * self.size, other.base - 0.8 * other.size);
        let down = f64::min(self.base + 0.1 * self.size, other.base + 0.1 * other.size) - top;
        across > least && down > least
    }
}

/// What stands on a page.
#[derive(Default)]
struct Page {
    runs: Vec<Run>,
}

/// What was found in a document.
#[derive(Default)]
pub(super) struct Inspected {
    pub findings: Vec<Diagnostic>,
    /// The pages, from 0, on which text runs out of its place.
    pub crowded: BTreeSet<usize>,
}

/// Inspects all pages of a document.
pub(super) fn inspect(document: &PagedDocument, composition: &Composition, plan: &Plan, pages: &PageMap) -> Inspected {
    let mut crowded = BTreeSet::new();
    let contents: Vec<_> = document.pages().iter().map(|page| collect(&page.frame)).collect();
    let mut findings = overlong(document, &contents, plan, pages);
    findings.extend(needless_pages(plan, pages));
    for (at, (page, content)) in document.pages().iter().zip(&contents).enumerate() {
        let size = page.frame.size();
        if let Some(finding) = overflow(content, size, at, composition, pages) {
            findings.push(finding);
            crowded.insert(at);
        }
    }
    // On a sheet that runs over its page, a heading left behind says nothing new.
    if findings.iter().all(|finding| finding.rule != &rule::SHEET_TOO_LONG) {
        findings.extend(lonely_headings(document, &contents, pages));
    }
    Inspected { findings, crowded }
}

fn collect(frame: &Frame) -> Page {
    let mut page = Page::default();
    walk(frame, Transform::identity(), None, &mut page);
    page
}

/// Returns the edges of a frame, where it is a block or box that stands upright and has a width.
fn bounds(frame: &Frame, transform: Transform) -> Option<(f64, f64)> {
    let upright = transform.sx == Ratio::one() && transform.kx == Ratio::zero();
    let (start, end) = (Point::zero().transform(transform), Point::with_x(frame.width()).transform(transform));
    (upright && frame.kind().is_hard() && frame.width() > Abs::zero()).then(|| (start.x.to_pt(), end.x.to_pt()))
}

fn walk(frame: &Frame, transform: Transform, within: Option<(f64, f64)>, page: &mut Page) {
    let within = bounds(frame, transform).or(within);
    for (position, item) in frame.items() {
        let here = transform.pre_concat(Transform::translate(position.x, position.y));
        match item {
            FrameItem::Group(group) => walk(&group.frame, here.pre_concat(group.transform), within, page),
            FrameItem::Text(text) if !text.text.trim().is_empty() => {
                let start = Point::zero().transform(here);
                let end = Point::with_x(text.width()).transform(here);
                page.runs.push(Run {
                    text: text.text.trim().to_owned(),
                    left: start.x.to_pt(),
                    right: end.x.to_pt(),
                    base: start.y.to_pt(),
                    size: text.size.to_pt(),
                    bounds: within,
                });
            }
            _ => {}
        }
    }
}

/// Reports sheets that run over their page, and by how much.
fn overlong(document: &PagedDocument, contents: &[Page], plan: &Plan, pages: &PageMap) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (entry, end) in pages.with_ends() {
        let Some(project) = entry.entry.project else { continue };
        let Some(allowed) = project.of(&plan.projects).pages.most() else { continue };
        let extra = (entry.physical + allowed - 1).min(end - 1)..end - 1;
        if extra.is_empty() {
            continue;
        }
        let foot = |at: usize| {
            let page = document.pages().get(at);
            page.map_or(f64::MAX, |page| (page.frame.height() - Abs::mm(FOOT_MM)).to_pt())
        };
        // A sheet that is allowed one page has no head on further ones.
        let head = if allowed > 1 { Abs::mm(HEAD_MM).to_pt() } else { 0.0 };
        let heights = extra.clone().filter_map(|at| {
            let body = contents.get(at)?.runs.iter().filter(|run| (head..foot(at)).contains(&run.base));
            let (top, bottom) = body.fold((f64::MAX, 0.0), |(top, bottom), run| {
                (f64::min(top, run.base - run.size), f64::max(bottom, run.base))
            });
            (bottom > top).then_some(bottom - top)
        });
        let millimetres = Abs::pt(heights.sum()).to_mm().ceil();
        let message = format!(
            "the sheet `{}` takes {} pages: it is about {millimetres} mm too long",
            entry.entry.title,
            end - entry.physical
        );
        findings.push(Diagnostic::new(&rule::SHEET_TOO_LONG, entry.entry.span, message).help(
            "shorten its prose or tables, or allow the sheet more pages: `pages: 2`, or `pages: auto` for as \
                     many as it needs",
        ));
    }
    findings
}

/// Reports sheets that are allowed more pages than they take.
fn needless_pages(plan: &Plan, pages: &PageMap) -> Vec<Diagnostic> {
    let needless = pages.with_ends().filter_map(|(entry, end)| {
        let Extent::UpTo(allowed) = &entry.entry.project?.of(&plan.projects).pages else { return None };
        let taken = end - entry.physical;
        let count = |pages: usize| if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") };
        let message =
            format!("the sheet `{}` is allowed {} and takes {}", entry.entry.title, count(allowed.value), count(taken));
        let help = if taken == 1 { "remove `pages:`".to_owned() } else { format!("write `pages: {taken}`") };
        (taken < allowed.value).then(|| Diagnostic::new(&rule::NEEDLESS_PAGES, allowed.span, message).help(help))
    });
    needless.collect()
}

/// Reports text outside the safe area, or over other text.
///
/// A page whose layout breaks has many such texts; the longest is named, the others counted.
fn overflow(page: &Page, size: Size, at: usize, composition: &Composition, pages: &PageMap) -> Option<Diagnostic> {
    let blamed = overflowing(page, size);
    let (run, what) = blamed.iter().max_by_key(|(run, _)| run.text.chars().count())?;
    let span = composition.map.place_of(&run.text, pages.part_at(at + 1)).unwrap_or_else(|| pages.span_at(at + 1));
    let others = match blamed.len() - 1 {
        0 => String::new(),
        others => format!(", and so do {others} more"),
    };
    let message = format!("`{}` {what} on page {}{others}", run.text, pages.shown(at + 1));
    let help = "shorten the text, or give it more room in `layouts/`";
    Some(Diagnostic::new(&rule::OVERFLOW, span, message).help(help))
}

fn overflowing(page: &Page, size: Size) -> Vec<(&Run, &'static str)> {
    let safe = Abs::mm(SAFE_MM).to_pt();
    let (width, height) = (size.x.to_pt(), size.y.to_pt());
    // A text is blamed once, whatever it runs over.
    let mut blamed: Vec<(&Run, &'static str)> = Vec::new();
    for run in &page.runs {
        if run.left < safe || run.right > width - safe || run.base > height - safe || run.base - run.size < 0.0 {
            blamed.push((run, "runs over the edge"));
        } else if run.leaves_its_block() {
            blamed.push((run, "runs out of its column"));
        }
    }
    // Sorted by baseline, only neighbours within the larger size can meet.
    let mut sorted: Vec<_> = page.runs.iter().collect();
    sorted.sort_by(|a, b| a.base.total_cmp(&b.base));
    let largest = sorted.iter().map(|run| run.size).fold(0.0, f64::max);
    for (index, run) in sorted.iter().enumerate() {
        let near = sorted[index + 1..].iter().take_while(|other| other.base - run.base < largest);
        for other in near.filter(|other| run.covers(other)) {
            // Text runs on to the right, so the one that begins further left is the one that is too long.
            let long = if other.left < run.left { other } else { run };
            if !blamed.iter().any(|(known, _)| std::ptr::eq(*known, *long)) {
                blamed.push((long, "covers other text"));
            }
        }
    }
    blamed
}

/// Reports headings under which nothing stands on their page.
fn lonely_headings(document: &PagedDocument, contents: &[Page], pages: &PageMap) -> Vec<Diagnostic> {
    let introspector = document.introspector();
    let mut findings = Vec::new();
    for heading in introspector.query(&HeadingElem::ELEM.select()) {
        let position = heading.location().and_then(|location| introspector.position(location));
        let Some(position) = position else { continue };
        let at = position.page.get() - 1;
        let (Some(content), Some(page)) = (contents.get(at), document.pages().get(at)) else { continue };
        let (x, y) = (position.point.x.to_pt(), position.point.y.to_pt());
        let foot = (page.frame.height() - Abs::mm(FOOT_MM)).to_pt();
        let title = heading.to_packed::<HeadingElem>().map(|heading| heading.body.plain_text()).unwrap_or_default();
        // What stands below it and not far to its right, but is not the heading itself.
        let follows = content.runs.iter().any(|run| {
            run.base > y + run.size * 0.5 && run.base < foot && run.right > x && !title.contains(run.text.as_str())
        });
        if !follows {
            let span = pages.span_at(at + 1);
            let message = format!("the heading `{title}` stands alone at the foot of page {}", pages.shown(at + 1));
            findings.push(
                Diagnostic::new(&rule::LONELY_HEADING, span, message)
                    .help("shorten the text before it, or let the layout keep it with what follows"),
            );
        }
    }
    findings
}

impl PageMap {
    /// Returns how a page is called: by what is printed on it, or by its position.
    pub(crate) fn shown(&self, physical: usize) -> String {
        let printed = self.printed.get(physical - 1).and_then(Option::as_deref);
        printed.map_or_else(|| format!("{physical} of the file"), str::to_owned)
    }
}
