//! The end of a run in a few lines, for the terminal.

use super::Paths;
use crate::console::style::{CHANGE, GAIN, HEADING, LOSS, QUIET, paint};
use crate::console::text::{show, wrap};
use crate::console::words::{length, many};
use anstyle::Style;
use muster_core::report::{Item, ItemStatus, PersonReport, Reckoning, Report};
use std::time::Duration;

/// The sentence, what wants a look with reasons and advice (at most `items_max`), and where the files are.
pub(crate) fn to_text(report: &Report, paths: Option<&Paths>, items_max: usize, columns: usize) -> String {
    let mut text = format!("{}\n", paint(HEADING, sentence(report)));
    text.extend(
        report
            .reckoning
            .filter(|spent| spent.calls > 0)
            .map(|spent| format!("{}\n", paint(QUIET, against(spent)))),
    );
    let trouble: Vec<(&PersonReport, &Item)> = report
        .people
        .iter()
        .flat_map(|person| person.items.iter().map(move |item| (person, item)))
        .filter(|(_, item)| matters(item.status))
        .collect();
    for (person, item) in trouble.iter().take(items_max) {
        text.push_str(&entry(person, item, columns));
    }
    if trouble.len() > items_max {
        text.push_str(&format!("  … and {} more in the report\n", trouble.len() - items_max));
    }
    if let Some(paths) = paths {
        text.push_str(&format!("report: {}\n", show(&paths.html.display().to_string())));
        text.push_str(&paint(QUIET, format!("        {}\n", show(&paths.csv.display().to_string()))));
        text.push_str(&paint(QUIET, format!("        {}\n", show(&paths.json.display().to_string()))));
    }
    text
}

/// `310 calls in 1 min 4 s to apply; the forecast was 304 calls in 1 min 1 s.`
fn against(spent: Reckoning) -> String {
    let took =
        |calls, seconds| format!("{} in {}", many(calls, "call"), length(Duration::from_secs(seconds)));
    let (took, forecast) =
        (took(spent.calls, spent.seconds), took(spent.forecast_calls, spent.forecast_seconds));
    format!("{took} to apply; the forecast was {forecast}.")
}

/// `120 of 124 changes were made and read back. 2 failed, 1 was not tried. 4 more are held.`
pub(crate) fn sentence(report: &Report) -> String {
    let totals = &report.totals;
    let mut text = match (totals.changes, totals.successes) {
        (0, _) => "Nothing had to be changed.".to_owned(),
        (all, done) if all == done && all == 1 => "The one change was made and read back.".to_owned(),
        (all, done) if all == done => format!("All {} were made and read back.", many(all, "change")),
        (all, done) => format!("{done} of {} made and read back.", were(all)),
    };
    let open = [
        (totals.failures, "failed"),
        (totals.unverified, "did not show when read back"),
        (totals.skipped, "not tried"),
        (totals.held, "held"),
    ];
    let open: Vec<String> =
        open.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if !open.is_empty() {
        text.push_str(&format!(" {}.", open.join(", ")));
    }
    text
}

fn were(changes: u64) -> String {
    format!("{} {}", many(changes, "change"), if changes == 1 { "was" } else { "were" })
}

/// Held changes were told by the plan; here stands what went wrong since.
fn matters(status: ItemStatus) -> bool {
    match status {
        ItemStatus::Failed | ItemStatus::Unverified | ItemStatus::Skipped => true,
        ItemStatus::Success | ItemStatus::Held => false,
    }
}

fn entry(person: &PersonReport, item: &Item, columns: usize) -> String {
    let room = columns.saturating_sub(6).max(20);
    let word = paint(style(item.status), item.status.word());
    let mut text = format!("  {word}: {} of {}\n", show(&item.what), show(&person.display_name));
    let reason = item.reason.iter().map(|reason| show(reason));
    let advice = item.advice.iter().map(|advice| format!("hint: {}", show(advice)));
    let correlation = item.correlation.iter().map(|id| format!("correlation {}", show(id)));
    for sentence in reason.chain(advice).chain(correlation) {
        for line in wrap(&sentence, room) {
            text.push_str(&format!("      {}\n", paint(QUIET, line)));
        }
    }
    text
}

fn style(status: ItemStatus) -> Style {
    match status {
        ItemStatus::Success => GAIN,
        ItemStatus::Failed => LOSS,
        ItemStatus::Unverified | ItemStatus::Skipped | ItemStatus::Held => CHANGE,
    }
}
