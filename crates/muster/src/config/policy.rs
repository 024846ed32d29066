//! `[policy]`: what rules may take away, and where further rules are.

use super::document::Span;
use super::section::Section;
use muster_core::entitlement::Kind;
use muster_core::policy::{Located, UnmappedGroups, UnmappedTitles};
use std::collections::BTreeSet;

/// Kinds that people can hold besides what the ledger knows.
pub(super) const KINDS: [Kind; 5] = [Kind::Role, Kind::Group, Kind::Queue, Kind::Skill, Kind::Language];

/// The settings of the policy.
pub(crate) struct PolicySettings {
    /// Kinds for which manual grants are removed, too.
    pub(crate) authoritative: BTreeSet<Kind>,
    /// What a group in scope that no rule mentions means.
    pub(crate) unmapped_groups: UnmappedGroups,
    /// What a title of HR that no rule knows means.
    pub(crate) unmapped_titles: UnmappedTitles,
    /// Mapping files as written, with their places.
    pub(crate) mappings: Vec<(Located, Span)>,
}

pub(super) fn read(root: &Section<'_>) -> PolicySettings {
    let section = root.section("policy");
    let titles = [("list", UnmappedTitles::List), ("refuse", UnmappedTitles::Refuse)];
    let unmapped = [("list", UnmappedGroups::List), ("refuse", UnmappedGroups::Refuse)];
    let settings = PolicySettings {
        authoritative: section
            .words("authoritative", &KINDS.map(|kind| (kind.word(), kind)))
            .unwrap_or_default()
            .into_iter()
            .collect(),
        unmapped_groups: section.word("unmapped_groups", &unmapped).unwrap_or(UnmappedGroups::List),
        unmapped_titles: section.word("unmapped_titles", &titles).unwrap_or_default(),
        mappings: section.spanned_texts("mappings").unwrap_or_default(),
    };
    section.finish();
    settings
}
