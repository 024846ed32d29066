//! What ids of a plan are called.

use super::text::show;
use muster_core::entitlement::{Slot, Value};
use muster_core::id::{AccountId, PersonId};
use muster_core::plan::{Plan, Subject};
use muster_core::tenant::Catalogue;
use std::collections::BTreeMap;

/// Names of slots, values, people and accounts. Everything that comes out is safe to print.
pub(crate) struct Names<'a> {
    catalogue: &'a Catalogue,
    people: BTreeMap<&'a PersonId, &'a str>,
    accounts: BTreeMap<AccountId, &'a str>,
}

impl<'a> Names<'a> {
    /// Only the names of the catalogue.
    pub(crate) fn new(catalogue: &'a Catalogue) -> Self {
        Self { catalogue, people: BTreeMap::new(), accounts: BTreeMap::new() }
    }

    /// The names of everybody and everything in a plan.
    pub(crate) fn of(plan: &'a Plan) -> Self {
        let mut names = Self::new(&plan.body.basis.catalogue);
        for orphan in &plan.body.orphans {
            names.accounts.insert(orphan.account, &orphan.name);
        }
        for link in &plan.body.links {
            names.people.insert(&link.person, &link.display_name);
            names.accounts.insert(link.account, &link.display_name);
        }
        for change in &plan.body.changes {
            names.learn(&change.subject);
        }
        for held in &plan.body.held {
            names.learn(&held.subject);
        }
        names
    }

    fn learn(&mut self, subject: &'a Subject) {
        self.people.insert(&subject.person, &subject.display_name);
        if let Some(account) = subject.account {
            self.accounts.insert(account, &subject.display_name);
        }
    }

    /// What a slot is called: `role Agent @ Support`.
    pub(crate) fn slot(&self, slot: &Slot) -> String {
        show(&self.catalogue.describe(slot))
    }

    /// A sentence with people's names in place of their ids, where the plan knows them.
    pub(crate) fn sentence(&self, sentence: &str) -> String {
        let name = |id: &str| {
            let person: PersonId = id.parse().ok()?;
            self.people.get(&person).map(|name| (*name).to_owned())
        };
        show(&renamed(sentence, name))
    }

    /// What a value is called; empty for a mere membership. Managers have their name where the plan knows it.
    pub(crate) fn value(&self, value: &Value) -> String {
        let name = match value {
            Value::Person(person) => self.people.get(person).map(|name| (*name).to_owned()),
            Value::Account(account) => self.accounts.get(account).map(|name| (*name).to_owned()),
            Value::With(account) => self.accounts.get(account).map(|name| format!("handed to {name}")),
            Value::Held | Value::Level(_) | Value::Text(_) | Value::Division(_) | Value::State(_) => None,
            Value::Presence(_) | Value::Routing(_) | Value::Live { .. } | Value::InQueue(_) => None,
        };
        match show(&name.unwrap_or_else(|| self.catalogue.value(value))) {
            empty if empty.is_empty() && *value != Value::Held => "\"\"".into(),
            text => text,
        }
    }
}

/// A sentence in which every word that `name` knows is replaced; punctuation around words stays.
pub(crate) fn renamed(sentence: &str, name: impl Fn(&str) -> Option<String>) -> String {
    let words = sentence.split(' ').map(|word| {
        let id = word.trim_matches(['(', ')', ',', ';', ':']);
        name(id).map_or_else(|| word.to_owned(), |name| word.replacen(id, &name, 1))
    });
    words.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::sample::plan;

    #[test]
    fn people_in_a_sentence_have_their_names() {
        let plan = plan();
        let sentence =
            Names::of(&plan).sentence("account 7 is claimed by corp-ad/guid-1, corp-ad/guid-99, too");
        assert_eq!(sentence, "account 7 is claimed by Ada Lovelace, corp-ad/guid-99, too");
    }
}
