//! The command: arguments, what is printed, exit status. How things are done is up to the other modules.

mod build;
mod eject;
mod exit;
mod report;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub use exit::ExitStatus;
use report::Reporter;

/// Compiles YAML and Markdown into the annual plan of a public body
#[derive(Debug, Parser)]
#[command(name = "keikaku", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command accepts.
#[derive(Debug, clap::Args)]
struct Common {
    /// The project folder, which holds `sources/`, `layouts/` and `fonts/`
    #[arg(short = 'C', long, value_name = "DIR", default_value = ".", global = true)]
    project: PathBuf,
    /// How results and messages are printed
    #[arg(long, value_enum, default_value_t = Format::Human, global = true)]
    format: Format,
    /// Whether messages are coloured
    #[arg(long, value_enum, default_value_t = Colour::Auto, global = true, value_name = "WHEN")]
    color: Colour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON object on standard output
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the plan to `out/plan.pdf`
    Build,
    /// Write the composed Typst project to a folder
    Eject(eject::Arguments),
}

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitStatus {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; clap knows where each goes.
            let status = if error.use_stderr() { ExitStatus::Usage } else { ExitStatus::Success };
            return if error.print().is_ok() { status } else { ExitStatus::Usage };
        }
    };
    let reporter = Reporter::new(&cli.common);
    match cli.command {
        Command::Build => build::run(&cli.common, &reporter),
        Command::Eject(arguments) => eject::run(&cli.common, &arguments, &reporter),
    }
}
