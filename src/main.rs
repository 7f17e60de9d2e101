//! The `keikaku` command.

#![forbid(unsafe_code)]

fn main() -> keikaku::cli::ExitStatus {
    keikaku::cli::run()
}
