//! Routing languages: the catalogue and what users have of it. There is no call that replaces all of a user's.

use crate::changes::naming::{new_id, require_free};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{LanguageId, UserId};
use crate::model::state::Language;
use crate::model::world::World;
use crate::routing::skills::{Level, MOST, name_fits};
use crate::users::view::languages_json;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::paging::{Page, listing};
use crate::wire::permissions::require_in;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const ASSIGN: Need = Need::Any(&["routing:skill:assign", "routing:language:assign"]);
const ONE: &str = "/api/v2/users/{userId}/routinglanguages/{languageId}";

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/routing/languages", Need::Nothing, Service::Routing, list),
    route("GET", "/api/v2/routing/languages/{languageId}", Need::Nothing, Service::Routing, get),
    route(
        "POST",
        "/api/v2/routing/languages",
        Need::Any(&["routing:skill:manage"]),
        Service::Routing,
        create,
    ),
    route(
        "DELETE",
        "/api/v2/routing/languages/{languageId}",
        Need::Any(&["routing:skill:manage"]),
        Service::Routing,
        delete,
    ),
    route("GET", "/api/v2/users/{userId}/routinglanguages", Need::Nothing, Service::Routing, list_of_user),
    route("POST", "/api/v2/users/{userId}/routinglanguages", ASSIGN, Service::Routing, add_one),
    route("PATCH", "/api/v2/users/{userId}/routinglanguages/bulk", ASSIGN, Service::Routing, patch_bulk),
    route("PATCH", ONE, ASSIGN, Service::Routing, patch_one),
    route("DELETE", ONE, ASSIGN, Service::Routing, remove_one),
];

fn language_json(id: LanguageId, language: &Language) -> Value {
    json!({
        "id": id, "name": language.name, "state": "active", "version": "1",
        "selfUri": format!("/api/v2/routing/languages/{id}"),
    })
}

fn list(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 500)?;
    let ids = call.query_list("id").into_iter().filter_map(LanguageId::parse).collect::<BTreeSet<_>>();
    let name = call.query("name");
    let fits = |id: &LanguageId, language: &Language| {
        (ids.is_empty() || ids.contains(id)) && name.is_none_or(|name| name_fits(name, &language.name))
    };
    let (found, total) = page.cut(world.state.languages.iter().filter(|(id, language)| fits(id, language)));
    let shown = found.into_iter().map(|(id, language)| language_json(*id, language)).collect();
    Ok(Reply::ok(listing(call, page, total, shown)))
}

fn known(world: &World, id: LanguageId) -> Result<&Language, Refusal> {
    world.state.languages.get(&id).ok_or_else(|| Refusal::not_found("language", id))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.language_id(0)?;
    Ok(Reply::ok(language_json(id, known(world, id)?)))
}

#[derive(Deserialize)]
struct CreateLanguage {
    name: String,
}

fn create(world: &mut World, call: &Call) -> Answer {
    let wanted: CreateLanguage = call.body()?;
    require_free(&world.state.languages, &wanted.name, None)?;
    let id = new_id(&world.state.languages, &wanted.name);
    world.state.languages.insert(id, Language { name: wanted.name });
    Ok(Reply::ok(language_json(id, known(world, id)?)))
}

/// A deleted language is taken from everybody.
fn delete(world: &mut World, call: &Call) -> Answer {
    let id = call.language_id(0)?;
    known(world, id)?;
    world.state.languages.remove(&id);
    for user in world.state.users.values_mut() {
        user.languages.remove(&id);
    }
    Ok(world.done())
}

fn known_id(world: &World, text: &str) -> Result<LanguageId, Refusal> {
    let id = LanguageId::parse(text).filter(|id| world.state.languages.contains_key(id));
    id.ok_or_else(|| Refusal::not_found("language", text))
}

/// The user of the path; the client may assign there.
fn own_user(world: &World, call: &Call) -> Result<UserId, Refusal> {
    let id = call.user_id(0)?;
    require_in(world, call, world.living_user(id)?.division)?;
    Ok(id)
}

fn list_json(world: &World, call: &Call, id: UserId, page: Page) -> Answer {
    let all = languages_json(world, id, world.living_user(id)?);
    let (shown, total) = page.cut(all.as_array().into_iter().flatten().cloned());
    Ok(Reply::ok(listing(call, page, total, shown)))
}

fn list_of_user(world: &mut World, call: &Call) -> Answer {
    list_json(world, call, call.user_id(0)?, Page::of(call, 500)?)
}

fn patch_bulk(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let wanted: Vec<Level> = call.body_list(MOST)?;
    let wanted = wanted.iter().map(|level| Ok((known_id(world, &level.id)?, level.checked()?)));
    let wanted = wanted.collect::<Result<BTreeMap<_, _>, Refusal>>()?;
    if let Some(user) = world.state.users.get_mut(&id) {
        user.languages.extend(wanted);
    }
    list_json(world, call, id, Page { size: 500, number: 1 })
}

fn set_one(world: &mut World, id: UserId, level: &Level) -> Answer {
    let language = known_id(world, &level.id)?;
    let proficiency = level.checked()?;
    if let Some(user) = world.state.users.get_mut(&id) {
        user.languages.insert(language, proficiency);
    }
    Ok(Reply::ok(json!({
        "id": language, "name": known(world, language)?.name, "proficiency": proficiency, "state": "active",
        "languageUri": format!("/api/v2/routing/languages/{language}"),
        "selfUri": format!("/api/v2/users/{id}/routinglanguages/{language}"),
    })))
}

fn add_one(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    set_one(world, id, &call.body::<Level>()?)
}

#[derive(Deserialize)]
struct PatchOne {
    proficiency: f64,
}

fn patch_one(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let wanted: PatchOne = call.body()?;
    set_one(world, id, &Level { id: call.params[1].clone(), proficiency: wanted.proficiency })
}

fn remove_one(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let language = call.language_id(1)?;
    let had = world.state.users.get_mut(&id).is_some_and(|user| user.languages.remove(&language).is_some());
    if !had && world.behaviour.removing_absent_is_404 {
        return Err(Refusal::not_found("routing language", language));
    }
    Ok(world.done())
}
