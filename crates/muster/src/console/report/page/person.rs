//! One person on the page.

use super::{class, mark, number};
use crate::console::text::clean;
use muster_core::report::{Item, ItemStatus, PersonReport};
use serde::Serialize;

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
    because: String,
    items: Vec<ItemView>,
}

#[derive(Debug, Serialize)]
struct ItemView {
    sign: &'static str,
    deed: &'static str,
    what: String,
    values: String,
    status: &'static str,
    mark: &'static str,
    word: &'static str,
    reason: Option<String>,
    http_status: Option<u16>,
    advice: Option<String>,
    /// Only where something is to be done about it.
    correlation: Option<String>,
}

/// The graver first.
const GRAVITY: [ItemStatus; 5] = [
    ItemStatus::Failed,
    ItemStatus::Unverified,
    ItemStatus::Held,
    ItemStatus::Skipped,
    ItemStatus::Success,
];

/// People who want a look, the graver first, and people with whom all went well; each by name, as they come.
pub(super) fn in_order(people: &[PersonReport]) -> (Vec<PersonView>, Vec<PersonView>) {
    let mut sorted: Vec<&PersonReport> = people.iter().collect();
    sorted.sort_by_key(|person| gravity(person));
    let (fine, trouble): (Vec<&PersonReport>, Vec<&PersonReport>) = sorted
        .into_iter()
        .partition(|person| gravity(person) == GRAVITY.len() - 1);
    let views = |people: Vec<&PersonReport>| people.into_iter().map(PersonView::new).collect();
    (views(trouble), views(fine))
}

fn gravity(person: &PersonReport) -> usize {
    let places = person
        .items
        .iter()
        .filter_map(|item| GRAVITY.iter().position(|status| *status == item.status));
    places.min().unwrap_or(GRAVITY.len() - 1)
}

impl PersonView {
    fn new(person: &PersonReport) -> Self {
        let mail = person.mail.clone().unwrap_or_else(|| "no mail".into());
        Self {
            name: clean(&person.display_name),
            mail: clean(&mail),
            id: clean(&person.person.to_string()),
            account: person.account.map(|account| account.to_string()),
            transition: person.transition.map(muster_core::plan::Transition::word),
            counts: GRAVITY
                .into_iter()
                .filter_map(|status| count(person, status))
                .collect(),
            groups: groups(&person.items),
            find: find(person),
        }
    }
}

fn count(person: &PersonReport, status: ItemStatus) -> Option<Count> {
    let items = person.items.iter().filter(|item| item.status == status).count() as u64;
    let (word, mark) = (status.word(), mark(status));
    (items > 0).then(|| Count {
        number: number(items),
        word,
        status: class(status),
        mark,
    })
}

/// Items with the same reason together, the graver first, else in order of their first one.
fn groups(items: &[Item]) -> Vec<GroupView> {
    let mut sorted: Vec<&Item> = items.iter().collect();
    sorted.sort_by_key(|item| GRAVITY.iter().position(|status| *status == item.status));
    let mut groups: Vec<GroupView> = Vec::new();
    for item in sorted {
        let because = clean(&item.because.join("; "));
        match groups.iter_mut().find(|group| group.because == because) {
            Some(group) => group.items.push(ItemView::new(item)),
            None => groups.push(GroupView {
                because,
                items: vec![ItemView::new(item)],
            }),
        }
    }
    groups
}

impl ItemView {
    fn new(item: &Item) -> Self {
        let (sign, deed) = match (&item.before, &item.after) {
            (None, Some(_)) => ("+", "added"),
            (Some(_), Some(_)) => ("~", "changed"),
            (Some(_), None) => ("−", "removed"),
            (None, None) => ("·", "nothing done"),
        };
        let is_trouble = item.status != ItemStatus::Success;
        Self {
            sign,
            deed,
            what: clean(&item.what),
            values: clean(&values(item)),
            status: class(item.status),
            mark: mark(item.status),
            word: item.status.word(),
            reason: item.reason.as_deref().map(clean),
            http_status: item.http_status,
            advice: item.advice.as_deref().map(clean),
            correlation: item.correlation.as_deref().map(clean).filter(|_| is_trouble),
        }
    }
}

/// `Agent → Senior Agent`, `4`, `was 4`; nothing for a mere membership, which reads `held`.
fn values(item: &Item) -> String {
    let value = |text: &Option<String>| text.clone().filter(|text| text != "held");
    match (value(&item.before), value(&item.after)) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (None, Some(after)) => after,
        (Some(before), None) => format!("was {before}"),
        (None, None) => String::new(),
    }
}

/// Names and words by which somebody is looked for.
fn find(person: &PersonReport) -> String {
    let mut words = vec![
        person.display_name.clone(),
        person.mail.clone().unwrap_or_default(),
    ];
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
