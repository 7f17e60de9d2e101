//! Compiles YAML and Markdown into the official annual plan of a Japanese public body.
//!
//! A plan travels one road, and every module is a stage of it that knows none of the later ones:
//! [`source`] → [`amend`] → [`model`] → [`compose`] → [`engine`] → [`export`]. [`rules`] check the model, [`verify`] reads the
//! finished PDF back, [`lock`] compares its pages with those agreed,
//! [`preflight`] looks at a print file as a printing house does. [`pipeline`] drives it, [`diagnostic`] says what is
//! wrong on the way, [`cli`] is the command.
//!
//! Apart from [`cli`], nothing here prints, exits, or reads the environment or the clock.

#![forbid(unsafe_code)]

pub mod amend;
pub mod changes;
mod characters;
pub mod chart;
pub mod cli;
pub mod compose;
pub mod diagnostic;
pub mod engine;
pub mod export;
mod icc;
pub mod lock;
pub mod model;
mod pdf;
pub mod pipeline;
pub mod preflight;
pub mod rules;
mod setting;
pub mod source;
pub mod verify;
