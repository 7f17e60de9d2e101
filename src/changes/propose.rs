//! An amendment that would make the differences.

use std::fmt::Write as _;

use super::{Difference, Proposal};

/// Writes an amendment file. Values are written as JSON, which YAML includes.
#[must_use]
pub fn amendment(differences: &[Difference], date: &str) -> String {
    let mut out = format!(
        "# Proposed from the difference to an earlier state of the sources. Look it through, give every change its\n\
         # reason, and take the changes back out of the other sources: they stay the original edition.\n\
         date: {date}\ntitle: \"{date}の更新\"\nnote: \"※{date}時点の更新を含む\"\nchanges:\n"
    );
    for difference in differences {
        let Some(proposal) = &difference.proposal else { continue };
        let (path, keys) = match proposal {
            Proposal::Replace(from, to) => (difference.path.as_str(), format!("    from: {from}\n    to: {to}\n")),
            Proposal::Give(to) => (difference.path.as_str(), format!("    to: {to}\n")),
            Proposal::Take(from) => (difference.path.as_str(), format!("    from: {from}\n")),
            Proposal::Add(item, after) => {
                let after = after.as_ref().map_or_else(String::new, |after| format!("    after: {}\n", quoted(after)));
                // The difference is about the new item; it is added to the list around it.
                let list = difference.path.rsplit_once('/').map_or("", |(list, _)| list);
                (list, format!("    add: {item}\n{after}"))
            }
            Proposal::Withdraw => (difference.path.as_str(), "    withdraw: true\n".into()),
            Proposal::AddProject(id) => {
                ("projects", format!("    add: {id} # move {id}.yaml and {id}.md into a folder named like this file\n"))
            }
        };
        let _ = write!(out, "  - path: {}\n{keys}    reason: \"（理由）\"\n", quoted(path));
    }
    out
}

fn quoted(text: &str) -> String {
    serde_json::json!(text).to_string()
}
