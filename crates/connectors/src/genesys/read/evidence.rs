//! What correlation asks about people who have no link yet.

use crate::genesys::account::account_of;
use crate::genesys::client::Client;
use crate::genesys::dto::{ExternalId, SearchPage, User};
use crate::genesys::error::TenantError;
use crate::genesys::probe::external_id::lookup;
use crate::genesys::search::{MAILS_MAX, by_mail, has_mail};
use crate::genesys::wire::Request;
use futures_util::{StreamExt, TryStreamExt, stream};
use muster_core::correlate::{Evidence, Questions};
use muster_core::entitlement::Kind;
use muster_core::id::{AccountId, Anchor, DivisionId};
use muster_core::tenant::{Account, AccountState, TenantSnapshot};
use std::collections::{BTreeMap, BTreeSet};

/// Answers `questions` under our `authority` (such as `ad:objectGUID`) with the fewest calls; no question, no call.
///
/// External ids: one call for each key, or one for each unlinked account, whichever is fewer. Mails: one search for
/// 50, in every state. `snapshot` tells which accounts are known already.
pub async fn evidence(
    client: &Client,
    authority: &str,
    questions: &Questions,
    snapshot: &TenantSnapshot,
) -> Result<Evidence, TenantError> {
    let mut evidence =
        Evidence { accounts: unlisted(client, &questions.mails, snapshot).await?, ..Evidence::default() };
    let mut to_ask = questions.mail_hits.clone();
    to_ask.extend(evidence.accounts.keys());
    if questions.unlinked.len() < questions.keys.len() + questions.mail_hits.len() {
        to_ask.extend(&questions.unlinked);
    } else {
        evidence.by_external_id = by_key(client, authority, &questions.keys).await?;
        to_ask.retain(|account| !evidence.by_external_id.values().any(|found| found == account));
    }
    let carried = keys_of(client, authority, &to_ask).await?;
    for (account, keys) in &carried {
        let pairs = keys.iter().map(|key| (key.clone(), *account));
        evidence.by_external_id.extend(pairs);
    }
    evidence.external_ids_of = carried;
    for (key, account) in &evidence.by_external_id {
        evidence.external_ids_of.entry(*account).or_default().insert(key.clone());
    }
    Ok(evidence)
}

/// Which account carries each key.
async fn by_key(
    client: &Client,
    authority: &str,
    keys: &BTreeSet<Anchor>,
) -> Result<BTreeMap<Anchor, AccountId>, TenantError> {
    let found: Vec<Option<(Anchor, AccountId)>> = stream::iter(keys)
        .map(|key| async move {
            match client.get::<User>(lookup(authority, key.as_str())).await {
                Ok(user) => Ok(Some((key.clone(), AccountId(user.id)))),
                Err(TenantError::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        })
        .buffered(client.config().parallel_reads.max(1))
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// Which keys under our authority each account carries.
async fn keys_of(
    client: &Client,
    authority: &str,
    accounts: &BTreeSet<AccountId>,
) -> Result<BTreeMap<AccountId, BTreeSet<Anchor>>, TenantError> {
    stream::iter(accounts.iter().copied())
        .map(|account| async move {
            let path = format!("/api/v2/users/{account}/externalid");
            let request = Request::get("/api/v2/users/{userId}/externalid", path);
            match client.get::<Vec<ExternalId>>(request).await {
                Ok(ids) => Ok((account, ours(authority, ids))),
                Err(TenantError::NotFound { .. }) => Ok((account, BTreeSet::new())),
                Err(error) => Err(error),
            }
        })
        .buffered(client.config().parallel_reads.max(1))
        .try_collect()
        .await
}

fn ours(authority: &str, ids: Vec<ExternalId>) -> BTreeSet<Anchor> {
    let ours = ids.into_iter().filter(|id| id.authority_name == authority);
    ours.map(|id| Anchor::new(id.external_key)).collect()
}

/// Accounts with one of the mails that the listing did not bring.
async fn unlisted(
    client: &Client,
    mails: &BTreeSet<String>,
    snapshot: &TenantSnapshot,
) -> Result<BTreeMap<AccountId, Account>, TenantError> {
    let listed: BTreeSet<&str> = snapshot.accounts.values().map(Account::mail).collect();
    // A mail belongs to one account at most, deleted ones included: who is listed need not be searched.
    let unknown: Vec<&str> = mails.iter().map(String::as_str).filter(|mail| !listed.contains(mail)).collect();
    let canary = canary(snapshot);
    let home = snapshot.catalogue.home().unwrap_or(DivisionId(uuid::Uuid::nil()));
    let mut found = BTreeMap::new();
    for chunk in unknown.chunks(MAILS_MAX - 1) {
        for user in search(client, chunk, canary).await? {
            let mut account = account_of(&user, home);
            account.unread.extend([Kind::Role, Kind::Queue]);
            found.insert(account.id, account);
        }
    }
    found.retain(|id, _| !snapshot.accounts.contains_key(id));
    Ok(found)
}

/// A mail that a search must find: whether several mails in one search mean "any of them" is not published, and an
/// empty answer must not pass for "nobody".
fn canary(snapshot: &TenantSnapshot) -> Option<&str> {
    let active = |account: &&Account| account.state == AccountState::Active && !account.mail().is_empty();
    // The oldest hands: an account that was changed often is not one that the search index has yet to see.
    let known = snapshot.accounts.values().filter(active).max_by_key(|account| account.version);
    known.map(Account::mail)
}

async fn search(client: &Client, mails: &[&str], canary: Option<&str>) -> Result<Vec<User>, TenantError> {
    if let ([_, _, ..], Some(canary)) = (mails, canary) {
        let with_canary: Vec<&str> = mails.iter().copied().chain([canary]).collect();
        let hits = hits(client, &with_canary).await?;
        if hits.iter().any(|user| has_mail(user, canary)) {
            return Ok(exact(hits, mails));
        }
    }
    let mut all = Vec::new();
    for mail in mails {
        all.extend(exact(hits(client, &[mail]).await?, mails));
    }
    Ok(all)
}

async fn hits(client: &Client, mails: &[&str]) -> Result<Vec<User>, TenantError> {
    const PAGE: usize = 100;
    let first: SearchPage = client.get(by_mail(mails, PAGE, 1)).await?;
    let pages = first.page_count.unwrap_or(1);
    let mut users = first.results;
    for number in 2..=pages {
        let next: SearchPage = client.get(by_mail(mails, PAGE, number)).await?;
        users.extend(next.results);
    }
    Ok(users)
}

fn exact(users: Vec<User>, mails: &[&str]) -> Vec<User> {
    let asked = |user: &User| mails.iter().any(|mail| has_mail(user, mail));
    users.into_iter().filter(asked).collect()
}
