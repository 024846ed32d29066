//! Why Muster stops: an exit code, a sentence, its causes, and what to do next. Printed once, at the top.

use crate::config::{ConfigErrors, SecretError, SecretFault};
use std::error::Error;
use std::fmt;

/// What the process ends with. Scripts rely on these numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Our fault.
    Defect = 1,
    /// Changes are pending, and `--detailed-exitcode` asked to be told.
    ChangesPending = 2,
    /// Held by a guardrail.
    Held = 3,
    /// The input or the configuration is wrong.
    Input = 4,
    /// A source could not be read completely.
    SourceIncomplete = 5,
    /// The tenant cannot be reached or does not answer.
    TenantUnavailable = 6,
    /// The tenant does not permit what we need.
    NotPermitted = 7,
    /// The plan no longer fits the world.
    PlanStale = 8,
    /// Another Muster leads.
    AnotherLeader = 9,
    /// Applied, but some items failed or did not verify.
    SomeFailed = 10,
}

impl Exit {
    /// The number.
    pub(crate) fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// A reason to stop.
#[derive(Debug)]
pub struct Failure {
    /// What the process ends with.
    pub(crate) exit: Exit,
    /// What happened, as a sentence.
    pub(crate) what: String,
    /// What to do next.
    pub(crate) hint: Option<String>,
    /// Why it happened.
    pub(crate) source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure without a cause.
    pub(crate) fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self { exit, what: what.into(), hint: None, source: None }
    }

    /// With its cause.
    pub(crate) fn because(self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: Some(cause.into()), ..self }
    }

    /// With what to do next.
    pub(crate) fn next(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The whole chain as people read it: `error: …`, `because: …` a cause, `next: …`.
    pub(crate) fn sentences(&self) -> String {
        let mut text = format!("error: {}\n", self.what);
        for cause in self.causes() {
            text.push_str(&format!("  because: {cause}\n"));
        }
        if let Some(hint) = &self.hint {
            text.push_str(&format!("  next: {hint}\n"));
        }
        text
    }

    /// The whole chain in one line, for a log or a status.
    pub(crate) fn in_one_line(&self) -> String {
        let mut text = self.what.replace('\n', "; ");
        for cause in self.causes() {
            text.push_str(&format!(": {cause}"));
        }
        if let Some(hint) = &self.hint {
            text.push_str(&format!("; next: {hint}"));
        }
        text
    }

    /// Prints the chain to the standard error.
    pub(crate) fn report(&self) {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let text = self.sentences();
        let rest = text.strip_prefix("error:").unwrap_or(&text);
        anstream::eprint!("{red}error:{red:#}{rest}");
    }

    /// The causes, outermost first. One that says no more than its predecessor is left out.
    pub(crate) fn causes(&self) -> Vec<String> {
        causes(&self.what, self.source.as_deref().map(|cause| cause as &dyn Error))
    }
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut sentences = vec![error.to_string()];
    sentences.extend(causes(&sentences[0], error.source()));
    sentences.join(": ")
}

fn causes(what: &str, first: Option<&dyn Error>) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    let mut next = first;
    while let Some(cause) = next {
        let (sentence, before) = (cause.to_string(), causes.last().map_or(what, String::as_str));
        if !before.contains(&sentence) && !sentence.ends_with(before) {
            causes.push(sentence);
        }
        next = cause.source();
    }
    causes
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

impl From<ConfigErrors> for Failure {
    fn from(errors: ConfigErrors) -> Self {
        let absent = !errors.path.exists();
        let hint = match absent {
            true => "write one with `muster init`, or name another with `--config FILE`",
            false => "correct the file and try again; docs/reference/config.md describes every key",
        };
        Self::new(Exit::Input, errors.to_string()).next(hint)
    }
}

impl From<SecretError> for Failure {
    fn from(error: SecretError) -> Self {
        let hint = match &error.fault {
            SecretFault::Unset => "set the variable for this process, or refer to a { file = \"…\" } instead",
            SecretFault::Empty | SecretFault::Lines | SecretFault::NotText | SecretFault::TooLarge => {
                "put the secret there, alone, in one line"
            }
            SecretFault::Unreadable(_) => "check the path, and that the user who runs Muster may read it",
            SecretFault::NotStarted(_) | SecretFault::Failed(_) | SecretFault::TimedOut => {
                "run the command by hand, as the user who runs Muster"
            }
        };
        Self::new(Exit::Input, error.to_string()).next(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("could not read page 3")]
    struct Page(#[source] std::io::Error);

    #[test]
    fn the_chain_is_told_once_from_the_outside_in() {
        let failure = Failure::new(Exit::SourceIncomplete, "the directory was read in part")
            .because(Page(std::io::Error::other("connection reset")))
            .next("run `muster doctor`");
        let expected = "error: the directory was read in part\n  because: could not read page 3\n  \
            because: connection reset\n  next: run `muster doctor`\n";
        assert_eq!(failure.sentences(), expected);
        assert_eq!(failure.exit.code(), 5);
    }

    #[test]
    fn a_cause_that_was_told_already_is_left_out() {
        let failure =
            Failure::new(Exit::Defect, "stopped: disk full").because(std::io::Error::other("disk full"));
        assert_eq!(failure.sentences(), "error: stopped: disk full\n");
    }
}
