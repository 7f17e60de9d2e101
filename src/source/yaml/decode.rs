//! Raw types from the YAML tree, with every finding of the file at once.

use super::node::{Node, Value};
use crate::diagnostic::{Diagnostic, Located, Span, rule, suggest, suggest_help};

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
    findings: Vec<Diagnostic>,
}

impl Decoder {
    /// Goes on from what was found before.
    #[must_use]
    pub const fn with(findings: Vec<Diagnostic>) -> Self {
        Self { findings }
    }

    /// Returns what was found.
    #[must_use]
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// Gives up what was found.
    #[must_use]
    pub fn into_findings(self) -> Vec<Diagnostic> {
        self.findings
    }

    /// Reports a finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    /// Reports a value of another type than `expected`.
    pub fn wrong_type(&mut self, node: &Node, expected: &str) {
        let found = node.value.type_name();
        let mut diagnostic =
            Diagnostic::new(&rule::WRONG_TYPE, node.span, format!("expected {expected}, found {found}"));
        diagnostic = diagnostic.help(match (&node.value, expected) {
            (Value::Null, _) => "write a value after the colon, or remove the key",
            (Value::Integer(_) | Value::Float(_) | Value::Bool(_), "text") => "put it in double quotes to make it text",
            (_, "a list") => "write its items below the key, each on a line of its own after `- `; `[]` for none",
            (_, "a mapping") => "write `key: value` lines below it, indented",
            (_, "true or false") => "write `true` or `false`",
            (_, "a whole number") => "write it in half-width digits, without a unit",
            _ => "see the source format in the README",
        });
        self.report(diagnostic);
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
        for (at, (key, _)) in entries.iter().enumerate() {
            if !keys.contains(&key.as_str()) {
                let message = format!("unknown key `{}`", key.value);
                misspelt.extend(suggest(&key.value, keys.iter().copied()));
                let help = suggest_help(&key.value, keys.iter().copied());
                self.report(Diagnostic::new(&rule::UNKNOWN_KEY, key.span, message).maybe_help(help));
            }
            if let Some((first, _)) = entries[..at].iter().find(|(earlier, _)| earlier.value == key.value) {
                self.report(
                    Diagnostic::new(&rule::DUPLICATE_KEY, key.span, format!("key `{}` stands twice", key.value))
                        .also(first.span, "first here")
                        .help("remove one of the two"),
                );
            }
        }
        Some(Mapping { entries, misspelt, span: node.span })
    }
}

/// An opened mapping.
#[derive(Debug)]
pub struct Mapping<'n> {
    entries: &'n [(Located<String>, Node)],
    /// Keys for which an unknown one is most likely meant: to call them missing would report the slip twice.
    misspelt: Vec<&'n str>,
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
            decoder.invalid(node.span, "the list is empty", "write an entry, each on a line of its own that begins with `- `");
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
            decoder.invalid(node.span, format!("`{value}` is out of range"), "write a number from 0 to 4294967295");
        }
        number
    }
}
