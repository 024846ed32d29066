//! Lines in two columns: what happens on the left, because of what on the right, each wrapped in its own column. On a
//! narrow terminal the reason stands below instead.

use super::item::Sign;
use crate::console::style::{QUIET, paint};
use crate::console::text::{fill, pad, width, wrap};

/// What happens for one reason.
#[derive(Clone, Debug)]
pub(in crate::console) struct Group {
    /// Lines, each with a sign and one or several items.
    pub(in crate::console) lines: Vec<(Sign, Vec<String>)>,
    /// The reason without the word `because`; printed once, beside the first line.
    pub(in crate::console) because: String,
}

/// Below this width reasons stand on lines of their own.
const COLUMNS_MIN: usize = 72;

/// The groups in lines, `indent` columns from the left.
pub(in crate::console) fn render(groups: &[Group], indent: usize, columns: usize) -> String {
    let room = columns.saturating_sub(indent + 2).max(20);
    let left_max = if columns < COLUMNS_MIN { room } else { room / 2 };
    let lefts: Vec<Vec<(Option<Sign>, String)>> = groups.iter().map(|group| left(group, left_max)).collect();
    let left_width = lefts
        .iter()
        .flatten()
        .map(|(_, text)| width(text))
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (group, left) in groups.iter().zip(lefts) {
        let reason = format!("because {}", group.because);
        let beside = columns >= COLUMNS_MIN;
        let right = if beside {
            wrap(&reason, (room - left_width).saturating_sub(3))
        } else {
            vec![]
        };
        for line in 0..left.len().max(right.len()) {
            text.push_str(&row(indent, left.get(line), left_width, right.get(line)));
        }
        if !beside {
            for line in wrap(&reason, room.saturating_sub(2)) {
                text.push_str(&format!("{:indent$}    {}\n", "", paint(QUIET, line)));
            }
        }
    }
    text
}

/// The left column of a group; only the first line of a wrapped list has the sign.
fn left(group: &Group, columns: usize) -> Vec<(Option<Sign>, String)> {
    group
        .lines
        .iter()
        .flat_map(|(sign, items)| {
            let lines = fill(items, columns).into_iter().enumerate();
            lines.map(move |(at, line)| ((at == 0).then_some(*sign), line))
        })
        .collect()
}

fn row(
    indent: usize,
    left: Option<&(Option<Sign>, String)>,
    left_width: usize,
    right: Option<&String>,
) -> String {
    let (sign, text) = left.map_or((None, ""), |(sign, text)| (*sign, text.as_str()));
    let mark = sign.map_or_else(|| " ".to_owned(), |sign| paint(sign.style(), sign.mark()));
    match right {
        Some(right) => {
            format!(
                "{:indent$}{mark} {}   {}\n",
                "",
                pad(text, left_width),
                paint(QUIET, right)
            )
        }
        None => format!("{:indent$}{mark} {text}\n", ""),
    }
}
