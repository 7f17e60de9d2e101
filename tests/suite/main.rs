//! All integration tests as one program, so that the Typst compiler is linked once.

mod amendments;
mod build;
mod cli;
mod conformance;
mod findings;
mod project;
mod prose;
mod published;
mod references;
mod tampering;
