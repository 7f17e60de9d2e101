//! What of images is worth a word though they can be shown.

use super::Context;
use crate::diagnostic::{Diagnostic, rule};

/// Reports doubts about images, where each is named first.
pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let named = context.plan.named_images();
    let mut findings = Vec::new();
    for (path, image) in &context.plan.images {
        let written = named.iter().find(|named| path.strip_prefix("sources/") == Some(named.path.value.as_str()));
        let Some(written) = written.map(|named| named.path) else { continue };
        findings.extend(image.doubts.iter().map(|doubt| {
            let message = format!("the image `{}` {}", written.value, doubt.reason);
            Diagnostic::new(&rule::IMAGE_PROFILE, written.span, message).help(&doubt.help)
        }));
    }
    findings
}
