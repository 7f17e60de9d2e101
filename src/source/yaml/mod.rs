//! YAML into raw types that keep the place of every value.
//!
//! A `serde` derive stops at the first thing that is wrong. Authors want all of it at once, so a file is read into
//! a tree of [`Node`]s first (by `serde-saphyr`, with its budget and its `Spanned` positions) and the raw types are
//! decoded from the tree, collecting every finding.

mod decode;
mod node;

pub(super) use decode::record;
pub use decode::{Decode, Decoder, Filled};
pub use node::{Node, Value, parse};
