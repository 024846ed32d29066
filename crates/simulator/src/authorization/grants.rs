//! Writing grants: who holds which role where.

use super::seats;
use crate::changes::holdings::{any_subject, direct, hold, release};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{DivisionId, RoleId};
use crate::model::state::{Grant, Scope, Subject};
use crate::model::world::World;
use crate::wire::call::require_few;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::permissions::require_need_in;
use serde::Deserialize;
use std::collections::BTreeSet;

const ADD: Need = Need::All(&["authorization:grant:add"]);

const REMOVE: Need = Need::All(&["authorization:grant:delete"]);

const REPLACE: Need = Need::All(&["authorization:grant:add", "authorization:grant:delete"]);

const ONE: &str = "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}";

pub(crate) const ROUTES: &[Route] = &[
    route(
        "POST",
        "/api/v2/authorization/subjects/{subjectId}/bulkadd",
        ADD,
        Service::Authorization,
        bulk_add,
    ),
    route(
        "POST",
        "/api/v2/authorization/subjects/{subjectId}/bulkremove",
        REMOVE,
        Service::Authorization,
        bulk_remove,
    ),
    route(
        "POST",
        "/api/v2/authorization/subjects/{subjectId}/bulkreplace",
        REPLACE,
        Service::Authorization,
        bulk_replace,
    ),
    route("POST", ONE, ADD, Service::Authorization, add_one),
    route("DELETE", ONE, REMOVE, Service::Authorization, remove_one),
    route("POST", "/api/v2/authorization/roles/{roleId}", ADD, Service::Authorization, grant_to_many),
];

/// The subject with this id, of the kind that `subjectType` names (default: a user).
fn typed_subject(world: &World, call: &Call, text: &str) -> Result<Subject, Refusal> {
    let subject = any_subject(world, text)?;
    let kind = match subject {
        Subject::User(_) => "PC_USER",
        Subject::Group(_) => "PC_GROUP",
        Subject::Client(_) => "PC_OAUTH_CLIENT",
    };
    if call.query("subjectType").unwrap_or("PC_USER") != kind {
        return Err(Refusal::not_found("subject", text));
    }
    Ok(subject)
}

/// Reads role and division of a grant; both must exist and not be too new.
fn known_grant(world: &World, call: &Call, role: &str, division: &str) -> Result<Grant, Refusal> {
    let fresh_ms = world.behaviour.lag.fresh_role_ms;
    let is_fresh = |id: uuid::Uuid| world.lag.fresh.seen(&id, fresh_ms, call.now).is_some();
    let known_role =
        RoleId::parse(role).filter(|id| world.state.roles.contains_key(id) && !is_fresh(id.uuid()));
    let role = known_role.ok_or_else(|| Refusal::not_found("role", role))?;
    if division == "*" {
        return Ok(Grant { role, scope: Scope::All });
    }
    let known = |id: &DivisionId| world.state.divisions.contains_key(id) && !is_fresh(id.uuid());
    let division =
        DivisionId::parse(division).filter(known).ok_or_else(|| Refusal::not_found("division", division))?;
    Ok(Grant { role, scope: Scope::Division(division) })
}

/// Refuses grants in divisions where the client may not grant, or that it does not hold itself (switchable).
fn require_grantable(
    world: &World,
    call: &Call,
    need: Need,
    grants: &BTreeSet<Grant>,
) -> Result<(), Refusal> {
    let own = world.state.clients.get(&call.client).map(|client| &client.grants);
    for grant in grants {
        require_need_in(world, call, need, grant.scope)?;
        let holds = own
            .is_some_and(|own| own.contains(grant) || own.contains(&Grant { scope: Scope::All, ..*grant }));
        if world.behaviour.grantor_must_hold && !holds {
            return Err(Refusal::new(
                403,
                "not.authorized",
                "A role can only be granted by one who holds it",
            ));
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct RoleDivisionGrants {
    grants: Vec<RoleDivisionPair>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleDivisionPair {
    role_id: String,
    division_id: String,
}

fn body_grants(world: &World, call: &Call) -> Result<BTreeSet<Grant>, Refusal> {
    let wanted: RoleDivisionGrants = call.body()?;
    require_few(wanted.grants.len(), world.behaviour.list_max.bulk_grants)?;
    wanted.grants.iter().map(|pair| known_grant(world, call, &pair.role_id, &pair.division_id)).collect()
}

/// Adds grants, or 409 for a held one when re-granting is not harmless.
fn add_all(
    world: &mut World,
    call: &Call,
    subject: Subject,
    wanted: &BTreeSet<Grant>,
) -> Result<(), Refusal> {
    let held = direct(world, subject).cloned().unwrap_or_default();
    if !world.behaviour.regrant_is_harmless && !held.is_disjoint(wanted) {
        return Err(Refusal::conflict("A grant is already held"));
    }
    seats::require(world, &[subject], wanted, call.now)?;
    wanted.iter().for_each(|grant| hold(world, subject, *grant, call.now));
    Ok(())
}

fn bulk_add(world: &mut World, call: &Call) -> Answer {
    let subject = typed_subject(world, call, &call.params[0])?;
    let wanted = body_grants(world, call)?;
    require_grantable(world, call, ADD, &wanted)?;
    add_all(world, call, subject, &wanted)?;
    Ok(world.done())
}

fn bulk_remove(world: &mut World, call: &Call) -> Answer {
    let subject = any_subject(world, &call.params[0])?;
    let unwanted = body_grants(world, call)?;
    for grant in &unwanted {
        require_need_in(world, call, REMOVE, grant.scope)?;
    }
    for grant in unwanted {
        release(world, subject, grant, call.now);
    }
    Ok(world.done())
}

/// Direct grants become exactly the list; what comes from groups is not touched.
fn bulk_replace(world: &mut World, call: &Call) -> Answer {
    let subject = typed_subject(world, call, &call.params[0])?;
    let wanted = body_grants(world, call)?;
    let held = direct(world, subject).cloned().unwrap_or_default();
    require_grantable(world, call, ADD, &wanted.difference(&held).copied().collect())?;
    seats::require(world, &[subject], &wanted, call.now)?;
    for grant in held.difference(&wanted) {
        require_need_in(world, call, REMOVE, grant.scope)?;
    }
    for grant in held.difference(&wanted) {
        release(world, subject, *grant, call.now);
    }
    wanted.iter().for_each(|grant| hold(world, subject, *grant, call.now));
    Ok(world.done())
}

fn add_one(world: &mut World, call: &Call) -> Answer {
    let subject = typed_subject(world, call, &call.params[0])?;
    let wanted = BTreeSet::from([known_grant(world, call, &call.params[2], &call.params[1])?]);
    require_grantable(world, call, ADD, &wanted)?;
    add_all(world, call, subject, &wanted)?;
    Ok(world.done())
}

fn remove_one(world: &mut World, call: &Call) -> Answer {
    let subject = any_subject(world, &call.params[0])?;
    let grant = known_grant(world, call, &call.params[2], &call.params[1])?;
    require_need_in(world, call, REMOVE, grant.scope)?;
    if !release(world, subject, grant, call.now) && world.behaviour.removing_absent_is_404 {
        return Err(Refusal::not_found("grant", grant.role));
    }
    Ok(world.done())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubjectDivisions {
    subject_ids: Vec<String>,
    division_ids: Vec<String>,
}

/// `POST /authorization/roles/{roleId}`: one role to many subjects in many divisions, all or nothing.
fn grant_to_many(world: &mut World, call: &Call) -> Answer {
    let wanted: SubjectDivisions = call.body()?;
    let most = world.behaviour.list_max.role_subjects;
    require_few(wanted.subject_ids.len().max(wanted.division_ids.len()), most)?;
    let subjects =
        wanted.subject_ids.iter().map(|id| typed_subject(world, call, id)).collect::<Result<Vec<_>, _>>()?;
    let grants = wanted.division_ids.iter().map(|id| known_grant(world, call, &call.params[0], id));
    let grants = grants.collect::<Result<BTreeSet<_>, _>>()?;
    require_grantable(world, call, ADD, &grants)?;
    seats::require(world, &subjects, &grants, call.now)?;
    for subject in subjects {
        add_all(world, call, subject, &grants)?;
    }
    Ok(Reply::empty(world.behaviour.done_status))
}
