//! Reading back whether a call's effect is there. Pure: says what to ask next and what the answers mean.
//!
//! One file a kind. Each has `next`, which names the next request (or none when enough was answered), and `finding`,
//! which reads the answers.

mod account;
pub(super) mod external_id;
pub(super) mod grants;
pub(super) mod levels;
pub(super) mod members;
mod profile;

use super::bindings::{Bindings, Unready};
use super::dto::Page;
use super::refusal::{our_refusal, refusal_of};
use super::wire::{Reply, Request};
use muster_core::operation::{AccountRef, Call, Effect, Finding};
use serde::de::DeserializeOwned;

/// What to ask next to find out whether the effect of `call` is there, given the answers so far; `None` when they are
/// enough. Answers are final replies: 2xx or 4xx.
pub fn next_probe(call: &Call, bindings: &Bindings, replies: &[Reply]) -> Result<Option<Request>, Unready> {
    if replies
        .last()
        .is_some_and(|reply| !reply.is_success() && reply.status != 404)
    {
        return Ok(None);
    }
    match call {
        Call::CreateAccount { mail, .. } => Ok(account::next_search(mail, replies)),
        Call::SetState { account, .. } => Ok(account::next_state(*account, replies)),
        Call::AddExternalId { authority, key, .. } => Ok(external_id::next(authority, key, replies)),
        Call::UpdateProfile { account, .. } => Ok(profile::next(bindings.resolve(account)?, replies)),
        Call::MoveToDivision { accounts, .. } => {
            Ok(account::next_divisions(&bindings.resolve_all(accounts)?, replies))
        }
        Call::GrantRole { role, accounts, .. } => Ok(grants::next_for_role(
            *role,
            &bindings.resolve_all(accounts)?,
            replies,
        )),
        Call::AddGrants { account, .. } => Ok(grants::next_for_subject(bindings.resolve(account)?, replies)),
        Call::RemoveGrants { account, .. } => Ok(grants::next_for_subject(*account, replies)),
        Call::AddGroupMembers { group, .. } | Call::RemoveGroupMembers { group, .. } => {
            Ok(members::next_of_group(*group, replies))
        }
        Call::AddQueueMembers { queue, .. } | Call::RemoveQueueMembers { queue, .. } => {
            Ok(members::next_of_queue(*queue, replies))
        }
        Call::SetSkills { account, .. } => Ok(levels::next_skills(bindings.resolve(account)?, replies)),
        Call::RemoveSkill { account, .. } => Ok(levels::next_skills(*account, replies)),
        Call::SetLanguages { account, .. } => Ok(levels::next_languages(bindings.resolve(account)?, replies)),
        Call::RemoveLanguage { account, .. } => Ok(levels::next_languages(*account, replies)),
    }
}

/// What the answers to [`next_probe`] mean for `call`.
pub fn finding(call: &Call, bindings: &Bindings, replies: &[Reply]) -> Finding {
    let refused = replies
        .iter()
        .find(|reply| !reply.is_success() && reply.status != 404);
    if let Some(reply) = refused {
        let refusal = refusal_of(reply);
        return Finding::Unclear {
            reason: format!("status {}: {}", refusal.status, refusal.message),
        };
    }
    let found = match call {
        Call::CreateAccount {
            mail, name, division, ..
        } => account::created(mail, name, *division, replies),
        Call::SetState { state, .. } => account::state(*state, replies),
        Call::AddExternalId {
            account,
            authority,
            key,
        } => external_id::finding(account, authority, key, bindings, replies),
        Call::UpdateProfile {
            account,
            profile,
            manager,
            ..
        } => profile::finding(account, profile, manager.as_ref(), bindings, replies),
        Call::MoveToDivision { division, accounts } => {
            account::divisions(*division, accounts, bindings, replies)
        }
        Call::GrantRole {
            role,
            division,
            accounts,
        } => grants::held_by_all(*role, *division, accounts, bindings, replies),
        Call::AddGrants { account, grants } => grants::all_held(account, grants, bindings, replies),
        Call::RemoveGrants { account, grants } => grants::none_held(*account, grants, replies),
        Call::AddGroupMembers { accounts, .. } => members::all_in_group(accounts, bindings, replies),
        Call::RemoveGroupMembers { accounts, .. } => members::none_in_group(accounts, replies),
        Call::AddQueueMembers { accounts, .. } => members::all_in_queue(accounts, bindings, replies),
        Call::RemoveQueueMembers { accounts, .. } => members::none_in_queue(accounts, replies),
        Call::SetSkills { account, skills } => levels::skills_are(account, skills, bindings, replies),
        Call::RemoveSkill { skill, .. } => levels::skill_is_gone(*skill, replies),
        Call::SetLanguages { account, languages } => {
            levels::languages_are(account, languages, bindings, replies)
        }
        Call::RemoveLanguage { language, .. } => levels::language_is_gone(*language, replies),
    };
    found.unwrap_or_else(|unclear| unclear)
}

/// A finding, or the one that says why there is none.
type Found = Result<Finding, Finding>;

/// Nothing more to say than that it is so.
fn already_so() -> Finding {
    Finding::AlreadySo(Effect::default())
}

fn not_yet(version: Option<i64>, remaining: Vec<AccountRef>) -> Finding {
    Finding::NotYet { version, remaining }
}

/// What a 404 means for something that an account of this run should have: it is not visible yet. Any other account
/// does not exist.
fn missing(account: &AccountRef, bindings: &Bindings, reply: &Reply) -> Finding {
    if bindings.is_fresh(account) {
        not_yet(None, Vec::new())
    } else {
        Finding::Gone(refusal_of(reply))
    }
}

fn reply_at(replies: &[Reply], at: usize) -> Result<&Reply, Finding> {
    replies.get(at).ok_or_else(|| Finding::Unclear {
        reason: "the probe was not answered".into(),
    })
}

fn read<T: DeserializeOwned>(reply: &Reply) -> Result<T, Finding> {
    serde_json::from_slice(&reply.body).map_err(|error| Finding::Unclear {
        reason: format!("the answer to the probe is not readable: {error}"),
    })
}

/// Whether a page listing goes on after its last answer: by its page count, else by a page that is full.
fn goes_on(replies: &[Reply], page_size: usize) -> bool {
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
fn entities<T: DeserializeOwned>(replies: &[Reply]) -> Result<Vec<T>, Finding> {
    let mut all = Vec::new();
    for reply in replies {
        all.extend(read::<Page<T>>(reply)?.entities.good);
    }
    Ok(all)
}

/// A refusal of ours in a finding that says `Gone`.
fn gone(code: &str, message: String) -> Finding {
    Finding::Gone(our_refusal(code, message))
}
