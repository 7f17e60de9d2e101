//! Finished PDFs, read back.

use super::cases;

cases! {}
