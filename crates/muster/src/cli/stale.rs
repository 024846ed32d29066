//! What moved between plan and apply: changes that would no longer be planned are not made, the rest still is.

use muster_core::guard::{ApprovedPlan, Refused, approve};
use muster_core::plan::{Change, Held, Hold, Plan, Subject};
use std::collections::BTreeMap;

/// A plan from a file, cut down to what a fresh plan confirms.
pub(super) struct Confirmed {
    /// What may run.
    pub(super) plan: ApprovedPlan,
    /// Changes of the file that the fresh plan does not confirm.
    pub(super) moved: Vec<Held>,
}

/// Keeps the changes of `old` that `fresh` has as well, with the fresh reasons and versions.
///
/// # Errors
/// Where a guardrail refuses the fresh plan.
pub(super) fn confirm(old: &Plan, fresh: Plan) -> Result<Confirmed, Refused> {
    let now: BTreeMap<_, &Change> = fresh.body.changes.iter().map(|change| (key(change), change)).collect();
    let is_so = |change: &Change| now.get(&key(change)).is_some_and(|fresh| fresh.before == change.before);
    let moved: Vec<Held> = old
        .body
        .changes
        .iter()
        .filter(|change| !is_so(change))
        .map(|change| Held {
            subject: change.subject.clone(),
            change: Some(change.clone()),
            because: Hold::Moved { found: found(change, &now, &fresh) },
        })
        .collect();
    let wanted: std::collections::BTreeSet<_> =
        old.body.changes.iter().filter(|change| is_so(change)).map(key).collect();
    let mut body = fresh.body.clone();
    body.changes.retain(|change| wanted.contains(&key(change)));
    Ok(Confirmed { plan: approve(Plan::seal(body))?, moved })
}

type Key<'a> = (
    &'a muster_core::id::PersonId,
    &'a muster_core::entitlement::Slot,
    &'a Option<muster_core::entitlement::Value>,
);

fn key(change: &Change) -> Key<'_> {
    (&change.subject.person, &change.slot, &change.after)
}

fn found(change: &Change, now: &BTreeMap<Key<'_>, &Change>, fresh: &Plan) -> String {
    let catalogue = &fresh.body.basis.catalogue;
    let text = |value: &Option<muster_core::entitlement::Value>| {
        value.as_ref().map_or("nothing".into(), |value| catalogue.value(value))
    };
    match now.get(&key(change)) {
        Some(fresh) => format!("it is {} now and not {}", text(&fresh.before), text(&change.before)),
        None if held(&change.subject, fresh) => "it is held now".into(),
        None => "it is so already, or no longer wanted".into(),
    }
}

fn held(subject: &Subject, fresh: &Plan) -> bool {
    fresh.body.held.iter().any(|held| held.subject.person == subject.person)
}
