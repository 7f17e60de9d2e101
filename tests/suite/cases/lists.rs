//! Lists, amounts, charts, pages.

use super::cases;

cases! {}
