//! What people look at: plans, progress, reports, the audit trail and small tables. Values in, text out; only
//! [`progress`] and [`report::write_all`] touch the world. Print through `anstream`, which takes the colours away where
//! nobody sees them.

pub(crate) mod audit;
pub(crate) mod explain;
mod names;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod report;
pub(crate) mod status;
mod style;
pub(crate) mod table;
mod text;
mod words;

pub(crate) use words::{grouped, many};

#[cfg(test)]
mod sample;

/// A text from outside as it may stand in a line.
pub(crate) fn shown(text: &str) -> String {
    text::show(text)
}

/// Columns of the terminal on the standard output; 100 where there is none, and never more than 140, because the eye
/// loses its place in longer lines.
pub(crate) fn columns() -> usize {
    let seen =
        terminal_size::terminal_size().map_or(100, |(terminal_size::Width(columns), _)| usize::from(columns));
    seen.clamp(40, 140)
}
