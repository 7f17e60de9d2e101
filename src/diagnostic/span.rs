//! Places in the author's files.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// Identifies a file of one [`Files`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A byte range in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// Creates a span; positions beyond 4 GiB cannot occur, since files are far smaller.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// Returns the byte range.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the span of `length` bytes that begins `offset` bytes into this one.
    #[must_use]
    pub fn part(self, offset: usize, length: usize) -> Self {
        let start = self.start as usize + offset;
        Self::new(self.file, start, start + length)
    }
}

/// A value together with the place where the author wrote it.
#[derive(Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> Located<T> {
    /// Creates a located value.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Applies a function to the value and keeps the place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: f(self.value), span: self.span }
    }
}

impl<T: fmt::Debug> fmt::Debug for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T> std::ops::Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Author's text with its place.
pub type Text = Located<String>;

/// A file that diagnostics can point into.
#[derive(Debug, Clone)]
pub struct File {
    path: String,
    text: Arc<str>,
    /// Where lines start, found when first asked for.
    lines: OnceLock<Vec<usize>>,
}

impl File {
    /// Returns the path relative to the project folder, with `/` between its parts.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the file's text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the 1-based line and column of a byte offset; columns count characters.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.floor(offset);
        let (line, start) = self.line(offset);
        (line, self.text[start..offset].chars().count() + 1)
    }

    /// Returns the 1-based line on which an offset lies, and where it starts.
    fn line(&self, offset: usize) -> (usize, usize) {
        let starts = || std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let lines = self.lines.get_or_init(starts);
        let line = lines.partition_point(|start| *start <= offset);
        (line, line.checked_sub(1).and_then(|at| lines.get(at)).copied().unwrap_or(0))
    }

    /// Returns the whole lines on which a span lies.
    #[must_use]
    pub fn lines_of(&self, span: Span) -> &str {
        let (_, range) = self.lines_around(span.range());
        &self.text[range]
    }

    /// Returns the number of the first line on which a range lies, and the range of all its lines.
    pub(super) fn lines_around(&self, range: std::ops::Range<usize>) -> (usize, std::ops::Range<usize>) {
        let (start, end) = (self.floor(range.start), self.floor(range.end));
        let (line, first) = self.line(start);
        let last = self.text[end..].find('\n').map_or(self.text.len(), |newline| end + newline);
        (line, first..last)
    }

    /// Returns what a span covers with some of what stands beside it on its lines: enough to know it again where it has moved.
    #[must_use]
    pub fn context_of(&self, span: Span) -> String {
        const BESIDE: usize = 20;
        const MOST: usize = 120;
        let (_, lines) = self.lines_around(span.range());
        let (start, end) = (self.floor(span.range().start), self.floor(span.range().end));
        let before = self.text[lines.start..start].char_indices().rev().nth(BESIDE - 1);
        let from = before.map_or(lines.start, |(at, _)| lines.start + at);
        let after: usize = self.text[end..lines.end].chars().take(BESIDE).map(char::len_utf8).sum();
        let words: Vec<_> = self.text[from..end + after].split_whitespace().collect();
        words.join(" ").chars().take(MOST).collect()
    }

    /// Returns the largest character boundary at or before `offset`.
    #[must_use]
    pub fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

/// The table of all files read in a run.
#[derive(Debug, Clone, Default)]
pub struct Files {
    files: Vec<File>,
}

impl Files {
    /// Adds a file and returns its id.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(File { path: path.into(), text: text.into(), lines: OnceLock::new() });
        id
    }

    /// Returns the ids of all files.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..u32::try_from(self.files.len()).unwrap_or(u32::MAX)).map(FileId)
    }

    /// Returns the file with the id.
    ///
    /// # Panics
    /// If the id comes from another table, which is a mistake in this program.
    #[must_use]
    pub fn get(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// Returns the text that a span covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        let file = self.get(span.file);
        let (start, end) = (file.floor(span.start as usize), file.floor(span.end as usize));
        &file.text()[start..end]
    }

    /// Returns the same files with something before their paths: the revision that they are of, or where the project is.
    #[must_use]
    pub fn prefixed(&self, prefix: &str) -> Self {
        let mut files = Self::default();
        for file in &self.files {
            files.add(format!("{prefix}{}", file.path), Arc::clone(&file.text));
        }
        files
    }

    /// Returns the id of a file by its path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<FileId> {
        let at = self.files.iter().position(|file| file.path == path)?;
        Some(FileId(u32::try_from(at).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let mut files = Files::default();
        let id = files.add("a.yaml", "題: x\n名: 値\n");
        let file = files.get(id);
        assert_eq!(file.line_column(0), (1, 1));
        assert_eq!(file.line_column("題: x\n名: ".len()), (2, 4));
        assert_eq!(file.line_column(1000), (3, 1));
    }

    #[test]
    fn lines_are_those_on_which_a_span_lies() {
        let mut files = Files::default();
        let text = "一\n二\n\n四";
        let id = files.add("a.yaml", text);
        let lines = |from: &str, to: &str| {
            let (start, end) = (text.find(from).expect("there"), text.find(to).expect("there") + to.len());
            files.get(id).lines_of(Span::new(id, start, end))
        };
        assert_eq!(lines("一", "一"), "一");
        assert_eq!(lines("二", "二"), "二");
        assert_eq!(lines("一", "二"), "一\n二");
        assert_eq!(files.get(id).lines_of(Span::new(id, text.len(), text.len())), "四");
        assert_eq!(files.get(id).lines_of(Span::new(id, "一\n二\n".len(), "一\n二\n".len())), "");
    }

    #[test]
    fn a_context_does_not_change_where_lines_move() {
        let mut files = Files::default();
        let line = format!("{}のの{}", "前".repeat(100), "後".repeat(100));
        let context = |files: &mut Files, text: String| {
            let at = text.find("のの").expect("there");
            let id = files.add("a.md", text);
            files.get(id).context_of(Span::new(id, at, at + "のの".len()))
        };
        let one = context(&mut files, line.clone());
        assert_eq!(one, format!("{}のの{}", "前".repeat(20), "後".repeat(20)));
        assert_eq!(context(&mut files, format!("新しい行\n\n  {line}  \n")), one);
        // An edit far away in the same paragraph is none of its concern.
        assert_eq!(context(&mut files, format!("更に{line}。")), one);
        assert_eq!(context(&mut files, "  - のの  ".into()), "- のの");
    }
}
