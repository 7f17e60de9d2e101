//! What an amendment would have to say of a changed text: the smallest stretch that differs, and what takes its place.

use crate::amend::ProseSection;
use crate::source::prose::Inline;

/// How many characters around what differs keep it readable, at least.
const AROUND: usize = 4;

/// A part of a text of which no part can be replaced by itself, but for characters.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Atom {
    Char(char),
    Open(Mark),
    Close(Mark),
    Break,
    /// A link to a part of the plan: where it leads.
    Cited(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    Strong,
    Emphasis,
    /// Words with a link: where it leads.
    Link(String),
}

/// Returns what makes one text of another, in a section whose texts it must not meet twice; nothing if a change of a text
/// cannot say it.
pub(super) fn phrase(old: &[Inline], new: &[Inline], section: &ProseSection) -> Option<(String, String)> {
    let (from, to) = (atoms(old), atoms(new));
    let same = |(a, b): &(&Atom, &Atom)| a == b;
    let head = from.iter().zip(&to).take_while(same).count();
    let tail = from[head..].iter().rev().zip(to[head..].iter().rev()).take_while(same).count();
    // Marks that differ only in part are taken whole with what they mark.
    let (mut start, mut end) = (head, from.len() - tail);
    if from[start..end].iter().any(|atom| !matches!(atom, Atom::Char(_))) {
        return None;
    }
    let mut around = AROUND;
    loop {
        let more = |range: &mut dyn Iterator<Item = &Atom>| {
            range.take(around).take_while(|atom| matches!(atom, Atom::Char(_))).count()
        };
        let before = more(&mut from[..start].iter().rev());
        let after = more(&mut from[end..].iter());
        (start, end) = (start - before, end + after);
        let old: String = from[start..end].iter().map(letter).collect();
        let new = markdown(&to[start..to.len() - (from.len() - end)]);
        if !old.is_empty() && section.count(&old) == 1 && new.as_ref().is_none_or(|new| is_trimmed(new)) {
            return Some((old, new?));
        }
        if before == 0 && after == 0 {
            return None;
        }
        around *= 2;
    }
}

/// Returns the text that takes all of a text away.
pub(super) fn whole(body: &[Inline], section: &ProseSection) -> Option<String> {
    let atoms = atoms(body);
    let plain = atoms.iter().all(|atom| matches!(atom, Atom::Char(_)));
    let text: String = atoms.iter().map(letter).collect();
    (plain && section.count(&text) == 1).then_some(text)
}

/// Markdown drops spaces at the ends of a text.
fn is_trimmed(text: &str) -> bool {
    !text.starts_with(char::is_whitespace) && !text.ends_with(char::is_whitespace)
}

fn letter(atom: &Atom) -> char {
    match atom {
        Atom::Char(c) => *c,
        _ => char::REPLACEMENT_CHARACTER,
    }
}

fn atoms(body: &[Inline]) -> Vec<Atom> {
    fn collect(body: &[Inline], out: &mut Vec<Atom>) {
        for inline in body {
            let mut marked = |mark: Mark, body: &[Inline]| {
                out.push(Atom::Open(mark.clone()));
                collect(body, out);
                out.push(Atom::Close(mark));
            };
            match inline {
                Inline::Text(text) => out.extend(text.value.chars().map(Atom::Char)),
                Inline::Inserted(body) => collect(body, out),
                Inline::Deleted(_) => {}
                Inline::Break => out.push(Atom::Break),
                Inline::Strong(body) => marked(Mark::Strong, body),
                Inline::Emphasis(body) => marked(Mark::Emphasis, body),
                Inline::Link { url, body } => marked(Mark::Link(url.value.clone()), body),
                Inline::Citation(citation) => {
                    let target = format!("{}:{}", citation.kind.scheme(), citation.id.value);
                    if citation.body.is_empty() {
                        out.push(Atom::Cited(target));
                    } else {
                        marked(Mark::Link(target), &citation.body);
                    }
                }
            }
        }
    }
    let mut out = Vec::new();
    collect(body, &mut out);
    out
}

/// Writes atoms as Markdown; nothing if a mark begins or ends outside of them.
fn markdown(atoms: &[Atom]) -> Option<String> {
    let mut out = String::new();
    let mut open: Vec<&Mark> = Vec::new();
    for atom in atoms {
        match atom {
            Atom::Char(c) => character(*c, &mut out),
            Atom::Open(mark) => {
                open.push(mark);
                out.push_str(match mark {
                    Mark::Strong => "**",
                    Mark::Emphasis => "*",
                    Mark::Link(_) => "[",
                });
            }
            Atom::Close(mark) => {
                if open.pop() != Some(mark) {
                    return None;
                }
                match mark {
                    Mark::Strong => out.push_str("**"),
                    Mark::Emphasis => out.push('*'),
                    Mark::Link(target) => out.push_str(&format!("](<{target}>)")),
                }
            }
            Atom::Break => out.push_str("\\\n"),
            Atom::Cited(target) => out.push_str(&format!("[]({target})")),
        }
    }
    open.is_empty().then_some(out)
}

/// Writes a character so that it marks nothing.
fn character(c: char, out: &mut String) {
    let begins_list = || out.bytes().all(|b| b.is_ascii_digit());
    let marks = matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '`' | '#' | '|' | '~' | '!')
        || (matches!(c, '-' | '+' | '=' | '.' | ')') && begins_list());
    if marks {
        out.push('\\');
    }
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Files, Span};
    use crate::source::prose::{Block, parse_blocks};

    fn said(old: &str, new: &str, others: &str) -> Option<(String, String)> {
        let mut files = Files::default();
        let mut parse = |text: &str| {
            let file = files.add("a.md", text);
            parse_blocks(text, Span::new(file, 0, text.len())).expect("prose")
        };
        let section = parse(&format!("{old}\n\n{others}"));
        let new = parse(new);
        match (&section[..], &new[..]) {
            ([Block::Paragraph(old), ..], [Block::Paragraph(new)]) => phrase(old, new, &ProseSection::new(&section)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_smallest_stretch_that_stands_once_is_said() {
        let pair = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(
            said("次年度予算に反映する。", "次年度の予算に反映する。", "他"),
            pair("次年度予算に反", "次年度の予算に反")
        );
        assert_eq!(
            said("次年度予算に反映する。", "次年度の予算に反映する。", "次年度予算に反対する。"),
            pair("次年度予算に反映する。", "次年度の予算に反映する。")
        );
        assert_eq!(said("検証を行う", "検証と**提言**を行う", "他"), pair("検証を行う", "検証と**提言**を行う"));
        assert_eq!(said("一\\\n二三四五六", "一\\\n二三七五六", "他"), pair("二三四五六", "二三七五六"));
        assert_eq!(
            said("頁を参照", "[](page:expo)頁を参照\\\n次", "他"),
            pair("頁を参照", "[](page:expo)頁を参照\\\n次")
        );
        assert_eq!(said("a b", "a * b", "他"), pair("a b", "a \\* b"));
    }

    #[test]
    fn what_a_change_of_a_text_cannot_say_is_not_said() {
        assert_eq!(said("**一**二", "一二", "他"), None, "emphasis goes");
        assert_eq!(said("[](page:a)頁", "[](page:b)頁", "他"), None, "a citation changes");
        assert_eq!(said("一\\\n二", "一二", "他"), None, "a line break goes");
        assert_eq!(said("同じ文", "違う文", "同じ文"), None, "it stands twice");
    }
}
