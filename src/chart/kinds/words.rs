//! What charts say in words: labels and alternative texts.

use crate::chart::share::{grouped, percent, tenths};

/// The unit of all amounts.
pub(super) const UNIT: &str = "千円";

/// Says that shares do not add up, as Japanese statistics do.
pub(super) const ROUNDED: &str = "※割合は四捨五入しているため、合計が100％にならない。";

/// A name with its amount, as a part of a whole.
pub(super) struct Part<'a> {
    pub name: &'a str,
    pub amount: i64,
    /// Whether it is what is left, which is never ranked.
    pub rest: bool,
}

/// Writes a label: 39,956千円（66.2％）, as amounts are written everywhere.
pub(super) fn label(amount: i64, whole: i64) -> String {
    format!("{}{UNIT}{}", grouped(amount), bracketed(amount, whole))
}

fn bracketed(amount: i64, whole: i64) -> String {
    tenths(amount, whole).map_or_else(String::new, |share| format!("（{}）", percent(share)))
}

/// Writes a share for a table: 66.2％, or a dash where there is no whole.
pub(super) fn share(amount: i64, whole: i64) -> String {
    tenths(amount, whole).map_or_else(|| "－".to_owned(), percent)
}

/// Says whether the rounded shares add up to something else than 100.0％.
pub(super) fn rounding_shows(parts: &[Part<'_>], whole: i64) -> bool {
    let shares: Option<i128> = parts.iter().map(|part| tenths(part.amount, whole)).sum();
    shares.is_some_and(|sum| sum != 1000)
}

/// Says how a whole is divided, the largest part first.
pub(super) fn division(parts: &[Part<'_>], whole: i64) -> String {
    told(parts, whole, |part| format!("{} {}{UNIT}{}", part.name, grouped(part.amount), bracketed(part.amount, whole)))
}

/// Says what a chart has that goes on from another one.
pub(super) fn going_on(parts: &[Part<'_>], whole: i64) -> String {
    let list: Vec<_> = parts
        .iter()
        .map(|part| format!("{} {}{UNIT}{}", part.name, grouped(part.amount), bracketed(part.amount, whole)))
        .collect();
    format!("続き：{}。", list.join("、"))
}

/// Says how large the parts are, the largest first, without their shares.
pub(super) fn ranking(parts: &[Part<'_>], whole: i64) -> String {
    told(parts, whole, |part| format!("{} {}{UNIT}", part.name, grouped(part.amount)))
}

fn told(parts: &[Part<'_>], whole: i64, say: impl Fn(&Part<'_>) -> String) -> String {
    let list = |parts: &[&Part<'_>]| parts.iter().map(|part| say(part)).collect::<Vec<_>>().join("、");
    let mut ranked: Vec<_> = parts.iter().filter(|part| !part.rest && part.amount > 0).collect();
    ranked.sort_by_key(|part| std::cmp::Reverse(part.amount));
    let ties = ranked.iter().take_while(|part| part.amount == ranked[0].amount).count();
    let (first, following) = ranked.split_at(ties);
    let mut out = match (first, following) {
        ([], _) => String::new(),
        (first, []) => format!("{}である。", list(first)),
        (first, following) => format!("{}が最も大きく、{}が続く。", list(first), list(following)),
    };
    let nothing: Vec<_> = parts.iter().filter(|part| !part.rest && part.amount == 0).map(|part| part.name).collect();
    if !nothing.is_empty() {
        out.push_str(&format!("{}は0{UNIT}である。", nothing.join("、")));
    }
    let rest: Vec<_> = parts.iter().filter(|part| part.rest).collect();
    if !rest.is_empty() {
        out.push_str(&format!("ほかに{}がある。", list(&rest)));
    }
    out.push_str(&format!("合計は{}{UNIT}。", grouped(whole)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, amount: i64) -> Part<'_> {
        Part { name, amount, rest: false }
    }

    #[test]
    fn a_division_is_said_with_the_largest_part_first() {
        let parts = [part("甲", 1), part("乙", 6), part("丙", 0), Part { name: "なし", amount: 1, rest: true }];
        let want = "乙 6千円（75.0％）が最も大きく、甲 1千円（12.5％）が続く。丙は0千円である。\
                    ほかになし 1千円（12.5％）がある。合計は8千円。";
        assert_eq!(division(&parts, 8), want);
        let ties = "甲 5千円（50.0％）、乙 5千円（50.0％）である。合計は10千円。";
        assert_eq!(division(&[part("甲", 5), part("乙", 5)], 10), ties);
        assert_eq!(division(&[part("甲", 0)], 0), "甲は0千円である。合計は0千円。");
        let plain = "乙 6千円が最も大きく、甲 1千円が続く。合計は7千円。";
        assert_eq!(ranking(&[part("甲", 1), part("乙", 6)], 7), plain);
    }

    #[test]
    fn rounding_is_noted_only_where_it_shows() {
        assert!(rounding_shows(&[part("甲", 1), part("乙", 1), part("丙", 1)], 3));
        assert!(!rounding_shows(&[part("甲", 1), part("乙", 1)], 2));
        assert!(!rounding_shows(&[part("甲", 0)], 0));
    }
}
