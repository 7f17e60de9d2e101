//! Brackets: where they end, and which one is missing.

use super::is_text;
use super::line::is_word;

/// What is seen between brackets.
pub(super) struct Scan {
    /// The brackets that are open at the end: how they are closed, and where they stand.
    pub open: Vec<(char, usize)>,
    /// Where the brackets end, or where they should.
    pub end: usize,
    /// A bracket that closes another one: where, which, and which is missing.
    pub mismatch: Option<(usize, char, char)>,
    /// Where a comment takes the rest of a text, and its bracket.
    pub cut: Option<usize>,
}

/// Goes through brackets to their end, or to the line that can only belong to what follows them.
pub(super) fn scan(text: &str, begin: usize) -> Scan {
    let line_start = text[..begin].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[line_start..];
    let inner = line.trim_start_matches([' ', '-']);
    let limit = line.len() - inner.len();
    let mut scan = Scan { open: Vec::new(), end: text.len(), mismatch: None, cut: None };
    let mut quote: Option<char> = None;
    let mut before = ' ';
    // The last character that is no blank says whether a quote begins a text.
    let mut last = ',';
    let mut chars = text[begin..].char_indices().map(|(at, c)| (begin + at, c)).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\n' && next_entry(&text[at + 1..], limit) {
            scan.end = at;
            return scan;
        }
        match (quote, c) {
            (Some('"'), '\\') => drop(chars.next()),
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if matches!(last, ',' | '{' | '[' | ':') => quote = Some(c),
            (None, '#') if before == ' ' || before == '\n' => {
                let line_end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
                if before == ' ' && is_text(&text[at + 1..line_end]) && scan.cut.is_none() {
                    scan.cut = Some(at);
                }
                while chars.peek().is_some_and(|(at, _)| *at < line_end) {
                    chars.next();
                }
            }
            (None, '{') => scan.open.push(('}', at)),
            (None, '[') => scan.open.push((']', at)),
            (None, '}' | ']') => match scan.open.pop() {
                Some((close, _)) if close == c => {}
                Some((close, open)) => {
                    scan.open.push((close, open));
                    scan.mismatch = Some((at, c, close));
                    scan.end = at;
                    return scan;
                }
                None => {}
            },
            _ => {}
        }
        if scan.open.is_empty() {
            scan.end = at + c.len_utf8();
            return scan;
        }
        before = c;
        if !c.is_whitespace() {
            last = c;
        }
    }
    scan
}

/// Says whether a text goes on with an entry that is indented no further than `limit`.
pub(super) fn next_entry(text: &str, limit: usize) -> bool {
    let line = text.split('\n').next().unwrap_or_default();
    let content = line.trim_start_matches(' ');
    let entry = content.starts_with("- ")
        || content
            .split_once(':')
            .is_some_and(|(key, rest)| is_word(key) && (rest.is_empty() || rest.starts_with(' ')));
    entry && line.len() - content.len() <= limit
}
