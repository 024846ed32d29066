//! One person on the page.

use super::item::{ItemView, because};
use super::{class, mark, number};
use crate::console::names::renamed;
use crate::console::text::clean;
use muster_core::report::{Item, ItemStatus, PersonReport};
use serde::Serialize;
use std::collections::BTreeMap;

/// What people of the report are called, for reasons and values that point at somebody else.
pub(super) struct Known<'a> {
    by_person: BTreeMap<String, &'a str>,
    by_account: BTreeMap<String, &'a str>,
}

impl<'a> Known<'a> {
    fn new(people: &'a [PersonReport]) -> Self {
        let name = |person: &'a PersonReport| person.display_name.as_str();
        let accounts = people
            .iter()
            .filter_map(|person| person.account.map(|account| (account.to_string(), name(person))));
        Self {
            by_person: people.iter().map(|person| (person.person.to_string(), name(person))).collect(),
            by_account: accounts.collect(),
        }
    }

    /// A sentence with names in place of person ids. Account ids stay: they are looked up in the tenant.
    pub(super) fn sentence(&self, sentence: &str) -> String {
        clean(&renamed(sentence, |id| self.by_person.get(id).map(|name| (*name).to_owned())))
    }

    /// A value, or the name of whom it points at: managers.
    pub(super) fn value(&self, value: &str) -> String {
        let name = self.by_person.get(value).or_else(|| self.by_account.get(value));
        clean(name.copied().unwrap_or(value))
    }
}

/// One person.
#[derive(Debug, Serialize)]
pub(super) struct PersonView {
    name: String,
    mail: String,
    id: String,
    account: Option<String>,
    transition: Option<&'static str>,
    counts: Vec<Count>,
    groups: Vec<GroupView>,
    /// What the filter box searches, in lower case.
    find: String,
}

#[derive(Debug, Serialize)]
struct Count {
    number: String,
    word: &'static str,
    status: &'static str,
    mark: &'static str,
}

/// Items with the same reason.
#[derive(Debug, Serialize)]
struct GroupView {
    because: Vec<String>,
    items: Vec<ItemView>,
}

/// The graver first.
const GRAVITY: [ItemStatus; 5] =
    [ItemStatus::Failed, ItemStatus::Unverified, ItemStatus::Held, ItemStatus::Skipped, ItemStatus::Success];

/// People who want a look, the graver first, and people with whom all went well; each by name, as they come.
pub(super) fn in_order(people: &[PersonReport]) -> (Vec<PersonView>, Vec<PersonView>) {
    let names = Known::new(people);
    let mut sorted: Vec<&PersonReport> = people.iter().collect();
    sorted.sort_by_key(|person| gravity(person));
    let (fine, trouble): (Vec<&PersonReport>, Vec<&PersonReport>) =
        sorted.into_iter().partition(|person| gravity(person) == GRAVITY.len() - 1);
    let views = |people: Vec<&PersonReport>| {
        people.into_iter().map(|person| PersonView::new(person, &names)).collect()
    };
    (views(trouble), views(fine))
}

fn gravity(person: &PersonReport) -> usize {
    let places =
        person.items.iter().filter_map(|item| GRAVITY.iter().position(|status| *status == item.status));
    places.min().unwrap_or(GRAVITY.len() - 1)
}

impl PersonView {
    fn new(person: &PersonReport, names: &Known<'_>) -> Self {
        let mail = person.mail.clone().unwrap_or_else(|| "no mail".into());
        Self {
            name: clean(&person.display_name),
            mail: clean(&mail),
            id: clean(&person.person.to_string()),
            account: person.account.map(|account| account.to_string()),
            transition: person.transition.map(muster_core::plan::Transition::word),
            counts: GRAVITY.into_iter().filter_map(|status| count(person, status)).collect(),
            groups: groups(&person.items, names),
            find: find(person),
        }
    }
}

fn count(person: &PersonReport, status: ItemStatus) -> Option<Count> {
    let items = person.items.iter().filter(|item| item.status == status).count() as u64;
    let (word, mark) = (status.word(), mark(status));
    (items > 0).then(|| Count { number: number(items), word, status: class(status), mark })
}

/// Items with the same reasons together, the graver first, else in order of their first one.
fn groups(items: &[Item], names: &Known<'_>) -> Vec<GroupView> {
    let mut sorted: Vec<&Item> = items.iter().collect();
    sorted.sort_by_key(|item| GRAVITY.iter().position(|status| *status == item.status));
    let mut groups: Vec<GroupView> = Vec::new();
    for item in sorted {
        let (because, view) = (because(item), ItemView::new(item, names));
        match groups.iter_mut().find(|group| group.because == because) {
            Some(group) => group.items.push(view),
            None => groups.push(GroupView { because, items: vec![view] }),
        }
    }
    groups
}

/// Names and words by which somebody is looked for.
fn find(person: &PersonReport) -> String {
    let mut words = vec![person.display_name.clone(), person.mail.clone().unwrap_or_default()];
    words.push(person.person.to_string());
    words.extend(person.transition.map(|transition| transition.word().to_owned()));
    for item in &person.items {
        words.push(item.what.clone());
        words.push(item.status.word().to_owned());
        words.extend(item.after.clone());
        words.extend(item.reason.clone());
    }
    words.sort();
    words.dedup();
    clean(&words.join(" ").to_lowercase())
}
