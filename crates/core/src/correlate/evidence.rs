//! What must be asked about people who have no link yet, and what was answered.

use crate::everybody::Everybody;
use crate::id::{AccountId, Anchor};
use crate::person::{Links, Person};
use crate::tenant::{Account, TenantSnapshot};
use std::collections::{BTreeMap, BTreeSet};

/// What must be asked before people without a link can be paired.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// Which account carries one of these as external id under our authority?
    pub keys: BTreeSet<Anchor>,
    /// Accounts without a link: one of them may carry such a key. Reading their ids answers the same question, and
    /// whichever is fewer is asked.
    pub unlinked: BTreeSet<AccountId>,
    /// Which accounts, in any state, have one of these mails? Only mails that no account of the listing has.
    pub mails: BTreeSet<String>,
    /// Accounts that a person would be paired with by mail: do they carry somebody else's key?
    pub mail_hits: BTreeSet<AccountId>,
}

/// What was answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Accounts by the key that they carry under our authority.
    pub by_external_id: BTreeMap<Anchor, AccountId>,
    /// Keys under our authority of the accounts that were asked about.
    pub external_ids_of: BTreeMap<AccountId, BTreeSet<Anchor>>,
    /// Accounts that were found by mail and are not in the listing, such as deleted ones.
    pub accounts: BTreeMap<AccountId, Account>,
}

/// What to ask about `people`. Nobody who is linked causes a question: planning again asks nothing.
pub fn questions<'a>(
    people: impl IntoIterator<Item = &'a Person<'a>>,
    links: &Links,
    everybody: &Everybody,
    snapshot: &TenantSnapshot,
) -> Questions {
    let mut questions = Questions::default();
    for person in people.into_iter().filter(|person| links.of_person(&person.id).is_none()) {
        questions.keys.extend(person.anchors().cloned());
        questions.mails.extend(person.mails().map(str::to_owned));
    }
    if questions.keys.is_empty() {
        return questions;
    }
    questions.unlinked = unlinked(links, snapshot).map(|account| account.id).collect();
    questions.mails.retain(|mail| {
        let accounts = everybody.accounts_with_mail(mail);
        questions.mail_hits.extend(accounts.iter().filter(|account| links.of_account(**account).is_none()));
        accounts.is_empty()
    });
    questions
}

/// Accounts without a link. Both sides are in order of ids, so one walk along them is enough.
pub fn unlinked<'a>(links: &'a Links, snapshot: &'a TenantSnapshot) -> impl Iterator<Item = &'a Account> {
    let mut linked = links.accounts().peekable();
    snapshot.accounts.values().filter(move |account| {
        while linked.next_if(|other| **other < account.id).is_some() {}
        linked.next_if(|other| **other == account.id).is_none()
    })
}
