//! How much work a file may make.

/// How many units of work a file may take. A plan of a thousand pages takes less than half of it.
const UNITS: u64 = 1_500_000_000;

/// The work that is left for a file. A unit is about what it takes to unpack a byte.
#[derive(Debug)]
pub(crate) struct Budget(u64);

/// There is too much of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMuch(pub &'static str);

impl Default for Budget {
    fn default() -> Self {
        Self(UNITS)
    }
}

impl Budget {
    /// Returns a budget without an end, for a file that this program has made: what it was made of is bounded.
    pub const fn endless() -> Self {
        Self(u64::MAX)
    }

    /// A byte that is unpacked.
    pub const BYTE: u64 = 1;
    /// A node of a tree, or a link, that is followed.
    pub const NODE: u64 = 2_000;
    /// Something that is looked up by its name, or read from a list.
    pub const LOOKUP: u64 = 200;
    /// An operator that is followed.
    pub const OPERATOR: u64 = 20;
    /// An area that is painted.
    pub const AREA: u64 = 400;
    /// A form that is drawn.
    pub const FORM: u64 = 5_000;
    /// A glyph that is set.
    pub const GLYPH: u64 = 300;
    /// A page that is begun.
    pub const PAGE: u64 = 10_000;

    /// Takes the work for a number of things, each of which costs `price`.
    pub fn spend(&mut self, price: u64, things: usize) -> Result<(), TooMuch> {
        let cost = u64::try_from(things).unwrap_or(u64::MAX).saturating_mul(price);
        self.0 = self.0.checked_sub(cost).ok_or(TooMuch("it draws or unpacks without end"))?;
        Ok(())
    }
}
