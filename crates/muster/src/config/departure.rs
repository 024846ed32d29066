//! `[departure]`: how people are let go who leave step by step.

use super::section::Section;
use muster_core::departure::{Handover, OnLeave, Restore, Terms};
use muster_core::entitlement::Media;
use muster_core::id::WrapupCodeId;
use muster_core::time::SignedDuration;
use std::collections::BTreeMap;

/// How long live work of one medium may go on, in minutes; a day at most.
const MINUTES_MAX: u64 = 1440;
const HANDOVERS: [(&str, Handover); 3] =
    [("supervisor", Handover::Supervisor), ("queue", Handover::Queue), ("disconnect", Handover::Disconnect)];

pub(super) fn read(root: &Section<'_>) -> Terms {
    let section = root.section("departure");
    let usual = Terms::default();
    let minutes = section.number("drain_minutes", 0..=MINUTES_MAX, 30);
    let days = section.number("retain_days", 0..=3650, 30);
    let restore = [("owned", Restore::Owned), ("everything", Restore::Everything)];
    let on_leave = [("keep", OnLeave::Keep), ("close", OnLeave::Close)];
    let terms = Terms {
        drain: drain(&section),
        drain_usually: mins(minutes),
        handover: handover(&section),
        retain: SignedDuration::from_hours(24 * i64::try_from(days).unwrap_or(0)),
        free_mail: section.flag("free_mail", usual.free_mail),
        delete: section.flag("delete", usual.delete),
        restore: section.word("restore", &restore).unwrap_or(usual.restore),
        on_leave: section.word("on_leave", &on_leave).unwrap_or(usual.on_leave),
        wrapup: section.text("wrapup_code").and_then(|code| wrapup(&section, &code.text)),
    };
    section.finish();
    terms
}

fn wrapup(section: &Section<'_>, code: &str) -> Option<WrapupCodeId> {
    let id = code.parse().ok();
    if id.is_none() {
        let sentence = format!("`wrapup_code` must be the id of a wrap-up code, but `{code}` is none");
        section.document.problem_key(&section.key_span("wrapup_code"), sentence);
    }
    id
}

fn drain(section: &Section<'_>) -> BTreeMap<Media, SignedDuration> {
    let by_media = section.section_titled("drain", "[departure.drain]");
    let mut minutes = BTreeMap::new();
    for media in Media::ALL {
        if by_media.has(media.word()) {
            minutes.insert(media, mins(by_media.number(media.word(), 0..=MINUTES_MAX, 0)));
        } else {
            by_media.know(media.word());
        }
    }
    by_media.finish();
    minutes
}

fn handover(section: &Section<'_>) -> BTreeMap<Media, Handover> {
    let by_media = section.section_titled("handover", "[departure.handover]");
    let words = Media::ALL.map(|media| (media, by_media.word(media.word(), &HANDOVERS)));
    by_media.finish();
    words.into_iter().filter_map(|(media, word)| Some((media, word?))).collect()
}

fn mins(number: u64) -> SignedDuration {
    SignedDuration::from_mins(i64::try_from(number).unwrap_or(0))
}
