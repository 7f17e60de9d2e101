//! What a reader of two PDFs sees as different, held against what the table of changes says.

use std::fs;

use keikaku::changes::Difference;
use keikaku::diagnostic::Files;
use keikaku::source::yaml::{Node, Value, parse};
use keikaku::verify::{Pdf, PdfPage};
use serde_json::{Map, Value as Json};
use similar::{ChangeTag, TextDiff};

use super::compared;
use crate::project::TestProject;

/// Keys that nobody sees by themselves: ids and what refers to them, and how the plan is checked.
const UNSEEN: [&str; 17] = [
    "id",
    "kind",
    "field",
    "relisted",
    "challenge",
    "section",
    "parent",
    "colour",
    "style",
    "image",
    "ignore",
    "rules",
    "glossary",
    "stated",
    "print",
    "alt",
    "comparison",
];

/// Keys whose texts are dates or years.
const DATES: [&str; 6] = ["start", "end", "as-of", "date", "fiscal-year", "since"];

/// The YAML files of the plan but for its amendments.
const FILES: [&str; 12] = [
    "plan",
    "positioning",
    "vision",
    "cooperation",
    "projects/startup",
    "projects/life-science",
    "projects/green",
    "projects/platform",
    "projects/regional-appeal",
    "projects/publicity",
    "projects/expo",
    "projects/council",
];

fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(value) => Json::from(i64::try_from(*value).expect("a small number")),
        Value::Decimal(value) => value.to_string().parse::<f64>().map_or(Json::Null, Json::from),
        Value::Text(text) => Json::from(text.as_str()),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Mapping(entries) => {
            Json::Object(entries.iter().map(|(key, node)| (key.value.clone(), json(node))).collect::<Map<_, _>>())
        }
    }
}

/// Changes every file of a plan as a tree; `change` gets the way to each value: the file, keys and numbers.
pub fn change_files(project: &TestProject, mut change: impl FnMut(&mut Vec<String>, &mut Json)) {
    for file in FILES {
        let path = format!("sources/{file}.yaml");
        let mut files = Files::default();
        let text = project.read(&path);
        let id = files.add(path.as_str(), text.as_str());
        let mut tree = json(&parse(&text, id).0.unwrap_or_else(|| panic!("{path}")));
        visit(&mut vec![file.to_owned()], &mut tree, &mut change);
        project.write(&path, tree.to_string());
    }
}

/// Visits values from the outside in.
fn visit(way: &mut Vec<String>, value: &mut Json, change: &mut impl FnMut(&mut Vec<String>, &mut Json)) {
    if way.last().is_some_and(|key| UNSEEN.contains(&key.as_str())) && way.len() > 1 {
        return;
    }
    change(way, value);
    let mut into = |key: String, value: &mut Json| {
        way.push(key);
        visit(way, value, change);
        way.pop();
    };
    match value {
        Json::Array(items) => items.iter_mut().enumerate().for_each(|(at, item)| into(at.to_string(), item)),
        Json::Object(entries) => entries.iter_mut().for_each(|(key, value)| into(key.clone(), value)),
        _ => {}
    }
}

/// Makes marks that stand nowhere else, as long as three letters.
#[derive(Default)]
pub struct Marker(usize);

impl Marker {
    /// Puts a mark in the place of the first three letters of Japanese; returns whether there are such.
    pub fn mark(&mut self, text: &mut String) -> bool {
        let letter = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}' | 'ぁ'..='ん');
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let Some(window) = chars.windows(3).find(|window| window.iter().all(|(_, c)| letter(*c))) else { return false };
        let (start, end) = (window[0].0, window[2].0 + window[2].1.len_utf8());
        let kana: Vec<char> = ('か'..='と').chain('は'..='ほ').collect();
        let mark: String = loop {
            let (a, b) = (kana[self.0 / kana.len() % kana.len()], kana[self.0 % kana.len()]);
            self.0 += 1;
            if a != b {
                break ['ゑ', a, b].into_iter().collect();
            }
        };
        text.replace_range(start..end, &mark);
        true
    }

    /// How many marks there are.
    pub const fn count(&self) -> usize {
        self.0
    }
}

/// Gives every text of the plan a mark: YAML and prose. The texts that the shipped amendment names stay.
pub fn mark_texts(project: &TestProject) -> usize {
    let mut marker = Marker::default();
    change_files(project, |way, value| {
        let named =
            way.iter().any(|part| part == "projects/regional-appeal") && way.iter().any(|part| part == "targets");
        let date = way.last().is_some_and(|key| DATES.contains(&key.as_str()));
        if let (Json::String(text), false) = (value, named || date) {
            marker.mark(text);
        }
    });
    for entry in fs::read_dir(project.path("sources/projects")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|end| end != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("prose");
        let marked = text.lines().map(|line| {
            let mut line = line.to_owned();
            if !line.starts_with('#') {
                marker.mark(&mut line);
            }
            line + "\n"
        });
        let marked: String = marked.collect();
        fs::write(&path, marked).expect("written");
    }
    marker.count()
}

/// Rotates every list, but for those whose order the plan needs.
pub fn rotate_lists(project: &TestProject) -> Vec<String> {
    let mut rotated = Vec::new();
    change_files(project, |way, value| {
        // Cells stay under their headings, and what a page is stays where pages of its kind stand.
        // A document of the diagram stands after the one that it serves.
        let fixed = way.iter().any(|part| matches!(part.as_str(), "pages" | "columns" | "documents"))
            || way.iter().any(|part| part == "rows") && way.last().is_some_and(|part| part != "rows");
        if let (Json::Array(items), false) = (value, fixed)
            && items.len() > 1
        {
            items.rotate_left(1);
            rotated.push(way.join("/"));
        }
    });
    rotated
}

/// Removes the last item of every list that can do without.
pub fn shorten_lists(project: &TestProject) -> usize {
    let mut count = 0;
    change_files(project, |way, value| {
        let key = way.last().map_or("", String::as_str);
        let needed = way.iter().any(|part| matches!(part.as_str(), "columns" | "challenges" | "pages"))
            || way.len() == 2 && way[0] == "plan"
            || matches!(key, "audiences" | "events" | "tables")
            || way.iter().any(|part| part == "rows") && key != "rows"
            || way.join("/") == "projects/regional-appeal/targets";
        if let (Json::Array(items), false) = (value, needed)
            && items.len() > 1
        {
            items.pop();
            count += 1;
        }
    });
    count
}

/// Makes every number larger: amounts, figures of targets and goals.
pub fn raise_numbers(project: &TestProject) -> usize {
    let mut count = 0;
    change_files(project, |way, value| {
        let named = way.iter().any(|part| part == "targets")
            && way.iter().any(|part| matches!(part.as_str(), "projects/regional-appeal" | "projects/expo"));
        let numbering = way.last().is_some_and(|key| key == "item");
        if let (Json::Number(number), false) = (&value, named || numbering) {
            count += 1;
            let old = number.as_i64().expect("a whole number");
            // Percentages stay below a hundred.
            *value = Json::from(if old <= 100 { old + 1 + count % 9 } else { old + 100 + count });
        }
    });
    usize::try_from(count).expect("a count")
}

/// The text of a finished plan, pages apart.
fn pages(project: &TestProject) -> Vec<String> {
    let (built, _) = project.build();
    let pdf = built.unwrap_or_else(|failure| panic!("{failure:#?}")).pdf;
    Pdf::read(pdf).expect("a PDF").pages.iter().map(PdfPage::text).collect()
}

/// Compares two plans in their finished text and in the table; returns what is seen and not said, and the table.
pub fn unsaid(old: &TestProject, new: &TestProject) -> (Vec<String>, Vec<Difference>) {
    let rows = compared(old, new).differences;
    let (before, after) = (pages(old), pages(new));
    let table = Table::new(&rows, &before.concat(), &after.concat());
    let mut unsaid = Vec::new();
    // Pages are compared with those at the same place, as long as there are as many: what moves is told by its rows.
    let pairs: Vec<_> = if before.len() == after.len() {
        before.into_iter().zip(after).collect()
    } else {
        vec![(before.concat(), after.concat())]
    };
    for (was, is) in pairs {
        for (gone, come) in hunks(&was, &is) {
            let missing: Vec<_> = tokens(&gone)
                .into_iter()
                .filter(|token| !table.says(&table.old, token))
                .chain(tokens(&come).into_iter().filter(|token| !table.says(&table.new, token)))
                .collect();
            if !missing.is_empty() {
                unsaid.push(format!("{missing:?} in `{gone}` ⇒ `{come}`"));
            }
        }
    }
    (unsaid, rows)
}

/// The stretches in which two texts differ, with the whole of figures that differ in part.
fn hunks(was: &str, is: &str) -> Vec<(String, String)> {
    let figure = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    // Figures are compared as wholes.
    let words = |text: &str| -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for c in text.chars() {
            match words.last_mut() {
                Some(last) if figure(c) && last.ends_with(figure) => last.push(c),
                _ => words.push(c.to_string()),
            }
        }
        words
    };
    let (was, is) = (words(was), words(is));
    let (was, is): (Vec<&str>, Vec<&str>) =
        (was.iter().map(String::as_str).collect(), is.iter().map(String::as_str).collect());
    let mut hunks: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for change in TextDiff::from_slices(&was, &is).iter_all_changes() {
        if change.tag() == ChangeTag::Equal {
            open = false;
            continue;
        }
        if !open {
            hunks.push((String::new(), String::new()));
            open = true;
        }
        let Some((gone, come)) = hunks.last_mut() else { unreachable!("one was put in") };
        if change.tag() == ChangeTag::Delete { gone } else { come }.push_str(change.value());
    }
    hunks
}

/// The words of a text: runs of letters and runs of digits, without what stands between them.
fn tokens(text: &str) -> Vec<String> {
    #[derive(PartialEq, Eq, Clone, Copy)]
    enum Kind {
        Letter,
        Digit,
        Point,
        Mark,
    }
    let kind = |c: char| match c {
        // The comma of thousands and the point are part of a figure.
        '0'..='9' => Kind::Digit,
        ',' | '.' => Kind::Point,
        '①'..='⑳' => Kind::Mark,
        c if c.is_alphanumeric() => Kind::Letter,
        _ => Kind::Mark,
    };
    let mut tokens: Vec<String> = Vec::new();
    let mut last = Kind::Mark;
    for c in text.chars() {
        let this = match kind(c) {
            Kind::Point if last == Kind::Digit => Kind::Digit,
            Kind::Point => Kind::Mark,
            other => other,
        };
        if this != Kind::Mark {
            match tokens.last_mut() {
                Some(token) if last == this => token.push(c),
                _ => tokens.push(c.to_string()),
            }
        }
        last = this;
    }
    tokens
}

/// What a table says, for looking up.
struct Table {
    old: Side,
    new: Side,
    /// Whether something comes, goes or stands elsewhere, so that numbers and labels follow.
    moves: bool,
}

/// A side of the table.
struct Side {
    /// The figures of its rows.
    figures: Vec<String>,
    /// The letters of its rows and of their places, where labels may stand.
    letters: Vec<String>,
}

impl Side {
    /// Says whether figures that stand side by side (an amount, a share, a page) are all said. Pages and the scales of
    /// charts need not be.
    fn adds_up(&self, figures: &str) -> bool {
        let mut reached = vec![false; figures.len() + 1];
        reached[0] = true;
        let scale = (0..10).map(|step| if step == 0 { "0".into() } else { format!("{step}0,000") });
        let known: Vec<String> =
            self.figures.iter().cloned().chain((1..=20).map(|page| page.to_string())).chain(scale).collect();
        for at in 0..figures.len() {
            if reached[at] {
                for figure in known.iter().filter(|figure| figures[at..].starts_with(figure.as_str())) {
                    reached[at + figure.len()] = true;
                }
            }
        }
        reached[figures.len()]
    }
}

/// How much of a word has to be said by one row, where it runs over several: its ends may be less.
const PIECE: usize = 3;

impl Table {
    fn new(rows: &[Difference], before: &str, after: &str) -> Self {
        let moves = rows.iter().any(|row| {
            row.old.is_none()
                || row.new.is_none()
                || ["順序", "の位置", "頁　"].iter().any(|word| row.place.contains(word))
        });
        // What moved stands on both sides, and so do the labels of what comes and goes.
        let common: Vec<String> = if moves { vec![letters(before), letters(after)] } else { Vec::new() };
        let side = |of: fn(&Difference) -> &Option<String>| {
            let texts = || rows.iter().filter_map(|row| of(row).as_ref());
            let figures = texts().flat_map(|text| tokens(text)).filter(|token| is_figure(token)).collect();
            let letters = texts().chain(rows.iter().map(|row| &row.place)).map(|text| letters(text));
            Side { figures, letters: letters.collect() }
        };
        let mut table = Self { old: side(|row| &row.old), new: side(|row| &row.new), moves };
        if let [before, after] = &common[..] {
            // A stretch counts as moved only if both have it.
            let shared = |from: &str, other: &str| -> Vec<String> {
                let chars: Vec<char> = from.chars().collect();
                let windows = chars.windows(PIECE).map(|window| window.iter().collect::<String>());
                let mut runs: Vec<String> = Vec::new();
                let mut running = false;
                for window in windows {
                    let here = other.contains(&window);
                    match (running, here) {
                        (true, true) => {
                            if let (Some(run), Some(last)) = (runs.last_mut(), window.chars().last()) {
                                run.push(last);
                            }
                        }
                        (false, true) => runs.push(window),
                        _ => {}
                    }
                    running = here;
                }
                runs
            };
            table.old.letters.extend(shared(before, after));
            table.new.letters.extend(shared(after, before));
        }
        table
    }

    /// Says whether a word that is seen on one side is said there.
    fn says(&self, side: &Side, token: &str) -> bool {
        if is_figure(token) {
            // Pages and the numbers of lists follow from what comes, goes and moves.
            return self.moves || side.adds_up(token);
        }
        let said = |piece: &[char]| {
            let piece: String = piece.iter().collect();
            side.letters.iter().any(|text| text.contains(&piece))
        };
        let chars: Vec<char> = token.chars().collect();
        if said(&chars) {
            return true;
        }
        // A word that runs over several rows: its ends may be what the comparison has cut off from elsewhere.
        let (mut at, mut pieces) = (0, Vec::new());
        while at < chars.len() {
            let Some(end) = (at + 1..=chars.len()).rev().find(|end| said(&chars[at..*end])) else { return false };
            pieces.push(end - at);
            at = end;
        }
        let inner = pieces.get(1..pieces.len() - 1).unwrap_or_default();
        inner.iter().all(|length| *length >= PIECE) && pieces.iter().any(|length| *length >= PIECE)
    }
}

fn is_figure(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_digit())
}

fn letters(text: &str) -> String {
    tokens(text).into_iter().filter(|token| !is_figure(token)).collect()
}
