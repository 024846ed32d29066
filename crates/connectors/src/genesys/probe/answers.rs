//! What answers say, and the findings made of them.

use crate::genesys::dto::Page;
use crate::genesys::refusal::{our_refusal, refusal_of};
use crate::genesys::wire::Reply;
use muster_core::id::AccountId;
use muster_core::operation::{AccountRef, Effect, Finding, Remaining};
use serde::de::DeserializeOwned;

/// A finding, or the one that says why there is none.
pub(super) type Found = Result<Finding, Finding>;

/// Nothing more to say than that it is so.
pub(super) fn already_so() -> Finding {
    Finding::AlreadySo(Effect::default())
}

/// Not so, and nothing to say about what is.
pub(super) fn not_yet(version: Option<i64>) -> Finding {
    Finding::NotYet { version, remaining: Remaining::Untold }
}

/// So when nobody remains.
pub(super) fn verdict(remaining: Vec<AccountRef>, version: Option<i64>) -> Finding {
    match remaining.is_empty() {
        true => already_so(),
        false => Finding::NotYet { version, remaining: Remaining::Accounts(remaining) },
    }
}

/// Those of `accounts` that `remain`.
pub(super) fn those(accounts: &[AccountId], remain: impl Fn(&AccountId) -> bool) -> Vec<AccountRef> {
    let remaining = accounts.iter().copied().filter(remain);
    remaining.map(AccountRef::Known).collect()
}

/// What a 404 means for something that an account should have: where the account is fresh, that it is not visible
/// yet; any other account does not exist.
pub(super) fn missing(fresh: bool, reply: &Reply) -> Finding {
    if fresh { not_yet(None) } else { Finding::Gone(refusal_of(reply)) }
}

pub(super) fn reply_at(replies: &[Reply], at: usize) -> Result<&Reply, Finding> {
    replies.get(at).ok_or_else(|| Finding::Unclear { reason: "the probe was not answered".into() })
}

pub(super) fn read<T: DeserializeOwned>(reply: &Reply) -> Result<T, Finding> {
    serde_json::from_slice(&reply.body).map_err(|error| Finding::Unclear {
        reason: format!("the answer to the probe is not readable: {error}"),
    })
}

/// Whether a page listing goes on after its last answer: by its page count, else by a page that is full.
pub(super) fn goes_on(replies: &[Reply], page_size: usize) -> bool {
    let Some(last) = replies.last().filter(|reply| reply.is_success()) else {
        return false;
    };
    let Ok(page) = serde_json::from_slice::<Page<serde_json::Value>>(&last.body) else {
        return false;
    };
    match page.page_count {
        Some(pages) => (replies.len() as u64) < pages,
        None => page.entities.held() >= page_size,
    }
}

/// All entities of the pages.
pub(super) fn entities<T: DeserializeOwned>(replies: &[Reply]) -> Result<Vec<T>, Finding> {
    let mut all = Vec::new();
    for reply in replies {
        all.extend(read::<Page<T>>(reply)?.entities.good);
    }
    Ok(all)
}

/// A refusal of ours in a finding that says `Gone`.
pub(super) fn gone(code: &str, message: String) -> Finding {
    Finding::Gone(our_refusal(code, message))
}
