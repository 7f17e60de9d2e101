//! The command: arguments, what is printed, exit status. How things are done is up to the other modules.

mod build;
mod changes;
mod charts;
mod check;
mod eject;
mod exit;
mod explain;
mod format;
mod outcome;
mod pages;
mod preflight;
mod report;

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};

use crate::amend::Edition;
use crate::compose::Marks;
use crate::diagnostic::Rule;
use crate::pipeline::{Options, Profiles};
pub use exit::ExitStatus;
use format::Form;
use outcome::{Outcome, Stop};
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
    /// Whether messages are coloured
    #[arg(long, value_enum, default_value_t = Colour::Auto, global = true, value_name = "WHEN")]
    color: Colour,
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
        Options {
            deny_warnings: self.deny_warnings,
            locked,
            edition: self.edition.edition,
            marks,
            profiles,
            draft: false,
            accepting: false,
        }
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

impl Command {
    /// Returns the command's name and what runs it.
    fn parts(&self) -> (&'static str, &dyn Run) {
        match self {
            Self::Build(arguments) => ("build", arguments),
            Self::Check(arguments) => ("check", arguments),
            Self::Pages(arguments) => ("pages", arguments),
            Self::Changes(arguments) => ("changes", arguments),
            Self::Charts(arguments) => ("charts", arguments),
            Self::Preflight(arguments) => ("preflight", arguments),
            Self::Explain(arguments) => ("explain", arguments),
            Self::Eject(arguments) => ("eject", arguments),
        }
    }
}

/// A command with its arguments.
trait Run {
    /// Returns how messages are shown.
    fn form(&self) -> Form;

    /// Returns the rules whose findings are shown; all where there are none.
    fn rules(&self) -> &[&'static Rule] {
        &[]
    }

    /// Does the work and says what came of it; nothing is printed on the way.
    fn run(&self, common: &Common) -> Result<Outcome, Stop>;
}

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitStatus {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    let (name, command) = cli.command.parts();
    let reporter = Reporter::new(name, command.form(), command.rules(), cli.common.color);
    reporter.report(command.run(&cli.common))
}

/// Says what is wrong with the arguments, in the form that they ask for as far as can be seen.
fn refused(error: &clap::Error) -> ExitStatus {
    let form = Form::asked_for(std::env::args_os());
    if !error.use_stderr() || matches!(form, Form::Human | Form::Short) {
        // Help and version are no errors; clap knows where each goes.
        let status = if error.use_stderr() { ExitStatus::Usage } else { ExitStatus::Success };
        return if error.print().is_ok() { status } else { ExitStatus::Usage };
    }
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    // What is wrong, and after blank lines what to do.
    let mut parts = text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let message = parts.next().unwrap_or_default();
    let help = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    let help = Some(help).filter(|help| !help.is_empty());
    Reporter::new("keikaku", form, &[], Colour::Never).report(Err(Stop::Error { message, help }))
}
