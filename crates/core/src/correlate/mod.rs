//! Pairs people with accounts: the remembered link, then the external id, then — only where the policy allows it — the
//! one account that has exactly the person's mail. What is not certain is a situation that is shown, never a guess.

mod claims;
mod evidence;
mod situation;

pub use claims::share_mails;
pub use evidence::{Evidence, Questions, questions};
pub use situation::Situation;

use crate::id::{AccountId, PersonId};
use crate::person::{LinkOrigin, Links};
use crate::record::SourceRecord;
use crate::tenant::{Account, TenantSnapshot};
use std::collections::{BTreeMap, BTreeSet};

/// What is known for pairing.
pub struct Known<'a> {
    /// Remembered links.
    pub links: &'a Links,
    /// The tenant's listing.
    pub snapshot: &'a TenantSnapshot,
    /// What the tenant answered to [`questions`].
    pub evidence: &'a Evidence,
    /// Everybody who is in a source now, whether or not they are managed.
    pub present: &'a BTreeSet<PersonId>,
    /// Whether exactly one exact mail hit may pair.
    pub pair_by_mail: bool,
}

/// Pairs people with accounts.
pub fn correlate<'a>(
    people: impl IntoIterator<Item = (&'a PersonId, &'a SourceRecord)>,
    known: &Known<'_>,
) -> BTreeMap<PersonId, Situation> {
    let by_mail = mails(known);
    let found =
        people.into_iter().map(|(id, record)| (id.clone(), situation(id, record, known, &by_mail))).collect();
    claims::settle(found)
}

/// Accounts by lower-cased mail, from the listing and the evidence, in every state.
fn mails(known: &Known<'_>) -> BTreeMap<String, BTreeSet<AccountId>> {
    let mut by_mail: BTreeMap<String, BTreeSet<AccountId>> = BTreeMap::new();
    let found = known.evidence.accounts.values();
    for account in known.snapshot.accounts.values().chain(found).filter(|account| !account.mail().is_empty())
    {
        by_mail.entry(account.mail().to_lowercase()).or_default().insert(account.id);
    }
    by_mail
}

fn situation(
    id: &PersonId,
    record: &SourceRecord,
    known: &Known<'_>,
    by_mail: &BTreeMap<String, BTreeSet<AccountId>>,
) -> Situation {
    if let Some(link) = known.links.of_person(id) {
        return match known.account(link.account) {
            Some(_) => Situation::Linked { account: link.account, origin: link.origin },
            None => Situation::AccountGone { account: link.account },
        };
    }
    let by_mail = record.mail.as_ref().and_then(|mail| by_mail.get(mail));
    match known.evidence.by_external_id.get(&id.anchor) {
        Some(account) => by_external_id(id, *account, by_mail, known),
        None => match by_mail {
            None => Situation::Absent,
            Some(accounts) => by_mail_hit(accounts, known),
        },
    }
}

fn by_external_id(
    id: &PersonId,
    account: AccountId,
    by_mail: Option<&BTreeSet<AccountId>>,
    known: &Known<'_>,
) -> Situation {
    let mut accounts: BTreeSet<AccountId> = by_mail.into_iter().flatten().copied().collect();
    accounts.insert(account);
    match known.links.of_account(account) {
        Some(link) if link.person != *id => Situation::MailTaken { account, owner: link.person.clone() },
        _ if accounts.len() > 1 => Situation::Ambiguous { accounts: accounts.into_iter().collect() },
        _ if known.account(account).is_none() => Situation::AccountGone { account },
        _ => Situation::Found { account, origin: LinkOrigin::ExternalId },
    }
}

fn by_mail_hit(accounts: &BTreeSet<AccountId>, known: &Known<'_>) -> Situation {
    let [account] = accounts.iter().copied().collect::<Vec<_>>()[..] else {
        return Situation::Ambiguous { accounts: accounts.iter().copied().collect() };
    };
    if let Some(link) = known.links.of_account(account) {
        let owner = link.person.clone();
        return match known.present.contains(&owner) {
            true => Situation::MailTaken { account, owner },
            false => Situation::Recycled { account, owner: owner.to_string() },
        };
    }
    match known.evidence.external_ids_of.get(&account).and_then(BTreeSet::first) {
        Some(key) => Situation::Recycled { account, owner: key.to_string() },
        None if known.pair_by_mail => Situation::Found { account, origin: LinkOrigin::Mail },
        None => Situation::MailOnly { account },
    }
}

impl Known<'_> {
    /// An account, from the listing or from the evidence.
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.snapshot.accounts.get(&id).or_else(|| self.evidence.accounts.get(&id))
    }
}
