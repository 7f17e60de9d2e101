//! Type as it is set.

use super::cases;

cases! {}
