//! One state of a run in one line.

use super::Snapshot;
use crate::console::style::{CHANGE, QUIET, paint};
use crate::console::words::length;
use std::time::Duration;

/// One snapshot in one line:
/// `applying: 12 of 61 people, 40 of 98 operations, 120 of 270 calls/min, 3 waits, 40 s left`.
pub(super) fn line(now: &Snapshot, elapsed: Duration) -> String {
    let mut parts = Vec::new();
    if now.people.1 > 0 {
        parts.push(format!("{} of {} people", now.people.0, now.people.1));
    }
    if now.operations.1 > 0 {
        parts.push(format!("{} of {} operations", now.operations.0, now.operations.1));
    }
    if now.rate.1 > 0 {
        parts.push(format!("{} of {} calls/min", now.rate.0, now.rate.1));
    }
    if now.waits > 0 {
        parts.push(format!("{} wait{}", now.waits, if now.waits == 1 { "" } else { "s" }));
    }
    parts.extend(remaining(now, elapsed).map(|left| format!("{} left", length(left))));
    if let Some((why, left)) = &now.waiting {
        let why = crate::console::text::show(why);
        parts.push(paint(CHANGE, format!("waiting {} ({why})", length(*left))));
    }
    let done = now.operations.1 > 0 && now.operations.0 == now.operations.1;
    if done {
        parts.push(paint(QUIET, format!("took {}", length(elapsed))));
    }
    format!("{}: {}", now.phase, parts.join(", "))
}

/// The time that the rest takes: at the pace so far, and not less than the rate budget makes it.
///
/// `None` before the first operation is settled, and after the last one.
fn remaining(now: &Snapshot, elapsed: Duration) -> Option<Duration> {
    let (done, all) = now.operations;
    let rest = all.saturating_sub(done);
    if done == 0 || rest == 0 {
        return None;
    }
    let at_this_pace = elapsed.as_secs_f64() * rest as f64 / done as f64;
    let free = u64::from(now.rate.1.saturating_sub(now.rate.0));
    let at_this_rate = match (rest > free, now.rate.1) {
        (true, allowed) if allowed > 0 => (rest - free) as f64 * 60.0 / f64::from(allowed),
        _ => 0.0,
    };
    Duration::try_from_secs_f64(at_this_pace.max(at_this_rate)).ok()
}

/// A run in the middle of it.
#[cfg(test)]
pub(super) fn sample() -> Snapshot {
    Snapshot {
        phase: "applying",
        people: (12, 61),
        operations: (40, 120),
        rate: (100, 270),
        waits: 3,
        waiting: Some(("rate budget".into(), Duration::from_secs(4))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anstream::adapter::strip_str;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long() {
        let text = strip_str(&line(&sample(), Duration::from_secs(10))).to_string();
        let expected = "applying: 12 of 61 people, 40 of 120 operations, 100 of 270 calls/min, 3 waits, 20 s left, \
            waiting 4 s (rate budget)";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_not_known_yet_is_left_out() {
        let reading = Snapshot { phase: "reading", rate: (12, 270), ..Snapshot::default() };
        assert_eq!(line(&reading, Duration::ZERO), "reading: 12 of 270 calls/min");
    }

    #[test]
    fn the_budget_bounds_an_optimistic_pace() {
        let fast = Snapshot { operations: (270, 810), rate: (270, 270), ..sample() };
        assert_eq!(remaining(&fast, Duration::from_secs(3)), Some(Duration::from_secs(120)));
        assert_eq!(remaining(&Snapshot { operations: (0, 9), ..sample() }, Duration::ZERO), None);
    }
}
