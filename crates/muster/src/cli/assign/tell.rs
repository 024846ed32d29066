//! What is said of a list: every bad row, and what came of the rows; with `--json` one object a line.

use crate::assign::{Bad, Reason, Tally};
use crate::cli::plan::Shown;
use crate::console::shown as show;
use crate::console::{grouped, many};
use muster_core::report::Report;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{BufWriter, Stdout, Write};

/// One line of JSON.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Said<'a> {
    /// Something is wrong with a row.
    BadRow {
        file: &'a str,
        line: u64,
        reason: Reason,
        sentence: &'a str,
    },
    /// How many rows came to what.
    Summary {
        file: &'a str,
        rows: u64,
        good: u64,
        bad: u64,
        cut_off: bool,
        reasons: &'a BTreeMap<Reason, u64>,
    },
    /// What was written.
    Written {
        file: &'a str,
        assigned: u64,
        withdrawn: u64,
        in_vain: u64,
    },
    Plan {
        plan: Shown<'a>,
    },
    Report {
        report: &'a Report,
    },
}

/// Says it on stdout. A reader that has gone away, such as `head`, is no error.
pub(super) struct Teller {
    file: String,
    json: bool,
    out: BufWriter<Stdout>,
}

impl Teller {
    pub(super) fn new(file: &str, json: bool) -> Self {
        Self { file: file.to_owned(), json, out: BufWriter::new(std::io::stdout()) }
    }

    pub(super) fn bad(&mut self, bad: &Bad) {
        let Bad { line, reason, sentence } = bad;
        match self.json {
            true => {
                let file = self.file.clone();
                self.say(&Said::BadRow { file: &file, line: *line, reason: *reason, sentence });
            }
            false => {
                let (file, words, told) = (show(&self.file), reason.words(), show(sentence));
                let _ = writeln!(self.out, "{file}:{line}: {words}: {told}");
            }
        }
    }

    /// The summary, by reason.
    pub(super) fn summary(&mut self, tally: &Tally) {
        let file = self.file.clone();
        let Tally { rows, bad, cut_off, reasons } = tally;
        if self.json {
            let (rows, bad, good, cut_off) = (*rows, *bad, tally.good(), *cut_off);
            self.say(&Said::Summary { file: &file, rows, good, bad, cut_off, reasons });
        } else {
            let (rows, good, bad) = (many(*rows, "row"), grouped(tally.good()), grouped(*bad));
            let head = format!("{}: {rows}, {good} good, {bad} bad", show(&file));
            let _ = writeln!(self.out, "{head}");
            for (reason, count) in reasons {
                let _ = writeln!(self.out, "  {count:>9}  {}", reason.words());
            }
        }
        self.flush();
    }

    /// One line of JSON.
    pub(super) fn say(&mut self, said: &Said<'_>) {
        let _ = serde_json::to_writer(&mut self.out, said);
        let _ = self.out.write_all(b"\n");
    }

    /// Before anything else is printed.
    pub(super) fn flush(&mut self) {
        let _ = self.out.flush();
    }
}
