//! The steps of a departure: out of sight, out of conversations, out of the tenant.

use super::StepDraft;
use crate::entitlement::{AccountState, Presence, Routing, Slot, Value};
use crate::id::{AccountId, LicenceId, PresenceId, WrapupCodeId};
use crate::operation::{Call, LICENCES_MAX, Leave, PRESENCES_MAX, Stage};
use crate::plan::{Change, Plan, Transition};
use std::collections::{BTreeMap, BTreeSet};

/// When an account is put to sleep or deleted.
pub(super) fn closes_at(state: AccountState, transition: Transition) -> Stage {
    match (state, transition) {
        (AccountState::Active, _) => Stage::Accounts,
        (AccountState::Inactive, Transition::Expelled) => Stage::Urgent,
        (AccountState::Inactive, _) => Stage::Departures,
        (AccountState::Deleted, _) => Stage::Deletions,
    }
}

/// One call for up to 50 presences or licences, one for everything else.
pub(super) fn steps(plan: &Plan, changes: &[(u32, &Change)], wrapup: Option<WrapupCodeId>) -> Vec<StepDraft> {
    let single = changes.iter().flat_map(|(number, change)| single(*number, change, wrapup));
    let mut steps = presences(plan, changes);
    steps.extend(single);
    steps.extend(licences(changes));
    steps
}

/// Whoever leaves by the ordinary way gets no new work first; who is shown out has lost the account by then.
fn quiet_at(transition: Transition) -> Stage {
    if transition == Transition::Expelled { Stage::Aftermath } else { Stage::Withdrawals }
}

/// Presences in batches. Leaving the queue follows from the presence where both change.
fn presences(plan: &Plan, changes: &[(u32, &Change)]) -> Vec<StepDraft> {
    let mut batches: BTreeMap<(Stage, PresenceId), Vec<(AccountId, u32)>> = BTreeMap::new();
    let mut shown: BTreeMap<AccountId, (Stage, PresenceId)> = BTreeMap::new();
    for (number, change) in changes {
        let (Slot::Presence, Some(account)) = (&change.slot, change.subject.account) else { continue };
        let Some(definition) = wanted(change).and_then(|to| plan.body.basis.catalogue.presence(to)) else {
            continue;
        };
        let key = (quiet_at(change.transition), definition);
        batches.entry(key).or_default().push((account, *number));
        if wanted(change) != Some(Presence::OnQueue) {
            shown.insert(account, key);
        }
    }
    let mut alone = Vec::new();
    for (number, change) in changes.iter().filter(|(_, change)| goes_off_queue(change)) {
        let Some(account) = change.subject.account else { continue };
        match shown.get(&account).and_then(|key| batches.get_mut(key)) {
            Some(batch) => batch.push((account, *number)),
            None => alone.push(step(quiet_at(change.transition), Leave::SetOffQueue { account }, *number)),
        }
    }
    let full = batches.into_iter().flat_map(|((stage, presence), mut members)| {
        members.sort_unstable();
        let sets = |part: Vec<AccountId>| Leave::SetPresence { accounts: part, presence };
        chunks(&members, PRESENCES_MAX).into_iter().map(|part| batch(stage, part, sets)).collect::<Vec<_>>()
    });
    full.chain(alone).collect()
}

fn wanted(change: &Change) -> Option<Presence> {
    match change.after {
        Some(Value::Presence(presence)) => Some(presence),
        _ => None,
    }
}

fn goes_off_queue(change: &Change) -> bool {
    change.slot == Slot::Routing && change.after == Some(Value::Routing(Routing::OffQueue))
}

/// At most `max` accounts in each, however often each stands there.
fn chunks(members: &[(AccountId, u32)], max: usize) -> Vec<&[(AccountId, u32)]> {
    let mut parts = Vec::new();
    let (mut from, mut seen) = (0, BTreeSet::new());
    for (at, (account, _)) in members.iter().enumerate() {
        if !seen.contains(account) && seen.len() == max {
            parts.push(&members[from..at]);
            (from, seen) = (at, BTreeSet::new());
        }
        seen.insert(*account);
    }
    parts.push(&members[from..]);
    parts
}

fn licences(changes: &[(u32, &Change)]) -> Vec<StepDraft> {
    let mut batches: BTreeMap<LicenceId, Vec<(AccountId, u32)>> = BTreeMap::new();
    for (number, change) in changes {
        if let (Slot::Licence { licence }, None, Some(account)) =
            (&change.slot, &change.after, change.subject.account)
        {
            batches.entry(licence.clone()).or_default().push((account, *number));
        }
    }
    let mut steps = Vec::new();
    for (licence, members) in batches {
        let releases = |accounts| Leave::ReleaseLicences { accounts, licence: licence.clone() };
        let parts = members.chunks(LICENCES_MAX);
        steps.extend(parts.map(|part| batch(Stage::Closing, part, releases)));
    }
    steps
}

fn batch(stage: Stage, members: &[(AccountId, u32)], call: impl Fn(Vec<AccountId>) -> Leave) -> StepDraft {
    let (accounts, changes) = members.iter().copied().unzip();
    StepDraft { stage, call: Call::Leave(call(accounts)), changes }
}

/// Conversations, tokens, phones, deletions. Tokens of somebody who is shown out end at once, and once more when the
/// account is closed: with single sign-on a browser may have got a new one in between.
fn single(number: u32, change: &Change, wrapup: Option<WrapupCodeId>) -> Vec<StepDraft> {
    let Some(account) = change.subject.account else {
        return Vec::new();
    };
    let expelled = change.transition == Transition::Expelled;
    match (&change.slot, &change.after) {
        (Slot::Conversation { .. }, after) => {
            let stage = if expelled { Stage::Aftermath } else { Stage::Conversations };
            moved(&change.slot, after.as_ref(), wrapup)
                .map(|call| step(stage, call, number))
                .into_iter()
                .collect()
        }
        (Slot::Tokens, None) => {
            let stages: &[Stage] =
                if expelled { &[Stage::Urgent, Stage::Aftermath] } else { &[Stage::Closing] };
            stages.iter().map(|stage| step(*stage, Leave::EndTokens { account }, number)).collect()
        }
        (Slot::Station { station }, None) => {
            vec![step(Stage::Closing, Leave::ReleaseStation { account, station: *station }, number)]
        }
        (Slot::Account, Some(Value::State(AccountState::Deleted))) => {
            vec![step(Stage::Deletions, Leave::DeleteAccount { account }, number)]
        }
        _ => Vec::new(),
    }
}

/// Where a conversation goes; nowhere: it ends for the account.
fn moved(slot: &Slot, after: Option<&Value>, wrapup: Option<WrapupCodeId>) -> Option<Leave> {
    let Slot::Conversation { conversation, participant } = *slot else {
        return None;
    };
    Some(match after {
        Some(Value::With(to)) => Leave::TransferToUser { conversation, participant, to: *to },
        Some(Value::InQueue(queue)) => Leave::TransferToQueue { conversation, participant, queue: *queue },
        Some(_) => return None,
        None => Leave::Disconnect { conversation, participant, wrapup },
    })
}

fn step(stage: Stage, call: Leave, number: u32) -> StepDraft {
    StepDraft { stage, call: Call::Leave(call), changes: vec![number] }
}
