//! How a user looks in replies, with the expansions that were asked for.

use crate::changes::conversations;
use crate::changes::groupmembers;
use crate::changes::holdings::effective_grants;
use crate::model::conversation::Media;
use crate::model::ids::StationId;
use crate::model::ids::UserId;
use crate::model::state::{Subject, User};
use crate::model::world::World;
use crate::wire::call::Call;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What was asked for beyond the user itself.
#[derive(Clone, Copy, Default)]
pub(crate) struct Expand {
    pub(crate) groups: bool,
    pub(crate) skills: bool,
    pub(crate) languages: bool,
    pub(crate) employer_info: bool,
    pub(crate) authorization: bool,
    pub(crate) locations: bool,
    pub(crate) profile_skills: bool,
    pub(crate) routing_status: bool,
    pub(crate) presence: bool,
    pub(crate) conversation_summary: bool,
    pub(crate) station: bool,
    pub(crate) team: bool,
}

/// The properties that only appear when expanded.
const EXPANDED: &[&str] = &["groups", "skills", "languages", "employerInfo", "authorization", "locations"];

impl Expand {
    /// Reads the `expand` parameters.
    pub(crate) fn of(call: &Call) -> Self {
        Self::from(|name| call.expands(name))
    }

    /// Asks for each expansion whether it is wanted.
    pub(crate) fn from(wanted: impl Fn(&str) -> bool) -> Self {
        Self {
            groups: wanted("groups"),
            skills: wanted("skills"),
            languages: wanted("languages"),
            employer_info: wanted("employerInfo"),
            authorization: wanted("authorization"),
            locations: wanted("locations"),
            profile_skills: wanted("profileSkills"),
            routing_status: wanted("routingStatus"),
            presence: wanted("presence"),
            conversation_summary: wanted("conversationSummary"),
            station: wanted("station"),
            team: wanted("team"),
        }
    }
}

/// A user as a reply shows it.
pub(crate) fn user_json(world: &World, id: UserId, user: &User, expand: Expand, now: Timestamp) -> Value {
    let mut shown = Map::new();
    let mut put = |key: &str, value: Value| drop(shown.insert(key.to_owned(), value));
    put("id", json!(id));
    put("name", json!(user.name));
    put("division", world.division_ref(user.division));
    put("chat", json!({ "jabberId": format!("{}@example.org", id.uuid().simple()) }));
    put("email", json!(user.email));
    put("username", json!(user.email));
    put("primaryContactInfo", json!([{ "address": user.email, "mediaType": "EMAIL", "type": "PRIMARY" }]));
    put("addresses", json!(user.addresses));
    put("state", json!(user.state.word()));
    put("version", json!(user.version));
    put("acdAutoAnswer", json!(user.acd_auto_answer));
    put("images", json!([]));
    put("selfUri", json!(format!("/api/v2/users/{id}")));
    let texts =
        [("department", &user.department), ("title", &user.title), ("preferredName", &user.preferred_name)];
    for (key, text) in texts {
        if let Some(text) = text {
            put(key, json!(text));
        }
    }
    if let Some(manager) = user.manager {
        put("manager", json!({ "id": manager, "selfUri": format!("/api/v2/users/{manager}") }));
    }
    expand_into(world, id, user, expand, now, &mut shown);
    Value::Object(shown)
}

fn expand_into(
    world: &World,
    id: UserId,
    user: &User,
    expand: Expand,
    now: Timestamp,
    shown: &mut Map<String, Value>,
) {
    let mut put = |wanted: bool, key: &str, value: &dyn Fn() -> Value| {
        if wanted {
            shown.insert(key.to_owned(), value());
        }
    };
    put(expand.groups, "groups", &|| groups_json(world, id, now));
    put(expand.skills, "skills", &|| skills_json(world, id, user));
    put(expand.languages, "languages", &|| languages_json(world, id, user));
    put(expand.employer_info, "employerInfo", &|| json!(user.employer_info));
    put(expand.authorization, "authorization", &|| authorization_json(world, id, now));
    put(expand.locations, "locations", &|| json!([]));
    put(expand.profile_skills, "profileSkills", &|| json!(user.profile_skills));
    put(expand.routing_status, "routingStatus", &|| routing_status_json(world, id, user, now));
    put(expand.conversation_summary, "conversationSummary", &|| summary_json(world, id, now));
    put(expand.station, "station", &|| stations_json(world, user));
    put(expand.team && world.index.team_of.contains_key(&id), "team", &|| team_json(world, id));
    put(expand.presence, "presence", &|| presence_json(world, id, user));
}

/// A listing may leave expansions out although they have a value; a fault decides.
pub(crate) fn drop_expansions(world: &mut World, shown: &mut Value) {
    let Some(object) = shown.as_object_mut() else {
        return;
    };
    for key in EXPANDED {
        if object.contains_key(*key) && world.faults.drops_expansion() {
            object.remove(*key);
        }
    }
}

/// A user's routing status as replies show it.
pub(crate) fn routing_status_json(world: &World, id: UserId, user: &User, now: Timestamp) -> Value {
    json!({ "userId": id, "status": conversations::routing_status(world, id, &user.routing_status, now) })
}

/// How many conversations a user is in, by medium; contact centre and others apart.
fn summary_json(world: &World, id: UserId, now: Timestamp) -> Value {
    let live = conversations::live_media(world, id, now);
    let mut shown = json!({ "userId": id });
    for media in Media::ALL {
        let count =
            |by_queue: bool, acw: bool| live.iter().filter(|one| **one == (media, by_queue, acw)).count();
        let detail = |by_queue| json!({ "active": count(by_queue, false), "acw": count(by_queue, true) });
        let key = if media == Media::Voice { "call" } else { media.word() };
        shown[key] = json!({ "contactCenter": detail(true), "enterprise": detail(false) });
    }
    shown
}

/// A user's phones as replies show them.
pub(crate) fn stations_json(world: &World, user: &User) -> Value {
    let one = |id: StationId| {
        let station = world.state.stations.get(&id)?;
        Some(json!({ "id": id, "name": station.name, "type": station.kind }))
    };
    let mut shown = json!({});
    if let Some(station) = user.station.and_then(one) {
        shown["associatedStation"] = station.clone();
        shown["effectiveStation"] = station;
    }
    if let Some(station) = user.default_station.and_then(one) {
        shown["defaultStation"] = station;
    }
    shown
}

fn team_json(world: &World, id: UserId) -> Value {
    let team = world.index.team_of.get(&id).and_then(|id| Some((id, world.state.teams.get(id)?)));
    team.map_or(Value::Null, |(id, team)| json!({ "id": id, "name": team.name }))
}

fn groups_json(world: &World, id: UserId, now: Timestamp) -> Value {
    let groups = groupmembers::visible_groups_of(world, id, now);
    groups
        .into_iter()
        .map(|group| json!({ "id": group, "selfUri": format!("/api/v2/groups/{group}") }))
        .collect()
}

/// A user's routing skills, by id.
pub(crate) fn skills_json(world: &World, id: UserId, user: &User) -> Value {
    let name = |skill| world.state.skills.get(skill).map_or("", |known| known.name.as_str());
    let shown = user.skills.iter().map(|(skill, proficiency)| {
        json!({
            "id": skill, "name": name(skill), "proficiency": proficiency, "state": "active",
            "skillUri": format!("/api/v2/routing/skills/{skill}"),
            "selfUri": format!("/api/v2/users/{id}/routingskills/{skill}"),
        })
    });
    shown.collect()
}

/// A user's routing languages, by id.
pub(crate) fn languages_json(world: &World, id: UserId, user: &User) -> Value {
    let name = |language| world.state.languages.get(language).map_or("", |known| known.name.as_str());
    let shown = user.languages.iter().map(|(language, proficiency)| {
        json!({
            "id": language, "name": name(language), "proficiency": proficiency, "state": "active",
            "languageUri": format!("/api/v2/routing/languages/{language}"),
            "selfUri": format!("/api/v2/users/{id}/routinglanguages/{language}"),
        })
    });
    shown.collect()
}

/// `UserAuthorization`: roles by name without division, and all permissions that come from them.
pub(crate) fn authorization_json(world: &World, id: UserId, now: Timestamp) -> Value {
    let effective = effective_grants(world, Subject::User(id), now);
    let roles = effective.iter().map(|(_, grant)| grant.role).collect::<BTreeSet<_>>();
    let known = || roles.iter().filter_map(|id| Some((id, world.state.roles.get(id)?)));
    let permissions = known().flat_map(|(_, role)| role.permissions.iter()).collect::<BTreeSet<_>>();
    json!({
        "roles": known().map(|(id, role)| json!({ "id": id, "name": role.name })).collect::<Vec<_>>(),
        "unusedRoles": [], "permissions": permissions, "permissionPolicies": [],
    })
}

/// A user's presence as replies show it.
pub(crate) fn presence_json(world: &World, id: UserId, user: &User) -> Value {
    let system = world.state.presences.get(&user.presence).map_or("Offline", |presence| &presence.system);
    json!({
        "id": id, "source": "PURECLOUD", "primary": true, "message": "",
        "presenceDefinition": {
            "id": user.presence, "systemPresence": system,
            "selfUri": format!("/api/v2/presence/definitions/{}", user.presence),
        },
        "selfUri": format!("/api/v2/users/{id}/presences/purecloud"),
    })
}
