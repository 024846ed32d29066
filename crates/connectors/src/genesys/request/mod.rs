//! The one request that each [`Call`] is. Pure.

mod account;
mod grants;
mod leave;
mod levels;
mod members;
mod scim;

use super::outcome::wants_wrapup;
use super::profile::{Present, replaces_a_part};
use super::unready::{Unready, all_known, known};
use super::wire::{Reply, Request};
use account::{add_external_id, create_account, set_state, update_profile};
use grants::{add_grants, grant_role, move_to_division, remove_grants};
use levels::{levels, remove_language, remove_skill, set_languages, set_skills};
use members::{add_group_members, queue_members, remove_group_members};
use muster_core::id::AccountId;
use muster_core::operation::{Api, Call, Leave};
pub(super) use scim::SCIM_USER;

/// The template of requests about one user.
pub(super) const USER: &str = "/api/v2/users/{userId}";

/// What has to be asked before the call can be written, where something has: the addresses and employer info that an
/// update of one of them carries along, and the version of an account of which none is known.
pub fn preparation(call: &Call) -> Option<Request> {
    let Call::UpdateProfile { account, profile, version, .. } = call else {
        return None;
    };
    let id = known(account).ok()?;
    let needed = replaces_a_part(profile) || version.is_none();
    needed.then(|| user_with_employer(id))
}

/// The request for `call`, in which every account must be known. `present` is the answer to [`preparation`], where that asked for something.
pub fn request(call: &Call, present: Option<&Present>) -> Result<Request, Unready> {
    Ok(match call {
        Call::CreateAccount { mail, name, division, profile, .. } => {
            create_account(mail, name, *division, profile)
        }
        Call::ProvisionAccount { mail, name, division_name, parts, .. } => {
            scim::provision(mail, name, division_name, parts)?
        }
        Call::AmendAccount { account, parts, version } => scim::amend(account, parts, *version)?,
        Call::SetState { account, state, version, api: Api::Platform } => {
            set_state(*account, *state, *version)
        }
        Call::SetState { account, state, version, api: Api::Scim } => {
            scim::set_active(*account, *state, *version)
        }
        Call::AddExternalId { account, authority, key } => add_external_id(known(account)?, authority, key),
        Call::UpdateProfile { account, profile, manager, version } => {
            update_profile(account, profile, manager.as_ref(), *version, present)?
        }
        Call::MoveToDivision { division, accounts } => move_to_division(*division, all_known(accounts)?),
        Call::GrantRole { role, division, accounts } => grant_role(*role, *division, all_known(accounts)?),
        Call::AddGrants { account, grants } => add_grants(known(account)?, grants),
        Call::RemoveGrants { account, grants } => remove_grants(*account, grants),
        Call::AddGroupMembers { group, accounts, version, api: Api::Platform } => {
            add_group_members(*group, all_known(accounts)?, *version)
        }
        Call::AddGroupMembers { group, accounts, api: Api::Scim, .. } => {
            scim::add_members(*group, &all_known(accounts)?)
        }
        Call::RemoveGroupMembers { group, accounts, api: Api::Platform } => {
            remove_group_members(*group, accounts)
        }
        Call::RemoveGroupMembers { group, accounts, api: Api::Scim } => {
            scim::remove_members(*group, accounts)
        }
        Call::AddQueueMembers { queue, accounts } => queue_members(*queue, &all_known(accounts)?, false),
        Call::RemoveQueueMembers { queue, accounts } => queue_members(*queue, accounts, true),
        Call::SetSkills { account, skills } => set_skills(known(account)?, levels(skills)),
        Call::RemoveSkill { account, skill } => remove_skill(*account, *skill),
        Call::SetLanguages { account, languages } => set_languages(known(account)?, levels(languages)),
        Call::RemoveLanguage { account, language } => remove_language(*account, *language),
        Call::Leave(leave) => leave::leave(leave),
    })
}

/// What to send in place of a request that was refused with `reply`, where the call has another way: a part in a
/// conversation that does not end without a wrap-up code.
pub fn instead(call: &Call, reply: &Reply) -> Option<Request> {
    match call {
        Call::Leave(Leave::Disconnect { conversation, participant, wrapup: Some(code), .. })
            if wants_wrapup(reply) =>
        {
            Some(leave::wrapped_up(*conversation, *participant, *code))
        }
        _ => None,
    }
}

/// `GET /api/v2/users/{id}` with everything that a profile change touches.
pub(super) fn user_with_employer(account: AccountId) -> Request {
    Request::get(USER, format!("/api/v2/users/{account}?expand=employerInfo"))
}
