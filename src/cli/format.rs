//! The formats: each command has an enumeration of those that it takes.

use std::ffi::OsString;

use clap::ValueEnum;

use crate::diagnostic::{Rule, rule, suggest_help};

/// How messages are shown, whatever the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Human,
    Short,
    Json,
    Github,
    Sarif,
}

impl Form {
    /// Returns the form that arguments ask for which could not be read.
    pub fn asked_for(arguments: impl Iterator<Item = OsString>) -> Self {
        let mut form = Self::Human;
        let mut follows = false;
        for argument in arguments.take_while(|argument| argument != "--") {
            let argument = argument.to_string_lossy();
            let name = if follows { Some(argument.as_ref()) } else { argument.strip_prefix("--format=") };
            follows = argument == "--format";
            form = match name {
                Some("json") => Self::Json,
                Some("github") => Self::Github,
                Some("sarif") => Self::Sarif,
                Some(_) => Self::Human,
                None => form,
            };
        }
        form
    }

    /// Returns how many findings of a rule are shown where no rule is asked for: a few screens, or what those take who read it.
    pub const fn most_of_a_rule(self) -> usize {
        match self {
            Self::Human => 5,
            Self::Short => 20,
            // GitHub shows ten of a step, and keeps some dozens.
            Self::Github => 50,
            Self::Json | Self::Sarif => 1_000,
        }
    }
}

/// The formats of commands that look at the sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    #[default]
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

impl ReportFormat {
    pub const fn form(self) -> Form {
        match self {
            Self::Human => Form::Human,
            Self::Short => Form::Short,
            Self::Json => Form::Json,
            Self::Github => Form::Github,
            Self::Sarif => Form::Sarif,
        }
    }
}

/// The formats of commands whose answer is a text of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum AnswerFormat {
    /// For people
    #[default]
    Human,
    /// One JSON object on standard output
    Json,
}

impl AnswerFormat {
    pub const fn form(self) -> Form {
        match self {
            Self::Human => Form::Human,
            Self::Json => Form::Json,
        }
    }
}

/// Which findings are shown.
#[derive(Debug, clap::Args)]
pub(super) struct RuleChoice {
    /// Show findings of this rule only, and all of them; may be given several times
    #[arg(long = "rule", value_name = "CODE", value_parser = known_rule)]
    pub rules: Vec<&'static Rule>,
}

fn known_rule(code: &str) -> Result<&'static Rule, String> {
    Rule::find(code).ok_or_else(|| {
        let help = suggest_help(code, rule::ALL.iter().map(|rule| rule.code)).unwrap_or_default();
        format!("unknown rule; {help}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_known_even_where_the_arguments_are_wrong() {
        let form = |arguments: &[&str]| Form::asked_for(arguments.iter().map(OsString::from));
        assert_eq!(form(&["keikaku", "check", "--format", "sarif", "--lokced"]), Form::Sarif);
        assert_eq!(form(&["keikaku", "--format=json"]), Form::Json);
        assert_eq!(form(&["keikaku", "check", "--format", "xml"]), Form::Human);
        assert_eq!(form(&["keikaku", "eject", "--", "--format=json"]), Form::Human);
        assert_eq!(form(&["keikaku", "check", "--format"]), Form::Human);
    }
}
