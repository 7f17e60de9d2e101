//! Typst code, written so that nothing in it can come from an author but string literals.

use std::fmt::Write as _;
use std::ops::Range;

use super::Marks;
use crate::amend::History;
use crate::characters::script;
use crate::diagnostic::{Span, Text};
use crate::setting::{Joint, Setting, phrases};
use crate::source::yaml::Value;

/// Two answers of the same length, so that one can take the other's place without moving what was written since.
const NO: &str = "false";
/// See [`NO`].
const YES: &str = "true ";

/// Where the literals of the generated file come from, in the order of the file.
#[derive(Debug, Default)]
pub struct SourceMap {
    literals: Vec<Literal>,
}

/// A literal of the generated file.
#[derive(Debug)]
struct Literal {
    code: Range<usize>,
    span: Span,
    text: String,
}

impl SourceMap {
    /// Returns the author's place of the literal that overlaps a range of the generated file; failing that, of the
    /// first one inside the range's line, then of the last one before it: the closest thing that an author wrote.
    #[must_use]
    pub fn span(&self, range: &Range<usize>) -> Option<Span> {
        let after = self.literals.partition_point(|literal| literal.code.end <= range.start);
        match self.literals.get(after) {
            Some(literal) if literal.code.start < range.end => Some(literal.span),
            _ => self.literals[..after].last().or(self.literals.first()).map(|literal| literal.span),
        }
    }

    /// Returns the author's place of the first literal that is a text, or contains it where it is long enough to be
    /// no coincidence.
    #[must_use]
    pub fn place_of(&self, text: &str) -> Option<Span> {
        const TELLING: usize = 6;
        let exact = self.literals.iter().find(|literal| literal.text == text);
        let containing = || {
            let telling = text.chars().count() >= TELLING;
            self.literals.iter().find(|literal| telling && literal.text.contains(text))
        };
        exact.or_else(containing).map(|literal| literal.span)
    }

    /// Returns every text that is shown, with the place it comes from.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Span)> {
        self.literals.iter().map(|literal| (literal.text.as_str(), literal.span))
    }
}

/// Writes code and remembers where literals come from.
#[derive(Debug)]
pub(super) struct Writer<'p> {
    code: String,
    map: SourceMap,
    references: Vec<Reference>,
    depth: usize,
    /// Where the code says whether the document has small digits, and whether a literal has any.
    scripts: (Option<usize>, bool),
    history: &'p History,
    /// How changes are shown.
    pub marks: Marks,
}

/// A place in the document that shows the printed page of a part.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The label of the part.
    pub target: String,
    /// Where the author asked for it, or wrote what is listed.
    pub span: Span,
}

impl<'p> Writer<'p> {
    pub const fn new(history: &'p History, marks: Marks) -> Self {
        let map = SourceMap { literals: Vec::new() };
        Self { code: String::new(), map, references: Vec::new(), depth: 0, scripts: (None, false), history, marks }
    }

    /// Returns what stood at a place before, where the change is to be shown.
    pub fn before(&self, new: Span) -> Option<&'p Value> {
        if self.marks == Marks::None { None } else { self.history.before(new) }
    }

    pub fn finish(mut self) -> (String, SourceMap, Vec<Reference>) {
        if let (Some(at), true) = self.scripts {
            self.code.replace_range(at..at + NO.len(), YES);
        }
        (self.code, self.map, self.references)
    }

    /// Records that the page of `target` is shown here.
    pub fn reference(&mut self, target: &str, span: Span) {
        self.references.push(Reference { target: target.to_owned(), span });
    }

    /// Writes code of this program's own.
    pub fn code(&mut self, code: &str) {
        self.code.push_str(code);
    }

    /// Writes a line of code of this program's own.
    pub fn line(&mut self, code: &str) {
        self.code.push_str(code);
        self.code.push('\n');
    }

    /// Writes whether any literal of the document has small digits (₂), which is known at its end: only then does their
    /// show rule cost time.
    pub fn has_scripts(&mut self) {
        self.scripts.0 = Some(self.code.len());
        self.code(NO);
    }

    /// Writes a literal of this program's own, as it is.
    pub fn string(&mut self, text: &str) {
        self.code.push('"');
        self.scripts.1 |= text.contains(|c| script(c).is_some());
        for c in text.chars() {
            match c {
                '"' => self.code.push_str("\\\""),
                '\\' => self.code.push_str("\\\\"),
                '\n' => self.code.push_str("\\n"),
                '\t' => self.code.push_str("\\t"),
                c if c.is_control() => {
                    let _ = write!(self.code, "\\u{{{:x}}}", u32::from(c));
                }
                c => self.code.push(c),
            }
        }
        self.code.push('"');
    }

    /// Writes a literal that is, or contains, what an author wrote at `span`, as it is.
    pub fn mapped(&mut self, text: &str, span: Span) {
        let start = self.code.len();
        self.string(text);
        let code = start..self.code.len();
        self.map.literals.push(Literal { code, span, text: text.to_owned() });
    }

    /// Writes a literal that stands for something written at `span` and is not shown, such as a file's name.
    pub fn placed(&mut self, text: &str, span: Span) {
        let start = self.code.len();
        self.string(text);
        self.map.literals.push(Literal { code: start..self.code.len(), span, text: String::new() });
    }

    /// Writes a text of this program's own as it is set: a literal, or content where it has joints.
    pub fn own(&mut self, text: &str) {
        self.set(&Setting::new(text), 0..text.len());
    }

    /// Writes what is, or contains, what an author wrote at `span`, as it is set.
    pub fn shown(&mut self, text: &str, span: Span) {
        self.part(&Setting::new(text), 0..text.len(), text, span);
    }

    /// Writes a part of a paragraph that is, or contains, what an author wrote at `span`.
    pub fn part(&mut self, setting: &Setting, part: Range<usize>, text: &str, span: Span) {
        let start = self.code.len();
        self.set(setting, part);
        let code = start..self.code.len();
        self.map.literals.push(Literal { code, span, text: text.to_owned() });
    }

    /// Writes a part of a paragraph of this program's own.
    pub fn set(&mut self, setting: &Setting, part: Range<usize>) {
        let stretches: Vec<_> = setting.stretches(part).collect();
        // Without joints it stays a literal, in which a layout breaks lines.
        if stretches.iter().all(|(joint, _)| joint.is_none()) {
            let text: String = stretches.iter().map(|(_, text)| *text).collect();
            return self.string(&text);
        }
        self.joined(|w| {
            for (joint, text) in stretches {
                w.joint(joint);
                if text == "\n" {
                    w.code("linebreak()");
                } else {
                    w.string(text);
                }
                w.code(",");
            }
        });
    }

    /// Writes values, each with a comma behind it, as one. Joined rather than added up: a sum nests as deep as it is long,
    /// and the compiler's stack with it.
    pub fn joined(&mut self, entries: impl FnOnce(&mut Self)) {
        self.code("(");
        entries(self);
        self.code(").join()");
    }

    /// Writes the joint before a stretch of text, as an entry of what is joined.
    pub fn joint(&mut self, joint: Option<Joint>) {
        match joint {
            Some(Joint::Glue) => self.code("prose.glue,"),
            Some(Joint::Seam) => self.code("prose.seam,"),
            None => {}
        }
    }

    /// Writes an author's text; one that an amendment changed becomes content that shows it.
    pub fn text(&mut self, text: &Text) {
        if !self.change(text) {
            self.shown(&text.value, text.span);
        }
    }

    /// Writes an author's name for something: short parts of it do not break. An amended one shows the change.
    pub fn name(&mut self, text: &Text) {
        if !self.change(text) {
            self.phrases(&text.value, text.span);
        }
    }

    /// Writes a name that is, or contains, what an author wrote at `span`.
    pub fn phrases(&mut self, text: &str, span: Span) {
        let start = self.code.len();
        self.joined(|w| {
            w.code("[],");
            for (at, (setting, part, short)) in phrases(text).enumerate() {
                // It parts marks where one part ends and the next begins.
                w.joint((at > 0).then_some(Joint::Seam));
                w.code(if short { "prose.whole(" } else { "(" });
                w.set(&setting, part);
                w.code("),");
            }
        });
        let code = start..self.code.len();
        self.map.literals.push(Literal { code, span, text: text.to_owned() });
    }

    /// Writes a text that an amendment changed, and says whether one did.
    fn change(&mut self, text: &Text) -> bool {
        let Some(before) = self.before(text.span) else { return false };
        if self.marks == Marks::Full {
            self.code("prose.tracked(");
            self.shown(&before.to_string(), text.span);
            self.code(", ");
        } else {
            self.code("prose.marked(");
        }
        self.shown(&text.value, text.span);
        self.code(")");
        true
    }

    /// Writes a label.
    pub fn label(&mut self, label: &str) {
        self.code("label(");
        self.string(label);
        self.code(")");
    }

    /// Writes a call of a layout function with a dictionary, as a statement.
    pub fn page(&mut self, function: &str, entries: impl FnOnce(&mut Dict<'_, 'p>)) {
        self.code("#");
        self.code(function);
        self.code("(");
        self.dict(entries);
        self.line(")");
    }

    /// Writes a dictionary.
    pub fn dict(&mut self, entries: impl FnOnce(&mut Dict<'_, 'p>)) {
        self.code("(");
        self.depth += 1;
        entries(&mut Dict { writer: self });
        self.depth -= 1;
        self.newline();
        self.code(")");
    }

    /// Writes an array.
    pub fn array<T>(&mut self, items: impl IntoIterator<Item = T>, mut item: impl FnMut(&mut Self, T)) {
        self.code("(");
        self.depth += 1;
        for value in items {
            self.newline();
            item(self, value);
            // The comma is what makes an array of a single item.
            self.code(",");
        }
        self.depth -= 1;
        self.code(")");
    }

    /// Writes a call of a prose function, each argument by a closure.
    pub fn call<T>(
        &mut self,
        function: &str,
        arguments: impl IntoIterator<Item = T>,
        mut argument: impl FnMut(&mut Self, T),
    ) {
        self.code(function);
        self.code("(");
        self.depth += 1;
        for (at, value) in arguments.into_iter().enumerate() {
            if at > 0 {
                self.code(", ");
            }
            argument(self, value);
        }
        self.depth -= 1;
        self.code(")");
    }

    fn newline(&mut self) {
        self.code.push('\n');
        for _ in 0..self.depth {
            self.code.push_str("  ");
        }
    }
}

/// A dictionary being written.
pub(super) struct Dict<'w, 'p> {
    writer: &'w mut Writer<'p>,
}

impl<'p> Dict<'_, 'p> {
    /// Writes an entry by a closure.
    pub fn with(&mut self, key: &str, value: impl FnOnce(&mut Writer<'p>)) -> &mut Self {
        self.writer.newline();
        self.writer.code(key);
        self.writer.code(": ");
        value(self.writer);
        self.writer.code(",");
        self
    }

    /// Writes an author's text.
    pub fn text(&mut self, key: &str, text: &Text) -> &mut Self {
        self.with(key, |writer| writer.text(text))
    }

    /// Writes an author's text or `none`.
    pub fn maybe_text(&mut self, key: &str, text: Option<&Text>) -> &mut Self {
        self.with(key, |writer| match text {
            Some(text) => writer.text(text),
            None => writer.code("none"),
        })
    }

    /// Writes an author's name for something.
    pub fn name(&mut self, key: &str, text: &Text) -> &mut Self {
        self.with(key, |writer| writer.name(text))
    }

    /// Writes what contains what an author wrote at `span`, as it is set.
    pub fn shown(&mut self, key: &str, text: &str, span: Span) -> &mut Self {
        self.with(key, |writer| writer.shown(text, span))
    }

    /// Writes a text of this program's own as it is set.
    pub fn own(&mut self, key: &str, text: &str) -> &mut Self {
        self.with(key, |writer| writer.own(text))
    }

    /// Writes a literal that contains what an author wrote at `span`, for what is no text on the page.
    pub fn mapped(&mut self, key: &str, text: &str, span: Span) -> &mut Self {
        self.with(key, |writer| writer.mapped(text, span))
    }

    /// Writes a literal of this program's own.
    pub fn string(&mut self, key: &str, text: &str) -> &mut Self {
        self.with(key, |writer| writer.string(text))
    }

    /// Writes a literal of this program's own, or `none`.
    pub fn maybe_string(&mut self, key: &str, text: Option<&str>) -> &mut Self {
        self.with(key, |writer| match text {
            Some(text) => writer.string(text),
            None => writer.code("none"),
        })
    }

    /// Writes code of this program's own.
    pub fn code(&mut self, key: &str, code: &str) -> &mut Self {
        self.with(key, |writer| writer.code(code))
    }

    /// Writes a label.
    pub fn label(&mut self, key: &str, label: &str) -> &mut Self {
        self.with(key, |writer| writer.label(label))
    }

    /// Writes an array.
    pub fn array<T>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        item: impl FnMut(&mut Writer<'p>, T),
    ) -> &mut Self {
        self.with(key, |writer| writer.array(items, item))
    }

    /// Writes a dictionary or `none`.
    pub fn maybe_dict<T>(
        &mut self,
        key: &str,
        value: Option<T>,
        entries: impl FnOnce(&mut Dict<'_, 'p>, T),
    ) -> &mut Self {
        self.with(key, |writer| match value {
            Some(value) => writer.dict(|dict| entries(dict, value)),
            None => writer.code("none"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Files;

    #[test]
    fn literals_are_escaped_and_found_again() {
        let mut files = Files::default();
        let file = files.add("a.yaml", "0123456789");
        let history = History::default();
        let mut writer = Writer::new(&history, Marks::Full);
        writer.code("#f(");
        writer.mapped("a\"\\#\n$\u{7}", Span::new(file, 2, 5));
        writer.code(", ");
        writer.mapped("二", Span::new(file, 7, 8));
        writer.code(")");
        let (code, map, _) = writer.finish();
        assert_eq!(code, "#f(\"a\\\"\\\\#\\n$\\u{7}\", \"二\")");
        let at = code.find('二').expect("literal");
        assert_eq!(map.span(&(at..at + 3)), Some(Span::new(file, 7, 8)));
        assert_eq!(map.span(&(4..5)), Some(Span::new(file, 2, 5)));
        assert_eq!(map.span(&(code.len()..code.len())), Some(Span::new(file, 7, 8)), "the last before");
    }
}
