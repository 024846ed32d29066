//! Numbers, moments and lengths of time as people write them.

use muster_core::time::Timestamp;
use std::time::Duration;

/// A number with its noun: `1 change`, `4 changes`, `2 people`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number with its regular noun: `1 call`, `12 calls`.
pub(crate) fn many(number: u64, noun: &str) -> String {
    counted(number, noun, &format!("{noun}s"))
}

/// `2 people`, `1 person`.
pub(crate) fn people(number: u64) -> String {
    counted(number, "person", "people")
}

/// Thousands apart, by a narrow mark that no language takes for a decimal sign: `12 480` with a no-break space.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == lead && digits.len() > 4 {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// A moment in UTC to the second: `2026-11-21 02:00:00 UTC`. Logs of other systems are compared with it, so it is not
/// turned into anybody's local time.
pub(crate) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A length of time for people: `less than a second`, `40 s`, `3 min`, `2 h 5 min`.
pub(crate) fn length(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0 => "less than a second".into(),
        1..=89 => format!("{seconds} s"),
        90..=3599 => format!("{} min", (seconds + 30) / 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// The items as a sentence has them: `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(many(1, "change"), "1 change");
        assert_eq!(people(0), "0 people");
        assert_eq!(many(9999, "call"), "9999 calls");
        assert_eq!(many(1_234_567, "call"), "1\u{a0}234\u{a0}567 calls");
    }

    #[test]
    fn time_is_rounded_as_people_do() {
        let lengths = [0, 40, 180, 7500].map(|seconds| length(Duration::from_secs(seconds)));
        assert_eq!(lengths, ["less than a second", "40 s", "3 min", "2 h 5 min"]);
    }
}
