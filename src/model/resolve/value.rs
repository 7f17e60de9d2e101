//! Single values.

use jiff::civil::Date;

use super::{Findings, meant};
use crate::characters;
use crate::characters::halved;
use crate::diagnostic::{Located, Text, rule};
use crate::model::{Amount, Figure, FiscalYear, Moment};
use crate::source::raw::Scalar;
use crate::source::yaml::{leading, number};

/// How many digits a figure may have before its point, and after it.
const MAX_DIGITS: usize = 30;

/// How many characters a formula may have: it stands where a figure does.
const MAX_FORMULA: usize = 200;

pub(super) fn id(id: &Text, findings: &mut Findings) {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !id.value.bytes().all(allowed) || id.value.len() > 64 {
        let message = match id.chars().find(|c| characters::invisible(*c).is_some()) {
            Some(c) => format!("{} stands in an id", characters::shown(c)),
            None => format!("`{}` is not an id", id.value),
        };
        let help = "an id is at most 64 lower-case letters, digits and hyphens";
        let help = match meant::id(&id.value) {
            Some(meant) => format!("write `{meant}`: {help}"),
            None => help.into(),
        };
        findings.report(&rule::INVALID_VALUE, id.span, message, help);
    }
}

pub(super) fn fiscal_year(value: &Located<Scalar>, findings: &mut Findings) -> Option<FiscalYear> {
    let year = match &value.value {
        Scalar::Integer(year) => FiscalYear::new(*year),
        Scalar::Text(text) => FiscalYear::parse(text),
        Scalar::Decimal(_) => None,
    };
    if year.is_none() {
        let meant = match &value.value {
            Scalar::Text(text) => meant::fiscal_year(text),
            _ => None,
        };
        let help = match meant {
            Some(meant) => format!("write `{meant}`"),
            None => "write `令和6年度`, `令和元年度` or `2024`, with half-width digits".into(),
        };
        findings.report(&rule::INVALID_VALUE, value.span, "this is not a fiscal year", help);
    }
    year
}

pub(super) fn moment(text: &Text, findings: &mut Findings) -> Option<Moment> {
    let moment = Moment::parse(&text.value);
    if moment.is_none() {
        let message = format!("`{}` is not a date", text.value);
        let help = match meant::date(&text.value) {
            Ok(Some(meant)) => format!("write `{meant}`"),
            Ok(None) => "write `2024-10-09`, or `2024-10` where the day is not fixed".into(),
            Err(reason) => reason.into(),
        };
        findings.report(&rule::INVALID_VALUE, text.span, message, help);
    }
    moment
}

pub(super) fn day(text: &Text, findings: &mut Findings) -> Option<Date> {
    match moment(text, findings)? {
        Moment::Day(day) => Some(day),
        Moment::Month(_) => {
            let message = format!("`{}` is a month, not a day", text.value);
            let help = format!("write the day too, such as `{}-31`", text.value);
            let help = if Moment::parse(&format!("{}-31", text.value)).is_some() {
                help
            } else {
                format!("write the day too, such as `{}-01`", text.value)
            };
            findings.report(&rule::INVALID_VALUE, text.span, message, help);
            None
        }
    }
}

/// The unit of amounts.
const THOUSANDS: &str = "千円";

pub(super) fn amount(value: &Located<Scalar>, findings: &mut Findings) -> Option<Amount> {
    let usual = format!("write whole {THOUSANDS} from 0 to {}, without commas, quotes or a unit", Amount::MAX);
    let write = |number: &str| format!("write `{number}`: whole {THOUSANDS} in digits alone");
    let (message, help) = match &value.value {
        Scalar::Integer(thousands) => match Amount::new(*thousands) {
            Some(amount) => return Some(amount),
            None if *thousands < 0 => (format!("the amount `{thousands}` is negative"), usual),
            None => (format!("the amount `{thousands}` is out of range"), usual),
        },
        Scalar::Decimal(number) if number.fraction().is_empty() => {
            (format!("the amount `{number}` is out of range"), usual)
        }
        Scalar::Decimal(number) => {
            let whole = number.fraction().bytes().all(|digit| digit == b'0') && !number.is_negative();
            (format!("the amount `{number}` has a fraction"), if whole { write(number.whole()) } else { usual })
        }
        Scalar::Text(text) => {
            let message = format!("the amount `{text}`");
            let half = halved(text);
            match (number(text), leading(half.trim())) {
                (Some(meant), _) => {
                    let right = meant.number.parse().ok().and_then(Amount::new).is_some();
                    (format!("{message} {}", meant.cause), if right { write(&meant.number) } else { usual })
                }
                (None, Some((number, unit)))
                    if bare(unit) == THOUSANDS && number.parse().ok().and_then(Amount::new).is_some() =>
                {
                    (format!("{message} has its unit with it"), write(&number))
                }
                // What 円 or 万円 means in 千円 is for the author to say.
                (None, Some((_, unit))) if bare(unit).ends_with('円') => (
                    format!("{message} is not in {THOUSANDS}"),
                    format!("work it out in {THOUSANDS}, and write digits alone"),
                ),
                _ => (format!("`{text}` is text, not an amount"), usual),
            }
        }
    };
    findings.report(&rule::AMOUNT_RANGE, value.span, message, help);
    None
}

/// Returns a unit without brackets around it.
fn bare(unit: &str) -> &str {
    unit.trim_matches(['(', ')', ' '])
}

/// What stands beside a figure, in keys of its own.
#[derive(Clone, Copy, Default)]
pub(super) struct Beside<'a> {
    /// The unit.
    pub unit: Option<&'a Text>,
    /// 以上 and the like.
    pub comparison: Option<&'a Text>,
}

pub(super) fn figure(value: &Located<Scalar>, beside: Beside<'_>, findings: &mut Findings) -> Option<Figure> {
    let usual =
        "write a number in digits alone and its unit in `unit:`, or a formula in words such as `参加企業数×6倍`";
    let (message, help) = match &value.value {
        Scalar::Integer(number) => match u128::try_from(*number) {
            Ok(figure) if figure.to_string().len() <= MAX_DIGITS => return Some(Figure::Integer(figure)),
            Ok(_) => (format!("the figure has more than {MAX_DIGITS} digits"), usual.to_owned()),
            Err(_) => (format!("the figure `{number}` is negative"), usual.to_owned()),
        },
        Scalar::Decimal(number) if number.is_negative() => {
            (format!("the figure `{number}` is negative"), usual.to_owned())
        }
        Scalar::Decimal(number) => {
            if number.whole().len().max(number.fraction().len()) <= MAX_DIGITS {
                return Some(Figure::Decimal(number.clone()));
            }
            (format!("the figure has more than {MAX_DIGITS} digits"), usual.to_owned())
        }
        Scalar::Text(text) => match (number(text), with_unit(text, beside)) {
            (Some(meant), _) => (format!("the figure `{text}` {}", meant.cause), format!("write `{}`", meant.number)),
            (None, Some(slip)) => slip,
            // Words make a formula; `0x10`, `12:30` and `１,２` are slips.
            (None, None) if text.is_ascii() || halved(text).chars().all(is_of_numbers) => {
                (format!("`{text}` is not a figure"), usual.to_owned())
            }
            (None, None) if text.chars().count() > MAX_FORMULA => {
                (format!("the formula has more than {MAX_FORMULA} characters"), "explain it in the prose".to_owned())
            }
            (None, None) => return Some(Figure::Formula(Located::new(text.clone(), value.span))),
        },
    };
    findings.report(&rule::INVALID_VALUE, value.span, message, help);
    None
}

/// Says whether a character stands in numbers.
const fn is_of_numbers(c: char) -> bool {
    matches!(c, '0'..='9' | ',' | '.' | '\'' | '_' | ' ' | '-' | '+' | '、')
}

/// The comparisons that a target may state.
pub(super) const COMPARISONS: [&str; 7] = ["以上", "以下", "超", "未満", "以内", "程度", "増"];

/// Units that are known to stand behind a figure. Others are known by `unit:`, or make a formula.
const UNITS: [&str; 47] = [
    "%",
    "割",
    "倍",
    "ポイント",
    "点",
    "円",
    "千円",
    "万円",
    "百万円",
    "億円",
    "兆円",
    "人",
    "名",
    "者",
    "社",
    "団体",
    "企業",
    "事業者",
    "件",
    "回",
    "部",
    "台",
    "本",
    "冊",
    "校",
    "機関",
    "施設",
    "箇所",
    "か所",
    "カ所",
    "ヶ所",
    "店",
    "店舗",
    "種類",
    "日",
    "日間",
    "年",
    "か月",
    "カ月",
    "時間",
    "分",
    "組",
    "世帯",
    "万人",
    "千人",
    "万件",
    "千件",
];

/// Says what is wrong with a number that has nothing but a unit and a comparison behind it, and what to write instead.
fn with_unit(text: &str, beside: Beside<'_>) -> Option<(String, String)> {
    let half = halved(text);
    let (number, rest) = leading(half.trim()).filter(|(number, rest)| !rest.is_empty() && !number.starts_with('-'))?;
    let comparison = COMPARISONS.iter().find(|comparison| rest.ends_with(**comparison));
    let unit = bare(rest.strip_suffix(*comparison.unwrap_or(&"")).unwrap_or(rest));
    let same = |known: Option<&Text>, found: &str| known.is_some_and(|known| halved(&known.value).trim() == found);
    if !(unit.is_empty() || UNITS.contains(&unit) || same(beside.unit, unit)) {
        return None;
    }
    let (unit_twice, comparison_twice) = (
        same(beside.unit, unit),
        comparison.is_some_and(|comparison| beside.comparison.is_some_and(|known| known.value == **comparison)),
    );
    let message = match (unit_twice, comparison_twice) {
        (true, _) => format!("the unit `{unit}` stands twice: in the figure `{text}` and in `unit:`"),
        (false, true) => {
            let comparison = comparison.copied().unwrap_or_default();
            format!("`{comparison}` stands twice: in the figure `{text}` and in `comparison:`")
        }
        (false, false) if unit.is_empty() => format!("the figure `{text}` has its comparison with it"),
        (false, false) => format!("the figure `{text}` has its unit with it"),
    };
    let mut keys = vec![format!("`value: {number}`")];
    if !unit.is_empty() && beside.unit.is_none() {
        // A plain `%` is no YAML.
        keys.push(if unit == "%" { "`unit: \"%\"`".into() } else { format!("`unit: {unit}`") });
    }
    if let Some(comparison) = comparison.filter(|_| beside.comparison.is_none()) {
        keys.push(format!("`comparison: {comparison}`"));
    }
    let keys = match keys.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => keys.concat(),
    };
    Some((message, format!("write {keys}")))
}

/// Reports a unit that ends with the comparison which follows it.
pub(super) fn comparison_twice(beside: Beside<'_>, findings: &mut Findings) {
    if let (Some(unit), Some(comparison)) = (beside.unit, beside.comparison)
        && let Some(bare) = unit.value.strip_suffix(comparison.value.as_str())
    {
        let message = format!("`{}` stands twice: in `unit:` and in `comparison:`", comparison.value);
        let help = if bare.is_empty() { "remove `unit:`".into() } else { format!("write `unit: {bare}`") };
        findings.report(&rule::INVALID_VALUE, unit.span, message, help);
    }
}

/// Reports a label that ends with the colon that follows it in the plan.
pub(super) fn label(label: &Text, findings: &mut Findings) {
    let bare = label.value.trim_end_matches(['：', ':', ' ', '\u{3000}']);
    if bare.len() < label.value.trim_end().len() {
        let message = "the label ends with a colon, and the plan puts one after it";
        findings.report(&rule::INVALID_VALUE, label.span, message, format!("write `{bare}`"));
    }
}

/// Reports a formula that begins with the word that stands before it.
pub(super) fn approx_twice(approx: Option<&Text>, figure: &Located<Figure>, findings: &mut Findings) {
    if let (Some(approx), Figure::Formula(formula)) = (approx, &figure.value)
        && let Some(rest) = formula.value.strip_prefix(approx.value.as_str())
    {
        let message = format!("`{}` stands twice: in the figure and in `approx:`", approx.value);
        findings.report(&rule::INVALID_VALUE, figure.span, message, format!("write `value: {}`", rest.trim()));
    }
}
