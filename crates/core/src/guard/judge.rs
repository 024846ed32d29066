//! Lets every guardrail look at a draft, moves what they hold aside, and seals what is left.

use super::{ALL, Facts, Finding, Guardrail, Observation, Verdict};
use crate::entitlement::Slot;
use crate::id::PersonId;
use crate::plan::{Change, Held, Hold, Plan, PlanBody};
use std::collections::{BTreeMap, BTreeSet};

/// Lets every guardrail look at a draft, moves what they hold aside, and seals what is left.
pub fn judge(draft: PlanBody, facts: &Facts<'_>) -> Plan {
    let mut holds: BTreeMap<usize, Hold> = BTreeMap::new();
    let mut findings = Vec::new();
    for guardrail in ALL {
        for observation in (guardrail.check)(&draft, facts) {
            let finding = weigh(guardrail, &observation, facts);
            if matches!(finding.verdict, Verdict::Hold | Verdict::Refuse) {
                let hold = observation.hold.unwrap_or_else(|| guarded(&finding));
                for change in observation.changes {
                    holds.entry(change).or_insert_with(|| hold.clone());
                }
            }
            findings.push(finding);
        }
    }
    Plan::seal(set_aside(draft, &holds, findings))
}

fn weigh(guardrail: &Guardrail, observation: &Observation, facts: &Facts<'_>) -> Finding {
    let key = match observation.key.is_empty() {
        true => guardrail.name.to_owned(),
        false => format!("{}:{}", guardrail.name, observation.key),
    };
    let approval = facts
        .approvals
        .iter()
        .find(|approval| approval.finding == key && approval.expires_at > facts.input.as_of);
    let verdict = match (observation.verdict, approval) {
        (Verdict::Hold, Some(_)) if guardrail.approvable => Verdict::Approved,
        (verdict, _) => verdict,
    };
    let hint = match (verdict, approval) {
        (Verdict::Approved, Some(approval)) => {
            format!("accepted by {} until {}: {}", approval.approver, approval.expires_at, approval.reason)
        }
        (Verdict::Hold, _) if guardrail.approvable => {
            format!("{}, or accept it: `muster approve {key} --reason …`", observation.hint)
        }
        _ => observation.hint.clone(),
    };
    Finding { guardrail: guardrail.name.into(), key, verdict, sentence: observation.sentence.clone(), hint }
}

fn guarded(finding: &Finding) -> Hold {
    Hold::Guardrail { guardrail: finding.guardrail.clone(), finding: finding.key.clone() }
}

/// Moves held changes aside. Nobody can be given anything while the creation of their account is held.
fn set_aside(draft: PlanBody, holds: &BTreeMap<usize, Hold>, findings: Vec<Finding>) -> PlanBody {
    let creations: BTreeMap<PersonId, Hold> = draft
        .changes
        .iter()
        .enumerate()
        .filter(|(_, change)| change.creates_account())
        .filter_map(|(index, change)| {
            holds.get(&index).map(|hold| (change.subject.person.clone(), hold.clone()))
        })
        .collect();
    let kept = kept_roles(&draft, holds);
    let mut body = PlanBody { changes: Vec::new(), ..draft };
    let mut set_aside = BTreeSet::new();
    for (index, change) in draft.changes.into_iter().enumerate() {
        let sleeps = change.slot == Slot::Account && change.is_removal();
        let with_role = || kept.get(&change.subject.person).filter(|_| sleeps);
        let hold = holds.get(&index).or_else(|| creations.get(&change.subject.person)).or_else(with_role);
        match hold {
            Some(hold) => {
                set_aside.insert(change.subject.person.clone());
                body.held.push(aside(change, hold.clone()));
            }
            None => body.changes.push(change),
        }
    }
    body.held.sort_by(|one, other| order(one).cmp(&order(other)));
    begin_no_held_departure(&mut body, &set_aside);
    body.findings.extend(findings);
    recount(&mut body);
    body
}

/// The time that live work has to end begins when somebody gets no new work, and not while that is held.
fn begin_no_held_departure(body: &mut PlanBody, set_aside: &BTreeSet<PersonId>) {
    let goes_on: BTreeSet<&PersonId> = body
        .changes
        .iter()
        .filter(|change| change.takes_away())
        .map(|change| &change.subject.person)
        .collect();
    let begins = |person: &PersonId| !set_aside.contains(person) || goes_on.contains(person);
    body.departures.retain(|departure| begins(&departure.person));
    // Nobody is back while something of their return is held: what they had must not be forgotten.
    body.returned.retain(|person| !set_aside.contains(person));
}

/// People whose roles stay because of a hold: an account that goes to sleep would lose them all the same.
fn kept_roles(draft: &PlanBody, holds: &BTreeMap<usize, Hold>) -> BTreeMap<PersonId, Hold> {
    let held = holds.iter().filter_map(|(index, hold)| Some((draft.changes.get(*index)?, hold)));
    held.filter(|(change, _)| matches!(change.slot, Slot::Role(_)) && change.is_removal())
        .map(|(change, hold)| (change.subject.person.clone(), hold.clone()))
        .collect()
}

fn aside(change: Change, because: Hold) -> Held {
    Held { subject: change.subject.clone(), change: Some(change), because }
}

fn order(held: &Held) -> (&PersonId, Option<&Slot>) {
    (&held.subject.person, held.change.as_ref().map(|change| &change.slot))
}

/// People whose every change is held are not changed by the plan any more.
fn recount(body: &mut PlanBody) {
    let changed: BTreeSet<&PersonId> = body.changes.iter().map(|change| &change.subject.person).collect();
    let held: BTreeSet<&PersonId> =
        body.held.iter().filter(|held| held.change.is_some()).map(|held| &held.subject.person).collect();
    let unresolved = body.held.iter().filter(|held| held.change.is_none()).map(|held| &held.subject.person);
    let unresolved: BTreeSet<&PersonId> = unresolved.filter(|person| !changed.contains(person)).collect();
    let only_held =
        held.iter().filter(|person| !changed.contains(*person) && !unresolved.contains(*person)).count();
    body.census.changed = changed.len() as u64;
    body.census.unresolved = unresolved.len() as u64;
    body.census.held = only_held as u64;
}
