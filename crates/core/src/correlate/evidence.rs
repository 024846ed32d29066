//! What must be asked about people who have no link yet, and what was answered.

use crate::id::{AccountId, Anchor, PersonId};
use crate::person::Links;
use crate::record::SourceRecord;
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
    people: impl IntoIterator<Item = (&'a PersonId, &'a SourceRecord)>,
    links: &Links,
    snapshot: &TenantSnapshot,
) -> Questions {
    let mut questions = Questions::default();
    for (id, record) in people.into_iter().filter(|(id, _)| links.of_person(id).is_none()) {
        questions.keys.insert(id.anchor.clone());
        questions.mails.extend(record.mail.clone());
    }
    if questions.keys.is_empty() {
        return questions;
    }
    for account in snapshot.accounts.values().filter(|account| links.of_account(account.id).is_none()) {
        questions.unlinked.insert(account.id);
        if questions.mails.contains(&account.mail().to_lowercase()) {
            questions.mail_hits.insert(account.id);
        }
    }
    for account in snapshot.accounts.values() {
        questions.mails.remove(&account.mail().to_lowercase());
    }
    questions
}
