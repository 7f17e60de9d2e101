//! The fixed words of an annual plan: what every plan of this kind calls its parts.

/// 事業名.
pub const TITLE: &str = "事業名";
/// 事業開始年度.
pub const SINCE: &str = "事業開始年度";
/// 関西チャレンジ.
pub const CHALLENGE: &str = "関西チャレンジ";
/// 分野.
pub const FIELD: &str = "分野";
/// 千円.
pub const UNIT: &str = "千円";
/// 事業の内容.
pub const CONTENT: &str = "事業の内容";
/// 成果目標.
pub const TARGETS: &str = "成果目標";
/// What follows the name of a line that is shown again.
pub const RELISTED: &str = "（再掲）";
/// The label of the total.
pub const TOTAL: &str = "計";
/// The columns of the list of 予算事業; a line break where the heading may break.
pub const BUDGET_COLUMNS: [&str; 7] =
    ["分野", "項目", "事業名", "事業概要", "予算額\n(千円)", "関西\nチャレンジ", "頁"];
/// The columns of the list of 協調事業.
pub const COOPERATION_COLUMNS: [&str; 4] = ["分野", "事業名", "事業概要", "関西\nチャレンジ"];
/// The columns of a member table.
pub const MEMBER_COLUMNS: [&str; 2] = ["役職", "氏名"];

/// 奥付.
pub const COLOPHON: &str = "奥付";
/// When the plan was published.
pub const ISSUED: &str = "発行日";
/// When it was last amended.
pub const AMENDED: &str = "更新日";
/// Who published it.
pub const ISSUER: &str = "発行";

/// The captions of the charts.
pub const BY_FIELD: &str = "分野別の予算額";
/// See [`BY_FIELD`].
pub const BY_CHALLENGE: &str = "関西チャレンジ別の予算額";
/// See [`BY_FIELD`].
pub const BY_YEAR: &str = "予算額の推移";
/// See [`BY_FIELD`].
pub const BY_PROJECT: &str = "事業別の予算額と頁";
/// See [`BY_FIELD`].
pub const CALENDAR: &str = "年間の予定";
/// The caption of the table of all targets.
pub const ALL_TARGETS: &str = "成果目標の一覧";
/// Its columns.
pub const TARGET_COLUMNS: [&str; 5] = ["事業名", "指標", "目標", PREVIOUS, "頁"];
/// The column of the year before.
pub const PREVIOUS: &str = "前年度";
/// The caption of the matrix.
pub const MATRIX: &str = "事業と分野・関西チャレンジ";
/// The mark of a line's own field.
pub const OWN: &str = "●";
/// The mark of a field under which a line is shown again.
pub const AGAIN: &str = "○";
/// What the marks mean.
pub const MATRIX_LEGEND: &str = "● 予算を計上する分野　○ 再掲する分野";
/// What belongs to no field or challenge.
pub const COMMON: &str = "共通（分野なし）";

/// Says that a chart shows only the largest: 事業別の予算額と頁（上位25事業）.
#[must_use]
pub fn top(title: &str, count: usize) -> String {
    format!("{title}（上位{count}事業）")
}

/// Says that a chart goes on from another one.
#[must_use]
pub fn continued(title: &str) -> String {
    format!("{title}（続き）")
}

/// Returns the circled form of a number: ① to ⑳, and (21) beyond, which have no circled form before ㉑ in most fonts.
#[must_use]
pub fn circled(number: usize) -> String {
    u32::try_from(number)
        .ok()
        .filter(|number| (1..=20).contains(number))
        .and_then(|number| char::from_u32(0x245F + number))
        .map_or_else(|| format!("({number})"), String::from)
}

/// Returns the parenthesised form of a number: （1）.
#[must_use]
pub fn parenthesised(number: u32) -> String {
    format!("（{number}）")
}
