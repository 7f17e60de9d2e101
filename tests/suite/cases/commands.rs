//! The command: arguments, formats, files written.

use super::cases;

cases! {}
