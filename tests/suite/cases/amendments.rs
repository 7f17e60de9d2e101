//! Amendments, the 新旧対照表, and Git.

use super::cases;

cases! {}
