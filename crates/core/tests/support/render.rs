//! Prints a plan the way scenarios expect it: one line for each person, transition and cause.

use super::names::Names;
use muster_core::guard::approve;
use muster_core::plan::{Change, Held, Hold, Plan, Provenance, Verdict};
use muster_core::tenant::Catalogue;
use std::collections::BTreeMap;

/// Every line of a plan, in an order that does not depend on ids.
pub(crate) fn plan_lines(plan: &Plan, names: &Names) -> Vec<String> {
    let body = &plan.body;
    let catalogue = &body.basis.catalogue;
    let mut lines = changes(&body.changes, catalogue);
    lines.extend(held(&body.held, catalogue));
    for link in &body.links {
        let (person, account) = (&link.person.anchor, link.account);
        lines.push(format!("{person} is linked to {account} by {}", link.origin.word()));
    }
    for (account, slot) in &body.forget {
        lines.push(format!("forget {account} {}", catalogue.describe(slot)));
    }
    for scheduled in &body.scheduled {
        lines.push(format!("scheduled {} {}: {}", scheduled.at, scheduled.person.anchor, scheduled.what));
    }
    for orphan in &body.orphans {
        lines.push(format!("orphan {}", orphan.account));
    }
    for finding in &body.findings {
        let (word, key, sentence) = (word(finding.verdict), &finding.key, &finding.sentence);
        lines.push(format!("finding {word} {key}: {sentence}"));
    }
    for departure in &body.departures {
        lines.push(format!("{} departs with {} things kept", departure.person.anchor, departure.kept.len()));
    }
    for person in &body.returned {
        lines.push(format!("{} is back", person.anchor));
    }
    if let Err(refused) = approve(plan.clone()) {
        lines.push(format!("refused {refused}"));
    }
    if lines.is_empty() {
        lines.push("nothing".into());
    }
    let mut lines: Vec<String> = lines.iter().map(|line| names.apply(line)).collect();
    lines.sort();
    lines
}

/// How many people came to what: printed only where a scenario asks for it.
pub(crate) fn census_line(plan: &Plan) -> String {
    let census = &plan.body.census;
    format!(
        "census {} people: {} changed, {} held, {} unchanged, {} out of scope, {} unresolved; {} rejected",
        census.people,
        census.changed,
        census.held,
        census.unchanged,
        census.out_of_scope,
        census.unresolved,
        census.rejected
    )
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Notice => "notice",
        Verdict::Approved => "approved",
        Verdict::Hold => "hold",
        Verdict::Refuse => "refuse",
    }
}

fn changes(changes: &[Change], catalogue: &Catalogue) -> Vec<String> {
    let mut by_cause: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for change in changes {
        let who = format!("{} {}", change.subject.person.anchor, change.transition.word());
        let why: Vec<String> = change.because.iter().map(Provenance::sentence).collect();
        by_cause.entry((who, why.join("; "))).or_default().push(what(change, catalogue));
    }
    by_cause
        .into_iter()
        .map(|((who, why), mut what)| {
            what.sort();
            format!("{who} {} because {why}", what.join(" "))
        })
        .collect()
}

fn held(held: &[Held], catalogue: &Catalogue) -> Vec<String> {
    let mut by_reason: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for held in held {
        let who = held.subject.person.anchor.to_string();
        let what = held.change.as_ref().map_or_else(|| "everything".into(), |change| what(change, catalogue));
        let what = match held.because {
            Hold::RulesDisagree { .. } => undecided(&what),
            _ => what,
        };
        by_reason.entry((who, held.because.sentence())).or_default().push(what);
    }
    by_reason
        .into_iter()
        .map(|((who, why), mut what)| {
            what.sort();
            format!("{who} held {} by {why}", what.join(" "))
        })
        .collect()
}

/// `+ role Agent @ Support`, `- queue Billing`, `~ title Agent → Senior Agent`.
fn what(change: &Change, catalogue: &Catalogue) -> String {
    let slot = catalogue.describe(&change.slot);
    let before = change.before.as_ref().map(|value| catalogue.value(value));
    let after = change.after.as_ref().map(|value| catalogue.value(value));
    let line = match (before, after) {
        (None, Some(after)) => format!("+ {slot} {after}"),
        (Some(before), None) => format!("- {slot} {before}"),
        (Some(before), Some(after)) => format!("~ {slot} {before} → {after}"),
        (None, None) => format!("? {slot}"),
    };
    line.trim_end().to_owned()
}

/// Where rules disagree there is no value afterwards, which is not the same as losing the one before.
fn undecided(what: &str) -> String {
    format!("?{}", &what[1..])
}
