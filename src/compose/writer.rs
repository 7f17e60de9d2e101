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

/// Where the literals of the generated file come from, in the order of the file, and which of them a reader must see.
#[derive(Debug, Default)]
pub struct SourceMap {
    literals: Vec<Literal>,
    shown: Vec<Shown>,
    running: String,
}

/// A text that must be seen in the finished document, once for each time that it is written.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The text.
    pub what: What,
    /// Where the author wrote it, or what it follows from.
    pub span: Span,
    /// The part in which it stands: how many entries of the composition had begun, this one's included.
    pub part: usize,
}

/// What must be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A text.
    Text(String),
    /// The printed page of the part that has a label.
    PageOf(String),
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

    /// Returns the author's place of a text that is set in a part: of the first that is the text, that contains it, or that
    /// is contained in it; failing that, of the first literal of any part where the text is too long for coincidence.
    #[must_use]
    pub fn place_of(&self, text: &str, part: usize) -> Option<Span> {
        const TELLING: usize = 6;
        let own = || {
            let shown = self.shown.iter().filter(|shown| shown.part == part);
            shown.filter_map(|shown| match &shown.what {
                What::Text(text) => Some((text.as_str(), shown.span)),
                What::PageOf(_) => None,
            })
        };
        let first = |fits: &dyn Fn(&str) -> bool| own().find(|(known, _)| fits(known)).map(|(_, span)| span);
        let telling = text.chars().count() >= TELLING;
        let elsewhere = || self.literals.iter().find(|literal| telling && literal.text.contains(text));
        first(&|known| known == text)
            .or_else(|| first(&|known| known.contains(text)))
            .or_else(|| first(&|known| known.chars().nth(1).is_some() && text.contains(known)))
            .or_else(|| elsewhere().map(|literal| literal.span))
    }

    /// Returns what a reader must see, in the order of the file.
    #[must_use]
    pub fn shown(&self) -> &[Shown] {
        &self.shown
    }

    /// Returns the title that the layouts may repeat on every page.
    #[must_use]
    pub fn running(&self) -> &str {
        &self.running
    }

    /// Returns every text of the author's, with the place it comes from.
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
    /// The part that is written; see [`Shown::part`].
    pub part: usize,
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
        let map = SourceMap { literals: Vec::new(), shown: Vec::new(), running: String::new() };
        let scripts = (None, false);
        Self { code: String::new(), map, references: Vec::new(), depth: 0, scripts, history, marks, part: 0 }
    }

    /// Returns what stood at a place before, where the change is to be shown.
    pub fn before(&self, new: Span) -> Option<&'p Value> {
        if self.marks == Marks::None { None } else { self.history.before(new) }
    }

    /// Returns what a key said that was taken away from beside a value, where that is to be shown.
    pub fn taken(&self, beside: Span, key: &str) -> Option<&'p Value> {
        if self.marks == Marks::None { None } else { self.history.taken(beside, key) }
    }

    /// Says whether a value was not there before, where that is to be shown.
    pub fn is_given(&self, new: Span) -> bool {
        self.marks != Marks::None && self.history.is_given(new)
    }

    /// Says whether a value is shown as changed.
    pub fn is_changed(&self, new: Span) -> bool {
        self.before(new).is_some() || self.is_given(new)
    }

    pub fn finish(mut self) -> (String, SourceMap, Vec<Reference>) {
        if let (Some(at), true) = self.scripts {
            self.code.replace_range(at..at + NO.len(), YES);
        }
        (self.code, self.map, self.references)
    }

    /// Records that the page of `target` is shown here.
    pub fn reference(&mut self, target: &str, span: Span) {
        self.must_show(What::PageOf(target.to_owned()), Some(span));
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

    /// Records that a reader must see a text. Where no author wrote it, it follows from what was written last.
    fn must_show(&mut self, what: What, span: Option<Span>) {
        let last = || self.map.literals.last().map(|literal| literal.span);
        if let Some(span) = span.or_else(last)
            && what != What::Text(String::new())
        {
            self.map.shown.push(Shown { what, span, part: self.part });
        }
    }

    /// Records the title that the layouts may repeat on every page.
    pub fn running(&mut self, title: &str) {
        title.clone_into(&mut self.map.running);
    }

    /// Records that a reader must see a text that is written as code: one in a drawing.
    pub fn shows(&mut self, text: String, span: Span) {
        self.must_show(What::Text(text), Some(span));
    }

    /// Writes a literal of this program's own that names something to the layouts: a colour, a label.
    ///
    /// There is one function for each role that a literal may have, so that none is written without a role: this one;
    /// [`Self::string`], [`Self::own`], [`Self::mapped`] and [`Self::shown`] for what a reader must see; [`Self::piece`] for
    /// what is part of such; [`Self::aside`] for what is said elsewhere.
    pub fn keyword(&mut self, text: &str) {
        self.literal(text);
    }

    /// Writes a literal of this program's own that a reader must see, as it is.
    pub fn string(&mut self, text: &str) {
        self.must_show(What::Text(text.to_owned()), None);
        self.literal(text);
    }

    /// Writes a text of this program's own that a reader must see, as it is set: a literal, or content where it has joints.
    pub fn own(&mut self, text: &str) {
        self.set(&Setting::new(text), 0..text.len(), text);
    }

    /// Writes a literal that is, or contains, what an author wrote at `span`, and that a reader must see, as it is.
    pub fn mapped(&mut self, text: &str, span: Span) {
        self.must_show(What::Text(text.to_owned()), Some(span));
        self.traced(text, span, |w| w.literal(text));
    }

    /// Writes what is, or contains, what an author wrote at `span`, and a reader must see, as it is set.
    pub fn shown(&mut self, text: &str, span: Span) {
        self.part(&Setting::new(text), 0..text.len(), text, span);
    }

    /// Writes a literal that is, or contains, what an author wrote at `span`, and that is said beside the pages: an
    /// alternative text, an address, metadata.
    pub fn aside(&mut self, text: &str, span: Span) {
        self.traced(text, span, |w| w.literal(text));
    }

    /// Writes a literal that stands for something written at `span` and is no text, such as a file's name.
    pub fn placed(&mut self, text: &str, span: Span) {
        self.traced("", span, |w| w.literal(text));
    }

    /// Writes a part of a paragraph that is, or contains, what an author wrote at `span`.
    pub fn part(&mut self, setting: &Setting, part: Range<usize>, text: &str, span: Span) {
        self.must_show(What::Text(text.to_owned()), Some(span));
        self.traced(text, span, |w| w.stretches(setting, part));
    }

    /// Writes a part of a paragraph whose whole has been recorded by [`Self::shows`].
    pub fn piece(&mut self, setting: &Setting, part: Range<usize>, text: &str, span: Span) {
        self.traced(text, span, |w| w.stretches(setting, part));
    }

    /// Writes a part of a paragraph of this program's own.
    pub fn set(&mut self, setting: &Setting, part: Range<usize>, text: &str) {
        self.must_show(What::Text(text.to_owned()), None);
        self.stretches(setting, part);
    }

    /// Writes code by a closure, and remembers that it stands for a text at the author's place.
    fn traced(&mut self, text: &str, span: Span, write: impl FnOnce(&mut Self)) {
        let start = self.code.len();
        write(self);
        let code = start..self.code.len();
        self.map.literals.push(Literal { code, span, text: text.to_owned() });
    }

    fn stretches(&mut self, setting: &Setting, part: Range<usize>) {
        let stretches: Vec<_> = setting.stretches(part).collect();
        // Without joints it stays a literal, in which a layout breaks lines.
        if stretches.iter().all(|(joint, _)| joint.is_none()) {
            let text: String = stretches.iter().map(|(_, text)| *text).collect();
            return self.literal(&text);
        }
        self.joined(|w| {
            for (joint, text) in stretches {
                w.joint(joint);
                if text == "\n" {
                    w.code("linebreak()");
                } else {
                    w.literal(text);
                }
                w.code(",");
            }
        });
    }

    fn literal(&mut self, text: &str) {
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
        self.must_show(What::Text(text.to_owned()), Some(span));
        self.traced(text, span, |w| {
            w.joined(|w| {
                w.code("[],");
                for (at, (setting, part, short)) in phrases(text).enumerate() {
                    // It parts marks where one part ends and the next begins.
                    w.joint((at > 0).then_some(Joint::Seam));
                    w.code(if short { "prose.whole(" } else { "(" });
                    w.stretches(&setting, part);
                    w.code("),");
                }
            });
        });
    }

    /// Writes a text that an amendment changed, and says whether one did.
    fn change(&mut self, text: &Text) -> bool {
        let Some(before) = self.before(text.span) else {
            let given = self.is_given(text.span);
            if given {
                let full = self.marks == Marks::Full;
                self.code(if full { "(prose.insertion, prose.inserted(" } else { "prose.marked(" });
                self.shown(&text.value, text.span);
                self.code(if full { ")).join()" } else { ")" });
            }
            return given;
        };
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
        self.keyword(label);
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

    /// Writes a literal that contains what an author wrote at `span`, to be said beside the pages.
    pub fn aside(&mut self, key: &str, text: &str, span: Span) -> &mut Self {
        self.with(key, |writer| writer.aside(text, span))
    }

    /// Writes a literal of this program's own that names something to the layouts.
    pub fn keyword(&mut self, key: &str, text: &str) -> &mut Self {
        self.with(key, |writer| writer.keyword(text))
    }

    /// Writes a literal of this program's own that names something to the layouts, or `none`.
    pub fn maybe_keyword(&mut self, key: &str, text: Option<&str>) -> &mut Self {
        self.with(key, |writer| match text {
            Some(text) => writer.keyword(text),
            None => writer.code("none"),
        })
    }

    /// Writes a literal that contains what an author wrote at `span`, as it is.
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
