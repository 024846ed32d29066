//! Could a source that was not read completely have justified what a change takes away?

use crate::desire::in_scope;
use crate::draft::{PlanInput, person};
use crate::entitlement::Slot;
use crate::id::{PersonId, SourceId};
use crate::person::Person;
use crate::plan::{Change, Provenance};
use crate::policy::{Condition, Leavers, Policy};

/// Whether `source`, read completely, could say something that speaks against a change: because the person would be
/// here after all, would be managed, would get it by a rule, because it would say the value itself, or because it knows somebody else who claims the
/// account.
pub(super) fn could_justify(source: &SourceId, change: &Change, input: &PlanInput<'_>) -> bool {
    let id = &change.subject.person;
    // Whoever is paired with an account in this very plan may have a rival whom the read did not bring.
    if input.links.of_person(id).is_none() && change.subject.account.is_some() {
        return true;
    }
    let person = person(input, id).unwrap_or_else(|| Person::gone(id.clone()));
    if change.is_removal() && !person.usable_at(input.as_of) {
        return person.source() == source || comes_before(source, person.source(), &person, input);
    }
    // Whom a source ends keeps the account where leavers do, even where it would go for want of a rule.
    let keeps = change.slot == Slot::Account && input.policy.leavers == Leavers::Keep;
    if keeps && comes_before(source, person.source(), &person, input) {
        return true;
    }
    change.because.iter().any(|because| match because {
        Provenance::Record { source: of, .. } | Provenance::Gone { source: of } => {
            comes_before(source, of, &person, input)
        }
        Provenance::Group { .. }
        | Provenance::Attributes { .. }
        | Provenance::NoRule { .. }
        | Provenance::Authoritative
        | Provenance::NewAccount => {
            speaks_of(source, &person, input) && could_give(source, &change.slot, &person, input.policy)
        }
    })
}

/// Whether a source has a record of somebody, or may have one that the read did not bring.
fn speaks_of(source: &SourceId, person: &Person<'_>, input: &PlanInput<'_>) -> bool {
    person.record_in(source).is_some() || person.id.source == *source || may_know(person, input)
}

/// Whether a source that is believed before another may have a record that the read did not bring.
fn comes_before(source: &SourceId, other: &SourceId, person: &Person<'_>, input: &PlanInput<'_>) -> bool {
    let place = |source: &SourceId| input.everybody.rank(source);
    let sooner = (place(source), source) < (place(other), other);
    sooner && person.record_in(source).is_none() && may_know(person, input)
}

/// Whether any other source may have records that are joined with those of a person.
fn may_know(person: &Person<'_>, input: &PlanInput<'_>) -> bool {
    let joinable = |record: &PersonId| input.everybody.may_be_joined(record);
    person.says.iter().any(|said| joinable(&PersonId::new(said.source, &said.record.anchor)))
}

/// Whether what a source says could make a rule give a slot, or make the person managed.
fn could_give(source: &SourceId, slot: &Slot, person: &Person<'_>, policy: &Policy) -> bool {
    let scope = policy.in_groups.iter().flatten().any(|group| group.source == *source);
    let managed_by_rules = policy.in_groups.is_none();
    if *slot == Slot::Account {
        return scope
            || (managed_by_rules && policy.rules.iter().any(|rule| rule.condition.depends_on(source)));
    }
    let mut giving = conditions(policy, slot);
    match scope && !in_scope(policy, person) {
        true => giving.next().is_some(),
        false => giving.any(|condition| condition.depends_on(source)),
    }
}

/// Whom the rules that give a slot are about.
fn conditions<'a>(policy: &'a Policy, slot: &'a Slot) -> impl Iterator<Item = &'a Condition> {
    let gives = |rule: &&crate::policy::Rule| rule.grants.iter().any(|holding| holding.slot == *slot);
    policy.rules.iter().filter(gives).map(|rule| &rule.condition)
}
