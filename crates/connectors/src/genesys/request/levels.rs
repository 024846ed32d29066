//! Calls about routing skills and languages.

use crate::genesys::wire::Request;
use http::Method;
use muster_core::entitlement::Level;
use muster_core::id::{AccountId, LanguageId, SkillId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Display;

pub(super) fn remove_skill(account: AccountId, skill: SkillId) -> Request {
    Request::new(
        Method::DELETE,
        "/api/v2/users/{userId}/routingskills/{skillId}",
        format!("/api/v2/users/{account}/routingskills/{skill}"),
    )
}

pub(super) fn remove_language(account: AccountId, language: LanguageId) -> Request {
    Request::new(
        Method::DELETE,
        "/api/v2/users/{userId}/routinglanguages/{languageId}",
        format!("/api/v2/users/{account}/routinglanguages/{language}"),
    )
}

pub(super) fn set_skills(account: AccountId, levels: Value) -> Request {
    Request::new(
        Method::PATCH,
        "/api/v2/users/{userId}/routingskills/bulk",
        format!("/api/v2/users/{account}/routingskills/bulk"),
    )
    .with_json(levels)
}

pub(super) fn set_languages(account: AccountId, levels: Value) -> Request {
    Request::new(
        Method::PATCH,
        "/api/v2/users/{userId}/routinglanguages/bulk",
        format!("/api/v2/users/{account}/routinglanguages/bulk"),
    )
    .with_json(levels)
}

pub(super) fn levels<K: Display>(levels: &BTreeMap<K, Level>) -> Value {
    let one = |(id, level): (&K, &Level)| json!({"id": id.to_string(), "proficiency": f64::from(*level)});
    levels.iter().map(one).collect()
}
