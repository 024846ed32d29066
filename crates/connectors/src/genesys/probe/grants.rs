//! Roles in divisions, held directly. A grant that came through a group shows the group as its subject.

use super::answers::{
    Found, already_so, entities, goes_on, missing, not_yet, read, reply_at, those, verdict,
};
use crate::genesys::dto::{Holder, Subject};
use crate::genesys::refusal::refusal_of;
use crate::genesys::wire::{Reply, Request};
use muster_core::entitlement::{DivisionScope, RoleAt};
use muster_core::id::{AccountId, RoleId};
use muster_core::operation::Finding;
use std::collections::BTreeSet;

/// Up to this many accounts are asked one by one; more are looked for in the role's list of holders.
const ONE_BY_ONE_MAX: usize = 4;
/// Holders of a role in one page.
pub(in crate::genesys) const HOLDERS_PAGE: usize = 100;

/// `GET /api/v2/authorization/subjects/{id}`. Without duplicates an inherited grant may hide the direct one.
pub(in crate::genesys) fn subject(account: AccountId) -> Request {
    Request::get(
        "/api/v2/authorization/subjects/{subjectId}",
        format!("/api/v2/authorization/subjects/{account}?includeDuplicates=true"),
    )
}

/// One page of `GET /api/v2/authorization/roles/{id}/subjectgrants`, counted from 1.
pub(in crate::genesys) fn holders(role: RoleId, page: u64) -> Request {
    let query = format!("pageSize={HOLDERS_PAGE}&pageNumber={page}");
    Request::get(
        "/api/v2/authorization/roles/{roleId}/subjectgrants",
        format!("/api/v2/authorization/roles/{role}/subjectgrants?{query}"),
    )
}

/// The direct grants in a subject's answer.
pub(in crate::genesys) fn direct(account: AccountId, subject: &Subject) -> BTreeSet<RoleAt> {
    let own = account.to_string();
    let grants = subject.grants.iter().filter(|grant| {
        let holder = grant.subject_id.as_deref().unwrap_or_default();
        holder.eq_ignore_ascii_case(&own)
    });
    let held = grants.filter_map(|grant| {
        Some(RoleAt {
            role: grant.role.as_ref()?.id.parse().ok()?,
            division: grant.division.as_ref()?.id.parse().ok()?,
        })
    });
    held.collect()
}

pub(super) fn next_for_subject(account: AccountId, replies: &[Reply]) -> Option<Request> {
    replies.is_empty().then(|| subject(account))
}

pub(super) fn next_for_role(role: RoleId, accounts: &[AccountId], replies: &[Reply]) -> Option<Request> {
    if accounts.len() <= ONE_BY_ONE_MAX {
        return accounts.get(replies.len()).map(|account| subject(*account));
    }
    let more = replies.is_empty() || goes_on(replies, HOLDERS_PAGE);
    more.then(|| holders(role, replies.len() as u64 + 1))
}

pub(super) fn all_held(account: AccountId, grants: &[RoleAt], fresh: bool, replies: &[Reply]) -> Found {
    let reply = reply_at(replies, 0)?;
    if reply.status == 404 {
        return Ok(missing(fresh, reply));
    }
    let held = direct(account, &read(reply)?);
    Ok(if grants.iter().all(|grant| held.contains(grant)) { already_so() } else { not_yet(None) })
}

pub(super) fn none_held(account: AccountId, grants: &[RoleAt], replies: &[Reply]) -> Found {
    let reply = reply_at(replies, 0)?;
    if reply.status == 404 {
        return Ok(already_so());
    }
    let held = direct(account, &read(reply)?);
    Ok(if grants.iter().any(|grant| held.contains(grant)) { not_yet(None) } else { already_so() })
}

pub(super) fn held_by_all(
    role: RoleId,
    division: DivisionScope,
    accounts: &[AccountId],
    fresh: bool,
    replies: &[Reply],
) -> Found {
    let first = reply_at(replies, 0)?;
    let one_by_one = accounts.len() <= ONE_BY_ONE_MAX;
    if first.status == 404 && (!one_by_one || accounts.len() == 1) {
        return Ok(match accounts {
            [_] => missing(fresh, first),
            _ => Finding::Gone(refusal_of(first)),
        });
    }
    let holders = if one_by_one {
        asked_one_by_one(RoleAt { role, division }, accounts, replies)?
    } else {
        listed(division, replies)?
    };
    let lacks = |account: &AccountId| !holders.contains(account);
    Ok(verdict(those(accounts, lacks), None))
}

fn asked_one_by_one(
    grant: RoleAt,
    accounts: &[AccountId],
    replies: &[Reply],
) -> Result<BTreeSet<AccountId>, Finding> {
    let mut holders = BTreeSet::new();
    let answered = accounts.iter().zip(replies);
    for (account, reply) in answered.filter(|(_, reply)| reply.is_success()) {
        if direct(*account, &read(reply)?).contains(&grant) {
            holders.insert(*account);
        }
    }
    Ok(holders)
}

fn listed(division: DivisionScope, replies: &[Reply]) -> Result<BTreeSet<AccountId>, Finding> {
    let place = division.to_string();
    let holders: Vec<Holder> = entities(replies)?;
    let there =
        holders.iter().filter(|holder| holder.divisions.iter().any(|d| d.id.eq_ignore_ascii_case(&place)));
    Ok(there.filter_map(|holder| holder.id.parse().ok()).collect())
}
