//! The data of the published plan for 令和6年度, for tests.

use jiff::civil::date;

use super::{ChallengeShare, Look, Occasion, ShareBar, Year, palette};
use crate::chart::font::Font;
use crate::chart::palette::Code;

/// The font that the document is set in.
const REGULAR: &[u8] = include_bytes!("../../../fonts/BIZUDPGothic-Regular.ttf");

pub fn font() -> Font<'static> {
    Font::new(REGULAR).expect("the bundled font")
}

/// Draws on the full width of a page: 267 mm.
pub fn with_look<T>(draw: impl FnOnce(&Look<'_>) -> T) -> T {
    let palette = palette(&["blue", "vermilion", "green", "orange", "purple", "sky", "grey", "yellow"]);
    draw(&Look { font: &font(), palette: &palette, width: 7569, size: 95 })
}

pub fn fields() -> Vec<ShareBar> {
    let bar = |name: &str, amount, colour: &str, note: Option<&str>| ShareBar {
        name: name.into(),
        amount,
        colour: colour.into(),
        note: note.map(Into::into),
        rest: name == "分野なし（評価・検証、管理費）",
    };
    vec![
        bar("スタートアップ", 14_043, "blue", None),
        bar("ライフサイエンス・ヘルスケア", 2_866, "vermilion", None),
        bar("グリーン", 1_781, "green", None),
        bar("中小企業の成長支援", 39_956, "orange", None),
        bar("産業基盤強化支援", 1_051, "purple", Some("ほかに再掲1事業")),
        bar("産業人材の確保・育成、多様な人材の活躍支援", 0, "sky", Some("再掲2事業")),
        bar("分野なし（評価・検証、管理費）", 660, "none", None),
    ]
}

pub fn share(name: &str, amount: i64) -> ChallengeShare {
    ChallengeShare { name: name.into(), amount, colour: "house".into(), rest: false }
}

pub fn challenges() -> Vec<ChallengeShare> {
    let coloured = |name, amount, colour: &str| ChallengeShare { colour: colour.into(), ..share(name, amount) };
    vec![
        coloured("①強みで貢献", 18_690, "house"),
        coloured("②強みを活用", 39_956, "house-pale"),
        coloured("③強みを発揮", 1_051, "house-dark"),
        ChallengeShare { rest: true, ..coloured("チャレンジなし", 660, "none") },
    ]
}

pub fn years() -> Vec<Year> {
    let year = |name: &str, amount| Year { name: name.into(), amount };
    vec![year("令和3年度", 58_420), year("令和4年度", 63_915), year("令和5年度", 61_591), year("令和6年度", 60_357)]
}

pub fn occasions() -> Vec<Occasion> {
    let occasion = |name: &str, when: &str, start, end, colour: &str, id: &str| Occasion {
        name: name.into(),
        when: when.into(),
        start,
        end,
        fixed: when.contains('日'),
        colour: colour.into(),
        page: Some(Code::trusted(format!("prose.page-ref(label(\"project:{id}\"))"))),
    };
    vec![
        occasion("万博に向けた関西の魅力発信", "2月23日（日）", date(2025, 2, 23), date(2025, 2, 23), "orange", "expo"),
        occasion(
            "ライフサイエンス分野におけるイノベーション創出",
            "10月9日（水）～11日（金）",
            date(2024, 10, 9),
            date(2024, 10, 11),
            "vermilion",
            "life-science",
        ),
        occasion(
            "グリーン分野におけるイノベーション創出",
            "12月9日（月）",
            date(2024, 12, 9),
            date(2024, 12, 9),
            "green",
            "green",
        ),
        occasion(
            "新たな分野でのイノベーションの創出に向けた環境整備",
            "11月15日（金）",
            date(2024, 11, 15),
            date(2024, 11, 15),
            "orange",
            "platform",
        ),
        occasion(
            "地域魅力の発信",
            "9月21日（土）～23日（月）",
            date(2024, 9, 21),
            date(2024, 9, 23),
            "orange",
            "regional-appeal",
        ),
        occasion(
            "広域産業振興の取組にかかる評価・検証",
            "5月",
            date(2024, 5, 1),
            date(2024, 5, 31),
            "house",
            "council",
        ),
    ]
}
