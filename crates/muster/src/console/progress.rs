//! Live progress on the standard error: a bar where somebody watches, a line every few seconds where a log does.

mod line;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use line::line;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How often a log gets a line.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Where a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// What is going on: `reading`, `applying`, `reading back`.
    pub(crate) phase: &'static str,
    /// People with everything settled, of how many.
    pub(crate) people: (u64, u64),
    /// Operations settled, of how many. Both grow when a batch is taken apart.
    pub(crate) operations: (u64, u64),
    /// Calls that count against the present minute, and how many we allow ourselves.
    pub(crate) rate: (u32, u32),
    /// How many calls had to wait for a slot so far.
    pub(crate) waits: u64,
    /// Why nothing is sent at the moment, and for how much longer.
    pub(crate) waiting: Option<(String, Duration)>,
}

/// Shows snapshots. Finishes when it is dropped, too, so that an error stands alone.
pub(crate) struct Progress {
    way: Way,
    began: Instant,
}

enum Way {
    /// A bar that is drawn over itself.
    Bar(ProgressBar),
    /// Lines, with the moment and text of the last one.
    Lines(Mutex<Option<(Instant, String)>>),
}

impl Progress {
    /// Progress on the standard error, in the way that fits who is there.
    pub(crate) fn to_stderr() -> Self {
        match std::io::stderr().is_terminal() {
            true => Self::with(Way::Bar(bar(ProgressDrawTarget::stderr_with_hz(8)))),
            false => Self::with(Way::Lines(Mutex::new(None))),
        }
    }

    fn with(way: Way) -> Self {
        Self { way, began: Instant::now() }
    }

    /// Shows where the run is now.
    pub(crate) fn update(&self, now: Snapshot) {
        match &self.way {
            Way::Bar(bar) => {
                bar.set_length(now.operations.1);
                bar.set_position(now.operations.0);
                bar.set_message(for_bar(&line(&now, self.began.elapsed())));
            }
            Way::Lines(last) => {
                let mut last = last.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                let text = line(&now, self.began.elapsed());
                if is_due(last.as_ref().map(|(at, _)| at.elapsed())) {
                    anstream::eprintln!("{text}");
                    *last = Some((Instant::now(), String::new()));
                } else if let Some((_, unsaid)) = last.as_mut() {
                    *unsaid = text;
                }
            }
        }
    }

    /// Takes the bar away; a log gets the last state, if it has not had it.
    pub(crate) fn finish(&self) {
        match &self.way {
            Way::Bar(bar) => bar.finish_and_clear(),
            Way::Lines(last) => {
                let last = last.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
                if let Some((_, unsaid)) = last.filter(|(_, unsaid)| !unsaid.is_empty()) {
                    anstream::eprintln!("{unsaid}");
                }
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

fn bar(target: ProgressDrawTarget) -> ProgressBar {
    // The template is a constant, so a bad one would show at once in every test; then the plain bar is as good.
    let style =
        ProgressStyle::with_template("{bar:24} {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::with_draw_target(Some(0), target);
    bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
    bar
}

/// The text for the bar, which does not go through `anstream`: without colours where nobody wants them.
fn for_bar(text: &str) -> String {
    match anstream::AutoStream::choice(&std::io::stderr()) {
        anstream::ColorChoice::Never => anstream::adapter::strip_str(text).to_string(),
        anstream::ColorChoice::Auto | anstream::ColorChoice::AlwaysAnsi | anstream::ColorChoice::Always => {
            text.to_owned()
        }
    }
}

/// Whether a log wants another line, so long after the last one.
fn is_due(since_last: Option<Duration>) -> bool {
    since_last.is_none_or(|since| since >= LINE_EVERY)
}

#[cfg(test)]
mod tests {
    use super::line::sample;
    use super::*;
    use indicatif::InMemoryTerm;

    #[test]
    fn a_log_gets_a_line_every_few_seconds() {
        assert!(is_due(None));
        assert!(!is_due(Some(Duration::from_secs(4))));
        assert!(is_due(Some(Duration::from_secs(5))));
    }

    #[test]
    fn a_bar_shows_and_goes_away() {
        let term = InMemoryTerm::new(4, 160);
        let progress = Progress::with(Way::Bar(bar(ProgressDrawTarget::term_like(Box::new(term.clone())))));
        progress.update(sample());
        assert!(term.contents().contains("12 of 61 people"), "{}", term.contents());
        progress.finish();
        assert_eq!(term.contents(), "");
    }
}
