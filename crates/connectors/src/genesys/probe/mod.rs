//! Reading back whether a call's effect is there. Pure: says what to ask next and what the answers mean.
//!
//! One file a kind. Each has `next`, which names the next request (or none when enough was answered), and `finding`,
//! which reads the answers.

mod account;
mod answers;
pub(super) mod external_id;
pub(super) mod grants;
mod leave;
pub(super) mod levels;
pub(super) mod members;
mod profile;
mod scim;

use super::refusal::refusal_of;
use super::unready::{Unready, all_known, known, receivers};
use super::wire::{Reply, Request};
use answers::Found;
use muster_core::operation::{Call, Finding};

/// What to ask next to find out whether the effect of `call` is there, given the answers so far; `None` when they are
/// enough. Answers are final replies: 2xx or 4xx. About an account that is not known nothing is asked.
pub fn next_probe(call: &Call, replies: &[Reply]) -> Result<Option<Request>, Unready> {
    all_known(receivers(call))?;
    if replies.last().is_some_and(is_refusal) {
        return Ok(None);
    }
    Ok(match call {
        Call::CreateAccount { mail, .. } => account::next_search(mail, replies),
        Call::ProvisionAccount { mail, parts, .. } => match scim::key(parts) {
            Some(key) => scim::next_created(key, mail, replies),
            None => account::next_search(mail, replies),
        },
        Call::AmendAccount { account, .. } => scim::next_amended(known(account)?, replies),
        Call::SetState { account, .. } => account::next_state(*account, replies),
        Call::AddExternalId { authority, key, .. } => external_id::next(authority, key, replies),
        Call::UpdateProfile { account, .. } => profile::next(known(account)?, replies),
        Call::MoveToDivision { accounts, .. } => account::next_divisions(&all_known(accounts)?, replies),
        Call::GrantRole { role, accounts, .. } => {
            grants::next_for_role(*role, &all_known(accounts)?, replies)
        }
        Call::AddGrants { account, .. } => grants::next_for_subject(known(account)?, replies),
        Call::RemoveGrants { account, .. } => grants::next_for_subject(*account, replies),
        Call::AddGroupMembers { group, api, .. } | Call::RemoveGroupMembers { group, api, .. } => {
            members::next_of_group(*group, *api, replies)
        }
        Call::AddQueueMembers { queue, .. } | Call::RemoveQueueMembers { queue, .. } => {
            members::next_of_queue(*queue, replies)
        }
        Call::SetSkills { account, .. } => levels::next_skills(known(account)?, replies),
        Call::RemoveSkill { account, .. } => levels::next_skills(*account, replies),
        Call::SetLanguages { account, .. } => levels::next_languages(known(account)?, replies),
        Call::RemoveLanguage { account, .. } => levels::next_languages(*account, replies),
        Call::Leave(leave) => leave::next(leave, replies),
    })
}

/// What the answers to [`next_probe`] mean for `call`. `fresh`: an account that the call gives something to came into
/// being a moment ago, so a tenant that does not find it may not show it yet.
pub fn finding(call: &Call, fresh: bool, replies: &[Reply]) -> Finding {
    if let Some(reply) = replies.iter().find(|reply| is_refusal(reply)) {
        let refusal = refusal_of(reply);
        return Finding::Unclear { reason: format!("status {}: {}", refusal.status, refusal.message) };
    }
    found(call, fresh, replies).unwrap_or_else(|instead| instead)
}

fn found(call: &Call, fresh: bool, replies: &[Reply]) -> Found {
    match call {
        Call::CreateAccount { mail, name, division, .. } => account::created(mail, name, *division, replies),
        Call::ProvisionAccount { mail, name, division, parts, .. } => match scim::key(parts) {
            Some(key) => scim::created(key, mail, *division, replies),
            None => account::created(mail, name, *division, replies),
        },
        Call::AmendAccount { parts, .. } => scim::amended(parts, fresh, replies),
        Call::SetState { state, .. } => account::state(*state, replies),
        Call::AddExternalId { account, authority, key } => {
            external_id::finding(known(account)?, authority, key, replies)
        }
        Call::UpdateProfile { profile, manager, .. } => {
            profile::finding(profile, manager.as_ref(), fresh, replies)
        }
        Call::MoveToDivision { division, accounts } => {
            account::divisions(*division, &all_known(accounts)?, replies)
        }
        Call::GrantRole { role, division, accounts } => {
            grants::held_by_all(*role, *division, &all_known(accounts)?, fresh, replies)
        }
        Call::AddGrants { account, grants } => grants::all_held(known(account)?, grants, fresh, replies),
        Call::RemoveGrants { account, grants } => grants::none_held(*account, grants, replies),
        Call::AddGroupMembers { accounts, api, .. } => {
            members::all_in_group(&all_known(accounts)?, *api, replies)
        }
        Call::RemoveGroupMembers { accounts, api, .. } => members::none_in_group(accounts, *api, replies),
        Call::AddQueueMembers { accounts, .. } => members::all_in_queue(&all_known(accounts)?, replies),
        Call::RemoveQueueMembers { accounts, .. } => members::none_in_queue(accounts, replies),
        Call::SetSkills { skills, .. } => levels::skills_are(skills, fresh, replies),
        Call::RemoveSkill { skill, .. } => levels::skill_is_gone(*skill, replies),
        Call::SetLanguages { languages, .. } => levels::languages_are(languages, fresh, replies),
        Call::RemoveLanguage { language, .. } => levels::language_is_gone(*language, replies),
        Call::Leave(leave) => leave::finding(leave, replies),
    }
}

/// An answer that ends a probe without telling anything. A 404 tells something.
fn is_refusal(reply: &Reply) -> bool {
    !reply.is_success() && reply.status != 404
}
