//! Accounts themselves: created, in a state, in a division.

use super::answers::{Found, gone, not_yet, read, reply_at, those, verdict};
use crate::genesys::account::{account_of, state_of};
use crate::genesys::dto::{Page, SearchPage, User};
use crate::genesys::path::joined;
use crate::genesys::refusal::refusal_of;
use crate::genesys::request::USER;
use crate::genesys::search::{by_mail, has_mail};
use crate::genesys::wire::{Reply, Request};
use muster_core::id::{AccountId, DivisionId};
use muster_core::operation::{Effect, Finding};
use muster_core::tenant::{Account, AccountState};
use std::collections::BTreeMap;

/// Accounts by id in one call (`max.user.ids`).
const IDS_MAX: usize = 100;
/// An account that nobody has touched since its creation has a version up to this.
const UNTOUCHED_VERSION_MAX: i64 = 2;

pub(super) fn next_search(mail: &str, replies: &[Reply]) -> Option<Request> {
    replies.is_empty().then(|| by_mail(&[mail], 25, 1))
}

/// Only an account that looks exactly like what we would have made counts as ours: active, our name, our division,
/// untouched. Anything else has an owner of its own, and the mail is not free.
pub(super) fn created(mail: &str, name: &str, division: DivisionId, replies: &[Reply]) -> Found {
    let page: SearchPage = read(reply_at(replies, 0)?)?;
    let Some(user) = page.results.iter().find(|user| has_mail(user, mail)) else {
        return Ok(not_yet(None));
    };
    let holder = account_of(user, division);
    let untouched = user.version.is_none_or(|version| version <= UNTOUCHED_VERSION_MAX);
    if holder.state == AccountState::Active
        && holder.name() == name
        && holder.division == division
        && untouched
    {
        return Ok(Finding::AlreadySo(Effect {
            account: Some(holder.id),
            version: user.version,
            correlation: None,
        }));
    }
    Ok(held_by(&holder, mail))
}

pub(super) fn held_by(holder: &Account, mail: &str) -> Finding {
    let (state, id) = (holder.state, holder.id);
    gone(
        "muster.mail.taken",
        format!("the mail {mail} belongs to the {state} account {id} ({})", holder.name()),
    )
}

/// Asks for the account, and where it is not found, for the deleted one.
pub(super) fn next_state(account: AccountId, replies: &[Reply]) -> Option<Request> {
    let path = format!("/api/v2/users/{account}");
    match replies {
        [] => Some(Request::get(USER, path)),
        [first] if first.status == 404 => Some(Request::get(USER, format!("{path}?state=deleted"))),
        _ => None,
    }
}

pub(super) fn state(wanted: AccountState, replies: &[Reply]) -> Found {
    let Some(reply) = replies.iter().find(|reply| reply.is_success()) else {
        return Ok(Finding::Gone(refusal_of(reply_at(replies, 0)?)));
    };
    let user: User = read(reply)?;
    if state_of(&user) == wanted {
        return Ok(Finding::AlreadySo(Effect { version: user.version, ..Effect::default() }));
    }
    Ok(not_yet(user.version))
}

pub(super) fn next_divisions(accounts: &[AccountId], replies: &[Reply]) -> Option<Request> {
    let chunk = accounts.chunks(IDS_MAX).nth(replies.len())?;
    let ids = joined(chunk);
    let query = format!("/api/v2/users?state=any&pageSize={IDS_MAX}&id={ids}");
    Some(Request::get("/api/v2/users", query))
}

/// An account that was not listed counts as not moved: nothing is known about it.
pub(super) fn divisions(division: DivisionId, accounts: &[AccountId], replies: &[Reply]) -> Found {
    let mut seen: BTreeMap<AccountId, DivisionId> = BTreeMap::new();
    for reply in replies {
        for user in read::<Page<User>>(reply)?.entities.good {
            let at = user.division.as_ref().and_then(|d| d.uuid()).map(DivisionId);
            seen.extend(at.map(|at| (AccountId(user.id), at)));
        }
    }
    let elsewhere = |account: &AccountId| seen.get(account) != Some(&division);
    Ok(verdict(those(accounts, elsewhere), None))
}
