//! The profiles of a plan, made side by side.

use std::thread;

use super::{images, proof};
use crate::compose::Composition;
use crate::diagnostic::{Diagnostic, Files, Span, rule};
use crate::engine::{Engine, Layout, LayoutError, PageMap, Profile};
use crate::export::{self, PrintJob};
use crate::model::Plan;
use crate::preflight;
use crate::source::Folder;

/// Which profiles are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profiles {
    /// The PDF for the screen.
    #[default]
    Screen,
    /// The PDF for the printing house.
    Print,
    /// Both.
    All,
}

impl Profiles {
    /// Says whether the screen profile is made.
    #[must_use]
    pub const fn screen(self) -> bool {
        matches!(self, Self::Screen | Self::All)
    }

    /// Says whether the print profile is made.
    #[must_use]
    pub const fn print(self) -> bool {
        matches!(self, Self::Print | Self::All)
    }
}

/// How large an ICC profile may be; those of printing conditions have 1 to 3 MB.
const MAX_PROFILE_BYTES: u64 = 32 << 20;

/// Reads the ICC profile of the printing condition, if the plan names one.
pub(super) fn output_profile(folder: &Folder, plan: &Plan) -> Result<Option<Vec<u8>>, Box<Diagnostic>> {
    let Some(written) = plan.settings.print.intent.as_ref().and_then(|intent| intent.profile.as_ref()) else {
        return Ok(None);
    };
    let finding = |rule, message: String, help: &str| Box::new(Diagnostic::new(rule, written.span, message).help(help));
    let path = format!("sources/{}", written.value);
    let bytes = folder.read(&path, MAX_PROFILE_BYTES).map_err(|error| {
        let message = format!("`{path}` {}", error.reason());
        let help = if written.value.starts_with("sources/") {
            "the path begins in `sources/`: leave that out"
        } else {
            "put the printer's ICC profile into `sources/`, and write its path from there"
        };
        finding(&rule::MISSING_FILE, message, help)
    })?;
    if !export::is_press_profile(&bytes) {
        let message = format!("`{path}` is no ICC profile of a CMYK printing condition");
        return Err(finding(
            &rule::INVALID_VALUE,
            message,
            "ask the printer for a CMYK output profile; this one is of another kind, or damaged",
        ));
    }
    Ok(Some(bytes))
}

/// A PDF for the printing house.
#[derive(Debug)]
pub struct PrintFile {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// How many pages it has, with blank ones.
    pub pages: usize,
}

/// All that a profile is made of.
#[derive(Clone, Copy)]
pub(super) struct Workshop<'a> {
    pub engine: &'a Engine,
    pub composition: &'a Composition,
    pub plan: &'a Plan,
    pub files: &'a Files,
}

/// What was made, and what is wrong with it.
pub(super) struct Made {
    /// The layout that is shown: the screen's, where it is made.
    pub layout: Layout,
    /// Its PDF, with links.
    pub pdf: Vec<u8>,
    /// The PDF for the printing house.
    pub print: Option<PrintFile>,
    pub findings: Vec<Diagnostic>,
}

fn is_lost(finding: &Diagnostic) -> bool {
    finding.rule.code == rule::LOST_TEXT.code
}

impl Workshop<'_> {
    /// Makes the profiles, each in a thread of its own.
    pub fn make(self, profiles: Profiles, icc: Option<&[u8]>) -> Result<Made, LayoutError> {
        let (screen, print) = thread::scope(|scope| {
            let print = profiles.print().then(|| scope.spawn(|| self.print(icc, !profiles.screen())));
            let screen = profiles.screen().then(|| self.screen());
            let crashed = |_| Err(LayoutError::Bug("the print profile's thread has stopped".into()));
            (screen, print.map(|print| print.join().unwrap_or_else(crashed)))
        });
        match (screen, print) {
            (Some(screen), print) => {
                let mut screen = screen?;
                if let Some(print) = print.transpose()? {
                    screen.findings.extend(self.page_map(&screen.layout.pages, &print.layout.pages));
                    // What both have lost is said once.
                    let lost = screen.findings.iter().filter(|found| is_lost(found));
                    let known: Vec<_> = lost.map(|found| found.primary.span).collect();
                    let new = |found: &Diagnostic| !is_lost(found) || !known.contains(&found.primary.span);
                    screen.findings.extend(print.findings.into_iter().filter(new));
                    screen.print = print.print;
                }
                Ok(screen)
            }
            (None, Some(print)) => print,
            (None, None) => Err(LayoutError::Bug("no profile is wanted".into())),
        }
    }

    fn screen(self) -> Result<Made, LayoutError> {
        let layout = self.engine.layout(Profile::Screen, self.composition, self.plan, self.files)?;
        let pdf = export::pdf(&layout, self.composition, self.files)?;
        let mut findings = layout.findings.clone();
        findings.extend(self.prove(&pdf, &layout)?);
        Ok(Made { layout, pdf, print: None, findings })
    }

    fn prove(self, pdf: &[u8], layout: &Layout) -> Result<Vec<Diagnostic>, LayoutError> {
        proof::prove(pdf, self.plan, layout, self.composition)
    }

    /// Makes the print profile. Beside the screen's, it is not read back for its links: [`Self::page_map`] shows that both
    /// have the same numbers.
    fn print(self, icc: Option<&[u8]>, alone: bool) -> Result<Made, LayoutError> {
        let layout = self.engine.layout(Profile::Print, self.composition, self.plan, self.files)?;
        let settings = &self.plan.settings.print;
        let pdf = export::for_print(&layout, settings.standard, self.composition, self.files)?;
        let job = PrintJob {
            standard: settings.standard,
            condition: settings.intent.as_ref().map(|intent| intent.condition.as_str()),
            icc,
            pad_to: settings.pad_to,
            marks: settings.marks,
            binding: settings.binding,
        };
        let print = export::print(&pdf, &job).map_err(|error| LayoutError::Bug(error.to_string()))?;
        let mut findings = layout.findings.clone();
        if alone {
            findings.extend(self.prove(&pdf, &layout)?);
        }
        findings.extend(proof::prove_texts(&print, "the print file", &layout, self.composition)?);
        // What the layout says of an image, the preflight would only say a second time.
        let known = findings.iter().any(|finding| finding.rule.code == rule::IMAGE_RESOLUTION.code);
        let report = preflight::preflight_own(print.clone(), &images::areas(&layout.pictures))
            .map_err(|_| LayoutError::Bug("the print file cannot be read back".into()))?;
        findings.extend(images::of_print(&report.findings, &layout.pictures));
        let of_images = |finding: &&preflight::Finding| finding.demand == preflight::Demand::ImageResolution;
        findings.extend(self.turned_sides(&layout.pages));
        findings.extend(self.unused_spot(&report, &layout.pages));
        findings.extend(
            report
                .findings
                .iter()
                .filter(|finding| finding.area.is_none() && !(known && of_images(finding)))
                .map(|finding| finding.diagnostic(self.place(finding.page, &layout.pages))),
        );
        let print = PrintFile { pdf: print, pages: report.pages };
        Ok(Made { layout, pdf, print: Some(print), findings })
    }

    /// Returns the author's place for something on a page, or for the print file as a whole.
    fn place(self, page: Option<usize>, pages: &PageMap) -> Span {
        let part = page.map(|page| pages.span_at(page));
        part.or(self.plan.settings.print.span).unwrap_or(self.plan.title.span)
    }

    /// Reports a spot colour with which nothing is printed.
    fn unused_spot(self, report: &preflight::Report, pages: &PageMap) -> Option<Diagnostic> {
        let spot = self.plan.settings.print.spot.as_ref().filter(|spot| !report.inks.contains(&spot.name))?;
        let message = format!("no page uses the colour `{}`, so there is no plate `{}`", spot.colour, spot.name);
        let help = "name a colour that a field has, or `house`";
        Some(Diagnostic::new(&rule::PRINT_SPOT, self.place(None, pages), message).help(help))
    }

    /// Reports where blank pages make even numbers change their side within the plan.
    fn turned_sides(self, pages: &PageMap) -> Option<Diagnostic> {
        if !self.plan.settings.print.binding.double_sided {
            return None;
        }
        let numbers = pages.printed.iter().enumerate();
        let mut numbers = numbers.filter_map(|(at, number)| Some((at + 1, number.as_ref()?.parse::<usize>().ok()?)));
        let (first, first_number) = numbers.next()?;
        let (physical, number) = numbers.find(|(at, number)| (at + first + number + first_number) % 2 != 0)?;
        let place = self.place(Some(physical), pages);
        let message = format!("from page {number} on, even numbers stand at the other side than before");
        Some(
            Diagnostic::new(&rule::PRINT_SIDES, place, message)
                .help("put a second blank page before it, or take the one away"),
        )
    }

    /// Reports parts that begin on other pages in print than on the screen. Blank pages do not count: only the press
    /// has them.
    fn page_map(self, screen: &PageMap, print: &PageMap) -> Vec<Diagnostic> {
        let differs = |span, message| {
            Diagnostic::new(&rule::PRINT_PAGE_MAP, span, message)
                .help("let nothing in `layouts/` but colours, bleed and binding depend on the profile")
        };
        let pairs = screen.entries.iter().zip(&print.entries);
        let moved = pairs.filter(|(on_screen, in_print)| {
            screen.printed(on_screen) != print.printed(in_print)
                || screen.filled_before(on_screen.physical) != print.filled_before(in_print.physical)
        });
        let mut findings: Vec<_> = moved
            .map(|(on_screen, in_print)| {
                let (title, is) = (&on_screen.entry.title, print.shown(in_print.physical));
                let message = format!(
                    "`{title}` begins on page {} on the screen and on page {is} in print",
                    screen.shown(on_screen.physical)
                );
                differs(on_screen.entry.span, message)
            })
            .collect();
        if findings.is_empty() && screen.filled() != print.filled() {
            let (on_screen, in_print) = (screen.filled(), print.filled());
            let message = format!("there are {on_screen} pages on the screen and {in_print} in print");
            findings.push(differs(self.plan.title.span, message));
        }
        findings
    }
}
