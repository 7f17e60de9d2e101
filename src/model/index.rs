//! References between parts of one plan.

use std::fmt;
use std::marker::PhantomData;

/// Refers to the `T` at a position of the plan's (or a project's) list of `T`s.
///
/// Only the resolver makes these, and only for what exists, so a lookup cannot fail within the same plan.
pub struct Index<T> {
    at: usize,
    kind: PhantomData<fn() -> T>,
}

impl<T> Index<T> {
    pub(super) const fn new(at: usize) -> Self {
        Self { at, kind: PhantomData }
    }

    /// Returns what the index refers to in its own list.
    ///
    /// # Panics
    /// If `list` is the list of another plan, which is a mistake in this program.
    #[must_use]
    pub fn of(self, list: &[T]) -> &T {
        &list[self.at]
    }

    /// Returns the position in the list.
    #[must_use]
    pub const fn position(self) -> usize {
        self.at
    }
}

impl<T> Clone for Index<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Index<T> {}

impl<T> PartialEq for Index<T> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl<T> Eq for Index<T> {}

impl<T> PartialOrd for Index<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Index<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at.cmp(&other.at)
    }
}

impl<T> fmt::Debug for Index<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.at)
    }
}
