//! References to pages.

use std::sync::LazyLock;

use regex::Regex;

use super::Context;
use crate::diagnostic::{Diagnostic, Span, rule};

/// A page number that is typed.
pub(super) struct TypedPage {
    written: String,
    span: Span,
}

/// 6頁, 6ページ, P.6, p6, pp.6-7; but not 全14頁 or 14頁の冊子, which count pages.
static PAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^全計約A-Za-z\d,])((?:[Pp]{1,2}\.? ?\d{1,4}(?:[-～〜]\d{1,4})?)|(?:\d{1,4} ?(?:頁|ページ)))(?:[^\d以の立目数A-Za-z]|$|の(?:表|図|とおり|通り))").ok()
});

pub(super) fn check(context: &Context<'_>) -> Vec<TypedPage> {
    let Some(pattern) = PAGE.as_ref() else { return Vec::new() };
    let mut findings = Vec::new();
    for passage in &context.passages {
        for written in pattern.captures_iter(&passage.text).filter_map(|found| found.get(1)) {
            let span = passage.place(written.range(), context.files);
            findings.push(TypedPage { written: written.as_str().to_owned(), span });
        }
    }
    findings
}

impl From<TypedPage> for Diagnostic {
    fn from(TypedPage { written, span }: TypedPage) -> Self {
        Self::new(&rule::TYPED_PAGE, span, format!("the page number `{written}` is typed")).help(
            "write `[](page:ID)` in Markdown with the id of what stands there; it shows the number and follows it",
        )
    }
}
