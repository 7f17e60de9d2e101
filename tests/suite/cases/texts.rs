//! What the rules say of dates, figures and wording.

use super::cases;

cases! {}
