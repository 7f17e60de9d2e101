//! YAML, values, and the rules that look at texts.

use super::cases;

cases! {}
