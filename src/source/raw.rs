//! The source files as the author writes them: structure checked, values not yet.

use super::prose::{Inline, parse_inline};
use super::yaml::{Decimal, Decode, Decoder, Filled, Node, Value, record};
use crate::diagnostic::{Located, Text};

/// A number or a text, where either may stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Decimal(Decimal),
    /// Text.
    Text(String),
}

impl Decode for Scalar {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        match &node.value {
            Value::Integer(value) => Some(Self::Integer(*value)),
            Value::Decimal(value) => Some(Self::Decimal(value.clone())),
            Value::Text(_) => String::decode(node, decoder).map(Self::Text),
            _ => {
                decoder.wrong_type(node, "a number or text");
                None
            }
        }
    }
}

/// A table cell: a text, or a list of texts shown with ・.
#[derive(Debug, Clone)]
pub enum Cell {
    /// A text.
    Text(Text),
    /// Several texts.
    List(Vec<Text>),
}

impl Decode for Cell {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        match &node.value {
            Value::List(_) => Vec::decode(node, decoder).map(Self::List),
            Value::Text(_) => Text::decode(node, decoder).map(Self::Text),
            _ => {
                decoder.wrong_type(node, "text");
                None
            }
        }
    }
}

/// Running text in Markdown.
#[derive(Debug, Clone)]
pub struct Markdown(pub Vec<Inline>);

impl Decode for Markdown {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let source = String::decode(node, decoder)?;
        match parse_inline(&source, node.span) {
            Ok(inlines) => Some(Self(inlines)),
            Err(findings) => {
                findings.into_iter().for_each(|finding| decoder.report(finding));
                None
            }
        }
    }
}

record! {
    /// `sources/plan.yaml`.
    Plan {
        "title" title: Text,
        "issuer" issuer: Text,
        "fiscal-year" fiscal_year: Located<Scalar>,
        "date" date: Text,
        "edition-note" edition_note: Option<Text>,
        "challenges" challenges: Vec<Challenge>,
        "fields" fields: Vec<Field>,
        "overhead" overhead: Vec<Overhead>,
        "pages" pages: Vec<Located<Page>>,
        "stated" stated: Option<StatedPlan>,
        "rules" rules: Vec<RuleSetting>,
        "ignore" ignore: Vec<Located<Ignore>>,
        "glossary" glossary: Vec<Term>,
        "style" style: Option<Style>,
        "print" print: Option<Located<Print>>,
        "colophon" colophon: Option<Located<Colophon>>,
    }
}

record! {
    /// A 関西チャレンジ.
    Challenge {
        "id" id: Text,
        "name" name: Text,
    }
}

record! {
    /// A 分野.
    Field {
        "id" id: Text,
        "name" name: Text,
        "challenge" challenge: Text,
        "colour" colour: Text,
    }
}

record! {
    /// A budget line without a project (管理費).
    Overhead {
        "id" id: Text,
        "name" name: Text,
        "amount" amount: Located<Scalar>,
    }
}

record! {
    /// An entry of the document's order.
    Page {
        "kind" kind: Text,
        "id" id: Option<Text>,
        "title" title: Option<Text>,
        "subtitle" subtitle: Option<Text>,
        "charts" charts: Option<Located<Vec<Text>>>,
    }
}

record! {
    /// `sources/positioning.yaml`.
    Positioning {
        "heading" heading: Text,
        "title" title: Text,
        "lead" lead: Markdown,
        "documents" documents: Filled<Document>,
        "ignore" ignore: Vec<Located<Ignore>>,
    }
}

record! {
    /// A document of the 位置づけ diagram.
    Document {
        "id" id: Text,
        "name" name: Text,
        "parent" parent: Option<Text>,
        "cycle" cycle: Option<Text>,
        "this-plan" this_plan: Option<bool>,
        "text" text: Text,
    }
}

record! {
    /// `sources/vision.yaml`.
    Vision {
        "title" title: Text,
        "visions" visions: Filled<VisionItem>,
        "approach" approach: Approach,
        "values" values: Values,
        "ignore" ignore: Vec<Located<Ignore>>,
    }
}

record! {
    /// A 将来像.
    VisionItem {
        "title" title: Text,
        "text" text: Text,
        "goals" goals: Option<Goals>,
    }
}

record! {
    /// The 目標 of a 将来像.
    Goals {
        "heading" heading: Text,
        "items" items: Filled<Goal>,
    }
}

record! {
    /// A 目標 with its figure.
    Goal {
        "label" label: Text,
        "approx" approx: Option<Text>,
        "value" value: Located<Scalar>,
        "unit" unit: Text,
    }
}

record! {
    /// The headings of the approach diagram.
    Approach {
        "title" title: Text,
        "aim" aim: Text,
        "challenge" challenge: Text,
    }
}

record! {
    /// The values (存在価値).
    Values {
        "lead" lead: Text,
        "items" items: Filled<ValueItem>,
    }
}

record! {
    /// A value.
    ValueItem {
        "name" name: Text,
        "gloss" gloss: Text,
        "text" text: Text,
    }
}

record! {
    /// `sources/history.yaml`.
    History {
        "years" years: Vec<EarlierYear>,
    }
}

record! {
    /// The total of an earlier year.
    EarlierYear {
        "year" year: Located<Scalar>,
        "total" total: Located<Scalar>,
    }
}

record! {
    /// `sources/cooperation.yaml`.
    Cooperation {
        "fields" fields: Vec<CooperationField>,
        "ignore" ignore: Vec<Located<Ignore>>,
    }
}

record! {
    /// The 協調事業 of a field.
    CooperationField {
        "field" field: Text,
        "projects" projects: Vec<CooperationProject>,
    }
}

record! {
    /// A 協調事業.
    CooperationProject {
        "name" name: Text,
        "summary" summary: Text,
    }
}

record! {
    /// `sources/projects/<id>.yaml`.
    Project {
        "section" section: Text,
        "title" title: Option<Text>,
        "since" since: Located<Scalar>,
        "pages" pages: Option<Located<Scalar>>,
        "lines" lines: Located<Vec<Line>>,
        "events" events: Vec<Event>,
        "audiences" audiences: Vec<Audience>,
        "members" members: Vec<Members>,
        "tables" tables: Vec<Table>,
        "flows" flows: Vec<Flow>,
        "figures" figures: Vec<Figure>,
        "targets" targets: Vec<Target>,
        "stated" stated: Option<Stated>,
        "ignore" ignore: Vec<Located<Ignore>>,
    }
}

record! {
    /// A row of the list of budget lines.
    Line {
        "id" id: Text,
        "name" name: Text,
        "summary" summary: Text,
        "amount" amount: Located<Scalar>,
        "field" field: Option<Text>,
        "relisted" relisted: Vec<Text>,
    }
}

record! {
    /// 開催時期・場所.
    Event {
        "id" id: Text,
        "start" start: Text,
        "end" end: Option<Text>,
        "venue" venue: Option<Text>,
        "theme" theme: Option<Text>,
        "contents" contents: Vec<Text>,
        "style" style: Option<Text>,
        "weekday" weekday: Option<bool>,
    }
}

record! {
    /// A 〜ターゲット.
    Audience {
        "id" id: Text,
        "label" label: Text,
        "text" text: Text,
    }
}

record! {
    /// A table of members.
    Members {
        "id" id: Text,
        "as-of" as_of: Text,
        "groups" groups: Vec<MemberGroup>,
    }
}

record! {
    /// A group of members.
    MemberGroup {
        "name" name: Text,
        "people" people: Vec<Person>,
    }
}

record! {
    /// A member.
    Person {
        "post" post: Text,
        "name" name: Text,
        "concurrent" concurrent: Option<Text>,
    }
}

record! {
    /// A comparison table.
    Table {
        "id" id: Text,
        "title" title: Text,
        "columns" columns: Vec<Text>,
        "rows" rows: Vec<Located<Vec<Cell>>>,
    }
}

record! {
    /// A drawn flow.
    Flow {
        "id" id: Text,
        "title" title: Text,
        "steps" steps: Filled<Step>,
    }
}

record! {
    /// An image with caption and width.
    Figure {
        "id" id: Text,
        "image" image: Text,
        "alt" alt: Text,
        "caption" caption: Option<Text>,
        "width" width: Option<Located<Scalar>>,
    }
}

record! {
    /// A step of a flow.
    Step {
        "name" name: Text,
        "text" text: Option<Text>,
    }
}

record! {
    /// A 成果目標.
    Target {
        "id" id: Text,
        "label" label: Text,
        "value" value: Located<Scalar>,
        "unit" unit: Option<Text>,
        "comparison" comparison: Option<Text>,
        "item" item: Option<u32>,
        "previous" previous: Option<Located<Scalar>>,
        "condition" condition: Option<Text>,
        "also" also: Vec<Measure>,
    }
}

record! {
    /// A measure of a target beside its first one.
    Measure {
        "label" label: Text,
        "value" value: Located<Scalar>,
        "unit" unit: Option<Text>,
        "comparison" comparison: Option<Text>,
        "condition" condition: Option<Text>,
    }
}

record! {
    /// Figures of the plan as stated elsewhere.
    StatedPlan {
        "total" total: Located<Scalar>,
    }
}

record! {
    /// Figures of a project as stated elsewhere.
    Stated {
        "amount" amount: Option<Located<Scalar>>,
        "ordinal" ordinal: Option<Located<u32>>,
        "challenges" challenges: Option<Located<Vec<Text>>>,
    }
}

record! {
    /// A changed severity.
    RuleSetting {
        "rule" rule: Text,
        "severity" severity: Text,
    }
}

record! {
    /// A recorded exception.
    Ignore {
        "rule" rule: Text,
        "text" text: Option<Text>,
        "reason" reason: Text,
    }
}

record! {
    /// `sources/baseline.yaml`.
    Baseline {
        "findings" findings: Vec<Accepted>,
    }
}

record! {
    /// A finding that was accepted with all others of its time.
    Accepted {
        "rule" rule: Text,
        "file" file: Text,
        "text" text: Option<Text>,
        "count" count: Option<Located<u32>>,
        "reason" reason: Text,
    }
}

record! {
    /// A term of the glossary.
    Term {
        "use" right: Text,
        "not" wrong: Vec<Text>,
    }
}

record! {
    /// The habits of the house.
    Style {
        "brackets" brackets: Option<Text>,
        "digits" digits: Option<Text>,
        "comma" comma: Option<Text>,
    }
}

record! {
    /// What the printing house asks for.
    Print {
        "standard" standard: Option<Text>,
        "output-intent" output_intent: Option<OutputIntent>,
        "pad-to" pad_to: Option<Located<u32>>,
        "marks" marks: Option<bool>,
        "binding" binding: Option<Text>,
        "gutter" gutter: Option<Located<Scalar>>,
        "double-sided" double_sided: Option<bool>,
        "spot" spot: Option<Spot>,
    }
}

record! {
    /// A printing condition.
    OutputIntent {
        "condition" condition: Text,
        "profile" profile: Option<Text>,
    }
}

record! {
    /// A colour printed with an ink of its own.
    Spot {
        "colour" colour: Text,
        "name" name: Text,
    }
}

record! {
    /// 奥付: what follows the title, the date and the issuer.
    Colophon {
        "entries" entries: Vec<ColophonEntry>,
        "note" note: Option<Text>,
    }
}

record! {
    /// A line of the 奥付.
    ColophonEntry {
        "name" name: Text,
        "text" text: Text,
    }
}

record! {
    /// `sources/amendments/<date>-<name>.yaml`.
    Amendment {
        "date" date: Text,
        "title" title: Text,
        "note" note: Text,
        "changes" changes: Located<Vec<Change>>,
    }
}

record! {
    /// A change to the plan.
    Change {
        "path" path: Text,
        "from" from: Option<Node>,
        "to" to: Option<Node>,
        "add" add: Option<Node>,
        "after" after: Option<Text>,
        "before" before: Option<Text>,
        "withdraw" withdraw: Option<Located<bool>>,
        "show" show: Option<Text>,
        "reason" reason: Text,
    }
}
