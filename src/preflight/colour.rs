//! Colour spaces, and how much ink a colour takes.

use hayro_syntax::object::{Array, Object, Stream};
use hayro_syntax::page::Resources;

/// How deep colour spaces may stand in one another.
const MAX_DEPTH: usize = 8;

/// A colour space as a printing house sees it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Space {
    /// Black ink alone.
    Grey,
    /// The four process inks.
    Cmyk,
    /// Inks with names.
    Spot(Vec<String>),
    /// Colours of a table, in a space that can be printed, and the most ink that one of them takes, in percent.
    Indexed(Option<f64>),
    /// A pattern or shading; the space of its colour, where it has none of its own (8.7.3.3).
    Pattern(Option<Box<Self>>),
    /// One that no press can print as it is, and what it is.
    Foreign(String),
}

impl Space {
    /// Returns the space that a content stream or an image names.
    pub fn of(object: &Object<'_>, resources: &Resources<'_>) -> Self {
        Self::resolve(object, resources, 0)
    }

    fn resolve(object: &Object<'_>, resources: &Resources<'_>, depth: usize) -> Self {
        let unknown = || Self::Foreign("an unknown colour space".into());
        if depth > MAX_DEPTH {
            return unknown();
        }
        match object {
            Object::Name(name) => match name.as_str() {
                "DeviceGray" | "G" => Self::Grey,
                "DeviceCMYK" | "CMYK" => Self::Cmyk,
                "DeviceRGB" | "RGB" => Self::Foreign("RGB".into()),
                "Pattern" => Self::Pattern(None),
                _ => match resources.get_color_space(name) {
                    Some(space) => Self::resolve(&space, resources, depth + 1),
                    None => unknown(),
                },
            },
            Object::Array(array) => Self::family(array, resources, depth).unwrap_or_else(unknown),
            _ => unknown(),
        }
    }

    fn family(array: &Array<'_>, resources: &Resources<'_>, depth: usize) -> Option<Self> {
        let parts: Vec<Object<'_>> = array.iter().collect();
        let Object::Name(family) = parts.first()? else { return None };
        let foreign = |what: &str| Some(Self::Foreign(what.into()));
        match family.as_str() {
            "ICCBased" => {
                let Object::Stream(profile) = parts.get(1)? else { return None };
                match components(profile) {
                    Some(1) => foreign("grey by an ICC profile"),
                    Some(3) => foreign("RGB by an ICC profile"),
                    _ => foreign("a colour by an ICC profile"),
                }
            }
            "CalRGB" => foreign("calibrated RGB"),
            "CalGray" => foreign("calibrated grey"),
            "Lab" => foreign("L*a*b*"),
            "Pattern" => {
                let own = parts.get(1).map(|own| Box::new(Self::resolve(own, resources, depth + 1)));
                Some(Self::Pattern(own))
            }
            "Indexed" | "I" => Some(match Self::resolve(parts.get(1)?, resources, depth + 1) {
                Self::Foreign(what) => Self::Foreign(what),
                base => Self::Indexed(parts.get(3).and_then(|table| base.most_ink(table))),
            }),
            "Separation" | "DeviceN" => {
                let names = match parts.get(1)? {
                    Object::Name(name) => vec![name.as_str().to_owned()],
                    Object::Array(names) => names
                        .iter::<Object<'_>>()
                        .filter_map(Object::into_name)
                        .map(|name| name.as_str().to_owned())
                        .collect(),
                    _ => return None,
                };
                Some(match Self::resolve(parts.get(2)?, resources, depth + 1) {
                    Self::Foreign(what) => {
                        Self::Foreign(format!("the spot colour `{}` with {what}", names.join("`, `")))
                    }
                    _ => Self::Spot(names),
                })
            }
            other => {
                Self::resolve(&Object::Name(hayro_syntax::object::Name::new(other.as_bytes())?), resources, depth + 1)
                    .into()
            }
        }
    }

    /// Returns how much ink a colour takes, in percent; nothing where it cannot be told.
    ///
    /// The registration colour stands on every plate and outside the page; it is not counted.
    pub fn ink(&self, values: &[f64]) -> Option<f64> {
        let share = match self {
            Self::Grey => 1.0 - values.first()?,
            Self::Cmyk => values.iter().sum(),
            Self::Spot(names) => total(names, values.iter().copied()),
            Self::Indexed(most) => return *most,
            Self::Pattern(own) => return own.as_ref()?.ink(values),
            Self::Foreign(_) => return None,
        };
        Some(share * 100.0)
    }

    /// Returns what no press can print as it is, in a colour of this space.
    pub fn foreign(&self) -> Option<&str> {
        match self {
            Self::Foreign(what) => Some(what),
            Self::Pattern(Some(own)) => own.foreign(),
            _ => None,
        }
    }

    /// Returns how much black ink a colour has, and how much of the other process inks together, as shares.
    pub fn black_and_others(&self, values: &[f64]) -> Option<(f64, f64)> {
        let process = |name: &str| matches!(name, "Cyan" | "Magenta" | "Yellow");
        match (self, values) {
            (Self::Cmyk, &[c, m, y, k]) => Some((k, c + m + y)),
            (Self::Spot(names), values) => {
                let inks = names.iter().zip(values);
                let black = inks.clone().find(|(name, _)| *name == "Black").map(|(_, black)| *black)?;
                Some((black, inks.filter(|(name, _)| process(name)).map(|(_, ink)| ink).sum()))
            }
            _ => None,
        }
    }

    /// Returns the most ink that a colour of a table takes, in percent.
    fn most_ink(&self, table: &Object<'_>) -> Option<f64> {
        let components = match self {
            Self::Grey => 1,
            Self::Cmyk => 4,
            Self::Spot(names) => names.len(),
            Self::Indexed(_) | Self::Pattern(_) | Self::Foreign(_) => return None,
        };
        let bytes = match table {
            Object::String(table) => table.as_bytes().to_vec(),
            Object::Stream(table) => table.decoded().ok()?.to_vec(),
            _ => return None,
        };
        let colours = bytes.chunks_exact(components.max(1));
        let shares = |colour: &[u8]| colour.iter().map(|ink| f64::from(*ink) / 255.0).collect::<Vec<_>>();
        colours.filter_map(|colour| self.ink(&shares(colour))).max_by(f64::total_cmp)
    }
}

/// Returns how much ink the shares of named inks are together. The registration colour is on every plate, outside the
/// page, and does not count; nor does the ink that is none.
pub(super) fn total(names: &[String], shares: impl Iterator<Item = f64>) -> f64 {
    let on_plates = names.iter().zip(shares).filter(|(name, _)| !matches!(name.as_str(), "All" | "None"));
    on_plates.map(|(_, share)| share).sum()
}

fn components(profile: &Stream<'_>) -> Option<i32> {
    profile.dict().get("N")
}
