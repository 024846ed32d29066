//! People from whom nothing is taken, and roles that Muster neither gives nor takes.

use super::{Facts, Observation};
use crate::draft::person;
use crate::entitlement::Slot;
use crate::id::PersonId;
use crate::plan::{Change, PlanBody, Subject, counted};
use std::collections::BTreeSet;

/// Holds removals from protected people and any change of protected roles.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let people = matching(plan, |change| change.takes_away() && is_protected(&change.subject, facts));
    let roles = matching(plan, |change| match &change.slot {
        Slot::Role(at) => facts.input.policy.protected_roles.contains(&at.role),
        _ => false,
    });
    let people =
        observe("people", people, "protected people", "take the person out of guard.protected_people");
    let roles = observe("roles", roles, "protected roles", "take the role out of guard.protected_roles");
    people.into_iter().chain(roles).collect()
}

fn matching(plan: &PlanBody, wanted: impl Fn(&Change) -> bool) -> BTreeSet<usize> {
    plan.changes.iter().enumerate().filter(|(_, change)| wanted(change)).map(|(index, _)| index).collect()
}

fn observe(key: &str, changes: BTreeSet<usize>, what: &str, hint: &str) -> Option<Observation> {
    let sentence = format!("{} about {what}", counted(changes.len() as u64, "change is", "changes are"));
    (!changes.is_empty()).then(|| Observation::hold(key, sentence, hint, changes))
}

/// By any name: the ids, logins and mails under which the sources know the person, the account's id and mail. A
/// leaver's record may be gone.
fn is_protected(subject: &Subject, facts: &Facts<'_>) -> bool {
    let said = person(facts.input, &subject.person).map(|person| person.says).unwrap_or_default();
    let of_records = said.iter().flat_map(|said| {
        let id = PersonId::new(said.source, &said.record.anchor).to_string();
        [Some(id), Some(said.record.login.clone()), said.record.mail.clone()]
    });
    let account = subject.account.and_then(|account| facts.input.snapshot.accounts.get(&account));
    let of_account = account.map(|account| account.mail().to_owned());
    let names = [
        Some(subject.person.to_string()),
        subject.mail.clone(),
        subject.account.map(|account| account.to_string()),
        of_account,
    ];
    let protected = |name: String| facts.limits.protected_people.contains(&name.to_lowercase());
    of_records.chain(names).flatten().any(protected)
}
