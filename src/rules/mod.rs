//! Checks of a valid plan: one file a concern.
//!
//! A rule returns findings: what is wrong with which values at which place. How a finding reads is said where its type
//! is turned into a [`Diagnostic`]; what becomes of it (its severity, recorded exceptions) is settled for all of
//! them in [`settle`].

mod adjacent;
mod baseline;
mod budget;
mod dates;
mod images;
mod members;
mod references;
mod settle;
mod targets;
mod taxonomy;
mod wording;

use std::str::FromStr;

use crate::characters::halved;
use crate::diagnostic::{Diagnostic, Files, Findings};
use crate::model::{Passage, Plan, passages};
pub use baseline::{accept, render_baseline};
pub use settle::{Manner, settle};

/// What rules look at.
struct Context<'p> {
    plan: &'p Plan,
    files: &'p Files,
    passages: Vec<Passage<'p>>,
}

/// Reads digits of either width; `\d` finds both.
fn number<T: FromStr>(digits: &str) -> Option<T> {
    halved(digits).parse().ok()
}

/// Checks a plan against all rules of the model.
#[must_use]
pub fn check(plan: &Plan, files: &Files) -> Vec<Diagnostic> {
    let context = Context { plan, files, passages: passages(plan) };
    let mut found = Findings::default();
    found.extend(adjacent::check(&context).into_iter().map(Diagnostic::from));
    found.extend(budget::check(&context).into_iter().map(Diagnostic::from));
    found.extend(dates::check(&context).into_iter().map(Diagnostic::from));
    found.extend(members::check(plan).into_iter().map(Diagnostic::from));
    found.extend(images::check(&context));
    found.extend(references::check(&context).into_iter().map(Diagnostic::from));
    found.extend(taxonomy::check(&context).into_iter().map(Diagnostic::from));
    found.extend(targets::check(&context).into_iter().map(Diagnostic::from));
    found.extend(wording::check(&context).into_iter().map(Diagnostic::from));
    found.into_vec()
}
