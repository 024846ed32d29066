//! Who holds a role.

use crate::authorization::roles::known;
use crate::authorization::subjects::{scope_json, subject_name, subject_uuid};
use crate::model::ids::{RoleId, UserId};
use crate::model::state::{Scope, Subject};
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::paging::{Page, counted, listing};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn user_holders(world: &World, id: RoleId) -> BTreeSet<UserId> {
    let holders = world.index.by_role.get(&id).into_iter().flatten();
    let users =
        holders.filter_map(|(subject, _)| if let Subject::User(user) = subject { Some(*user) } else { None });
    users.collect()
}

/// Everyone who holds a role directly, with the divisions.
pub(crate) fn subject_grants(world: &mut World, call: &Call) -> Answer {
    let id = call.role_id(0)?;
    known(world, id)?;
    let page = Page::of(call, 500)?;
    let mut holders: BTreeMap<Subject, BTreeSet<Scope>> = BTreeMap::new();
    for (subject, scope) in world.index.by_role.get(&id).into_iter().flatten() {
        holders.entry(*subject).or_default().insert(*scope);
    }
    for ((subject, grant), was_held) in world.lag.grants.all(world.behaviour.lag.grants_ms, call.now) {
        if grant.role == id {
            let scopes = holders.entry(*subject).or_default();
            if *was_held {
                scopes.insert(grant.scope)
            } else {
                scopes.remove(&grant.scope)
            };
        }
    }
    let (holders, total) = page.cut(holders.into_iter().filter(|(_, scopes)| !scopes.is_empty()));
    let shown = holders.into_iter().map(|(subject, scopes)| holder_json(world, subject, &scopes)).collect();
    Ok(Reply::ok(listing(call, page, total, shown)))
}

fn holder_json(world: &World, subject: Subject, scopes: &BTreeSet<Scope>) -> Value {
    let kind = match subject {
        Subject::User(_) => "PC_USER",
        Subject::Group(_) => "PC_GROUP",
        Subject::Client(_) => "PC_OAUTH_CLIENT",
    };
    let id = subject_uuid(subject);
    json!({
        "id": id, "name": subject_name(&world.state, subject), "type": kind,
        "divisions": scopes.iter().map(|scope| scope_json(world, *scope)).collect::<Vec<_>>(),
        "selfUri": format!("/api/v2/authorization/subjects/{id}"),
    })
}

pub(crate) fn users(world: &mut World, call: &Call) -> Answer {
    let id = call.role_id(0)?;
    known(world, id)?;
    let page = Page::of(call, 500)?;
    let (users, total) = page.cut(user_holders(world, id).into_iter());
    let shown =
        users.into_iter().map(|user| json!({ "id": user, "selfUri": format!("/api/v2/users/{user}") }));
    Ok(Reply::ok(counted(page, total, shown.collect())))
}
