//! External ids: who carries the key under our authority.

use super::answers::{Found, already_so, gone, not_yet, read, reply_at};
use crate::genesys::dto::User;
use crate::genesys::path::encoded;
use crate::genesys::wire::{Reply, Request};
use muster_core::id::AccountId;

pub(super) fn next(authority: &str, key: &str, replies: &[Reply]) -> Option<Request> {
    replies.is_empty().then(|| lookup(authority, key))
}

/// `GET /api/v2/users/externalid/{authority}/{key}`.
pub(in crate::genesys) fn lookup(authority: &str, key: &str) -> Request {
    let path = format!("/api/v2/users/externalid/{}/{}", encoded(authority), encoded(key));
    Request::get("/api/v2/users/externalid/{authorityName}/{externalKey}", path)
}

pub(super) fn finding(account: AccountId, authority: &str, key: &str, replies: &[Reply]) -> Found {
    let reply = reply_at(replies, 0)?;
    if reply.status == 404 {
        return Ok(not_yet(None));
    }
    let holder = AccountId(read::<User>(reply)?.id);
    Ok(if account == holder {
        already_so()
    } else {
        gone(
            "muster.external_id.taken",
            format!("the external id {authority} {key} belongs to the account {holder}"),
        )
    })
}
