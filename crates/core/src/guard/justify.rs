//! Could a source that was not read completely have justified what a change takes away?

use crate::desire::in_scope;
use crate::draft::{PlanInput, person};
use crate::entitlement::Slot;
use crate::id::{Anchor, GroupKey, PersonId, SourceId};
use crate::person::Person;
use crate::plan::{Change, Provenance};
use crate::policy::{Condition, Leavers, Policy};
use crate::record::SourceBatch;
use std::collections::BTreeSet;

/// A source that was not read completely.
pub(super) struct Witness<'a> {
    source: &'a SourceId,
    input: &'a PlanInput<'a>,
    /// All directories, where it is one: people of each may be in groups of the others.
    directories: BTreeSet<&'a SourceId>,
    /// Groups of other directories that it may bring members into.
    extends: BTreeSet<(&'a SourceId, &'a Anchor)>,
    /// What lists assign to records of the source that the read did not bring.
    unseen: BTreeSet<&'a Slot>,
}

impl<'a> Witness<'a> {
    pub(super) fn new(of: &'a SourceBatch, input: &'a PlanInput<'a>) -> Self {
        let directories = input.batches.iter().filter(|batch| of.is_directory && batch.is_directory);
        let extends = directories.clone().flat_map(|batch| {
            let extended = batch.groups.iter().filter(|group| group.through.contains(&of.source));
            extended.map(|group| (&batch.source, &group.anchor))
        });
        let extends = extends.collect();
        Self {
            source: &of.source,
            input,
            directories: directories.map(|batch| &batch.source).collect(),
            extends,
            unseen: unseen(&of.source, input),
        }
    }

    /// Whether the source, read completely, could say something that speaks against a change: because the person would
    /// be here after all, would be managed, would get it by a rule, because it would say the value itself, or because it
    /// knows somebody else who claims the account.
    pub(super) fn could_justify(&self, change: &Change) -> bool {
        let (source, input) = (self.source, self.input);
        let id = &change.subject.person;
        // Whoever is paired with an account in this very plan may have a rival whom the read did not bring.
        if input.links.of_person(id).is_none() && change.subject.account.is_some() {
            return true;
        }
        // No source was asked.
        if change.is_ordered() {
            return false;
        }
        let person = person(input, id).unwrap_or_else(|| Person::gone(id.clone()));
        if change.takes_away() && !person.usable_at(input.as_of) {
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
            Provenance::Assigned { .. } | Provenance::Order { .. } | Provenance::Kept { .. } => false,
            Provenance::Group { .. }
            | Provenance::Attributes { .. }
            | Provenance::NoRule { .. }
            | Provenance::Authoritative
            | Provenance::Retention { .. }
            | Provenance::Successor { .. }
            | Provenance::NewAccount => {
                (self.speaks_of(&person) || self.may_have_in_a_group(&person))
                    && self.could_give(&change.slot, &person)
            }
        })
    }

    /// Whether the source has a record of somebody, or may have one that the read did not bring.
    fn speaks_of(&self, person: &Person<'_>) -> bool {
        person.record_in(self.source).is_some()
            || person.id.source == *self.source
            || may_know(person, self.input)
    }

    /// Whether somebody of another directory may be in a group of the source.
    fn may_have_in_a_group(&self, person: &Person<'_>) -> bool {
        person.says.iter().any(|said| self.directories.contains(said.source))
    }

    /// Whether what the source says could make a rule give a slot, or make the person managed.
    fn could_give(&self, slot: &Slot, person: &Person<'_>) -> bool {
        let policy = self.input.policy;
        let scope = policy.in_groups.iter().flatten().any(|group| self.could_fill(group));
        let managed_by_rules = policy.in_groups.is_none();
        let joinable = self.unseen.contains(slot) || *slot == Slot::Account && !self.unseen.is_empty();
        if joinable && self.speaks_of(person) {
            return true;
        }
        if *slot == Slot::Account {
            let mut rules = policy.rules.iter();
            return scope
                || (managed_by_rules && rules.any(|rule| self.could_decide(&rule.condition, person)));
        }
        let mut giving = conditions(policy, slot);
        match scope && !in_scope(policy, person) {
            true => giving.next().is_some(),
            false => giving.any(|condition| self.could_decide(condition, person)),
        }
    }

    /// Whether what the source says of a person, or could say of them, decides whether a rule applies.
    fn could_decide(&self, condition: &Condition, person: &Person<'_>) -> bool {
        (condition.asks_for_attributes() && self.speaks_of(person))
            || condition.groups.iter().any(|group| self.could_fill(group))
    }

    fn could_fill(&self, group: &GroupKey) -> bool {
        group.source == *self.source || self.extends.contains(&(&group.source, &group.anchor))
    }
}

/// What lists assign to records of a source that are not there: they may be those of somebody who is.
fn unseen<'a>(source: &SourceId, input: &'a PlanInput<'a>) -> BTreeSet<&'a Slot> {
    let of_source = input.policy.assigned.iter().filter(|assignment| assignment.person.source == *source);
    let unseen = of_source.filter(|assignment| !input.everybody.is_present(&assignment.person));
    unseen.map(|assignment| &assignment.slot).collect()
}

/// Whether a source that is believed before another may have a record that the read did not bring.
fn comes_before(source: &SourceId, other: &SourceId, person: &Person<'_>, input: &PlanInput<'_>) -> bool {
    let place = |source: &SourceId| input.everybody.rank(source);
    let sooner = (place(source), source) < (place(other), other);
    let sooner = sooner || input.policy.trust.prefers(source, other);
    sooner && person.record_in(source).is_none() && may_know(person, input)
}

/// Whether any other source may have records that are joined with those of a person.
fn may_know(person: &Person<'_>, input: &PlanInput<'_>) -> bool {
    let joinable = |record: &PersonId| input.everybody.may_be_joined(record);
    person.says.iter().any(|said| joinable(&PersonId::new(said.source, &said.record.anchor)))
}

/// Whom the rules that give a slot are about.
fn conditions<'a>(policy: &'a Policy, slot: &'a Slot) -> impl Iterator<Item = &'a Condition> {
    let gives = |rule: &&crate::policy::Rule| rule.grants.iter().any(|holding| holding.slot == *slot);
    policy.rules.iter().filter(gives).map(|rule| &rule.condition)
}
