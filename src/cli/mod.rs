//! The command: arguments, what is printed, exit status. How things are done is up to the other modules.

mod build;
mod changes;
mod charts;
mod check;
mod eject;
mod exit;
mod explain;
mod pages;
mod preflight;
mod report;

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};

use crate::amend::Edition;
use crate::compose::Marks;
use crate::pipeline::{Options, Profiles};
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
    /// Comma-separated values (of `changes`)
    Csv,
    /// A Markdown table (of `changes`)
    Md,
    /// Vector drawings (of `charts`)
    Svg,
    /// Pixel drawings (of `charts`)
    Png,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

/// What is made, and how strictly it is looked at.
#[derive(Debug, clap::Args)]
struct Making {
    /// Treat warnings as errors
    #[arg(long)]
    deny_warnings: bool,
    #[command(flatten)]
    edition: EditionChoice,
    /// How much is shown of what amendments changed
    #[arg(long, value_enum, default_value_t = Changes::Full, value_name = "HOW")]
    changes: Changes,
}

/// Which edition of the plan is meant.
#[derive(Debug, clap::Args)]
struct EditionChoice {
    /// `original`, `latest`, or a day: the plan as it stood then
    #[arg(long, value_name = "EDITION", default_value = "latest", value_parser = edition, visible_alias = "as-of")]
    edition: Edition,
}

/// Reads the name of an edition.
fn edition(text: &str) -> Result<Edition, String> {
    Edition::parse(text).ok_or_else(|| "an edition is `original`, `latest` or a day such as 2024-08-31".into())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Changes {
    /// Nothing
    None,
    /// A bar in the margin beside what changed
    Marks,
    /// Also what stood there before
    Full,
}

/// What a PDF is made for.
#[derive(Debug, clap::Args)]
struct ProfileChoice {
    /// What it is made for
    #[arg(long, value_enum, default_value_t = ProfileName::All, value_name = "PROFILE")]
    profile: ProfileName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProfileName {
    /// Reading on a screen: sRGB, links, bookmarks, PDF/A-3a and PDF/UA-1
    Screen,
    /// A printing house: CMYK, bleed and marks, PDF/X
    Print,
    /// Both
    All,
}

impl ProfileChoice {
    const fn profiles(&self) -> Profiles {
        match self.profile {
            ProfileName::Screen => Profiles::Screen,
            ProfileName::Print => Profiles::Print,
            ProfileName::All => Profiles::All,
        }
    }
}

/// How large a PDF to read may be.
const MAX_PDF_BYTES: u64 = 512 << 20;

/// Reads a PDF that is named on the command line.
fn read_pdf(path: &Path) -> io::Result<Vec<u8>> {
    // To open a pipe would wait until somebody writes into it.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MAX_PDF_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_PDF_BYTES {
        return Err(io::Error::other("the file is larger than 512 MiB"));
    }
    Ok(bytes)
}

impl Making {
    /// Turns the arguments into the pipeline's options.
    const fn options(&self, locked: bool, profiles: Profiles) -> Options {
        let marks = match self.changes {
            Changes::None => Marks::None,
            Changes::Marks => Marks::Bars,
            Changes::Full => Marks::Full,
        };
        let edition = self.edition.edition;
        Options { deny_warnings: self.deny_warnings, locked, edition, marks, profiles, draft: false }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the plan to `out/plan.pdf` and `out/plan-print.pdf`, and its page map to `out/pages.json`
    Build(build::Arguments),
    /// Prove numbers, dates and page references without writing anything
    Check(check::Arguments),
    /// Print on which page every part of the plan begins
    Pages(pages::Arguments),
    /// Compare two editions, or the sources at a git revision with those here, in `out/changes.pdf`
    Changes(changes::Arguments),
    /// Write every chart to `out/charts/`, as SVG or (`--format png`) PNG
    Charts(charts::Arguments),
    /// Look at a PDF as a printing house does
    Preflight(preflight::Arguments),
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
    if let Some(status) = refused_format(&cli, &reporter) {
        return status;
    }
    let status = match cli.command {
        Command::Build(arguments) => build::run(&cli.common, &arguments, &reporter),
        Command::Check(arguments) => check::run(&cli.common, &arguments, &reporter),
        Command::Pages(arguments) => pages::run(&cli.common, &arguments, &reporter),
        Command::Changes(arguments) => changes::run(&cli.common, &arguments, &reporter),
        Command::Charts(arguments) => charts::run(&cli.common, &arguments, &reporter),
        Command::Preflight(arguments) => preflight::run(&cli.common, &arguments, &reporter),
        Command::Explain(arguments) => explain::run(&arguments, &reporter),
        Command::Eject(arguments) => eject::run(&cli.common, &arguments, &reporter),
    };
    if reporter.lost_output() { ExitStatus::Usage } else { status }
}

/// Refuses a format that the command does not have.
fn refused_format(cli: &Cli, reporter: &Reporter) -> Option<ExitStatus> {
    let fits = match cli.common.format {
        Format::Human | Format::Json => true,
        Format::Short | Format::Github | Format::Sarif => {
            matches!(cli.command, Command::Build(_) | Command::Check(_) | Command::Eject(_))
        }
        Format::Csv | Format::Md => matches!(cli.command, Command::Changes(_)),
        Format::Svg | Format::Png => matches!(cli.command, Command::Charts(_)),
    };
    let help = "`keikaku help` says which command has which format";
    (!fits).then(|| reporter.error("keikaku", "this command does not have that format", help))
}
