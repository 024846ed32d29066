//! Lines in two columns: what happens on the left, because of what on the right, each wrapped in its own column. On a
//! narrow terminal the reasons stand below instead.

use super::item::Sign;
use crate::console::style::{QUIET, paint};
use crate::console::text::{fill, pad, width, wrap};

/// What happens for the same reasons.
#[derive(Clone, Debug)]
pub(in crate::console) struct Group {
    /// Lines, each with a sign and one or several items.
    pub(in crate::console) lines: Vec<(Sign, Vec<String>)>,
    /// The reasons without the word `because`; printed once, beside the first line.
    pub(in crate::console) because: Vec<String>,
}

/// Below this width reasons stand on lines of their own.
const COLUMNS_MIN: usize = 72;
/// The left column is never narrower than this.
const LEFT_MIN: usize = 28;
/// Columns between left and right.
const GAP: usize = 3;

/// One line of the left column; only the first of a wrapped list has a sign.
type Left = (Option<Sign>, String);

/// The groups in lines, `indent` columns from the left.
pub(in crate::console) fn render(groups: &[Group], indent: usize, columns: usize) -> String {
    let room = columns.saturating_sub(indent + 2).max(20);
    match columns < COLUMNS_MIN {
        true => groups.iter().map(|group| below(group, indent, room)).collect(),
        false => beside(groups, indent, room),
    }
}

/// Reasons on the right. The left column is as wide as makes the fewest lines.
fn beside(groups: &[Group], indent: usize, room: usize) -> String {
    let widths = (LEFT_MIN..=room / 2).step_by(2);
    let laid_out = widths.map(|left_max| columns(groups, left_max, room));
    let best = laid_out.min_by_key(|(rows, _)| rows.len());
    let (rows, left_width) = best.unwrap_or_default();
    rows.iter().map(|(left, right)| row(indent, left.as_ref(), left_width, right.as_ref())).collect()
}

type Row = (Option<Left>, Option<String>);

/// Rows with a left column of at most `left_max`, and how wide it became.
fn columns(groups: &[Group], left_max: usize, room: usize) -> (Vec<Row>, usize) {
    let lefts: Vec<Vec<Left>> = groups.iter().map(|group| left(group, left_max)).collect();
    let left_width = lefts.iter().flatten().map(|(_, text)| width(text)).max().unwrap_or(0);
    let right_max = room.saturating_sub(left_width + GAP).max(20);
    let mut rows = Vec::new();
    for (group, left) in groups.iter().zip(lefts) {
        let mut right = reasons(group, right_max).into_iter();
        let mut left = left.into_iter();
        loop {
            match (left.next(), right.next()) {
                (None, None) => break,
                row => rows.push(row),
            }
        }
    }
    (rows, left_width)
}

/// Reasons below.
fn below(group: &Group, indent: usize, room: usize) -> String {
    let mut text = String::new();
    for line in left(group, room) {
        text.push_str(&row(indent, Some(&line), 0, None));
    }
    for line in reasons(group, room.saturating_sub(2)) {
        text.push_str(&format!("{:indent$}    {}\n", "", paint(QUIET, line)));
    }
    text
}

fn left(group: &Group, columns: usize) -> Vec<Left> {
    let lines = group.lines.iter().flat_map(|(sign, items)| {
        let lines = fill(items, columns).into_iter().enumerate();
        lines.map(move |(at, line)| ((at == 0).then_some(*sign), line))
    });
    lines.collect()
}

/// `because …`, `and …`: each reason begins a line, and `(rule agents)` is not broken.
fn reasons(group: &Group, columns: usize) -> Vec<String> {
    // Clean text holds no control characters, so this one can stand for a space that does not break.
    const GLUE: &str = "\u{1}";
    let words = std::iter::once("because").chain(std::iter::repeat("and"));
    let reasons = group.because.iter().zip(words).flat_map(|(reason, word)| {
        let glued = format!("{word} {reason}").replace("(rule ", &format!("(rule{GLUE}"));
        wrap(&glued, columns)
    });
    reasons.map(|line| line.replace(GLUE, " ")).collect()
}

fn row(indent: usize, left: Option<&Left>, left_width: usize, right: Option<&String>) -> String {
    let (sign, text) = left.map_or((None, ""), |(sign, text)| (*sign, text.as_str()));
    let mark = sign.map_or_else(|| " ".to_owned(), |sign| paint(sign.style(), sign.mark()));
    match right {
        Some(right) => format!("{:indent$}{mark} {}   {}\n", "", pad(text, left_width), paint(QUIET, right)),
        None => format!("{:indent$}{mark} {text}\n", ""),
    }
}
