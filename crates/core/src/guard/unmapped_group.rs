//! A group in scope that no rule mentions is a decision that nobody has made yet.

use super::identity::shortened;
use super::{Facts, Observation, Verdict};
use crate::id::{Anchor, GroupKey, SourceId};
use crate::plan::{PlanBody, counted};
use crate::policy::UnmappedGroups;

/// Lists groups in scope that no rule mentions, or refuses the plan because of them, as configured.
pub(super) fn check(_: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let mentioned = facts.input.policy.directory_groups();
    let unmentioned = |source: &SourceId, anchor: &Anchor| {
        !mentioned.contains(&GroupKey { source: source.clone(), anchor: anchor.clone() })
    };
    let groups =
        facts.input.batches.iter().flat_map(|batch| batch.groups.iter().map(|group| (&batch.source, group)));
    let mut unmapped: Vec<&str> = groups
        .filter(|(source, group)| group.in_scope && unmentioned(source, &group.anchor))
        .map(|(_, group)| group.name.as_str())
        .collect();
    unmapped.sort_unstable();
    if unmapped.is_empty() {
        return Vec::new();
    }
    let sentence = format!(
        "no rule mentions {} in scope: {}",
        counted(unmapped.len() as u64, "group", "groups"),
        shortened(&unmapped)
    );
    let hint = "write a rule for them, or narrow the source's group_base or group_names";
    let verdict = match facts.input.policy.unmapped_groups {
        UnmappedGroups::List => Verdict::Notice,
        UnmappedGroups::Refuse => Verdict::Refuse,
    };
    vec![Observation { verdict, ..Observation::notice("", sentence, hint) }]
}
