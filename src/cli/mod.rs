//! The command: arguments, what is printed, exit status. How things are done is up to the other modules.

mod build;
mod check;
mod eject;
mod exit;
mod explain;
mod pages;
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
    /// One line a finding
    Short,
    /// One JSON object on standard output
    Json,
    /// Workflow commands of GitHub Actions
    Github,
    /// SARIF 2.1.0
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

/// How strictly a plan is looked at.
#[derive(Debug, Default, clap::Args)]
struct Strictness {
    /// Treat warnings as errors
    #[arg(long)]
    deny_warnings: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the plan to `out/plan.pdf`, and its page map to `out/pages.json`
    Build(Strictness),
    /// Prove numbers, dates and page references without writing anything
    Check(check::Arguments),
    /// Print on which page every part of the plan begins
    Pages(pages::Arguments),
    /// Explain a rule that a message names
    Explain(explain::Arguments),
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
        Command::Build(strictness) => build::run(&cli.common, &strictness, &reporter),
        Command::Check(arguments) => check::run(&cli.common, &arguments, &reporter),
        Command::Pages(arguments) => pages::run(&cli.common, &arguments, &reporter),
        Command::Explain(arguments) => explain::run(&arguments, &reporter),
        Command::Eject(arguments) => eject::run(&cli.common, &arguments, &reporter),
    }
}
