//! Single values.

use jiff::civil::Date;

use super::Findings;
use crate::diagnostic::{Located, Text, rule};
use crate::model::{Amount, Figure, FiscalYear, Moment};
use crate::source::raw::Scalar;

pub(super) fn id(id: &Text, findings: &mut Findings) {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !id.value.bytes().all(allowed) || id.value.len() > 64 {
        findings.report(
            &rule::INVALID_VALUE,
            id.span,
            format!("`{}` is not an id", id.value),
            "an id is at most 64 lower-case letters, digits and hyphens",
        );
    }
}

pub(super) fn fiscal_year(value: &Located<Scalar>, findings: &mut Findings) -> Option<FiscalYear> {
    let year = match &value.value {
        Scalar::Integer(year) => FiscalYear::new(*year),
        Scalar::Text(text) => FiscalYear::parse(text),
        Scalar::Float(_) => None,
    };
    if year.is_none() {
        let help = "write `令和6年度`, `令和元年度` or `2024`, with half-width digits";
        findings.report(&rule::INVALID_VALUE, value.span, "this is not a fiscal year", help);
    }
    year
}

pub(super) fn moment(text: &Text, findings: &mut Findings) -> Option<Moment> {
    let moment = Moment::parse(&text.value);
    if moment.is_none() {
        let message = format!("`{}` is not a date", text.value);
        let help = "write `2024-10-09`, or `2024-10` where the day is not fixed";
        findings.report(&rule::INVALID_VALUE, text.span, message, help);
    }
    moment
}

pub(super) fn day(text: &Text, findings: &mut Findings) -> Option<Date> {
    match moment(text, findings)? {
        Moment::Day(day) => Some(day),
        Moment::Month(_) => {
            let message = format!("`{}` is a month, not a day", text.value);
            findings.report(&rule::INVALID_VALUE, text.span, message, "write the day too: `2024-08-31`");
            None
        }
    }
}

pub(super) fn amount(value: &Located<Scalar>, findings: &mut Findings) -> Option<Amount> {
    let (amount, message) = match &value.value {
        Scalar::Integer(thousands) => (Amount::new(*thousands), format!("the amount `{thousands}` is out of range")),
        Scalar::Float(thousands) => (None, format!("the amount `{thousands:?}` has a fraction")),
        Scalar::Text(text) => (None, format!("`{text}` is text, not an amount")),
    };
    if amount.is_none() {
        let help = format!("write whole 千円 from 0 to {}, without commas, quotes or a unit", Amount::MAX);
        findings.report(&rule::AMOUNT_RANGE, value.span, message, help);
    }
    amount
}

pub(super) fn figure(value: &Located<Scalar>, findings: &mut Findings) -> Option<Figure> {
    let figure = match &value.value {
        Scalar::Integer(number) => u64::try_from(*number).ok().map(Figure::Integer),
        Scalar::Float(number) => (number.is_finite() && *number >= 0.0).then_some(Figure::Decimal(*number)),
        // Words make a formula; `1_500`, `070` and `70%` are slips.
        Scalar::Text(text) if text.is_ascii() => None,
        Scalar::Text(text) => Some(Figure::Formula(Located::new(text.clone(), value.span))),
    };
    if figure.is_none() {
        let help =
            "write a number in digits alone and its unit in `unit:`, or a formula in words such as `参加企業数×6倍`";
        findings.report(&rule::INVALID_VALUE, value.span, "this is not a figure", help);
    }
    figure
}
