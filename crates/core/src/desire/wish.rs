//! Rules, lists and record together.

use crate::entitlement::{Field, Slot, Value};
use crate::id::SourceId;
use crate::person::{Person, Topic};
use crate::plan::Provenance;
use crate::policy::{Groups, Policy};
use crate::record::{PhoneKind, SourceRecord};
use std::collections::BTreeMap;

/// What should be true of one person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desire {
    /// The value that each slot should have.
    pub wishes: BTreeMap<Slot, Wish>,
    /// Slots for which rules or lists want different values, with what each wants.
    pub disagreements: BTreeMap<Slot, Vec<Wish>>,
}

/// A value and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// The value.
    pub value: Value,
    /// Why. Never empty, unless nobody asked for reasons.
    pub because: Vec<Provenance>,
}

/// What should be true of a person while they are here. Does not ask whether they are managed or still there.
pub fn desire(policy: &Policy, person: &Person<'_>, groups: &Groups<'_>) -> Desire {
    collect(policy, person, Some(groups))
}

/// The same without the reasons, which most people never need: they are as they should be.
pub fn wanted(policy: &Policy, person: &Person<'_>) -> Desire {
    collect(policy, person, None)
}

fn collect(policy: &Policy, person: &Person<'_>, groups: Option<&Groups<'_>>) -> Desire {
    let mut desire = Desire::default();
    if person.says.is_empty() {
        return desire;
    }
    for rule in &policy.rules {
        let because = match groups {
            Some(groups) => rule.condition.applies(&rule.id, person, groups),
            None => rule.condition.holds(person).then(Vec::new),
        };
        let Some(because) = because else {
            continue;
        };
        for holding in &rule.grants {
            desire.add(&holding.slot, &holding.value, &because);
        }
    }
    for assignment in policy.assigned.of(person) {
        let (list, line) = (assignment.list.to_string(), assignment.line);
        let because = groups.map(|_| Provenance::Assigned { list, line });
        desire.add(&assignment.slot, &assignment.value, because.as_slice());
    }
    desire.drop_disagreements();
    desire.add_record(policy, person, groups.is_some());
    desire
}

impl Desire {
    fn add(&mut self, slot: &Slot, value: &Value, because: &[Provenance]) {
        let Some(wish) = self.wishes.get_mut(slot) else {
            self.wishes.insert(slot.clone(), Wish { value: value.clone(), because: because.to_vec() });
            return;
        };
        match (&wish.value, value) {
            (Value::Level(had), Value::Level(level)) if had != level => {
                // The highest level wins: somebody who knows a subject for one team knows it for all.
                if level > had {
                    *wish = Wish { value: value.clone(), because: because.to_vec() };
                }
            }
            (had, new) if had == new => wish.because.extend_from_slice(because),
            _ => {
                let other = Wish { value: value.clone(), because: because.to_vec() };
                self.disagreements.entry(slot.clone()).or_default().push(other);
            }
        }
    }

    fn drop_disagreements(&mut self) {
        for (slot, wishes) in &mut self.disagreements {
            wishes.extend(self.wishes.remove(slot));
            wishes.sort_by(|one, other| one.value.cmp(&other.value));
        }
        for wish in self.wishes.values_mut() {
            wish.because.sort();
            wish.because.dedup();
        }
    }

    /// Profile fields and manager as the records say, where no rule says otherwise.
    fn add_record(&mut self, policy: &Policy, person: &Person<'_>, reasons: bool) {
        for field in &policy.profile {
            let slot = Slot::Field { field: *field };
            if self.disagreements.contains_key(&slot) {
                continue;
            }
            if let Some((source, text)) =
                person.said_of(&Topic::Field(*field), |record| field_of(record, *field))
            {
                self.wishes.entry(slot).or_insert_with(|| {
                    let because = reasons.then(|| record(source, format!("{} = {text}", field.word())));
                    Wish { value: Value::Text(text), because: because.into_iter().collect() }
                });
            }
        }
        if let (true, Some((source, manager))) = (policy.manager, person.manager()) {
            let because = reasons.then(|| record(source, "manager".into())).into_iter().collect();
            self.wishes.insert(Slot::Manager, Wish { value: Value::Person(manager.clone()), because });
        }
    }
}

fn record(source: &SourceId, fact: String) -> Provenance {
    Provenance::Record { source: source.clone(), fact }
}

/// What a record says of a profile field; `None` where it says nothing, which never clears anything.
fn field_of(record: &SourceRecord, field: Field) -> Option<String> {
    let text = match field {
        Field::Name => Some(&record.display_name),
        Field::Mail => record.mail.as_ref(),
        Field::Title => record.title.as_ref(),
        Field::Department => record.department.as_ref(),
        Field::EmployeeNumber => record.employee_number.as_ref(),
        Field::WorkPhone => record.phones.get(&PhoneKind::Work),
        Field::MobilePhone => record.phones.get(&PhoneKind::Mobile),
    };
    text.filter(|text| !text.trim().is_empty()).cloned()
}
