//! Dates as HR systems write them.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use muster_core::worker::{Moment, NotAMoment};

/// Reads a date: as ISO 8601 writes it, as OData 2 does (`/Date(1596758400000)/`), a day with an offset after it
/// (`2026-03-01-08:00`), or in the format that is given.
pub(super) fn read(text: &str, format: Option<&str>) -> Result<Moment, NotAMoment> {
    if let Some(day) = format.and_then(|format| in_format(text, format)) {
        return Ok(day);
    }
    match odata(text).or_else(|| day_with_offset(text)) {
        Some(moment) => Ok(moment),
        None => text.parse(),
    }
}

/// Whether a format can be that of a date.
///
/// # Errors
/// Why not.
pub fn check_format(format: &str) -> Result<(), String> {
    let sample = jiff::civil::date(2026, 3, 31).at(17, 45, 0, 0);
    let written = jiff::fmt::strtime::format(format, sample).map_err(|cause| cause.to_string())?;
    match in_format(&written, format) {
        Some(Moment::Day(day)) if day == sample.date() => Ok(()),
        Some(Moment::Local(local)) if local.date() == sample.date() => Ok(()),
        _ => Err("it does not hold day, month and year".to_owned()),
    }
}

fn in_format(text: &str, format: &str) -> Option<Moment> {
    let broken = jiff::fmt::strtime::parse(format, text).ok()?;
    match format.contains("%H") || format.contains("%I") {
        true => broken.to_datetime().ok().map(Moment::Local),
        false => broken.to_date().ok().map(Moment::Day),
    }
}

/// Milliseconds since 1970. Midnight in UTC is how a day without a time is written.
fn odata(text: &str) -> Option<Moment> {
    let inside = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    // After the milliseconds may stand an offset in minutes, which changes nothing of the moment.
    let digits = inside.find(['+', '-']).filter(|at| *at > 0).map_or(inside, |at| &inside[..at]);
    let at = Timestamp::from_millisecond(digits.parse().ok()?).ok()?;
    let local: DateTime = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    Some(match local.time() == jiff::civil::Time::midnight() {
        true => Moment::Day(local.date()),
        false => Moment::Instant(at),
    })
}

/// A day as XML Schema writes it with a zone. The day is meant where the worker is.
fn day_with_offset(text: &str) -> Option<Moment> {
    let (day, offset) = text.split_at_checked(10)?;
    let is_offset = offset == "Z"
        || (offset.len() == 6 && offset.starts_with(['+', '-']) && offset.as_bytes()[3] == b':');
    let digits = offset.chars().filter(char::is_ascii_digit).count();
    (is_offset && (offset == "Z" || digits == 4)).then(|| day.parse::<Date>().ok().map(Moment::Day))?
}

/// The last day for the first day on which nobody works any more.
pub(super) fn day_before(moment: Moment) -> Moment {
    match moment {
        Moment::Day(day) => Moment::Day(day.checked_sub(1.day()).unwrap_or(day)),
        Moment::Local(_) | Moment::Instant(_) => moment,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(text: &str, format: Option<&str>) -> String {
        read(text, format).map_or_else(|fault| fault.to_string(), |moment| moment.to_string())
    }

    #[test]
    fn dates_of_the_field_are_read() {
        for (text, day) in [
            ("2026-03-01", "2026-03-01"),
            ("2026-03-01-08:00", "2026-03-01"),
            ("2026-03-01+05:30", "2026-03-01"),
            ("2026-03-01Z", "2026-03-01"),
            ("/Date(1596758400000)/", "2020-08-07"),
            ("/Date(1596758400000+0000)/", "2020-08-07"),
            ("/Date(-86400000)/", "1969-12-31"),
            ("/Date(1596794400000)/", "2020-08-07T10:00:00Z"),
            ("2026-03-01T17:00", "2026-03-01T17:00:00"),
            ("2026-03-01T17:00:00+08:00", "2026-03-01T09:00:00Z"),
        ] {
            assert_eq!(read_as(text, None), day, "{text}");
        }
    }

    #[test]
    fn a_format_of_its_own_is_read_and_checked() {
        assert_eq!(read_as("03/31/2026", Some("%m/%d/%Y")), "2026-03-31");
        assert_eq!(read_as("31.03.2026 17:45", Some("%d.%m.%Y %H:%M")), "2026-03-31T17:45:00");
        assert_eq!(read_as("2026-03-31", Some("%m/%d/%Y")), "2026-03-31");
        assert_eq!(check_format("%m/%d/%Y"), Ok(()));
        for format in ["%m/%d", "%Q", "day", "%Y-%m"] {
            assert!(check_format(format).is_err(), "{format}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in
            ["03/31/2026", "/Date(soon)/", "2026-02-30Z", "2026-03-01-0800", "2026-03-01-xx:yy", "soon"]
        {
            assert!(read(text, None).is_err(), "{text}");
        }
    }

    #[test]
    fn the_day_before_the_first_day_off_is_the_last_day() {
        assert_eq!(day_before("2026-03-01".parse().expect("a day")).to_string(), "2026-02-28");
        let at = "2026-03-01T17:00".parse().expect("a moment");
        assert_eq!(day_before(at), at);
    }
}
