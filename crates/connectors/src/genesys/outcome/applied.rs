//! What a 2xx reply proves.

use super::leave::shortfall;
use crate::genesys::dto::{ExternalId, User};
use crate::genesys::scim::ScimUser;
use crate::genesys::wire::Reply;
use muster_core::id::AccountId;
use muster_core::operation::{Api, Call, Effect, Outcome, Part, Refusal};

/// The outcome of a 2xx. A reply that should show what was written and does not leaves it unknown, and a probe looks.
pub(super) fn applied(call: &Call, reply: &Reply) -> Outcome {
    if !is_json_or_nothing(reply) {
        let reason = format!("status {} with a body that is not of Genesys Cloud", reply.status);
        return Outcome::Unknown { reason };
    }
    if let Call::Leave(leave) = call
        && let Some(refusal) = shortfall(leave, reply)
    {
        return Outcome::Conflict(Refusal { correlation: reply.correlation.clone(), ..refusal });
    }
    match shown(call, reply) {
        Ok(effect) => Outcome::Applied(Effect { correlation: reply.correlation.clone(), ..effect }),
        Err(reason) => Outcome::Unknown { reason: reason.into() },
    }
}

/// What the reply shows, or what it lacks.
fn shown(call: &Call, reply: &Reply) -> Result<Effect, &'static str> {
    match call {
        Call::CreateAccount { .. } => user(reply).map(created).ok_or(NAMELESS),
        Call::ProvisionAccount { parts, .. } => {
            let user = ScimUser::of(reply).ok_or(NAMELESS)?;
            let account = Some(AccountId(user.id));
            with_keys(&user, parts).then(|| Effect { account, ..versioned(&user) }).ok_or(KEYLESS)
        }
        Call::AmendAccount { parts, .. } => {
            let user = ScimUser::of(reply);
            let shows = user.as_ref().map_or(!has_key(parts), |user| with_keys(user, parts));
            shows.then(|| user.as_ref().map(versioned).unwrap_or_default()).ok_or(KEYLESS)
        }
        Call::AddExternalId { authority, key, .. } => {
            lists(reply, authority, key).then(Effect::default).ok_or(KEYLESS)
        }
        Call::SetState { api: Api::Scim, .. } => {
            Ok(ScimUser::of(reply).as_ref().map(versioned).unwrap_or_default())
        }
        Call::SetState { api: Api::Platform, .. } | Call::UpdateProfile { .. } => {
            let version = user(reply).and_then(|user| user.version);
            Ok(Effect { version, ..Effect::default() })
        }
        Call::MoveToDivision { .. }
        | Call::GrantRole { .. }
        | Call::AddGrants { .. }
        | Call::RemoveGrants { .. }
        | Call::AddGroupMembers { .. }
        | Call::RemoveGroupMembers { .. }
        | Call::AddQueueMembers { .. }
        | Call::RemoveQueueMembers { .. }
        | Call::SetSkills { .. }
        | Call::RemoveSkill { .. }
        | Call::SetLanguages { .. }
        | Call::RemoveLanguage { .. }
        | Call::Leave(_) => Ok(Effect::default()),
    }
}

const NAMELESS: &str = "created, but the reply does not say which account";
const KEYLESS: &str = "written, but the reply does not show the external id";

fn user(reply: &Reply) -> Option<User> {
    serde_json::from_slice(&reply.body).ok()
}

fn created(user: User) -> Effect {
    Effect { account: Some(AccountId(user.id)), version: user.version, ..Effect::default() }
}

fn versioned(user: &ScimUser) -> Effect {
    Effect { version: user.version(), ..Effect::default() }
}

/// The reply to writing an external id is the only proof that it was written: nothing reads it back.
fn with_keys(user: &ScimUser, parts: &[Part]) -> bool {
    parts.iter().all(|part| !is_key(part) || user.shows(part))
}

fn has_key(parts: &[Part]) -> bool {
    parts.iter().any(is_key)
}

fn is_key(part: &Part) -> bool {
    matches!(part, Part::ExternalId { .. })
}

fn lists(reply: &Reply, authority: &str, key: &str) -> bool {
    let held: Vec<ExternalId> = serde_json::from_slice(&reply.body).unwrap_or_default();
    held.iter().any(|one| one.authority_name == authority && one.external_key == key)
}

/// Many calls answer without a body; a page of HTML comes from a proxy, which did not carry the call out.
fn is_json_or_nothing(reply: &Reply) -> bool {
    reply.body.iter().all(u8::is_ascii_whitespace)
        || serde_json::from_slice::<serde::de::IgnoredAny>(&reply.body).is_ok()
}
