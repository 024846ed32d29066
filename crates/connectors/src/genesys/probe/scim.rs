//! What SCIM did: an account with its external id, and the parts of a user.

use super::account::held_by;
use super::answers::{Found, gone, missing, not_yet, read, reply_at};
use super::external_id::lookup;
use crate::genesys::account::account_of;
use crate::genesys::dto::{SearchPage, User};
use crate::genesys::request::SCIM_USER;
use crate::genesys::scim::ScimUser;
use crate::genesys::search::{by_mail, has_mail};
use crate::genesys::wire::{Reply, Request};
use muster_core::id::{AccountId, DivisionId};
use muster_core::operation::{Effect, Finding, Part, Remaining};

/// The external id that a creation carries.
pub(super) fn key(parts: &[Part]) -> Option<(&str, &str)> {
    parts.iter().find_map(|part| match part {
        Part::ExternalId { authority, key } => Some((authority.as_str(), key.as_str())),
        _ => None,
    })
}

/// Who carries the external id; where nobody does, who has the mail.
pub(super) fn next_created((authority, key): (&str, &str), mail: &str, replies: &[Reply]) -> Option<Request> {
    match replies {
        [] => Some(lookup(authority, key)),
        [first] if first.status == 404 => Some(by_mail(&[mail], 25, 1)),
        _ => None,
    }
}

/// An account of ours carries our key from its first moment. One with the mail and without the key is another's.
pub(super) fn created(
    (authority, key): (&str, &str),
    mail: &str,
    division: DivisionId,
    replies: &[Reply],
) -> Found {
    let first = reply_at(replies, 0)?;
    if first.status != 404 {
        let user: User = read(first)?;
        if has_mail(&user, mail) {
            let (account, version) = (Some(AccountId(user.id)), user.version);
            return Ok(Finding::AlreadySo(Effect { account, version, correlation: None }));
        }
        let sentence = format!("the external id {authority} {key} belongs to the account {}", user.id);
        return Ok(gone("muster.external_id.taken", sentence));
    }
    let page: SearchPage = read(reply_at(replies, 1)?)?;
    let holder = page.results.iter().find(|user| has_mail(user, mail));
    Ok(holder.map_or_else(|| not_yet(None), |user| held_by(&account_of(user, division), mail)))
}

/// The user, whole: skills and languages change without raising its version.
pub(super) fn next_amended(account: AccountId, replies: &[Reply]) -> Option<Request> {
    let path = format!("/api/v2/scim/v2/users/{account}");
    replies.is_empty().then(|| Request::get(SCIM_USER, path))
}

pub(super) fn amended(parts: &[Part], fresh: bool, replies: &[Reply]) -> Found {
    let reply = reply_at(replies, 0)?;
    if reply.status == 404 {
        return Ok(missing(fresh, reply));
    }
    let user: ScimUser = read(reply)?;
    let version = user.version();
    let left = parts.iter().filter(|part| !user.shows(part));
    let left: Vec<Part> = left.map(|part| part.clone().where_there_is(user.has(part))).collect();
    Ok(match left.is_empty() {
        true => Finding::AlreadySo(Effect { version, ..Effect::default() }),
        false => Finding::NotYet { version, remaining: Remaining::Parts(left) },
    })
}
