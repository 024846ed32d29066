//! What `doctor` found.

use crate::console::style::{CHANGE, COPY, GAIN, LOUD, QUIET, paint};
use crate::console::text::{pad, show, width, wrap};
use crate::console::words::many;
use anstyle::Style;
use serde::Serialize;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Health {
    /// As it should be.
    Ok,
    /// It works, and wants a look.
    Warning,
    /// It does not work.
    Failed,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Check {
    /// What was checked: `token`, `permissions`, `bind`.
    pub(crate) name: String,
    /// How it ended.
    pub(crate) health: Health,
    /// What was seen, as a sentence.
    pub(crate) detail: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
}

/// Checks with their sentences and hints, and a last line that says how many are not well.
pub(crate) fn checks(checks: &[Check], columns: usize) -> String {
    let names = checks.iter().map(|check| width(&show(&check.name))).max().unwrap_or(0);
    let mut text: String = checks.iter().map(|check| one(check, names, columns)).collect();
    text.push_str(&format!("\n{}\n", verdict(checks)));
    text
}

fn one(check: &Check, names: usize, columns: usize) -> String {
    let (word, style) = word(check.health);
    let indent = 9 + names + 2;
    let room = columns.saturating_sub(indent).max(20);
    let mut text = String::new();
    for (at, part) in wrap(&show(&check.detail), room).iter().enumerate() {
        let label = match at {
            0 => format!("{}{}  ", paint(style, pad(word, 9)), pad(&show(&check.name), names)),
            _ => " ".repeat(indent),
        };
        text.push_str(&format!("{label}{part}\n"));
    }
    for part in check.hint.iter().flat_map(|hint| wrap(&format!("hint: {}", show(hint)), room)) {
        text.push_str(&format!("{:indent$}{}\n", "", paint(COPY, part)));
    }
    text
}

fn word(health: Health) -> (&'static str, Style) {
    match health {
        Health::Ok => ("ok", GAIN),
        Health::Warning => ("warning", CHANGE),
        Health::Failed => ("FAILED", LOUD),
    }
}

fn verdict(checks: &[Check]) -> String {
    let of = |health| checks.iter().filter(|check| check.health == health).count() as u64;
    match (of(Health::Failed), of(Health::Warning)) {
        (0, 0) => paint(GAIN, format!("All {} passed.", many(checks.len() as u64, "check"))),
        (0, warnings) => paint(CHANGE, format!("No check failed; {}.", many(warnings, "warning"))),
        (failed, 0) => paint(LOUD, format!("{} failed.", many(failed, "check"))),
        (failed, warnings) => {
            let warnings = paint(QUIET, many(warnings, "warning"));
            format!("{} {warnings}.", paint(LOUD, format!("{} failed;", many(failed, "check"))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anstream::adapter::strip_str;

    fn check(name: &str, health: Health, detail: &str, hint: Option<&str>) -> Check {
        Check { name: name.into(), health, detail: detail.into(), hint: hint.map(Into::into) }
    }

    #[test]
    fn what_failed_stands_with_its_hint() {
        let list = [
            check("token", Health::Ok, "a token for Corp was given", None),
            check("permissions", Health::Failed, "routing:queue:edit is missing", Some("add it to the role")),
        ];
        let expected = "ok       token        a token for Corp was given\n\
            FAILED   permissions  routing:queue:edit is missing\n\
            \u{20}                     hint: add it to the role\n\n1 check failed.\n";
        assert_eq!(strip_str(&checks(&list, 80)).to_string(), expected);
    }
}
