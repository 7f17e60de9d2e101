//! Markdown, and what looks like it.

use super::cases;

cases! {}
