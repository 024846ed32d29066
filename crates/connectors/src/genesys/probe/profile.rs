//! Profile fields and the manager.

use super::answers::{Found, missing, not_yet, read, reply_at};
use crate::genesys::account::fields_of;
use crate::genesys::dto::User;
use crate::genesys::profile::shows;
use crate::genesys::request::user_with_employer;
use crate::genesys::unready::{Unready, known};
use crate::genesys::wire::{Reply, Request};
use muster_core::id::AccountId;
use muster_core::operation::{AccountRef, Effect, Finding, Profile};

pub(super) fn next(account: AccountId, replies: &[Reply]) -> Option<Request> {
    replies.is_empty().then(|| user_with_employer(account))
}

pub(super) fn finding(
    profile: &Profile,
    manager: Option<&Option<AccountRef>>,
    fresh: bool,
    replies: &[Reply],
) -> Found {
    let reply = reply_at(replies, 0)?;
    if reply.status == 404 {
        return Ok(missing(fresh, reply));
    }
    let user: User = read(reply)?;
    if has_fields(&user, profile) && has_manager(&user, manager)? {
        return Ok(Finding::AlreadySo(Effect { version: user.version, ..Effect::default() }));
    }
    Ok(not_yet(user.version))
}

fn has_fields(user: &User, profile: &Profile) -> bool {
    let present = fields_of(user);
    profile
        .iter()
        .all(|(field, wanted)| shows(*field, present.get(field).map(String::as_str), wanted.as_deref()))
}

fn has_manager(user: &User, wanted: Option<&Option<AccountRef>>) -> Result<bool, Unready> {
    let present = user.manager.as_ref().and_then(|m| m.uuid()).map(AccountId);
    Ok(match wanted {
        None => true,
        Some(None) => present.is_none(),
        Some(Some(manager)) => present == Some(known(manager)?),
    })
}
