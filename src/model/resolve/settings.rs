//! The plan's settings for its own checks.

use super::{Findings, Ids, value};
use crate::diagnostic::{Diagnostic, FileId, Located, Rule, Severity, Text, rule, suggest_help};
use crate::model::{
    Accepted, Binding, Challenge, Colour, Gutter, Ignore, OutputIntent, Print, Settings, Side, Spot, Standard, Stated,
    Style, Term, Width,
};
use crate::source::raw::{self, Scalar};

/// Resolves the settings of `plan.yaml`; exceptions of other files are added to them.
pub(super) fn resolve(plan: &raw::Plan, findings: &mut Findings) -> Settings {
    let severities = plan.rules.iter().filter_map(|setting| severity(setting, findings)).collect();
    let glossary = plan.glossary.iter().map(|term| Term { right: term.right.clone(), wrong: term.wrong.clone() });
    let style = plan.style.as_ref().map_or_else(Style::default, |style| Style {
        brackets: choice(style.brackets.as_ref(), &WIDTHS, findings),
        digits: choice(style.digits.as_ref(), &WIDTHS, findings),
        comma: choice(style.comma.as_ref(), &[("、", '、'), ("，", '，')], findings),
    });
    let stated = plan.stated.as_ref().map(|stated| &stated.total);
    Settings {
        severities,
        ignores: Vec::new(),
        accepted: Vec::new(),
        glossary: glossary.collect(),
        style,
        stated_total: stated.and_then(|total| Some((value::amount(total, findings)?, total.span))),
        print: plan.print.as_ref().map_or_else(Print::default, |print| press(print, findings)),
    }
}

/// Adds the exceptions recorded in a file, which hold for `files`.
pub(super) fn ignores(
    recorded: &[Located<raw::Ignore>],
    files: impl Fn(&Located<raw::Ignore>) -> Vec<FileId>,
    settings: &mut Settings,
    findings: &mut Findings,
) {
    for ignore in recorded {
        if let Some(rule) = adjustable(&ignore.rule, findings) {
            let (text, span) = (ignore.text.clone(), ignore.rule.span);
            settings.ignores.push(Ignore { rule, text, span, files: files(ignore) });
        }
    }
}

/// Adds the findings that were accepted when the checks were taken up.
pub(super) fn accepted(baseline: Option<&raw::Baseline>, settings: &mut Settings, findings: &mut Findings) {
    for accepted in baseline.map_or(&[][..], |baseline| &baseline.findings) {
        let Some(rule) = adjustable(&accepted.rule, findings) else { continue };
        let count = accepted.count.as_ref();
        if let Some(count) = count.filter(|count| count.value == 0) {
            let help = "write how many there are, or remove the entry";
            findings.report(&rule::INVALID_VALUE, count.span, "no finding is accepted here", help);
        }
        settings.accepted.push(Accepted {
            rule,
            file: accepted.file.value.clone(),
            text: accepted.text.as_ref().map_or_else(String::new, |text| text.value.clone()),
            count: count.map_or(1, |count| count.value as usize),
            reason: accepted.reason.value.clone(),
            span: accepted.rule.span,
        });
    }
}

/// Resolves the figures of a project as stated elsewhere.
pub(super) fn stated(stated: Option<&raw::Stated>, challenges: &Ids<Challenge>, findings: &mut Findings) -> Stated {
    let Some(stated) = stated else { return Stated::default() };
    let amount = stated.amount.as_ref();
    Stated {
        amount: amount.and_then(|amount| Some((value::amount(amount, findings)?, amount.span))),
        ordinal: stated.ordinal.as_ref().map(|ordinal| (ordinal.value, ordinal.span)),
        challenges: stated
            .challenges
            .as_ref()
            .map(|list| (list.value.iter().filter_map(|id| challenges.get(id, findings)).collect(), list.span)),
    }
}

/// The most pages that a count may be a multiple of: a sheet of paper folded to 32 leaves.
const MAX_MULTIPLE: u32 = 64;

/// Resolves what the printing house asks for.
fn press(written: &Located<raw::Print>, findings: &mut Findings) -> Print {
    let (print, span) = (&written.value, written.span);
    let standards = [("x-1a", Standard::X1a), ("x-4", Standard::X4)];
    let standard = choice(print.standard.as_ref(), &standards, findings).unwrap_or(Standard::X1a);
    let profile = print.output_intent.as_ref().and_then(|intent| intent.profile.clone());
    if standard == Standard::X4 && profile.is_none() {
        let message = "PDF/X-4 needs the ICC profile of the printing condition".to_owned();
        let help = "write `output-intent: {condition: NAME, profile: FILE}` with the printer's profile".to_owned();
        findings.report(&rule::MISSING_KEY, span, message, help);
    }
    if let Some(intent) = &print.output_intent
        && intent.profile.is_none()
        && !intent.condition.value.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
    {
        let message = format!("the registry of the ICC has no printing condition `{}`", intent.condition.value);
        let help = "write its name there, such as `JC200103`, or add `profile:` with the printer's ICC profile";
        findings.report(&rule::INVALID_VALUE, intent.condition.span, message, help);
    }
    let pad_to = print.pad_to.as_ref().map_or(1, |multiple| {
        if !(1..=MAX_MULTIPLE).contains(&multiple.value) {
            let message = format!("`{}` is no number of pages to fill up to", multiple.value);
            let help = format!("write a number from 1 to {MAX_MULTIPLE}, such as 4 for saddle stitching");
            findings.report(&rule::INVALID_VALUE, multiple.span, message, help);
        }
        multiple.value as usize
    });
    Print {
        standard,
        intent: print
            .output_intent
            .as_ref()
            .map(|intent| OutputIntent { condition: intent.condition.value.clone(), profile: intent.profile.clone() }),
        pad_to,
        marks: print.marks.unwrap_or(true),
        binding: Binding {
            side: choice(print.binding.as_ref(), &[("left", Side::Left), ("right", Side::Right)], findings)
                .unwrap_or(Side::Left),
            gutter: print.gutter.as_ref().map(|written| gutter(written, findings)).unwrap_or_default(),
            double_sided: print.double_sided.unwrap_or(true),
        },
        spot: print.spot.as_ref().and_then(|written| spot(written, findings)),
        span: Some(span),
    }
}

fn gutter(written: &Located<Scalar>, findings: &mut Findings) -> Gutter {
    let gutter = match &written.value {
        Scalar::Text(text) => Gutter::parse(text),
        Scalar::Integer(_) | Scalar::Decimal(_) => None,
    };
    if gutter.is_none() {
        let help = format!("write a width from `0mm` to `{}mm`, such as `5mm` or `2.5mm`", Gutter::MAX_MM);
        findings.report(&rule::INVALID_VALUE, written.span, "this is not the width of a gutter", help);
    }
    gutter.unwrap_or_default()
}

/// Names that PDF keeps for all plates, for none, and for the process inks (ISO 32000-1, 8.6.6.4).
const RESERVED_INKS: [&str; 11] =
    ["All", "None", "Cyan", "Magenta", "Yellow", "Black", "シアン", "マゼンタ", "イエロー", "ブラック", "墨"];

/// The name of the bureau's own colour, which belongs to no 分野.
const HOUSE: &str = "house";

fn spot(written: &raw::Spot, findings: &mut Findings) -> Option<Spot> {
    let colour = &written.colour;
    let names = Colour::ALL.map(Colour::name).into_iter().chain([HOUSE]);
    if !names.clone().any(|name| name == colour.value) {
        let message = format!("the theme has no colour `{}`", colour.value);
        let finding = Diagnostic::new(&rule::INVALID_VALUE, colour.span, message);
        findings.push(finding.maybe_help(suggest_help(&colour.value, names)));
        return None;
    }
    let name = &written.name;
    if RESERVED_INKS.iter().any(|reserved| reserved.eq_ignore_ascii_case(name.value.trim())) {
        let message = format!("`{}` is no ink of its own", name.value);
        let help = "write the name of a spot colour as the printer knows it, such as `DIC 182`";
        findings.report(&rule::INVALID_VALUE, name.span, message, help);
    }
    if name.value.chars().any(|c| ('\u{ff01}'..='\u{ff5e}').contains(&c)) {
        let message = format!("the ink `{}` is written in full-width letters", name.value);
        let help = "write it as it stands on the plate, in half-width letters";
        findings.report(&rule::INVALID_VALUE, name.span, message, help);
    }
    Some(Spot { colour: colour.value.clone(), name: name.value.clone() })
}

const WIDTHS: [(&str, Width); 2] = [("full", Width::Full), ("half", Width::Half)];

fn choice<T: Copy>(written: Option<&Text>, choices: &[(&str, T)], findings: &mut Findings) -> Option<T> {
    let written = written?;
    let found = choices.iter().find(|(name, _)| *name == written.value);
    if found.is_none() {
        let names: Vec<_> = choices.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("`{}` is not a choice here", written.value);
        findings.report(&rule::INVALID_VALUE, written.span, message, format!("write {}", names.join(" or ")));
    }
    found.map(|(_, value)| *value)
}

fn severity(setting: &raw::RuleSetting, findings: &mut Findings) -> Option<(&'static Rule, Option<Severity>)> {
    let rule = adjustable(&setting.rule, findings);
    let choices = [("ignore", None), ("warn", Some(Severity::Warning)), ("error", Some(Severity::Error))];
    let severity = choice(Some(&setting.severity), &choices, findings);
    Some((rule?, severity?))
}

/// Looks up a rule that the plan may adjust.
fn adjustable(code: &Text, findings: &mut Findings) -> Option<&'static Rule> {
    let found = Rule::find(&code.value);
    match found {
        Some(rule) if rule.adjustable => {}
        Some(_) => {
            let message = format!("the rule `{}` cannot be adjusted", code.value);
            findings.report(&rule::INVALID_VALUE, code.span, message, "without it there is no sound plan; remove this");
            return None;
        }
        None => {
            let codes = rule::ALL.iter().filter(|rule| rule.adjustable).map(|rule| rule.code);
            let message = format!("unknown rule `{}`", code.value);
            findings.push(
                Diagnostic::new(&rule::INVALID_VALUE, code.span, message).maybe_help(suggest_help(&code.value, codes)),
            );
        }
    }
    found
}
