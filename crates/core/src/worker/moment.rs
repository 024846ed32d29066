//! A day or a moment as HR writes it. What it means on the clock depends on where the worker works.

use super::zone::Zone;
use crate::time::Timestamp;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A day, a time of day in the worker's own zone, or a moment that is the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Moment {
    /// A day: `2026-03-01`.
    Day(Date),
    /// A time of day, wherever the worker is: `2026-03-01T17:00`.
    Local(DateTime),
    /// The same moment everywhere: `2026-03-01T17:00:00+08:00`.
    Instant(Timestamp),
}

/// A text that is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date: write `2026-03-01`, `2026-03-01T17:00` or `2026-03-01T17:00:00+08:00`")]
pub struct NotAMoment(String);

impl Moment {
    /// When it begins for a worker in `zone`: a day at its first minute. A time of day that the clock skips in spring is
    /// as late as if it had not been put forward; one that comes twice in autumn is the first of both.
    pub fn begins(self, zone: &Zone) -> Timestamp {
        match self {
            Self::Day(day) => on_the_clock(day.to_datetime(Time::midnight()), &zone.rules()),
            Self::Local(local) => on_the_clock(local, &zone.rules()),
            Self::Instant(at) => at,
        }
    }

    /// When it is over for a worker in `zone`: a day at the first minute of the next one.
    pub fn ends(self, zone: &Zone) -> Timestamp {
        match self {
            Self::Day(day) => Self::Day(day.checked_add(1.day()).unwrap_or(Date::MAX)).begins(zone),
            Self::Local(_) | Self::Instant(_) => self.begins(zone),
        }
    }
}

fn on_the_clock(local: DateTime, rules: &TimeZone) -> Timestamp {
    let far = if local.year() < 1970 { Timestamp::MIN } else { Timestamp::MAX };
    rules.to_ambiguous_zoned(local).compatible().map_or(far, |zoned| zoned.timestamp())
}

impl FromStr for Moment {
    type Err = NotAMoment;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        // In this order: a date reads the front of a longer text, too.
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(Self::Instant(at));
        }
        if text.contains(['T', ' ', 't'])
            && let Ok(local) = text.parse::<DateTime>()
        {
            return Ok(Self::Local(local));
        }
        match text.len() {
            10 => text.parse::<Date>().map(Self::Day).map_err(|_| NotAMoment(text.to_owned())),
            _ => Err(NotAMoment(text.to_owned())),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Local(local) => local.fmt(f),
            Self::Instant(at) => at.fmt(f),
        }
    }
}

impl TryFrom<String> for Moment {
    type Error = NotAMoment;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(moment: &str, zone: &str) -> String {
        let moment: Moment = moment.parse().expect("a moment");
        moment.begins(&zone.parse().expect("a zone")).to_string()
    }

    #[test]
    fn a_day_begins_where_the_worker_is() {
        assert_eq!(begins("2026-03-01", "Asia/Manila"), "2026-02-28T16:00:00Z");
        assert_eq!(begins("2026-03-01", "America/New_York"), "2026-03-01T05:00:00Z");
    }

    #[test]
    fn a_last_day_ends_with_the_day_however_long_it_is() {
        let day: Moment = "2026-03-29".parse().expect("a day");
        let berlin: Zone = "Europe/Berlin".parse().expect("a zone");
        let hours = day.ends(&berlin).duration_since(day.begins(&berlin)).as_hours();
        assert_eq!(hours, 23, "the clock is put forward on that day");
    }

    #[test]
    fn an_hour_that_does_not_exist_or_comes_twice_is_still_one_moment() {
        assert_eq!(begins("2026-03-29T02:30", "Europe/Berlin"), "2026-03-29T01:30:00Z");
        assert_eq!(begins("2026-10-25T02:30", "Europe/Berlin"), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn what_is_no_date_is_refused_with_an_example() {
        for text in ["", "soon", "01.03.2026", "2026-02-30", "2026-03-01T25:00", "2026-3-1", "2026-03-01x"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }
}
