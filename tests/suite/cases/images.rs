//! Images and drawings.

use super::cases;

cases! {}
