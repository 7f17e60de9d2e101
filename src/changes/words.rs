//! Keys and values as people read them.

use crate::characters::one_line;
use crate::diagnostic::Text;
use crate::model::{DateStyle, Figure, FiscalYear, Moment, format_period, group_digits};
use crate::source::Documents;
use crate::source::yaml::{Node, Value};

/// Names of keys; nothing for those whose item says enough.
const KEYS: [(&str, &str); 72] = [
    ("issuer", "発行者"),
    ("fiscal-year", "年度"),
    ("date", "日付"),
    ("edition-note", "表紙の注記"),
    ("challenges", "関西チャレンジ"),
    ("challenge", "関西チャレンジ"),
    ("fields", "分野"),
    ("field", "分野"),
    ("colour", "色"),
    ("overhead", "事業によらない予算"),
    ("pages", "目次"),
    ("kind", "種類"),
    ("title", "題名"),
    ("subtitle", "副題"),
    ("colophon", "奥付"),
    ("entries", "記載事項"),
    ("note", "注記"),
    ("heading", "見出し"),
    ("lead", "リード文"),
    ("documents", "文書"),
    ("parent", "上位の文書"),
    ("cycle", "策定の周期"),
    ("this-plan", "本計画"),
    ("text", "内容"),
    ("visions", "将来像"),
    ("goals", "目標"),
    ("items", ""),
    ("approx", "概数"),
    ("approach", "アプローチ"),
    ("aim", "めざす姿"),
    ("values", "存在価値"),
    ("gloss", "説明"),
    ("years", ""),
    ("year", "年度"),
    ("total", "予算総額"),
    ("projects", ""),
    ("section", "項目"),
    ("since", "事業開始年度"),
    ("lines", "予算事業"),
    ("name", "名称"),
    ("summary", "事業概要"),
    ("amount", "予算額"),
    ("relisted", "再掲"),
    ("events", "開催時期・場所"),
    ("start", "開始日"),
    ("end", "終了日"),
    ("venue", "開催場所"),
    ("theme", "テーマ"),
    ("contents", "内容"),
    ("style", "書き方"),
    ("weekday", "曜日"),
    ("audiences", "ターゲット"),
    ("members", "委員"),
    ("as-of", "基準日"),
    ("groups", ""),
    ("people", ""),
    ("post", "役職"),
    ("concurrent", "兼職"),
    ("tables", "表"),
    ("columns", "列"),
    ("rows", "行"),
    ("flows", "流れ図"),
    ("steps", "段階"),
    ("figures", "図"),
    ("image", "画像"),
    ("alt", "代替テキスト"),
    ("caption", "図の説明"),
    ("width", "幅"),
    ("targets", "成果目標"),
    ("charts", "図表"),
    ("also", "併せて示す指標"),
    ("item", "項目番号"),
];

/// Names of keys that mean something else in a project or a target.
const KEYS_OF_PROJECTS: [(&str, &str); 6] = [
    ("pages", "頁数"),
    ("label", "指標"),
    ("value", "目標値"),
    ("unit", "単位"),
    ("comparison", "比較"),
    ("condition", "条件"),
];

/// Names of the kinds of pages.
const PAGES: [(&str, &str); 10] = [
    ("cover", "表紙"),
    ("blank", "白紙"),
    ("positioning", "位置づけ"),
    ("vision", "将来像"),
    ("contents", "目次"),
    ("budget", "予算事業の一覧"),
    ("cooperation", "協調事業の一覧"),
    ("section", "項目"),
    ("charts", "参考資料"),
    ("colophon", "奥付"),
];

/// Keys of ids, which nobody sees.
const IDS: [&str; 1] = ["id"];

/// Says whether a key's value is nowhere shown.
pub(super) fn is_hidden(key: &str) -> bool {
    IDS.contains(&key)
}

/// Returns the value of a key.
pub(super) fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Mapping(entries) => of(entries, key),
        _ => None,
    }
}

/// Returns the value of a key among entries.
pub(super) fn of<'n>(entries: &'n [(Text, Node)], key: &str) -> Option<&'n Node> {
    entries.iter().find(|(known, _)| known.value == key).map(|(_, node)| node)
}

/// Returns a key's text.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match entry(node, key).map(|node| &node.value) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// Returns what the key at the end of a path is called.
pub(super) fn key_name<'k>(path: &str, key: &'k str) -> &'k str {
    let of_projects = if path.starts_with("projects/") { &KEYS_OF_PROJECTS[..] } else { &KEYS_OF_PROJECTS[1..] };
    of_projects.iter().chain(&KEYS).find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}

/// Puts the parts of a place together.
pub(super) fn within(place: &str, part: &str) -> String {
    match (place, part) {
        ("", only) | (only, "") => only.to_owned(),
        (place, part) => format!("{place}　{part}"),
    }
}

/// Puts the parts of a path together.
pub(super) fn join(path: &str, part: &str) -> String {
    if path.is_empty() { part.to_owned() } else { format!("{path}/{part}") }
}

/// Shows the values of one state.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    documents: &'a Documents,
}

impl<'a> Words<'a> {
    pub const fn new(documents: &'a Documents) -> Self {
        Self { documents }
    }

    /// Returns what an id names, by the key that refers to it.
    fn named(self, key: &str, id: &str) -> Option<&'a str> {
        let (file, list, name) = match key {
            "field" | "relisted" => (self.documents.plan.as_ref(), "fields", "name"),
            "challenge" => (self.documents.plan.as_ref(), "challenges", "name"),
            "section" => (self.documents.plan.as_ref(), "pages", "title"),
            "parent" => (self.documents.positioning.as_ref(), "documents", "name"),
            _ => return None,
        };
        let Value::List(items) = &entry(file?, list)?.value else { return None };
        text(items.iter().find(|item| text(item, "id") == Some(id))?, name)
    }

    /// Returns the year in which a project started, with which year of it the plan is.
    fn since(self, value: &Value) -> Option<String> {
        let since = fiscal_year(value)?;
        let year = fiscal_year(&entry(self.documents.plan.as_ref()?, "fiscal-year")?.value)?;
        Some(year.nth_since(since).map_or_else(|| since.to_string(), |nth| format!("{since}（{nth}年目）")))
    }

    /// Shows the value of a key.
    pub fn shown(self, key: &str, value: &Value) -> String {
        match value {
            Value::Text(text) if matches!(key, "date" | "start" | "end" | "as-of") => match Moment::parse(text) {
                Some(moment) => format_period(moment, None, DateStyle { year: true, weekday: false }),
                None => text.clone(),
            },
            value if matches!(key, "fiscal-year" | "year") => {
                fiscal_year(value).map_or_else(|| value.to_string(), |year| year.to_string())
            }
            value if key == "since" => self.since(value).unwrap_or_else(|| value.to_string()),
            Value::Text(text) if key == "kind" => page(text).to_owned(),
            Value::Text(text) if key == "style" => {
                if text == "plain" {
                    "とき・ところ".into()
                } else {
                    "開催時期・開催場所".into()
                }
            }
            Value::Text(text) => self.named(key, text).unwrap_or(text).to_owned(),
            Value::Integer(number) if matches!(key, "amount" | "total") => {
                format!("{}千円", group_digits(&number.to_string()))
            }
            Value::Integer(number) => group_digits(&number.to_string()),
            Value::Decimal(number) => Figure::Decimal(number.clone()).to_string(),
            Value::Bool(value) => if *value { "はい" } else { "いいえ" }.into(),
            // The rows of a table, and the cells of a row.
            Value::List(items) if items.iter().any(|item| matches!(item.value, Value::List(_))) => {
                let cells = |row: &Node| match &row.value {
                    Value::List(cells) => {
                        let cells: Vec<_> = cells.iter().map(|cell| self.shown(key, &cell.value)).collect();
                        cells.join("｜")
                    }
                    other => self.shown(key, other),
                };
                items.iter().map(cells).collect::<Vec<_>>().join("\n")
            }
            Value::List(items) => items.iter().map(|item| self.shown(key, &item.value)).collect::<Vec<_>>().join("、"),
            Value::Mapping(entries) => self.described(entries),
            Value::Null => String::new(),
        }
    }

    /// Shows an item: its values one after the other, without ids.
    pub fn described(self, entries: &[(Text, Node)]) -> String {
        let hidden = |key: &str| is_hidden(key) || matches!(key, "kind" | "colour" | "field" | "relisted" | "parent");
        let parts = entries.iter().filter(|(key, _)| !hidden(&key.value));
        let shown: Vec<_> = parts.map(|(key, node)| self.shown(&key.value, &node.value)).collect();
        if shown.is_empty() {
            of(entries, "kind").map_or_else(String::new, |kind| self.shown("kind", &kind.value))
        } else {
            shown.join("／")
        }
    }

    /// Returns what an item is called for people: its name or label. An id says nothing to them.
    pub fn title(self, item: &Node) -> String {
        let name = ["name", "label", "title"].into_iter().find_map(|key| text(item, key));
        let other = || ["field", "year", "kind"].into_iter().find_map(|key| Some((key, entry(item, key)?)));
        match (name, other()) {
            (Some(name), _) => one_line(name),
            (None, Some((key, node))) => self.shown(key, &node.value),
            (None, None) => String::new(),
        }
    }

    /// Returns what an item is called in a list of all.
    pub fn called(self, item: &Node) -> String {
        let title = self.title(item);
        if title.is_empty() { one_line(&self.shown("", &item.value)) } else { title }
    }
}

fn page(kind: &str) -> &str {
    PAGES.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, name)| name)
}

fn fiscal_year(value: &Value) -> Option<FiscalYear> {
    match value {
        Value::Integer(year) => FiscalYear::new(*year),
        Value::Text(text) => FiscalYear::parse(text),
        _ => None,
    }
}

/// Returns what a project is called: its title, or the name of its only line, or its section's title.
pub(super) fn project_title(plan: &crate::model::Plan, id: &str) -> String {
    let project = plan.projects.iter().find(|project| project.id.as_str() == id);
    project.map_or_else(|| id.to_owned(), |project| one_line(&project.title.value))
}
