//! Records of the sources, put together to people.

use super::{Member, PlanInput};
use crate::everybody::Joined;
use crate::id::PersonId;
use crate::person::{Link, Person, Saying};
use crate::record::SourceBatch;
use std::collections::BTreeSet;

/// Everybody in the sources, and those who are remembered but gone, by id.
pub(super) fn everybody<'a>(input: &PlanInput<'a>) -> Vec<Member<'a>> {
    let people = in_order(present(input));
    let mut members = Vec::with_capacity(people.len());
    let mut links = input.links.iter().peekable();
    // Both are in order of ids: one walk finds the links of those who are here and those who are gone.
    for person in people {
        while let Some(link) = links.next_if(|link| link.person < person.id) {
            members.extend(gone(input, link));
        }
        let link = links.next_if(|link| link.person == person.id);
        members.push(Member::new(input, person, link));
    }
    members.extend(links.filter_map(|link| gone(input, link)));
    members
}

fn present<'a>(input: &PlanInput<'a>) -> Vec<Person<'a>> {
    let mut people = Vec::new();
    for batch in input.batches {
        for record in &batch.records {
            let id = PersonId::new(&batch.source, &record.anchor);
            match input.policy.join {
                None => people.push(Person::alone(id, &batch.source, record)),
                Some(_) => people.extend(joined(input, &id).filter(|person| person.id == id)),
            }
        }
    }
    people
}

/// Somebody who is remembered; `None` where a record of theirs is part of another person.
fn gone<'a>(input: &PlanInput<'a>, link: &'a Link) -> Option<Member<'a>> {
    let here = input.everybody.is_present(&link.person);
    (!here).then(|| Member::new(input, Person::gone(link.person.clone()), Some(link)))
}

/// By id. Of two records with one key the later counts.
fn in_order(mut people: Vec<Person<'_>>) -> Vec<Person<'_>> {
    people.sort_by(|one, other| one.id.cmp(&other.id));
    people.dedup_by(|later, earlier| {
        let same = later.id == earlier.id;
        if same {
            std::mem::swap(later, earlier);
        }
        same
    });
    people
}

/// Those people alone, whether their own id is given or that of one of their records.
pub(super) fn these<'a>(input: &PlanInput<'a>, focus: &BTreeSet<PersonId>) -> Vec<Member<'a>> {
    let people = in_order(focus.iter().filter_map(|id| person(input, id)).collect());
    let member = |person: Person<'a>| {
        let link = input.links.of_person(&person.id);
        Member::new(input, person, link)
    };
    people.into_iter().map(member).collect()
}

/// One person; `None` where neither a source nor a link knows them.
pub fn person<'a>(input: &PlanInput<'a>, id: &PersonId) -> Option<Person<'a>> {
    let gone = || input.links.of_person(id).map(|link| Person::gone(link.person.clone()));
    joined(input, id).or_else(gone)
}

/// The person that a record is about; `None` where there is no such record.
fn joined<'a>(input: &PlanInput<'a>, record: &PersonId) -> Option<Person<'a>> {
    if !input.everybody.is_present(record) {
        return None;
    }
    Some(match input.everybody.joined(record, input.links) {
        Joined::One { id, records } => {
            let says = records.iter().map(|record| saying(input.batches, record)).collect();
            Person { id, says, clash: None, trust: Some(&input.policy.trust) }
        }
        Joined::Clash(clash) => {
            let says = vec![saying(input.batches, record)];
            Person { id: record.clone(), says, clash: Some(Box::new(clash)), trust: None }
        }
    })
}

/// A record that is there. Sources give their records in order of anchors; in any other order it is looked for.
fn saying<'a>(batches: &'a [SourceBatch], id: &PersonId) -> Saying<'a> {
    let batch = batches.iter().find(|batch| batch.source == id.source);
    let found = batch.and_then(|batch| {
        let sorted = batch.records.binary_search_by(|record| record.anchor.cmp(&id.anchor));
        let record = match sorted {
            Ok(at) => batch.records.get(at),
            Err(_) => batch.records.iter().find(|record| record.anchor == id.anchor),
        };
        record.map(|record| Saying { source: &batch.source, record })
    });
    found.unwrap_or_else(|| panic!("{id} is known to be in a source, and the plan was not given the record"))
}
