//! What correlation asks about people who have no link yet.

mod pages;
mod singly;

use super::mails;
use crate::genesys::client::Client;
use crate::genesys::error::TenantError;
use muster_core::correlate::{Evidence, Questions};
use muster_core::id::{AccountId, Anchor};
use muster_core::tenant::{AccountState, TenantSnapshot};
use pages::Shown;
use std::collections::BTreeSet;

/// Answers `questions` under our `authority` (such as `ad:objectGUID`) with the fewest calls; no question, no call.
///
/// External ids: one call for a hundred accounts, or one for each key, or one for each unlinked account, whichever is
/// fewer; what pages do not show is asked singly. Mails: none where `snapshot` is whole and shows deleted accounts, as
/// then nobody else has a mail; otherwise one for 500 deleted accounts, or one for 50 mails, whichever is fewer.
pub async fn evidence(
    client: &Client,
    authority: &str,
    questions: &Questions,
    snapshot: &TenantSnapshot,
) -> Result<Evidence, TenantError> {
    let accounts = mails::unlisted(client, &questions.mails, snapshot).await?;
    let mut asked = Asked::of(questions, snapshot);
    let shown = asked.shown(client, authority, snapshot).await?;
    let mut found = asked.take(&shown);
    asked.singly(client, authority, accounts.keys().copied().collect(), &mut found).await?;
    for (key, account) in &found.by_external_id {
        found.external_ids_of.entry(*account).or_default().insert(key.clone());
    }
    Ok(Evidence { accounts, ..found })
}

/// What is still to be asked.
struct Asked {
    keys: BTreeSet<Anchor>,
    /// `None` where they answer nothing about keys: an account that the listing lacks may carry one.
    unlinked: Option<BTreeSet<AccountId>>,
    mail_hits: BTreeSet<AccountId>,
}

impl Asked {
    fn of(questions: &Questions, snapshot: &TenantSnapshot) -> Self {
        let Questions { keys, unlinked, mail_hits, .. } = questions.clone();
        Self { keys, unlinked: snapshot.coverage.is_complete().then_some(unlinked), mail_hits }
    }

    /// The accounts in pages, where these and what they cannot show take fewer calls than asking singly.
    async fn shown(
        &self,
        client: &Client,
        authority: &str,
        snapshot: &TenantSnapshot,
    ) -> Result<Shown, TenantError> {
        let Some(unlinked) = &self.unlinked else { return Ok(Shown::new()) };
        let singly = unlinked.len().min(self.keys.len() + self.mail_hits.len());
        let is_deleted = |id: &&AccountId| {
            snapshot.accounts.get(id).is_some_and(|account| account.state == AccountState::Deleted)
        };
        let never_shown = unlinked.iter().filter(is_deleted).count().min(self.keys.len());
        let calls_max = singly.saturating_sub(never_shown + 1);
        if pages::pages(snapshot) > calls_max {
            return Ok(Shown::new());
        }
        pages::shown(client, authority, snapshot, calls_max).await
    }

    /// Takes what the pages answer off what is asked. Accounts that were not shown, and with them the keys that nobody
    /// was seen to carry, stay.
    fn take(&mut self, shown: &Shown) -> Evidence {
        let mut found = Evidence::default();
        for (account, keys) in shown {
            let is_unlinked = self.unlinked.as_mut().is_some_and(|unlinked| unlinked.remove(account));
            let is_hit = self.mail_hits.remove(account);
            if is_unlinked || is_hit || keys.iter().any(|key| self.keys.contains(key)) {
                found.by_external_id.extend(keys.iter().map(|key| (key.clone(), *account)));
                found.external_ids_of.insert(*account, keys.clone());
            }
        }
        self.keys.retain(|key| !found.by_external_id.contains_key(key));
        found
    }

    /// Asks the rest from the shorter side, and about the `unlisted` accounts in any case.
    async fn singly(
        self,
        client: &Client,
        authority: &str,
        unlisted: BTreeSet<AccountId>,
        found: &mut Evidence,
    ) -> Result<(), TenantError> {
        let (by_key, mut to_ask) = (self.keys.len() + self.mail_hits.len(), self.mail_hits);
        to_ask.extend(unlisted);
        match self.unlinked.filter(|unlinked| unlinked.len() < by_key) {
            Some(unlinked) => to_ask.extend(unlinked),
            None => {
                let carriers = singly::by_key(client, authority, &self.keys).await?;
                let known: BTreeSet<AccountId> = carriers.values().copied().collect();
                to_ask.retain(|account| !known.contains(account));
                found.by_external_id.extend(carriers);
            }
        }
        let carried = singly::keys_of(client, authority, &to_ask).await?;
        for (account, keys) in &carried {
            found.by_external_id.extend(keys.iter().map(|key| (key.clone(), *account)));
        }
        found.external_ids_of.extend(carried);
        Ok(())
    }
}
