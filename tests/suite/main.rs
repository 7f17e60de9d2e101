//! All integration tests as one program, so that the Typst compiler is linked once.

// Clippy allows these in test functions, but not in what test functions share.
#![allow(clippy::expect_used, clippy::panic)]

mod amendments;
mod binding;
mod build;
mod cases;
mod charts;
mod cli;
mod conformance;
mod figures;
mod findings;
mod independent;
mod inks;
mod mutations;
mod preflight;
mod print;
mod project;
mod prose;
mod published;
mod references;
mod tampering;
