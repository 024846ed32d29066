//! What was stated of one worker, checked as far as it can be checked alone.

use super::fact::Fact;
use super::moment::{Moment, NotAMoment};
use super::zone::{UnknownZone, Zone};
use crate::id::Anchor;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a worker id can be.
const WORKER_BYTES_MAX: usize = 200;

/// What is said, fact by fact; `None`: there is no such thing any more. What is not here stays as it was.
pub type Facts = BTreeMap<Fact, Option<String>>;

/// What was stated of one worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The worker id.
    pub worker: Anchor,
    /// From when on it is true; `None`: from the moment at which it came.
    pub since: Option<Moment>,
    /// What is said.
    pub facts: Facts,
}

/// Whether somebody works here, as HR says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employment {
    /// Works, or will from the first day on.
    Active,
    /// Away for a while, and expected back.
    OnLeave,
    /// Works here no more.
    Ended,
}

/// Why a statement cannot be true, whoever made it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// Nobody is named.
    #[error("no worker id is given")]
    NoWorker,
    /// A worker id that cannot be one.
    #[error(
        "`{0}` is no worker id: it is longer than 200 bytes or has characters in it that cannot be printed"
    )]
    Worker(String),
    /// A date that is none.
    #[error("`{fact}`: {cause}")]
    Date {
        /// Which.
        fact: Fact,
        /// What is wrong with it.
        cause: NotAMoment,
    },
    /// A time zone that does not exist.
    #[error("`time_zone`: {0}")]
    TimeZone(#[from] UnknownZone),
    /// A status that is none.
    #[error("`status`: `{0}` is none of `active`, `on_leave`, `ended`")]
    Status(String),
    /// The end lies before the start.
    #[error("the end {end} lies before the start {start}")]
    EndBeforeStart {
        /// The first day.
        start: Moment,
        /// The last day.
        end: Moment,
    },
}

impl Employment {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Active, Self::OnLeave, Self::Ended];

    /// The word for configuration and store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::OnLeave => "on_leave",
            Self::Ended => "ended",
        }
    }

    /// The status with a word.
    ///
    /// # Errors
    /// When there is none.
    pub fn of(word: &str) -> Result<Self, StatementError> {
        let found = Self::ALL.into_iter().find(|status| status.word() == word);
        found.ok_or_else(|| StatementError::Status(word.to_owned()))
    }
}

impl Statement {
    /// A statement whose dates, zone and status make sense. Texts are trimmed; an empty one says that there is none.
    ///
    /// # Errors
    /// What cannot be true.
    pub fn new(worker: &str, since: Option<Moment>, facts: Facts) -> Result<Self, StatementError> {
        if worker.trim().is_empty() {
            return Err(StatementError::NoWorker);
        }
        if worker.trim().len() > WORKER_BYTES_MAX || worker.trim().contains(char::is_control) {
            return Err(StatementError::Worker(worker.escape_debug().take(40).collect()));
        }
        let trimmed = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let facts: Facts = facts.into_iter().map(|(fact, said)| (fact, said.and_then(trimmed))).collect();
        let zone = said(&facts, &Fact::TimeZone).map(str::parse).transpose()?.unwrap_or_else(Zone::utc);
        if let Some(word) = said(&facts, &Fact::Status) {
            Employment::of(word)?;
        }
        ends_after_start(date(&facts, Fact::Start)?, date(&facts, Fact::End)?, &zone)?;
        Ok(Self { worker: Anchor::new(worker.trim()), since, facts })
    }
}

/// Refuses an end that lies before the start. The last day may be the first one.
///
/// # Errors
/// [`StatementError::EndBeforeStart`].
pub(super) fn ends_after_start(
    start: Option<Moment>,
    end: Option<Moment>,
    zone: &Zone,
) -> Result<(), StatementError> {
    match (start, end) {
        (Some(start), Some(end)) if end.ends(zone) <= start.begins(zone) => {
            Err(StatementError::EndBeforeStart { start, end })
        }
        _ => Ok(()),
    }
}

fn said<'a>(facts: &'a Facts, fact: &Fact) -> Option<&'a str> {
    facts.get(fact)?.as_deref()
}

fn date(facts: &Facts, fact: Fact) -> Result<Option<Moment>, StatementError> {
    let text = said(facts, &fact).map(str::to_owned);
    text.map(|text| text.parse().map_err(|cause| StatementError::Date { fact, cause })).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(facts: &[(Fact, &str)]) -> Result<Statement, StatementError> {
        Statement::new("1001", None, facts.iter().map(|(f, t)| (f.clone(), Some((*t).to_owned()))).collect())
    }

    #[test]
    fn an_end_before_the_start_is_refused_and_one_on_the_same_day_is_not() {
        let dates = |end| stated(&[(Fact::Start, "2026-03-02"), (Fact::End, end)]);
        assert!(matches!(dates("2026-03-01"), Err(StatementError::EndBeforeStart { .. })));
        assert!(dates("2026-03-02").is_ok());
    }

    #[test]
    fn a_worker_id_is_there_and_can_be_printed() {
        let named = |worker: &str| Statement::new(worker, None, Facts::new());
        assert!(named(" 1001/a ä ").is_ok());
        assert_eq!(named("  "), Err(StatementError::NoWorker));
        for worker in ["1\u{0}2", &"9".repeat(201)] {
            assert!(matches!(named(worker), Err(StatementError::Worker(_))));
        }
    }

    #[test]
    fn an_empty_text_says_that_there_is_none() {
        let statement = stated(&[(Fact::Title, "  ")]).expect("makes sense");
        assert_eq!(statement.facts[&Fact::Title], None);
    }

    #[test]
    fn a_zone_or_a_status_that_does_not_exist_is_refused() {
        assert!(matches!(stated(&[(Fact::TimeZone, "Mars/Base")]), Err(StatementError::TimeZone(_))));
        assert!(matches!(stated(&[(Fact::Status, "fired")]), Err(StatementError::Status(_))));
    }
}
