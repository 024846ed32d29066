//! Pairs people with accounts: the remembered link, then the external id, then — only where the policy allows it — the
//! one account that has exactly the person's mail. What is not certain is a situation that is shown, never a guess.

mod claims;
mod evidence;
mod situation;

pub use claims::share_mails;
pub use evidence::{Evidence, Questions, questions, unlinked};
pub use situation::Situation;

use crate::everybody::Everybody;
use crate::id::{AccountId, PersonId};
use crate::person::{LinkOrigin, Links, Person};
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
    /// Who is in a source now, whether or not they are managed, and which accounts have which mail.
    pub everybody: &'a Everybody,
    /// Whether exactly one exact mail hit may pair.
    pub pair_by_mail: bool,
}

/// Pairs people with accounts.
pub fn correlate<'a>(
    people: impl IntoIterator<Item = &'a Person<'a>>,
    known: &Known<'_>,
) -> BTreeMap<PersonId, Situation> {
    let unlisted = unlisted(known);
    let mut found =
        people.into_iter().map(|person| (person.id.clone(), situation(person, known, &unlisted))).collect();
    claims::settle(&mut found);
    found
}

/// Accounts that the listing does not show, by lower-cased mail.
type Unlisted = BTreeMap<String, BTreeSet<AccountId>>;

fn unlisted(known: &Known<'_>) -> Unlisted {
    let mut by_mail = Unlisted::new();
    for account in known.evidence.accounts.values().filter(|account| !account.mail().is_empty()) {
        by_mail.entry(account.mail().to_lowercase()).or_default().insert(account.id);
    }
    by_mail
}

/// Accounts with one of a person's mails, in every state.
fn by_mail(person: &Person<'_>, known: &Known<'_>, unlisted: &Unlisted) -> BTreeSet<AccountId> {
    let of = |mail| {
        let listed = known.everybody.accounts_with_mail(mail).iter();
        listed.chain(unlisted.get(mail).into_iter().flatten()).copied()
    };
    person.mails().flat_map(of).collect()
}

fn situation(person: &Person<'_>, known: &Known<'_>, unlisted: &Unlisted) -> Situation {
    if let Some(clash) = &person.clash {
        return Situation::SharedJoin(clash.clone());
    }
    if let Some(link) = known.links.of_person(&person.id) {
        return match known.account(link.account) {
            Some(_) => Situation::Linked { account: link.account, origin: link.origin },
            None => Situation::AccountGone { account: link.account },
        };
    }
    let by_mail = by_mail(person, known, unlisted);
    let keyed: BTreeSet<AccountId> =
        person.anchors().filter_map(|key| known.evidence.by_external_id.get(key)).copied().collect();
    match (keyed.first(), by_mail.is_empty()) {
        (Some(_), _) => by_external_id(&person.id, &keyed, by_mail, known),
        (None, true) => Situation::Absent,
        (None, false) => by_mail_hit(&by_mail, known),
    }
}

fn by_external_id(
    id: &PersonId,
    keyed: &BTreeSet<AccountId>,
    by_mail: BTreeSet<AccountId>,
    known: &Known<'_>,
) -> Situation {
    let others = keyed.iter().filter_map(|account| known.links.of_account(*account));
    if let Some(link) = others.into_iter().find(|link| link.person != *id) {
        return Situation::MailTaken { account: link.account, owner: link.person.clone() };
    }
    let accounts: Vec<AccountId> = keyed.union(&by_mail).copied().collect();
    match accounts.as_slice() {
        [account] if known.account(*account).is_none() => Situation::AccountGone { account: *account },
        [account] => Situation::Found { account: *account, origin: LinkOrigin::ExternalId },
        _ => Situation::Ambiguous { accounts },
    }
}

fn by_mail_hit(accounts: &BTreeSet<AccountId>, known: &Known<'_>) -> Situation {
    let [account] = accounts.iter().copied().collect::<Vec<_>>()[..] else {
        return Situation::Ambiguous { accounts: accounts.iter().copied().collect() };
    };
    if let Some(link) = known.links.of_account(account) {
        let owner = link.person.clone();
        return match known.everybody.is_present(&owner) {
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
