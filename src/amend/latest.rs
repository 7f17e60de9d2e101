//! Which change was the latest that touched something, looked up without going through all of them.

use std::collections::HashMap;

use super::path::around;

/// Changes by the paths that they touch.
#[derive(Debug, Default)]
pub(super) struct Latest {
    /// The latest change of a path.
    at: HashMap<String, usize>,
    /// The latest change of a path or of anything inside it.
    within: HashMap<String, usize>,
}

impl Latest {
    /// Remembers a change by its number; later changes have higher ones.
    pub fn insert(&mut self, path: &str, number: usize) {
        self.at.insert(path.to_owned(), number);
        for outer in around(path) {
            self.within.insert(outer.to_owned(), number);
        }
    }

    /// Returns the latest change of the same thing, of something inside it, or of what it lies in.
    pub fn related(&self, path: &str) -> Option<usize> {
        let within = self.within.get(path);
        around(path).filter_map(|outer| self.at.get(outer)).chain(within).copied().max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_meet_by_whole_parts() {
        let mut latest = Latest::default();
        latest.insert("projects/expo/lines/a", 0);
        latest.insert("projects/expo-2", 1);
        for (path, found) in [
            ("projects/expo/lines/a", Some(0)),
            ("projects/expo/lines/a/amount", Some(0)),
            ("projects/expo/lines", Some(0)),
            ("projects/expo", Some(0)),
            ("projects/expo-2/since", Some(1)),
            ("projects", Some(1)),
            ("projects/expo/lines/b", None),
            ("projects/exp", None),
        ] {
            assert_eq!(latest.related(path), found, "{path}");
        }
    }
}
