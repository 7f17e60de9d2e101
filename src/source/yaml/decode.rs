//! Raw types from the YAML tree, with every finding of the file at once.

use std::collections::HashMap;

use super::node::{Node, Value};
use super::{number, slips};
use crate::characters;
use crate::diagnostic::{Diagnostic, Findings, Located, Span, rule, suggest, suggest_help};

/// How many unknown keys of a mapping are reported one by one; whoever has more has another file in mind.
const MAX_UNKNOWN: usize = 20;
/// For how many unknown keys of a run the known ones are searched for what was meant.
const MAX_SUGGESTED: usize = 200;

/// Something that can be read from a YAML value.
pub trait Decode: Sized {
    /// Reads the value; where it cannot, reports why and returns nothing.
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self>;

    /// Returns what stands for an absent key; nothing where the key is required.
    fn absent() -> Option<Self> {
        None
    }
}

/// Collects what is wrong while a file is decoded.
#[derive(Debug, Default)]
pub struct Decoder {
    findings: Findings,
    /// For how many unknown keys the one that was meant was looked for.
    suggested: usize,
}

impl Decoder {
    /// Goes on from what was found before.
    #[must_use]
    pub fn with(findings: Vec<Diagnostic>) -> Self {
        Self { findings: findings.into(), suggested: 0 }
    }

    /// Returns what was found.
    #[must_use]
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// Gives up what was found.
    #[must_use]
    pub fn into_findings(self) -> Vec<Diagnostic> {
        self.findings.into_vec()
    }

    /// Reports a finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    /// Reports a value of another type than `expected`.
    pub fn wrong_type(&mut self, node: &Node, expected: &str) {
        let found = node.value.type_name();
        if let (Value::Text(text), "a list" | "a mapping") = (&node.value, expected)
            && let Some(slip) = slips::in_text(text, node.span)
        {
            self.report(slip);
            return;
        }
        let help = match (&node.value, expected) {
            (Value::Null, _) => "write a value after the colon, or remove the key".into(),
            (Value::Integer(number), "text") => match day(*number) {
                Some(day) => format!("write a day as `{day}`; put it in double quotes to make it text: `\"{number}\"`"),
                None => format!("put it in double quotes to make it text: `\"{number}\"`"),
            },
            (value @ (Value::Decimal(_) | Value::Bool(_)), "text") => {
                format!("put it in double quotes to make it text: `\"{value}\"`")
            }
            (_, "a list") => {
                "write its items below the key, each on a line of its own after `- `; `[]` for none".into()
            }
            (_, "a mapping") => "write `key: value` lines below it, indented".into(),
            (value, "true or false") => match truth(value) {
                Some(meant) => format!("write `{meant}`"),
                None => "write `true` or `false`".into(),
            },
            (Value::Text(text), "a whole number") if number(text).is_some_and(|meant| !meant.number.contains('.')) => {
                let meant = number(text).map(|meant| meant.number).unwrap_or_default();
                format!("write `{meant}`, in half-width digits without quotes")
            }
            (_, "a whole number") => "write it in half-width digits, without a unit".into(),
            _ => "see the source format in the README".into(),
        };
        let message = format!("expected {expected}, found {found}");
        self.report(Diagnostic::new(&rule::WRONG_TYPE, node.span, message).help(help));
    }

    /// Reports a value of the right type that is not acceptable.
    pub fn invalid(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.report(Diagnostic::new(&rule::INVALID_VALUE, span, message).help(help));
    }

    /// Opens a mapping whose only keys may be `keys`.
    pub fn mapping<'n>(&mut self, node: &'n Node, keys: &'static [&'static str]) -> Option<Mapping<'n>> {
        let Value::Mapping(entries) = &node.value else {
            self.wrong_type(node, "a mapping");
            return None;
        };
        let mut misspelt = Vec::new();
        let (mut unknown, mut again) = (0, false);
        let mut first: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
        for (key, _) in entries {
            if !keys.contains(&key.as_str()) {
                unknown += 1;
                if unknown <= MAX_UNKNOWN {
                    let finding = self.unknown_key(key, keys, &mut misspelt);
                    self.report(finding);
                }
                continue;
            }
            let Some(before) = first.get(key.as_str()) else {
                first.insert(key.as_str(), key.span);
                again = false;
                continue;
            };
            // Where one key after the other stands twice, another item begins: its `- ` is missing, once.
            if !std::mem::replace(&mut again, true) {
                let message = format!("key `{}` stands twice", key.value);
                self.report(
                    Diagnostic::new(&rule::DUPLICATE_KEY, key.span, message)
                        .also(*before, "first here")
                        .help("remove one of the two; where another item of a list begins, write `- ` before it"),
                );
            }
        }
        if unknown > MAX_UNKNOWN {
            let message = format!("this mapping has {} more unknown keys", unknown - MAX_UNKNOWN);
            let help =
                format!("known here: {}", keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", "));
            self.report(Diagnostic::new(&rule::UNKNOWN_KEY, node.span, message).help(help));
        }
        Some(Mapping { entries, misspelt, span: node.span })
    }

    /// Says of an unknown key which one may be meant, and notes that one as misspelt.
    fn unknown_key(
        &mut self,
        key: &Located<String>,
        keys: &'static [&'static str],
        misspelt: &mut Vec<&'static str>,
    ) -> Diagnostic {
        let plain = slips::plain_key(&key.value);
        let invisible = key.chars().find(|c| characters::invisible(*c).is_some());
        if let Some(meant) = keys.iter().find(|known| **known == plain) {
            misspelt.push(meant);
            let message = match invisible {
                Some(c) => format!("{} stands in the key `{meant}`", characters::shown(c)),
                None => format!("the key `{}` is written in full-width characters", key.value),
            };
            return Diagnostic::new(&rule::UNKNOWN_KEY, key.span, message).help(format!("write `{meant}`"));
        }
        let finding = Diagnostic::new(&rule::UNKNOWN_KEY, key.span, format!("unknown key `{}`", key.value));
        self.suggested += 1;
        if self.suggested > MAX_SUGGESTED {
            return finding.help("see the source format in the README");
        }
        misspelt.extend(suggest(&plain, keys.iter().copied()));
        finding.maybe_help(suggest_help(&plain, keys.iter().copied()))
    }
}

/// Returns a number of eight digits as a day, such as 20241209 as `2024-12-09`.
fn day(number: i128) -> Option<String> {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let is_day = (1873..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_day.then(|| format!("{year}-{month:02}-{day:02}"))
}

/// Returns what was meant by a word for yes or no.
fn truth(value: &Value) -> Option<bool> {
    let word = value.to_string().to_ascii_lowercase();
    match word.as_str() {
        "true" | "yes" | "y" | "on" | "1" | "はい" | "有" | "○" => Some(true),
        "false" | "no" | "n" | "off" | "0" | "いいえ" | "無" | "×" => Some(false),
        _ => None,
    }
}

/// An opened mapping.
#[derive(Debug)]
pub struct Mapping<'n> {
    entries: &'n [(Located<String>, Node)],
    /// Keys for which an unknown one is most likely meant: to call them missing would report the slip twice.
    misspelt: Vec<&'static str>,
    span: Span,
}

impl Mapping<'_> {
    /// Reads the value of a key.
    pub fn take<T: Decode>(&self, key: &str, decoder: &mut Decoder) -> Option<T> {
        if let Some((_, node)) = self.entries.iter().find(|(name, _)| name.value == key) {
            return T::decode(node, decoder);
        }
        let absent = T::absent();
        if absent.is_none() && !self.misspelt.contains(&key) {
            decoder.report(
                Diagnostic::new(&rule::MISSING_KEY, self.span, format!("missing key `{key}`"))
                    .label("in this mapping")
                    .help(format!("add `{key}:` with its value")),
            );
        }
        absent
    }
}

/// Defines a struct and how it is read from a mapping: one key a field, all findings collected.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($key:literal $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $(#[doc = concat!("`", $key, ":`")] pub $field: $type,)*
        }

        impl $crate::source::yaml::Decode for $name {
            fn decode(
                node: &$crate::source::yaml::Node,
                decoder: &mut $crate::source::yaml::Decoder,
            ) -> Option<Self> {
                let mapping = decoder.mapping(node, &[$($key),*])?;
                $(let $field = mapping.take::<$type>($key, decoder);)*
                Some(Self { $($field: $field?,)* })
            }
        }
    };
}
pub(in crate::source) use record;

impl<T: Decode> Decode for Located<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        T::decode(node, decoder).map(|value| Self::new(value, node.span))
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        T::decode(node, decoder).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let Value::List(items) = &node.value else {
            decoder.wrong_type(node, "a list");
            return None;
        };
        // Decode every item before giving up on any, so that all findings are reported.
        let decoded: Vec<_> = items.iter().map(|item| T::decode(item, decoder)).collect();
        decoded.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// A list that is of no use without an entry: the boxes of a drawing.
#[derive(Debug, Clone)]
pub struct Filled<T>(Vec<T>);

impl<T> std::ops::Deref for Filled<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Decode> Decode for Filled<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let list = Vec::decode(node, decoder)?;
        if list.is_empty() {
            decoder.invalid(
                node.span,
                "the list is empty",
                "write an entry, each on a line of its own that begins with `- `",
            );
            return None;
        }
        Some(Self(list))
    }
}

impl Decode for String {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let Value::Text(text) = &node.value else {
            decoder.wrong_type(node, "text");
            return None;
        };
        if text.trim().is_empty() {
            decoder.invalid(node.span, "the text is empty", "write the text, or remove the key");
            return None;
        }
        Some(text.clone())
    }
}

impl Decode for Node {
    fn decode(node: &Node, _: &mut Decoder) -> Option<Self> {
        Some(node.clone())
    }
}

impl Decode for bool {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        if let Value::Bool(value) = node.value {
            return Some(value);
        }
        decoder.wrong_type(node, "true or false");
        None
    }
}

impl Decode for u32 {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let Value::Integer(value) = node.value else {
            decoder.wrong_type(node, "a whole number");
            return None;
        };
        let number = Self::try_from(value).ok();
        if number.is_none() {
            let help = if value < 0 { "write it without a minus" } else { "write a smaller number" };
            decoder.invalid(node.span, format!("`{value}` is out of range"), help);
        }
        number
    }
}
