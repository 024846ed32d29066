//! Laws that hold in every world, whatever happens in it.

use super::steps::{Step, step, world};
use super::{DOMAINS, Id, World, guid, source, spec};
use crate::telling::delta;
use muster_connectors::directory::{Applied, Delta, Entry, Extent, Forest, Form, Replica};
use muster_core::id::PersonId;
use muster_core::record::{SourceBatch, SourceRecord};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Records = BTreeMap<PersonId, SourceRecord>;

fn empty() -> Forest {
    let mut forest = Forest::default();
    (0..DOMAINS).for_each(|domain| forest.add(source(domain), spec(domain), 100, Replica::default()));
    forest
}

/// A forest that read everything once.
fn read(world: &World, form: Form) -> Forest {
    let mut forest = empty();
    for domain in 0..DOMAINS {
        let everything = world.everything(domain, form == Form::Full);
        forest.apply(&source(domain), &delta(Extent::Whole, form, everything)).unwrap();
    }
    forest
}

fn records(batches: &[SourceBatch]) -> Records {
    let all = batches.iter().flat_map(|batch| batch.records.iter().map(|record| (&batch.source, record)));
    all.map(|(source, record)| (PersonId::new(source, &record.anchor), record.clone())).collect()
}

/// Takes over the records of those who are affected, and of nobody else.
fn follow(forest: &Forest, domain: usize, applied: &Applied, known: &mut Records) -> Vec<SourceBatch> {
    let affected = forest.affected(&source(domain), &applied.touched);
    affected.iter().for_each(|person| drop(known.remove(person)));
    let batches = forest.batches_of(&affected);
    known.extend(records(&batches));
    batches
}

/// What the world itself says, as the records should.
fn expected(world: &World) -> BTreeMap<PersonId, BTreeSet<String>> {
    let person = |id: Id| PersonId::new(&source(id.0), &guid(id).to_string().as_str().into());
    let groups = |groups: BTreeSet<Id>| groups.into_iter().map(|group| guid(group).to_string()).collect();
    world.memberships().into_iter().map(|(id, above)| (person(id), groups(above))).collect()
}

fn said(records: &Records) -> BTreeMap<PersonId, BTreeSet<String>> {
    let groups = |record: &SourceRecord| {
        let elsewhere = record.elsewhere.iter().map(|(group, _)| &group.anchor);
        record.memberships.keys().chain(elsewhere).map(ToString::to_string).collect()
    };
    records.iter().map(|(person, record)| (person.clone(), groups(record))).collect()
}

pub(super) fn happenings() -> impl Strategy<Value = Vec<Vec<Step>>> {
    prop::collection::vec(prop::collection::vec(step(), 1..6), 1..12)
}

/// The reads that tell of one round of happenings: one for each domain in which anything changed.
pub(super) fn reads(before: &World, after: &World, form: Form) -> Vec<(usize, Delta)> {
    let told = |domain| match form {
        Form::Changes => after.changes(before, domain),
        Form::Full => after.changes_in_full(before, domain),
    };
    let all = (0..DOMAINS).map(|domain| (domain, told(domain)));
    all.filter(|(_, objects)| !objects.is_empty())
        .map(|(domain, objects)| (domain, delta(Extent::Since, form, objects)))
        .collect()
}

fn without_rejected(mut batches: Vec<SourceBatch>) -> Vec<SourceBatch> {
    // Which objects were once foreign to a reader is no part of what is true.
    batches.iter_mut().for_each(|batch| batch.rejected.clear());
    batches
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Following only those who are affected gives what reading everything would give, and that is what is true.
    #[test]
    fn following_changes_gives_what_a_new_reading_gives(start in world(), rounds in happenings()) {
        let mut world = start;
        let mut forest = read(&world, Form::Changes);
        let mut known = records(&forest.batches());
        prop_assert_eq!(said(&known), expected(&world));
        for steps in rounds {
            let before = world.clone();
            steps.iter().for_each(|step| world.take(step));
            for (domain, read) in reads(&before, &world, Form::Changes) {
                let applied = forest.apply(&source(domain), &read).unwrap();
                let some = follow(&forest, domain, &applied, &mut known);
                let all = forest.batches();
                prop_assert_eq!(&known, &records(&all), "after {:?}", read.objects);
                for (some, all) in some.iter().zip(&all) {
                    prop_assert_eq!((&some.groups, some.members_unresolved), (&all.groups, all.members_unresolved));
                    prop_assert_eq!(&some.coverage, &all.coverage);
                }
            }
            prop_assert_eq!(said(&known), expected(&world));
        }
        for form in [Form::Changes, Form::Full] {
            let anew = read(&world, form);
            for (followed, anew) in forest.batches().into_iter().zip(anew.batches()) {
                prop_assert_eq!(followed.records, anew.records);
                prop_assert_eq!(followed.groups, anew.groups);
                prop_assert_eq!(followed.members_unresolved, anew.members_unresolved);
            }
        }
    }

    /// It does not matter whether changes are told one by one or with each object in full.
    #[test]
    fn both_forms_tell_the_same(start in world(), rounds in happenings()) {
        let mut world = start;
        let (mut by_changes, mut in_full) = (read(&world, Form::Changes), read(&world, Form::Full));
        for steps in rounds {
            let before = world.clone();
            steps.iter().for_each(|step| world.take(step));
            for (forest, form) in [(&mut by_changes, Form::Changes), (&mut in_full, Form::Full)] {
                for (domain, read) in reads(&before, &world, form) {
                    forest.apply(&source(domain), &read).unwrap();
                }
            }
            prop_assert_eq!(without_rejected(by_changes.batches()), without_rejected(in_full.batches()));
        }
    }

    /// The order of objects within a read does not matter, nor does reading twice.
    #[test]
    fn order_within_a_read_does_not_matter(
        start in world(),
        steps in prop::collection::vec(step(), 1..20),
        seed in any::<u64>(),
    ) {
        let mut world = start.clone();
        steps.iter().for_each(|step| world.take(step));
        for form in [Form::Changes, Form::Full] {
            let mut straight = read(&start, form);
            let mut shuffled = read(&start, form);
            for (domain, read) in reads(&start, &world, form) {
                let source = source(domain);
                let one = straight.apply(&source, &read).unwrap();
                let other = shuffled.apply(&source, &Delta { objects: shuffle(&read.objects, seed), ..read.clone() }).unwrap();
                prop_assert_eq!(one, other);
                prop_assert_eq!(straight.batches(), shuffled.batches());
                let again = straight.apply(&source, &read).unwrap();
                prop_assert!(again.rows.is_empty() && again.events.is_empty(), "{:?}", again);
                prop_assert_eq!(straight.batches(), shuffled.batches());
            }
        }
    }

    /// A whole read brings a replica to where it would be anyway, and says the same as the changes would have.
    #[test]
    fn a_whole_read_is_as_good_as_all_changes(start in world(), steps in prop::collection::vec(step(), 1..20)) {
        let mut world = start.clone();
        steps.iter().for_each(|step| world.take(step));
        for form in [Form::Changes, Form::Full] {
            let (mut reread, mut known) = (read(&start, Form::Changes), Records::new());
            known.extend(records(&reread.batches()));
            for domain in 0..DOMAINS {
                let whole = delta(Extent::Whole, form, world.everything(domain, form == Form::Full));
                let applied = reread.apply_accepting(&source(domain), &whole).unwrap();
                follow(&reread, domain, &applied, &mut known);
            }
            prop_assert_eq!(&known, &records(&reread.batches()));
            prop_assert_eq!(said(&known), expected(&world));
        }
    }
}

/// The same objects in another order.
fn shuffle(objects: &[Entry], mut seed: u64) -> Vec<Entry> {
    let mut shuffled = objects.to_vec();
    for at in (1..shuffled.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        shuffled.swap(at, (seed >> 33) as usize % (at + 1));
    }
    shuffled
}
