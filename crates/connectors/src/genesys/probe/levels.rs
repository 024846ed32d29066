//! Routing skills and languages of one account.

use super::answers::{Found, already_so, entities, goes_on, missing, not_yet, reply_at};
use crate::genesys::account::levels_of;
use crate::genesys::dto::Proficiency;
use crate::genesys::wire::{Reply, Request};
use muster_core::entitlement::Level;
use muster_core::id::{AccountId, LanguageId, SkillId};
use muster_core::operation::Finding;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Skills or languages in one page; what Genesys' own Terraform provider asks for.
pub(in crate::genesys) const LEVELS_PAGE: usize = 50;

pub(super) fn next_skills(account: AccountId, replies: &[Reply]) -> Option<Request> {
    next(replies, |page| skills_page(account, page))
}

pub(super) fn next_languages(account: AccountId, replies: &[Reply]) -> Option<Request> {
    next(replies, |page| languages_page(account, page))
}

fn next(replies: &[Reply], page: impl Fn(usize) -> Request) -> Option<Request> {
    let more = replies.is_empty() || goes_on(replies, LEVELS_PAGE);
    more.then(|| page(replies.len() + 1))
}

pub(in crate::genesys) fn skills_page(account: AccountId, page: usize) -> Request {
    Request::get(
        "/api/v2/users/{userId}/routingskills",
        format!("/api/v2/users/{account}/routingskills?pageSize={LEVELS_PAGE}&pageNumber={page}"),
    )
}

pub(in crate::genesys) fn languages_page(account: AccountId, page: usize) -> Request {
    Request::get(
        "/api/v2/users/{userId}/routinglanguages",
        format!("/api/v2/users/{account}/routinglanguages?pageSize={LEVELS_PAGE}&pageNumber={page}"),
    )
}

pub(super) fn skills_are(wanted: &BTreeMap<SkillId, Level>, fresh: bool, replies: &[Reply]) -> Found {
    are(&levels_as(wanted, |id| id.0), fresh, replies)
}

pub(super) fn languages_are(wanted: &BTreeMap<LanguageId, Level>, fresh: bool, replies: &[Reply]) -> Found {
    are(&levels_as(wanted, |id| id.0), fresh, replies)
}

pub(super) fn skill_is_gone(skill: SkillId, replies: &[Reply]) -> Found {
    is_gone(skill.0, replies)
}

pub(super) fn language_is_gone(language: LanguageId, replies: &[Reply]) -> Found {
    is_gone(language.0, replies)
}

fn levels_as<K>(wanted: &BTreeMap<K, Level>, id: impl Fn(&K) -> Uuid) -> BTreeMap<Uuid, Level> {
    wanted.iter().map(|(key, level)| (id(key), *level)).collect()
}

fn are(wanted: &BTreeMap<Uuid, Level>, fresh: bool, replies: &[Reply]) -> Found {
    let first = reply_at(replies, 0)?;
    if first.status == 404 {
        return Ok(missing(fresh, first));
    }
    let held = levels_of(&entities::<Proficiency>(replies)?, |id| id);
    Ok(so_or_not(wanted.iter().all(|(id, level)| held.get(id) == Some(level))))
}

fn is_gone(id: Uuid, replies: &[Reply]) -> Found {
    if reply_at(replies, 0)?.status == 404 {
        return Ok(already_so());
    }
    let held: Vec<Proficiency> = entities(replies)?;
    Ok(so_or_not(held.iter().all(|one| one.id != id)))
}

fn so_or_not(so: bool) -> Finding {
    if so { already_so() } else { not_yet(None) }
}
