//! What will happen by itself later: nobody has to do anything for it.

use super::View;
use crate::console::style::{HEADING, QUIET, paint};
use crate::console::text::show;
use crate::console::words::moment;
use muster_core::plan::{Plan, Scheduled};

/// How much is shown before it is only counted.
const SHOWN: usize = 12;

/// `scheduled: 2026-03-01 00:00 Asia/Manila Ana Osei joins`. Empty where nothing is.
pub(super) fn render(plan: &Plan, view: &View) -> String {
    let all = &plan.body.scheduled;
    if all.is_empty() {
        return String::new();
    }
    let everything = view.people_max.is_none() && !view.summary;
    let shown = if everything { all.len() } else { SHOWN.min(all.len()) };
    let mut text = format!("{}\n", paint(HEADING, "Scheduled, and done by itself when it is time"));
    for scheduled in &all[..shown] {
        text.push_str(&format!("  {}\n", line(scheduled)));
    }
    if shown < all.len() {
        text.push_str(&format!("  {}\n", paint(QUIET, format!("… and {} more", all.len() - shown))));
    }
    text
}

/// When, by the clock of where they work then, who, and what.
fn line(scheduled: &Scheduled) -> String {
    let when = match &scheduled.zone {
        Some(zone) => format!("{} {zone}", zone.clock(scheduled.at)),
        None => moment(scheduled.at),
    };
    let name = match scheduled.display_name.as_str() {
        "" => scheduled.person.anchor.as_str(),
        name => name,
    };
    format!("{}  {} {}", paint(QUIET, when), show(name), show(&scheduled.what))
}
