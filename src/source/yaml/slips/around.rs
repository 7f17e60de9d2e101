//! Slips in the lines around the place where the parser gave up.

use std::ops::Range;

use super::brackets::scan;
use super::line::{in_line, is_key, is_word};
use super::{Scene, Slip, begins, cut, in_quotes, offered};
use crate::characters;
use crate::diagnostic::{Diagnostic, FileId, Span, rule};

/// The place where the parser gave up, from which the lines around are searched for the slip.
pub(super) struct Look<'t> {
    pub scene: &'t Scene,
    pub text: &'t str,
    pub file: FileId,
    /// Where the parser gave up.
    pub at: usize,
}

impl Look<'_> {
    pub fn finding(&self, range: Range<usize>, message: &str, help: &str) -> Diagnostic {
        Diagnostic::new(&rule::YAML_SYNTAX, Span::new(self.file, range.start, range.end), message).help(help)
    }

    /// Returns where the line with an offset starts.
    pub fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    pub fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline)
    }

    /// Returns where the line with an offset has its first character that is no plain space.
    pub fn content_start(&self, at: usize) -> usize {
        let start = self.line_start(at);
        let line = &self.text[start..self.line_end(at)];
        start + line.len() - line.trim_start_matches(' ').len()
    }

    /// Returns the line with an offset from its first character that is no plain space.
    pub fn content(&self, at: usize) -> &str {
        self.text[self.content_start(at)..self.line_end(at)].trim_end()
    }

    /// Returns the word that begins at an offset, to point at.
    pub fn word(&self, at: usize) -> Range<usize> {
        let rest = &self.text[at..];
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ':' | ',')).unwrap_or(rest.len());
        let first = rest.chars().next().map_or(0, char::len_utf8);
        at..at + length.max(if rest.starts_with('\n') { 0 } else { first })
    }

    /// Returns the value that begins at an offset: to the end of the line, or of the entry in brackets.
    pub fn value_from(&self, at: usize) -> &str {
        let line = &self.text[at..self.line_end(at)];
        let end = if self.opening(at).is_some() { line.find([',', '}', ']']).filter(|end| *end > 0) } else { None };
        line[..end.unwrap_or(line.len())].trim_end()
    }

    /// Returns where the brackets around an offset begin. The parser may not have told of them yet.
    pub fn opening(&self, at: usize) -> Option<usize> {
        let unread = self.scene.read.min(at);
        self.scene.flow.or_else(|| Some(unread + self.text[unread..at].find(['{', '['])?))
    }

    /// Reports a character in the indent of this line, or of one of the two above, that passes for a space.
    pub fn hidden(&self) -> Option<Diagnostic> {
        let mut end = self.line_end(self.at);
        for _ in 0..3 {
            let start = self.content_start(end);
            let first = self.text[start..end].chars().next();
            if let Some(c) = first.filter(|c| *c != '\u{feff}' && characters::invisible(*c).is_some()) {
                return in_line(&self.text[start..start + c.len_utf8()]).map(|seen| self.slip(start, seen.slip));
            }
            end = self.line_start(end).checked_sub(1)?;
        }
        None
    }

    pub fn interrupted(&self, place: Range<usize>) -> Diagnostic {
        let help = "put the comment above the key, so that the lines of the text follow one another";
        self.finding(place, "a comment interrupts the text", help)
    }

    /// Reports lines of a text that a comment parts from the lines before.
    pub fn after_comment(&self) -> Option<Diagnostic> {
        let content = self.content(self.at);
        let start = self.content_start(self.at);
        let bare = !content.contains(": ") && !content.ends_with(':') && !content.starts_with("- ");
        let above = self.text[..self.line_start(self.at)].lines().next_back()?.trim_start();
        (bare && (above.starts_with('#') || above.contains(" #")))
            .then(|| self.interrupted(start..start + content.len()))
    }

    pub fn slip(&self, start: usize, slip: Slip) -> Diagnostic {
        self.finding(start + slip.range.start..start + slip.range.end, &slip.message, &slip.help)
    }

    /// Looks for a slip on the line with an offset.
    pub fn line_slip(&self, at: usize) -> Option<Diagnostic> {
        let start = self.content_start(at);
        in_line(self.content(at)).map(|seen| self.slip(start, seen.slip))
    }

    /// A line stands where a key must.
    pub fn no_key(&self) -> Option<Diagnostic> {
        let start = self.content_start(self.at);
        let known = self.line_slip(self.at).or_else(|| self.after_comment()).or_else(|| self.indent(start));
        known.or_else(|| {
            let help = "write `key: value`, or `- ` before an item; indent the lines of a text further than its key";
            let message = "this line is neither a key with its value nor an item of a list";
            Some(self.finding(start..start + self.content(self.at).len(), message, help))
        })
    }

    /// A colon stands where none can.
    pub fn second_colon(&self) -> Option<Diagnostic> {
        let start = self.content_start(self.at);
        if let Some((value, _)) = &self.scene.value
            && value.start < self.line_start(self.at)
            && value.end > self.line_start(self.at)
        {
            // A text goes on into this line: its own line is no key, or this one stands too far to the right.
            let own = self.line_slip(value.start).filter(|_| {
                let content = self.text[self.content_start(value.start)..value.start].trim_start_matches(['-', ' ']);
                content.is_empty()
            });
            return own.or_else(|| self.indent(start));
        }
        if let Some(found) = self.line_slip(self.at) {
            return Some(found);
        }
        let content = self.content(self.at);
        let entry = content.trim_start_matches("- ");
        let (key, value) = entry.split_once(": ")?;
        if start + content.len() - value.len() > self.at || !self.text[self.at..].starts_with(':') {
            return self.indent(start);
        }
        let message = format!("`: ` stands in the text of `{key}`");
        let help = offered("put the text in quotes", &format!("{key}: {}", in_quotes(value)));
        Some(self.finding(self.at..self.at + 1, &message, &help))
    }

    /// A line stands between the lines around it.
    pub fn out_of_line(&self) -> Option<Diagnostic> {
        let start = self.content_start(self.at);
        let content = self.content(self.at);
        let known = self.after_comment().or_else(|| self.indent(start)).or_else(|| self.after_brackets(start));
        known.or_else(|| self.line_slip(self.at)).or_else(|| {
            let word = self.word(start);
            if content.starts_with("- ") {
                let help = "write the key of the list above it, or indent it like the items that it belongs to";
                Some(self.finding(start..start + 1, "an item stands among keys", help))
            } else {
                let message = format!("`{}` stands beside the items of a list", &self.text[word.clone()]);
                let help = "indent it like the keys of the item that it belongs to, or write `- ` before it";
                Some(self.finding(word, &message, help))
            }
        })
    }

    /// Reports text behind the closing bracket of a value.
    pub fn after_brackets(&self, start: usize) -> Option<Diagnostic> {
        let content = self.content(start);
        let value = content.trim_start_matches("- ");
        let value = value.split_once(": ").filter(|(key, _)| is_word(key)).map_or(value, |(_, value)| value);
        if !value.starts_with(['{', '[']) {
            return None;
        }
        let begin = start + content.len() - value.len();
        let scan = scan(self.text, begin);
        let rest = self.text.get(scan.end..start + content.len()).filter(|_| scan.open.is_empty())?;
        let place = scan.end + rest.len() - rest.trim_start().len();
        let bracket = &self.text[scan.end - 1..scan.end];
        let help = "remove the bracket, or part the entries by a comma within the brackets";
        (place < start + content.len()).then(|| {
            let message = format!("text stands after the closing `{bracket}`");
            self.finding(place..start + content.len(), &message, help)
        })
    }

    /// Reports a line that is indented by more or less than the lines above to which it belongs.
    pub fn indent(&self, start: usize) -> Option<Diagnostic> {
        let line_start = self.line_start(start);
        let column = start - line_start;
        let item = self.text[start..].starts_with("- ");
        let beside = columns(&self.text[..line_start], item);
        let nearest = beside.iter().min_by_key(|(at, _)| (at.abs_diff(column), std::cmp::Reverse(*at)))?;
        let (right, place) = (nearest.0, nearest.1.clone());
        let spaces = |count: usize| if count == 1 { "one space".to_owned() } else { format!("{count} spaces") };
        let (word, verb) =
            (
                if item { start..start + 1 } else { self.word(start) },
                |count: usize| if count == 1 { "is" } else { "are" },
            );
        let what = self.text[word.clone()].trim_end_matches(':').to_owned();
        let message = match column.cmp(&right) {
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Greater => {
                let count = column - right;
                let stands = if count == 1 { "stands" } else { "stand" };
                format!("{} too many {stands} before `{what}`", spaces(count))
            }
            std::cmp::Ordering::Less => {
                format!("{} {} missing before `{what}`", spaces(right - column), verb(right - column))
            }
        };
        let neighbour = self.text[place.clone()].trim_end_matches(':').to_owned();
        let help = match right {
            0 => format!("let it begin where the line begins, like `{neighbour}`"),
            _ => format!("indent it by {}, like `{neighbour}`", spaces(right)),
        };
        let like = Span::new(self.file, place.start, place.end);
        Some(self.finding(word, &message, &help).also(like, "beside this"))
    }

    /// Something is wrong between brackets.
    pub fn brackets(&self) -> Option<Diagnostic> {
        let opens = self.text[self.at..].starts_with(['{', '[']).then_some(self.at);
        let begin = self.scene.flow.or(opens).or_else(|| self.opening(self.at));
        let Some(begin) = begin else { return self.line_slip(self.at).or_else(|| self.beginning()) };
        let scan = scan(self.text, begin);
        if let Some(place) = scan.cut {
            let end = self.line_end(place);
            let span = Span::new(self.file, place, end);
            let before = self.text[begin..place].rsplit([':', ',']).next().unwrap_or_default().trim();
            return Some(cut(span, before, self.text[place..end].trim_end_matches(['}', ']'])));
        }
        if let Some((place, found, missing)) = scan.mismatch {
            let message = format!("`{missing}` is missing before `{found}`");
            let opened = scan.open.last().map(|(_, open)| Span::new(self.file, *open, *open + 1));
            let finding = self.finding(place..place + 1, &message, &format!("write `{missing}{found}`"));
            return Some(match opened {
                Some(opened) => finding.also(opened, "opened here"),
                None => finding,
            });
        }
        if !scan.open.is_empty() {
            let missing: String = scan.open.iter().rev().map(|(close, _)| *close).collect();
            let last = self.text[..scan.end].trim_end();
            let width = last.chars().next_back().map_or(0, char::len_utf8);
            let opened = scan.open.last().map_or(begin, |(_, open)| *open);
            let message = format!("`{missing}` is missing at the end of the line");
            let finding = self.finding(last.len() - width..last.len(), &message, &format!("write `{missing}` here"));
            return Some(finding.also(Span::new(self.file, opened, opened + 1), "opened here"));
        }
        self.between(scan.end)
    }

    /// The brackets are whole; something is wrong with what parts the entries.
    pub fn between(&self, end: usize) -> Option<Diagnostic> {
        if self.text[self.at..].starts_with(',') {
            let help = "remove it; put a text that begins with a comma in double quotes";
            return Some(self.finding(self.at..self.at + 1, "this comma parts nothing", help));
        }
        let (value, _) = self.scene.value.as_ref().filter(|(value, _)| value.end <= end)?;
        let written = &self.text[value.clone()];
        if let Some((place, comma)) = written.rmatch_indices(['、', '，']).next()
            && is_key(written[place + comma.len()..].trim())
        {
            let key = written[place + comma.len()..].trim();
            let place = value.start + place;
            let message = format!("the comma `{comma}` before `{key}` is full-width");
            return Some(self.finding(place..place + comma.len(), &message, &format!("write `, {key}: …`")));
        }
        if let Some((_, key)) = written.rsplit_once(char::is_whitespace).filter(|(_, key)| is_key(key)) {
            let message = format!("no comma stands before `{key}`");
            return Some(self.finding(value.end - key.len()..value.end, &message, &format!("write `, {key}: …`")));
        }
        let rest = self.value_from(value.start);
        let help = offered("put the text in quotes", &in_quotes(rest));
        let message = "a text without quotes cannot have `: ` in it";
        self.text[self.at..].starts_with(':').then(|| self.finding(self.at..self.at + 1, message, &help))
    }

    /// A bracket closes what is not open.
    pub fn bracket_too_many(&self) -> Option<Diagnostic> {
        let bracket = self.text[self.at..].chars().next()?;
        let open = if bracket == '}' { '{' } else { '[' };
        if self.text[self.line_start(self.at)..self.at].contains(open) {
            let message = format!("one `{bracket}` too many stands here");
            return Some(self.finding(self.at..self.at + 1, &message, "remove it"));
        }
        self.beginning()
    }

    /// A text in quotes does not end, or not where it should.
    pub fn quotes(&self) -> Option<Diagnostic> {
        let rest = &self.text[self.at..];
        let open = if rest.starts_with(['"', '\''])
            && self.scene.read <= self.at
            && !self.text[self.scene.read..self.at].contains(['"', '\''])
        {
            self.at
        } else {
            let from = self.scene.read.min(self.at);
            from + self.text[from..].find(['"', '\''])?
        };
        let quote = self.text[open..].chars().next()?;
        let end = self.line_end(open);
        if self.at > end || open == self.at {
            return Some(unclosed_quote(Span::new(self.file, open, end), quote));
        }
        let value = self.value_from(open);
        let message = format!("text stands after the closing `{quote}`");
        let help = offered("put the whole text in other quotes", &in_quotes(value));
        let end = (open + value.len()).max(self.word(self.at).end);
        Some(self.finding(self.at..end, &message, &help))
    }

    /// A backslash in double quotes means nothing.
    pub fn escape(&self) -> Option<Diagnostic> {
        let place = self.text[self.scene.read..].find('\\').map(|at| at + self.scene.read).unwrap_or(self.at);
        let rest = &self.text[place..];
        let mut pair = rest.char_indices().skip(1);
        let next = pair.next().map_or(String::new(), |(_, c)| c.to_string());
        let message = format!("`\\{next}` means nothing between double quotes");
        Some(self.finding(
            place..place + 1 + next.len(),
            &message,
            "write `\\\\` for a backslash, or single quotes around the text",
        ))
    }

    /// A tab stands where spaces must.
    pub fn tab(&self) -> Option<Diagnostic> {
        let start = self.line_start(self.at);
        let place = start + self.text[start..].find('\t')?;
        let line = self.line_start(place);
        let indent = self.text[line..place].trim().is_empty();
        let (message, help) = if indent {
            ("a tab stands in the indent", "indent with plain spaces")
        } else {
            ("a tab stands between the words", "write a space")
        };
        Some(self.finding(place..place + 1, message, help))
    }

    /// A character stands here that cannot be seen.
    pub fn invisible(&self) -> Option<Diagnostic> {
        let c = self.text[self.at..].chars().next().filter(|c| characters::invisible(*c).is_some())?;
        let message = format!("{} stands here", characters::shown(c));
        Some(self.finding(self.at..self.at + c.len_utf8(), &message, "remove it"))
    }

    /// A text begins with a sign of YAML.
    pub fn beginning(&self) -> Option<Diagnostic> {
        const SIGNS: [char; 13] = ['%', '@', '`', '*', '&', '!', '>', '|', ',', ']', '}', '?', '-'];
        let from = self.scene.read.min(self.at);
        let at = if self.text[self.at..].starts_with(SIGNS) {
            self.at
        } else {
            from + self.text[from..self.line_end(self.at)].rfind(SIGNS)?
        };
        Some(begins(at, self.scene, self.text, self.file))
    }

    /// A list begins on the line of its key.
    pub fn item_beside_key(&self) -> Option<Diagnostic> {
        let value = self.value_from(self.at);
        let message = "an item stands on the line of its key";
        let help = "write it on the next line, indented; put a text that begins with `- ` in double quotes";
        Some(self.finding(self.at..self.at + value.len(), message, help))
    }
}

pub(super) fn unclosed_quote(line: Span, quote: char) -> Diagnostic {
    let message = format!("the `{quote}` that begins here is not closed on this line");
    Diagnostic::new(&rule::YAML_SYNTAX, line, message).help(format!("write `{quote}` at the end of the text"))
}

/// Returns the columns at which lines above begin, each nearer to the margin than the one before, with the words there: keys,
/// or marks of items.
pub(super) fn columns(above: &str, items: bool) -> Vec<(usize, Range<usize>)> {
    let mut found = Vec::new();
    let mut least = usize::MAX;
    let mut end = above.len();
    for line in above.split_inclusive('\n').rev() {
        let start = end - line.len();
        end = start;
        let content = line.trim_start_matches(' ');
        if content.trim().is_empty() || content.starts_with('#') {
            continue;
        }
        let column = line.len() - content.len();
        if column >= least {
            continue;
        }
        let inner = content.trim_start_matches("- ").trim_start_matches(' ');
        let inside = line.len() - inner.len();
        let word = |at: usize| {
            let length = line[at..].find(|c: char| c.is_whitespace() || c == ':').unwrap_or(line.len() - at);
            start + at..start + at + length
        };
        let is_item = inside > column;
        if items && is_item {
            found.push((column, word(column)));
        } else if !items {
            let key = inner.split(':').next().unwrap_or_default();
            if inside >= least || !is_word(key) || key.len() == inner.trim_end().len() {
                continue;
            }
            found.push((inside, word(inside)));
        }
        least = column;
        if column == 0 {
            break;
        }
    }
    found
}
