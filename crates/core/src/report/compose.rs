//! Makes the report of a finished run.

use super::{Calls, Item, ItemStatus, PersonReport, Report, Totals, advice};
use crate::entitlement::{Slot, Value};
use crate::id::PersonId;
use crate::journal::{Run, Settlement};
use crate::plan::{Change, Held, Plan, Provenance};
use crate::tenant::Catalogue;
use crate::time::Timestamp;
use crate::verify::{Deeds, Discrepancies, Discrepancy};
use std::collections::BTreeMap;

/// The report of a finished run. `moved` are changes that other hands overtook between plan and apply.
pub fn compose(
    run: &Run,
    deeds: &Deeds,
    unverified: &Discrepancies,
    moved: &[Held],
    finished_at: Timestamp,
    calls: Calls,
) -> Report {
    let plan = &run.plan;
    let mut people: BTreeMap<PersonId, PersonReport> = BTreeMap::new();
    for (number, change) in (0..).zip(&plan.body.changes) {
        let item = tried(plan, number, change, deeds, unverified);
        let person = people.entry(change.subject.person.clone()).or_insert_with(|| blank(change, deeds));
        person.items.push(item);
    }
    for held in plan.body.held.iter().chain(moved) {
        let person = people.entry(held.subject.person.clone()).or_insert_with(|| blank_held(held));
        person.items.push(not_done(plan, held));
    }
    let mut people: Vec<PersonReport> = people.into_values().collect();
    people.sort_by(|one, other| (&one.display_name, &one.person).cmp(&(&other.display_name, &other.person)));
    Report {
        run: run.id,
        plan: plan.id.clone(),
        organisation: plan.body.basis.organisation_name.clone(),
        started_at: run.started_at,
        finished_at,
        sources: plan.body.basis.sources.clone(),
        totals: totals(plan, &people),
        people,
        orphans: plan.body.orphans.clone(),
        findings: plan.body.findings.clone(),
        calls,
        reckoning: None,
    }
}

fn totals(plan: &Plan, people: &[PersonReport]) -> Totals {
    let count = |status: ItemStatus| {
        people.iter().flat_map(|p| &p.items).filter(|item| item.status == status).count() as u64
    };
    Totals {
        changes: plan.body.changes.len() as u64,
        successes: count(ItemStatus::Success),
        failures: count(ItemStatus::Failed),
        skipped: count(ItemStatus::Skipped),
        held: count(ItemStatus::Held),
        unverified: count(ItemStatus::Unverified),
        orphans: plan.body.orphans.len() as u64,
        people: people.len() as u64,
    }
}

fn blank(change: &Change, deeds: &Deeds) -> PersonReport {
    PersonReport {
        person: change.subject.person.clone(),
        display_name: change.subject.display_name.clone(),
        mail: change.subject.mail.clone(),
        account: deeds.account_of(change),
        transition: Some(change.transition),
        items: Vec::new(),
    }
}

fn blank_held(held: &Held) -> PersonReport {
    PersonReport {
        person: held.subject.person.clone(),
        display_name: held.subject.display_name.clone(),
        mail: held.subject.mail.clone(),
        account: held.subject.account,
        transition: None,
        items: Vec::new(),
    }
}

/// Of what nothing shows.
const TOLD: &str = "nothing shows it; the tenant's reply is the proof";

fn tried(plan: &Plan, number: u32, change: &Change, deeds: &Deeds, unverified: &Discrepancies) -> Item {
    let item = item(plan, change);
    match deeds.ends.get(&number).map(|(_, end)| end) {
        Some(Settlement::Applied(effect) | Settlement::AlreadySo(effect)) => {
            let doubt = unverified.get(&number);
            let status = if doubt.is_none() { ItemStatus::Success } else { ItemStatus::Unverified };
            let advice = doubt.map(|doubt| doubt.advice().to_owned());
            let told = (change.slot == Slot::Tokens).then(|| TOLD.to_owned());
            let reason = doubt.map(Discrepancy::sentence).or(told);
            Item { status, correlation: effect.correlation.clone(), reason, advice, ..item }
        }
        Some(Settlement::Failed(refusal)) => Item {
            status: ItemStatus::Failed,
            http_status: Some(refusal.status).filter(|status| *status != 0),
            reason: Some(format!("{} ({})", refusal.message, refusal.code)),
            advice: Some(advice::for_refusal(refusal)),
            correlation: refusal.correlation.clone(),
            ..item
        },
        Some(Settlement::Skipped { reason }) => {
            Item { status: ItemStatus::Skipped, reason: Some(reason.clone()), ..item }
        }
        Some(Settlement::Split) | None => {
            Item { status: ItemStatus::Skipped, reason: Some("not reached".into()), ..item }
        }
    }
}

fn not_done(plan: &Plan, held: &Held) -> Item {
    let reason = Some(held.because.sentence());
    let moved = matches!(held.because, crate::plan::Hold::Moved { .. });
    let status = if moved { ItemStatus::Skipped } else { ItemStatus::Held };
    match &held.change {
        Some(change) => Item { status, reason, ..item(plan, change) },
        None => Item { status, reason, what: "everything".into(), ..Item::default() },
    }
}

fn item(plan: &Plan, change: &Change) -> Item {
    let catalogue = &plan.body.basis.catalogue;
    Item {
        what: catalogue.describe(&change.slot),
        before: text(catalogue, change.before.as_ref()),
        after: text(catalogue, change.after.as_ref()),
        because: change.because.iter().map(Provenance::sentence).collect(),
        ..Item::default()
    }
}

fn text(catalogue: &Catalogue, value: Option<&Value>) -> Option<String> {
    value.map(|value| match value {
        Value::Held => "held".into(),
        other => catalogue.value(other),
    })
}
