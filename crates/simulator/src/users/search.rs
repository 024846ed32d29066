//! `/users/search`: results, not entities; nobody found is 200 with total 0.

use crate::limits::Service;
use crate::model::behaviour::Join;
use crate::model::ids::UserId;
use crate::model::state::{User, UserState};
use crate::model::world::World;
use crate::users::list::visible;
use crate::users::view::{Expand, user_json};
use crate::wire::call::{Answer, Call, Reply, invalid_query};
use crate::wire::call::{Need, Route, route};
use crate::wire::criteria::{Criterion, SearchRequest, all_hold, mentions};
use crate::wire::permissions::require_in;
use std::collections::BTreeSet;

const VIEW: Need = Need::Any(&["directory:user:view"]);

pub(crate) const ROUTES: &[Route] = &[
    route("POST", "/api/v2/users/search", VIEW, Service::Users, post),
    route("GET", "/api/v2/users/search", VIEW, Service::Users, get),
];

fn post(world: &mut World, call: &Call) -> Answer {
    let request: SearchRequest = call.body::<SearchRequest>()?.read_by(&world.behaviour)?;
    run(world, call, &request)
}

fn get(world: &mut World, call: &Call) -> Answer {
    let token = call.query("q64").ok_or_else(|| invalid_query("q64", ""))?;
    let mut request = SearchRequest::from_token(token)?;
    let expansions = call.query_list("expand");
    if !expansions.is_empty() {
        request.expand = expansions.into_iter().map(str::to_owned).collect();
    }
    run(world, call, &request)
}

fn run(world: &World, call: &Call, request: &SearchRequest) -> Answer {
    let page = request.page(world.behaviour.search_page_max)?;
    let join = world.behaviour.search_criteria_joined_by;
    let asks_state = mentions(&request.query, "state");
    let mut found = Vec::new();
    for (id, user) in candidates(world, call, request) {
        if request.enforce_permissions && require_in(world, call, user.division).is_err() {
            continue;
        }
        if (asks_state || found_by_default(world, user))
            && all_hold(&request.query, join, &|name| field(world, id, user, name))?
        {
            found.push((id, user));
        }
    }
    sort(&mut found, request);
    let expand = Expand::from(|name| request.expand.iter().any(|wanted| wanted == name));
    let show = |(id, user): (UserId, &User)| user_json(world, id, user, expand, call.now);
    Ok(Reply::ok(request.reply(found, page, "users", show)))
}

fn found_by_default(world: &World, user: &User) -> bool {
    match user.state {
        UserState::Active => true,
        UserState::Inactive => !world.behaviour.search_defaults_to_active,
        UserState::Deleted => false,
    }
}

/// All users, or only those an exact e-mail criterion leaves, found through the look-up.
fn candidates<'a>(world: &'a World, call: &Call, request: &SearchRequest) -> Vec<(UserId, &'a User)> {
    let is_exact = |one: &&Criterion| one.kind == "EXACT" && one.fields == ["email"] && one.group.is_empty();
    let join = world.behaviour.search_criteria_joined_by;
    let is_and = |one: &Criterion| match one.operator.as_deref() {
        None => join == Join::And || request.query.len() == 1,
        Some(operator) => operator == "AND",
    };
    let only_and = request.query.iter().all(is_and);
    let exact = request.query.iter().find(is_exact).filter(|_| only_and && world.lag.search.is_empty());
    let Some(exact) = exact else {
        return visible(world, &world.lag.search, world.behaviour.lag.search_ms, call.now).collect();
    };
    let ids = exact.wanted().filter_map(|email| world.index.by_email.get(&email).copied());
    let ids = ids.collect::<BTreeSet<_>>();
    ids.into_iter().filter_map(|id| Some((id, world.state.users.get(&id)?))).collect()
}

fn field(world: &World, id: UserId, user: &User, name: &str) -> Option<String> {
    match name {
        "id" => Some(id.to_string()),
        "email" | "username" => Some(user.email.clone()),
        "name" => Some(user.name.clone()),
        "state" => Some(user.state.word().to_owned()),
        "department" => user.department.clone(),
        "title" => user.title.clone(),
        "manager" => user.manager.map(|id| id.to_string()),
        "hr.employeeId" | "employerInfo.employeeId" => user.employer_info.employee_id.clone(),
        "divisionId" | "division.id" => Some(user.division.to_string()),
        "division.name" => world.state.divisions.get(&user.division).map(|division| division.name.clone()),
        _ => None,
    }
}

fn sort(found: &mut [(UserId, &User)], request: &SearchRequest) {
    match request.sort_by.as_deref() {
        Some("email") => found.sort_by(|a, b| a.1.email.cmp(&b.1.email)),
        _ => found.sort_by(|a, b| (&a.1.name, a.0).cmp(&(&b.1.name, b.0))),
    }
    if request.sort_order.as_deref() == Some("DESC") {
        found.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_search_type_is_refused() {
        let criterion =
            Criterion { kind: "GUESS".into(), fields: vec!["name".into()], ..Criterion::default() };
        let refusal = all_hold(&[criterion], Join::And, &|_| Some("ana".into())).unwrap_err();
        assert_eq!(refusal.status, 400);
    }
}
