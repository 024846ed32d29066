//! People from whom nothing is taken, and roles that Muster neither gives nor takes.

use super::{Facts, Observation};
use crate::entitlement::Slot;
use crate::plan::{Change, PlanBody, Subject, counted};
use std::collections::BTreeSet;

/// Holds removals from protected people and any change of protected roles.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let people = matching(plan, |change| change.is_removal() && is_protected(&change.subject, facts));
    let roles = matching(plan, |change| match &change.slot {
        Slot::Role(at) => facts.policy.protected_roles.contains(&at.role),
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

/// By any name: the person's id, login and mail, the account's id and mail. A leaver's record may be gone.
fn is_protected(subject: &Subject, facts: &Facts<'_>) -> bool {
    let batches = facts.batches.iter().filter(|batch| batch.source == subject.person.source);
    let mut records = batches.flat_map(|batch| &batch.records);
    let login =
        records.find(|record| record.anchor == subject.person.anchor).map(|record| record.login.clone());
    let account = subject.account.map(|account| account.to_string());
    let account_mail = subject.account.and_then(|account| facts.snapshot.accounts.get(&account));
    let account_mail = account_mail.map(|account| account.mail().to_owned());
    let names = [Some(subject.person.to_string()), subject.mail.clone(), login, account, account_mail];
    names.iter().flatten().any(|name| facts.limits.protected_people.contains(&name.to_lowercase()))
}
