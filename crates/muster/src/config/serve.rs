//! `[serve]` and `[standing_approval]`: what happens with nobody looking on, and how often.

use super::section::Section;
use muster_core::guard::{Act, Standing};
use std::time::Duration;

/// How the service works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServeSettings {
    /// How often everything is read and planned anew, whatever was noticed; an hour to 30 days.
    pub(crate) whole_every: Duration,
    /// How often sources that are files are looked at; at most an hour.
    pub(crate) look_every: Duration,
    /// How long what was held waits before it is planned again; a minute to a day.
    pub(crate) retry_every: Duration,
}

pub(super) fn read(root: &Section<'_>) -> ServeSettings {
    let section = root.section("serve");
    let hours = |key, most, usual| Duration::from_secs(3600 * section.number(key, 1..=most, usual));
    let settings = ServeSettings {
        whole_every: hours("whole_every_hours", 720, 24),
        look_every: section.seconds("look_every_seconds", 1..=3600, 5),
        retry_every: section.seconds("retry_every_seconds", 60..=86_400, 900),
    };
    section.finish();
    settings
}

/// What may be done with nobody looking on; `None` where the section is not written.
pub(super) fn read_standing(root: &Section<'_>) -> Option<Standing> {
    let section = root.section("standing_approval");
    let acts: Vec<(String, Act)> = Act::all().map(|act| (act.to_string(), act)).collect();
    let words: Vec<(&str, Act)> = acts.iter().map(|(word, act)| (word.as_str(), *act)).collect();
    let allowed = section.words("allow", &words);
    if section.is_written() && !section.has("allow") {
        section.missing("allow", "[\"account.create\", \"profile.change\", \"role.gain\"]");
    }
    let changes_max = section.number("changes_max", 1..=1_000_000, 200);
    section.finish();
    Some(Standing { allowed: allowed?.into_iter().collect(), changes_max })
}
