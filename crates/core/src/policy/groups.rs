//! Directory groups: their names for explanations, and what a name in a rule means.

use super::lookup;
use super::pins::Pins;
use crate::id::{Anchor, GroupKey, SourceId};
use crate::record::{DirectoryGroup, SourceBatch};
use std::collections::{BTreeMap, BTreeSet};

/// The names of directory groups, for explanations.
#[derive(Clone, Debug, Default)]
pub struct Groups<'a> {
    by_source: BTreeMap<(&'a SourceId, &'a Anchor), &'a str>,
    by_anchor: BTreeMap<&'a Anchor, &'a str>,
}

impl<'a> Groups<'a> {
    /// The groups of all sources.
    pub fn new(batches: &'a [SourceBatch]) -> Self {
        let of = |batch: &'a SourceBatch| batch.groups.iter().map(|group| (&batch.source, group));
        let all: Vec<(&SourceId, &DirectoryGroup)> = batches.iter().flat_map(of).collect();
        let name = |group: &'a DirectoryGroup| group.name.as_str();
        Self {
            by_source: all.iter().map(|(source, group)| ((*source, &group.anchor), name(group))).collect(),
            by_anchor: all.iter().map(|(_, group)| (&group.anchor, name(group))).collect(),
        }
    }

    /// The name of a group that a way into a group of `source` leads through, which may stand in another directory; its
    /// key where no read brought it.
    pub fn name(&self, source: &SourceId, group: &Anchor) -> String {
        let name = self.by_source.get(&(source, group)).or_else(|| self.by_anchor.get(group));
        name.map_or_else(|| group.to_string(), |name| (*name).to_owned())
    }
}

/// What a name in a rule means.
pub(super) struct FoundGroup {
    pub(super) key: GroupKey,
    /// What `muster.lock` should say; `None` where the objectGUID itself is written.
    pub(super) pin: Option<String>,
    pub(super) notice: Option<String>,
}

const KIND: &str = "directory-group";

/// Looks a directory group up; an error is a sentence without its place.
pub(super) fn find(written: &str, batches: &[SourceBatch], old: &Pins) -> Result<FoundGroup, String> {
    let pinned = old.get(KIND, written).map(|pin| pinned_key(pin, batches));
    let known = batches.iter().flat_map(|batch| batch.groups.iter().map(move |group| (batch, group)));
    let bearers: Vec<(&SourceBatch, &DirectoryGroup)> = match &pinned {
        Some((source, anchor)) => known
            .filter(|(batch, group)| {
                group.anchor.as_str() == *anchor && may_be_in(written, *source, batch, batches)
            })
            .collect(),
        None => known.filter(|(batch, group)| names(written, &batch.source, group)).collect(),
    };
    match (bearers.as_slice(), pinned) {
        ([(batch, group)], pinned) => Ok(found(written, batch, group, pinned.is_some(), batches.len() > 1)),
        ([], Some((source, anchor))) => unread(written, source, anchor, batches),
        ([], None) => Err(unknown(written, batches)),
        (several, _) => Err(ambiguous(written, several)),
    }
}

/// A pin is the group's key, with its source before it where there are several.
fn pinned_key<'a>(pin: &'a str, batches: &[SourceBatch]) -> (Option<&'a str>, &'a str) {
    let known = |source: &str| batches.iter().any(|batch| batch.source.as_str() == source);
    match pin.split_once('/') {
        Some((source, anchor)) if known(source) => (Some(source), anchor),
        Some(_) | None => (None, pin),
    }
}

fn found(
    written: &str,
    batch: &SourceBatch,
    group: &DirectoryGroup,
    pinned: bool,
    several_sources: bool,
) -> FoundGroup {
    let key = GroupKey { source: batch.source.clone(), anchor: group.anchor.clone() };
    let renamed = pinned && !names(written, &batch.source, group);
    let notice = renamed.then(|| {
        let sentence = format!("directory group `{written}` is called `{}` now", group.name);
        format!("{sentence}; the pinned objectGUID still counts")
    });
    let pin = (group.anchor.as_str() != written).then(|| pin(&key, several_sources));
    FoundGroup { key, pin, notice }
}

fn pin(key: &GroupKey, several_sources: bool) -> String {
    match several_sources {
        true => format!("{}/{}", key.source, key.anchor),
        false => key.anchor.to_string(),
    }
}

/// A pinned group that is in no read: where its source was not read completely, the pin is believed.
fn unread(
    written: &str,
    source: Option<&str>,
    anchor: &str,
    batches: &[SourceBatch],
) -> Result<FoundGroup, String> {
    let candidates: Vec<&SourceBatch> = batches
        .iter()
        .filter(|batch| !batch.coverage.is_complete())
        .filter(|batch| may_be_in(written, source, batch, batches))
        .collect();
    let [batch] = candidates.as_slice() else {
        return Err(unknown(written, batches));
    };
    let key = GroupKey { source: batch.source.clone(), anchor: Anchor::new(anchor) };
    let notice = format!(
        "directory group `{written}` is not in what was read of {}; its pinned objectGUID counts",
        batch.source
    );
    Ok(FoundGroup { pin: Some(pin(&key, batches.len() > 1)), key, notice: Some(notice) })
}

/// Whether a written name means a group: its key, name or place, with `source:` before it or not.
fn names(written: &str, source: &SourceId, group: &DirectoryGroup) -> bool {
    let written = written.to_lowercase();
    let means = |text: &str| {
        let same = |other: &str| other.to_lowercase() == text;
        same(group.anchor.as_str()) || same(&group.name) || same(&group.location)
    };
    let prefix = format!("{}:", source.as_str().to_lowercase());
    means(&written) || written.strip_prefix(&prefix).is_some_and(means)
}

/// Whether a pinned name can mean a group of this source: the pin says so, else the `source:` before the name.
fn may_be_in(written: &str, pinned: Option<&str>, batch: &SourceBatch, batches: &[SourceBatch]) -> bool {
    let same = |source: &str, batch: &SourceBatch| batch.source.as_str().eq_ignore_ascii_case(source);
    let named = written.split_once(':').map(|(source, _)| source);
    let named = named.filter(|source| batches.iter().any(|batch| same(source, batch)));
    pinned.or(named).is_none_or(|source| same(source, batch))
}

fn unknown(written: &str, batches: &[SourceBatch]) -> String {
    let names: Vec<String> =
        batches.iter().flat_map(|batch| &batch.groups).map(|group| group.name.clone()).collect();
    let hint = lookup::suggestion(written, names.iter());
    format!("the directory has no security group `{written}`{hint}")
}

fn ambiguous(written: &str, several: &[(&SourceBatch, &DirectoryGroup)]) -> String {
    let sources: BTreeSet<&SourceId> = several.iter().map(|(batch, _)| &batch.source).collect();
    let number = several.len();
    if sources.len() == number {
        let choices: Vec<String> = sources.iter().map(|source| format!("`{source}:{written}`")).collect();
        return format!("{number} sources have a group `{written}`: write {}", choices.join(" or "));
    }
    let anchors: Vec<&str> = several.iter().map(|(_, group)| group.anchor.as_str()).collect();
    format!("{number} groups are called `{written}`: write the objectGUID instead ({})", anchors.join(", "))
}
