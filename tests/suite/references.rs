//! Every page reference says the number that is printed on the page it leads to.

use keikaku::verify::{Pdf, PdfPage};

use crate::project::shipped;

/// Returns the number in a page's footer: the digits at the bottom right.
fn printed(page: &PdfPage) -> String {
    let bottom = page.glyphs.iter().filter(|glyph| glyph.y < 36.0 && glyph.x > 420.0);
    bottom.map(|glyph| glyph.text.as_str()).collect()
}

/// Returns what each numeric link of a page shows, and what is printed where it leads.
fn references(pdf: &Pdf, page: usize) -> Vec<(String, String)> {
    pdf.pages[page]
        .links
        .iter()
        .map(|link| (pdf.pages[page].text_in(link.rect), printed(&pdf.pages[link.page.expect("a destination")])))
        .filter(|(shown, _)| !shown.is_empty() && shown.bytes().all(|b| b.is_ascii_digit()))
        .collect()
}

#[test]
fn contents_and_the_list_lead_where_they_say() {
    let (_, pdf) = shipped();
    let contents = references(pdf, 3);
    let shown: Vec<_> = contents.iter().map(|(shown, _)| shown.as_str()).collect();
    let pages = ["4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"];
    assert_eq!(shown, pages, "all ten sections and 参考資料 are in Contents");
    let list = references(pdf, 4);
    let shown: Vec<_> = list.iter().map(|(shown, _)| shown.as_str()).collect();
    let published = ["6", "7", "8", "9", "10", "11", "11", "12", "11", "11", "11", "12", "13"];
    assert_eq!(shown, published, "頁 as published, row by row");
    for (shown, printed) in contents.iter().chain(&list) {
        assert_eq!(shown, printed);
    }
}

#[test]
fn page_labels_agree_with_the_footers() {
    let (_, pdf) = shipped();
    assert_eq!(pdf.pages.len(), 17, "13 published pages, the cover, and three of charts");
    assert_eq!(printed(&pdf.pages[0]), "", "the cover has no number");
    for (at, page) in pdf.pages.iter().enumerate().skip(1) {
        assert_eq!(printed(page), at.to_string());
        assert_eq!(page.label.as_deref(), Some(at.to_string().as_str()));
    }
}

#[test]
fn every_section_has_a_bookmark_that_leads_to_it() {
    let (_, pdf) = shipped();
    let sections = [
        ("令和6年度 事業一覧【予算事業】", 4),
        ("令和6年度 事業一覧【協調事業】", 5),
        ("関西スタートアップ・エコシステム情報発信事業", 6),
        ("ライフサイエンス分野における関西のポテンシャルの発信・強化", 7),
        ("「カーボンニュートラル研究成果事業化促進フォーラム」の実施", 8),
        ("関西広域産業共創プラットフォーム事業の推進", 9),
        ("ものづくりをはじめとする地域魅力の発信", 10),
        ("広報活動やセミナー等による情報発信", 11),
        ("万博関連事業", 12),
        ("「関西広域産業ビジョン」推進会議の運営", 13),
    ];
    for (at, (title, page)) in sections.into_iter().enumerate() {
        let number = format!("{:02}", at + 1);
        let found = pdf.outline.iter().find(|item| item.title.starts_with(&number));
        let item = found.unwrap_or_else(|| panic!("no bookmark {number}: {:?}", pdf.outline));
        assert!(item.title.contains(title), "{}", item.title);
        assert_eq!(item.page, Some(page));
    }
}

#[test]
fn no_link_is_dangling() {
    let (_, pdf) = shipped();
    let links: Vec<_> = pdf.pages.iter().flat_map(|page| &page.links).collect();
    assert!(links.len() >= 23, "Contents and the list alone have 23");
    assert!(links.iter().all(|link| link.page.is_some()));
}
