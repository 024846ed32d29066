//! `[apply]` and `[verify]`: how a plan is carried out and read back.

use super::section::Section;
use std::time::Duration;

/// How a plan is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ApplySettings {
    /// Calls that may be under way at once; 1 to 64.
    pub(crate) workers: u64,
    /// Attempts at one operation before it counts as failed; 1 to 20.
    pub(crate) attempts_max: u64,
    /// Consecutive server failures that halt the run; 1 to 1000.
    pub(crate) breaker_after: u64,
}

/// How what was done is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VerifySettings {
    /// How long a change may take to show; at most an hour.
    pub(crate) window: Duration,
    /// How often it is looked for; never longer than the window.
    pub(crate) poll: Duration,
}

pub(super) fn read(root: &Section<'_>) -> ApplySettings {
    let section = root.section("apply");
    let settings = ApplySettings {
        workers: section.number("workers", 1..=64, 4),
        attempts_max: section.number("attempts_max", 1..=20, 5),
        breaker_after: section.number("breaker_after", 1..=1000, 8),
    };
    section.finish();
    settings
}

pub(super) fn read_verify(root: &Section<'_>) -> VerifySettings {
    let section = root.section("verify");
    let window = section.seconds("window_seconds", 1..=3600, 60);
    let poll = section.seconds("poll_seconds", 1..=600, 5);
    if poll > window {
        let (poll, window) = (poll.as_secs(), window.as_secs());
        let sentence = format!("`poll_seconds` ({poll}) must not be longer than `window_seconds` ({window})");
        let key = if section.has("poll_seconds") { "poll_seconds" } else { "window_seconds" };
        section.refuse(&section.key_span(key), sentence);
    }
    section.finish();
    VerifySettings { window, poll }
}
