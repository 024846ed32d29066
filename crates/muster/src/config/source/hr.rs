//! A source of kind `hr`: where its workers work, where its files lie, and who may push.

use super::Context;
use super::hook::{self, Hook};
use crate::config::section::Section;
use crate::staff::{Drops, Finished};
use muster_connectors::file::DropFormat;
use muster_core::worker::Zone;
use muster_core::workers::EndIs;

/// An HR system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HrSource {
    /// Where somebody works of whom no time zone is known.
    pub(crate) zone: Zone,
    /// Where its files lie, if it has any.
    pub(crate) drops: Option<Drops>,
    /// Who may push, if anybody may.
    pub(crate) hook: Option<Hook>,
}

/// The keys that speak of files.
const OF_FILES: [&str; 5] = ["end_is", "format", "full", "trailer", "finished"];

pub(super) fn read(section: &Section<'_>, context: &mut Context<'_>) -> Option<HrSource> {
    let zone = zone(section);
    let (drops, hook) = (drops(section), hook::read(section, context));
    if !section.has("file") && !hook::takes_pushes(section) {
        let sentence = "[[source]] of kind \"hr\" needs `file`, or `secrets`, `tokens` or `client_certificate` for who may \
                        push to it";
        section.document.problem_key(&section.span, sentence);
    }
    Some(HrSource { zone: zone?, drops, hook })
}

fn zone(section: &Section<'_>) -> Option<Zone> {
    let Some(written) = section.text("time_zone") else {
        if !section.has("time_zone") {
            section.missing("time_zone", "\"Europe/Berlin\"");
        }
        return None;
    };
    let span = section.value("time_zone")?.span();
    written.text.parse().map_err(|error| section.refuse(&span, format!("`time_zone`: {error}"))).ok()
}

fn drops(section: &Section<'_>) -> Option<Drops> {
    let format = section.word("format", &[("csv", DropFormat::Csv), ("jsonl", DropFormat::JsonLines)]);
    let end_is = section.word("end_is", &EndIs::ALL.map(|end| (end.word(), end))).unwrap_or_default();
    let full = section.flag("full", false);
    let trailer_is_needed =
        section.word("trailer", &[("required", true), ("optional", false)]).unwrap_or(true);
    let finished = section.word("finished", &[("keep", Finished::Keep), ("move", Finished::Move)]);
    if full && !trailer_is_needed {
        let sentence =
            "`trailer` must stay \"required\" where `full = true`: half of a file would look like leavers";
        section.document.problem_key(&section.key_span("trailer"), sentence);
    }
    if !section.has("file") {
        if let Some(key) = OF_FILES.into_iter().find(|key| section.has(key)) {
            let sentence =
                format!("`{key}` says how files are read, but `file` names none, and no folder either");
            section.document.problem_key(&section.key_span(key), sentence);
        }
        return None;
    }
    let place = section.path("file")?;
    Some(Drops { place, format, end_is, full, trailer_is_needed, finished: finished.unwrap_or_default() })
}
