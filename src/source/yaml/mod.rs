//! YAML into raw types that keep the place of every value.
//!
//! A `serde` derive stops at the first thing that is wrong, and knows neither comments nor how a value was written. Authors
//! want all faults at once, in their own terms; so the parser's events are read into a tree of [`Node`]s first, where slips of
//! the hand are seen, and the raw types are decoded from the tree, collecting every finding.

mod decode;
mod fold;
mod meant;
mod node;
mod number;
mod read;
mod slips;

pub(super) use decode::record;
pub use decode::{Decode, Decoder, Filled};
pub use fold::Alignment;
pub(crate) use meant::{leading, number};
pub use node::{Node, Value};
pub use number::Decimal;
pub use read::parse;
