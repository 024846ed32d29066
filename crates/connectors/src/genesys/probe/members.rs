//! Members of groups and queues.

use super::answers::{Found, already_so, entities, goes_on, read, reply_at, those, verdict};
use crate::genesys::dto::{Group, Ref};
use crate::genesys::refusal::refusal_of;
use crate::genesys::scim_group::{self, ScimGroup};
use crate::genesys::wire::{Reply, Request};
use muster_core::id::{AccountId, GroupId, QueueId};
use muster_core::operation::{Api, Finding};
use std::collections::BTreeSet;

/// Members of a queue in one page.
pub(in crate::genesys) const QUEUE_PAGE: usize = 100;

/// The group for its version, then its direct members; SCIM shows both at once.
pub(super) fn next_of_group(group: GroupId, api: Api, replies: &[Reply]) -> Option<Request> {
    match (api, replies) {
        (Api::Scim, []) => Some(scim_group::group(group)),
        (Api::Platform, []) => {
            Some(Request::get("/api/v2/groups/{groupId}", format!("/api/v2/groups/{group}")))
        }
        (Api::Platform, [first]) if first.is_success() => Some(Request::get(
            "/api/v2/groups/{groupId}/individuals",
            format!("/api/v2/groups/{group}/individuals"),
        )),
        (Api::Platform | Api::Scim, _) => None,
    }
}

pub(super) fn next_of_queue(queue: QueueId, replies: &[Reply]) -> Option<Request> {
    let more = replies.is_empty() || goes_on(replies, QUEUE_PAGE);
    more.then(|| queue_page(queue, replies.len() as u64 + 1))
}

/// One page of a queue's direct members, counted from 1. There is no total: a page that is not full is the last.
pub(in crate::genesys) fn queue_page(queue: QueueId, page: u64) -> Request {
    let query = format!("pageSize={QUEUE_PAGE}&pageNumber={page}&memberBy=user");
    Request::get(
        "/api/v2/routing/queues/{queueId}/members",
        format!("/api/v2/routing/queues/{queue}/members?{query}"),
    )
}

pub(super) fn all_in_group(accounts: &[AccountId], api: Api, replies: &[Reply]) -> Found {
    let first = reply_at(replies, 0)?;
    if first.status == 404 {
        return Ok(Finding::Gone(refusal_of(first)));
    }
    let (members, version) = in_group(api, replies)?;
    Ok(verdict(those(accounts, |one| !members.contains(one)), version))
}

pub(super) fn none_in_group(accounts: &[AccountId], api: Api, replies: &[Reply]) -> Found {
    let first = reply_at(replies, 0)?;
    if first.status == 404 {
        return Ok(already_so());
    }
    let (members, version) = in_group(api, replies)?;
    Ok(verdict(those(accounts, |one| members.contains(one)), version))
}

pub(super) fn all_in_queue(accounts: &[AccountId], replies: &[Reply]) -> Found {
    let first = reply_at(replies, 0)?;
    if first.status == 404 {
        return Ok(Finding::Gone(refusal_of(first)));
    }
    let members = ids(replies)?;
    Ok(verdict(those(accounts, |one| !members.contains(one)), None))
}

pub(super) fn none_in_queue(accounts: &[AccountId], replies: &[Reply]) -> Found {
    let first = reply_at(replies, 0)?;
    if first.status == 404 {
        return Ok(already_so());
    }
    let members = ids(replies)?;
    Ok(verdict(those(accounts, |one| members.contains(one)), None))
}

/// Direct members, and the version of the group.
fn in_group(api: Api, replies: &[Reply]) -> Result<(BTreeSet<AccountId>, Option<i64>), Finding> {
    let first = reply_at(replies, 0)?;
    match api {
        Api::Platform => Ok((ids(&replies[1..])?, read::<Group>(first)?.version)),
        Api::Scim => {
            let group: ScimGroup = read(first)?;
            Ok((group.members(), group.version()))
        }
    }
}

fn ids(replies: &[Reply]) -> Result<BTreeSet<AccountId>, Finding> {
    let members: Vec<Ref> = entities(replies)?;
    Ok(members.iter().filter_map(|m| m.uuid()).map(AccountId).collect())
}
