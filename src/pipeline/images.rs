//! Images: whether each drawing can be shown, and what a print file's findings mean for whoever drew it.

use std::collections::BTreeSet;
use std::thread;

use crate::compose::{Composition, compose_proof};
use crate::diagnostic::{Diagnostic, Files, Severity, Text, rule};
use crate::engine::{Engine, LayoutError, Picture, Profile};
use crate::export;
use crate::model::{Plan, RESOLUTIONS};
use crate::preflight::{Area, Demand, Finding};

/// Proves every drawing by itself, as archivable PDF: there is no other way to know which one it is that cannot be shown.
pub(super) fn prove(engine: &Engine, plan: &Plan, files: &Files) -> Result<Vec<Diagnostic>, String> {
    let (mut findings, mut seen) = (Vec::new(), BTreeSet::new());
    for named in plan.named_images() {
        let path = format!("sources/{}", named.path.value);
        if plan.images.get(&path).is_some_and(|image| image.width.is_none()) && seen.insert(path) {
            findings.extend(proof(engine, plan, named.path, files)?);
        }
    }
    Ok(findings)
}

fn proof(engine: &Engine, plan: &Plan, image: &Text, files: &Files) -> Result<Vec<Diagnostic>, String> {
    let composition = compose_proof(plan, image, engine.text_family());
    // The engine's arithmetic may give up on numbers that no drawing has in earnest; then this thread ends, and nothing else.
    let made = thread::scope(|scope| scope.spawn(|| shown(engine, &composition, plan, files)).join());
    let made = made.unwrap_or_else(|_| {
        let message = format!("the image `{}` cannot be drawn: its numbers lead nowhere", image.value);
        let help = "delete what has no size or lies far outside the drawing, or export it as PNG";
        Err(LayoutError::Findings(vec![Diagnostic::new(&rule::IMAGE, image.span, message).help(help)]))
    });
    match made {
        Ok(findings) => Ok(findings),
        Err(LayoutError::Bug(message)) => Err(message),
        Err(LayoutError::Findings(findings)) => Ok(findings
            .into_iter()
            .filter(|finding| finding.severity == Severity::Error || is_own(finding))
            .map(|finding| if is_own(&finding) { finding } else { unusable(image, &finding) })
            .collect()),
    }
}

/// Lays the drawing out and writes it for both profiles.
fn shown(
    engine: &Engine,
    composition: &Composition,
    plan: &Plan,
    files: &Files,
) -> Result<Vec<Diagnostic>, LayoutError> {
    let layout = engine.layout(Profile::Screen, composition, plan, files)?;
    let slivers: Vec<_> = layout.pictures.iter().find_map(sliver).into_iter().collect();
    if !slivers.is_empty() {
        return Ok(slivers);
    }
    export::pdf(&layout, composition, files)?;
    // The older a PDF version, the smaller the numbers that it may have.
    export::for_print(&layout, plan.settings.print.standard, composition, files)?;
    Ok(layout.findings.into_iter().filter(is_own).collect())
}

/// Reports a drawing of which nothing can be seen, since it is far wider than high, or the other way round.
fn sliver(picture: &Picture) -> Option<Diagnostic> {
    const MOST: f64 = 100.0;
    let [left, top, right, bottom] = picture.corners;
    let (width, height) = (right - left, bottom - top);
    let (times, than) =
        if width > height { (width / height, "wide as high") } else { (height / width, "high as wide") };
    let message = format!("the image `{}` is more than {MOST} times as {than}", picture.name);
    let help = "set the size of the drawing to what is drawn (in Inkscape: Resize to content; in Illustrator: Fit to \
                Artwork Bounds)";
    (times > MOST).then(|| Diagnostic::new(&rule::IMAGE, picture.place, message).help(help))
}

/// Says whether a finding is about drawings, so that its words are meant for whoever drew one.
fn is_own(finding: &Diagnostic) -> bool {
    [rule::MISSING_GLYPH.code, rule::IMAGE_FONT.code, rule::IMAGE.code].contains(&finding.rule.code)
}

/// Says in an illustrator's words what keeps a drawing from being shown.
fn unusable(image: &Text, finding: &Diagnostic) -> Diagnostic {
    let says = |part: &str| finding.message.contains(part);
    let export = "or export it as PNG";
    let (reason, help) = if says("width, height, or viewbox") {
        let help =
            "give its root `width` and `height` above zero, or a `viewBox`, as drawing programs do: save it anew";
        ("has no size".to_owned(), help.to_owned())
    } else if says("q nesting") {
        let help = format!("release clipping masks in the drawing program (クリッピングマスクを解除), {export}");
        ("has clipping masks too deep in one another for archivable PDF".to_owned(), help)
    } else if says("floating point number") {
        let help = format!("scale it down in the drawing program: no coordinate may be beyond 32,767; {export}");
        ("has numbers too large for PDF".to_owned(), help)
    } else {
        (format!("cannot be shown: {}", finding.message), format!("save it anew in the drawing program, {export}"))
    };
    let message = format!("the image `{}` {reason}", image.value);
    Diagnostic::new(&rule::IMAGE, image.span, message).help(help)
}

/// Returns the areas of all images.
pub(super) fn areas(pictures: &[Picture]) -> Vec<Area> {
    pictures.iter().map(|picture| Area { page: picture.page, corners: picture.corners }).collect()
}

/// Turns what the preflight found inside images into findings at the places that name them, one a demand and place.
///
/// How many pixels a picture has the layout has said already.
pub(super) fn of_print(found: &[Finding], pictures: &[Picture]) -> Vec<Diagnostic> {
    let mut findings: Vec<(usize, Demand, Vec<&Finding>)> = Vec::new();
    for finding in found {
        let Some(at) = finding.area.filter(|at| *at < pictures.len()) else { continue };
        let drawing = pictures[at].unit.is_some();
        if finding.demand == Demand::ImageResolution && !drawing {
            continue;
        }
        let place = pictures[at].place;
        match findings.iter_mut().find(|(of, demand, _)| pictures[*of].place == place && *demand == finding.demand) {
            Some((_, _, same)) => same.push(finding),
            None => findings.push((at, finding.demand, vec![finding])),
        }
    }
    findings.into_iter().filter_map(|(at, demand, same)| in_image(&pictures[at], demand, &same)).collect()
}

fn in_image(picture: &Picture, demand: Demand, found: &[&Finding]) -> Option<Diagnostic> {
    let first = found.first()?;
    let export = "or export it as PNG";
    let (reason, help) = match demand {
        Demand::Transparency => (
            "has something transparent, which PDF/X-1a cannot hold".to_owned(),
            format!(
                "set every opacity to 100 % in the drawing program and take a lighter colour instead, {export}; or agree \
                 on `standard: x-4` with the printer"
            ),
        ),
        Demand::LineWidth => {
            let least = picture.unit.map(|unit| {
                let width = (25.0 / unit).ceil() / 100.0;
                format!(": at this size, {width} in the units of the drawing")
            });
            let help = format!(
                "make lines wider in the drawing program, at least 0.25 pt where it is placed{}; or show it larger",
                least.unwrap_or_default()
            );
            (format!("is too thin for print: {}", first.message), help)
        }
        Demand::Ink => (
            format!("takes too much ink: {}", first.message),
            "take lighter colours in the drawing program, or name the printer's ICC profile in `plan.yaml`".to_owned(),
        ),
        Demand::ImageResolution => (
            format!("has a picture in it with too few pixels: {}", first.message),
            format!("embed one with more pixels in the drawing, at least {} dpi where it is placed", RESOLUTIONS.1),
        ),
        _ => (
            format!("cannot be printed as it is: {}", first.message),
            format!("save it anew in the drawing program, {export}"),
        ),
    };
    let message = format!("the image `{}` {reason}", picture.name);
    let mut diagnostic = Diagnostic::new(demand.rule(), picture.place, message).help(help);
    diagnostic.severity = found.iter().map(|finding| finding.severity).max()?;
    Some(diagnostic)
}
