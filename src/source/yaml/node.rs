//! The YAML tree with places.

use std::collections::BTreeMap;
use std::fmt;

use super::number::Decimal;
use crate::diagnostic::Located;

/// A YAML value.
#[derive(Debug, Clone)]
pub enum Value {
    /// No value, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction, or with more digits than any whole number here.
    Decimal(Decimal),
    /// Text, quoted or plain.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the file; keys may repeat, which the decoder reports.
    Mapping(Vec<(Located<String>, Node)>),
}

impl Value {
    /// Names the type as an author would.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Integer(_) => "a whole number",
            Self::Decimal(number) if number.fraction().is_empty() => "a whole number",
            Self::Decimal(_) => "a number with a fraction",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Mapping(_) => "a mapping",
        }
    }
}

/// Two values are equal if they say the same, wherever they stand.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Decimal(a), Self::Decimal(b)) => a == b,
            (Self::Decimal(a), Self::Integer(b)) | (Self::Integer(b), Self::Decimal(a)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value == b.value),
            (Self::Mapping(a), Self::Mapping(b)) => {
                let values: BTreeMap<&str, &Self> = b.iter().map(|(key, node)| (key.as_str(), &node.value)).collect();
                a.len() == b.len() && a.iter().all(|(key, node)| values.get(key.as_str()) == Some(&&node.value))
            }
            _ => false,
        }
    }
}

/// A short form for messages: scalars as written, containers by what they are.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("~"),
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Decimal(value) => value.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(|item| item.value.to_string()).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Self::Mapping(entries) => {
                let entries: Vec<_> =
                    entries.iter().map(|(key, value)| format!("{}: {}", key.value, value.value)).collect();
                write!(f, "{{{}}}", entries.join(", "))
            }
        }
    }
}

/// A YAML value with its place. The place of a list or mapping is its first line.
pub type Node = Located<Value>;
