//! Listing SCIM users.

use super::filter::{self, Filter};
use super::{Window, project, refused, resource, short_name};
use crate::call::{Answer, Call};
use crate::errors::Refusal;
use crate::ids::UserId;
use crate::state::{User, UserState};
use crate::userlist::visible;
use crate::world::World;

/// Attributes that make a page of more than 25 too heavy.
const COSTLY: &[&str] = &["externalId", "roles", "routingSkills", "routingLanguages"];

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let window = Window::of(call, world.behaviour.scim.count_max)?;
    if window.count > 25 && world.behaviour.scim.costly_pages_throttle && asks_costly(call) {
        return Err(Refusal::throttled(5));
    }
    let filter = call.query("filter").map(filter::parse).transpose()?;
    let mut found = Vec::new();
    for (id, user) in candidates(world, call, filter.as_ref()) {
        if fits(world, id, user, filter.as_ref())? {
            found.push((id, user));
        }
    }
    Ok(window.reply(found, |(id, user)| project(call, resource::user(world, id, user, call.now))))
}

fn asks_costly(call: &Call) -> bool {
    let wanted = call.query_list("attributes");
    let unwanted = call.query_list("excludedAttributes");
    let names =
        |list: &[&str], name: &str| list.iter().any(|one| short_name(one) == name || *one == super::GENESYS);
    COSTLY.iter().any(|name| (wanted.is_empty() || names(&wanted, name)) && !names(&unwanted, name))
}

/// All users, or the one that a look-up finds.
fn candidates<'a>(world: &'a World, call: &Call, filter: Option<&Filter>) -> Vec<(UserId, &'a User)> {
    let pair = |authority: &str, key: &str| world.index.by_external.get(authority)?.get(key).copied();
    let one = match filter {
        Some(Filter::Equals(name, value)) if name == "id" => Some(UserId::parse(value)),
        Some(Filter::Equals(name, value)) if name == "userName" => {
            Some(world.index.by_email.get(&value.to_lowercase()).copied())
        }
        Some(Filter::Equals(name, value)) if name == "externalId" => {
            Some(pair(&world.behaviour.scim.authority, value))
        }
        Some(Filter::ExternalId { authority, value }) => Some(pair(authority, value)),
        _ => None,
    };
    match one {
        Some(id) => id.and_then(|id| Some((id, world.state.users.get(&id)?))).into_iter().collect(),
        None => visible(world, &world.lag.listing, world.behaviour.lag.listing_ms, call.now).collect(),
    }
}

fn fits(world: &World, id: UserId, user: &User, filter: Option<&Filter>) -> Result<bool, Refusal> {
    let Some(filter) = filter else {
        return Ok(user.state == UserState::Active);
    };
    if user.state == UserState::Deleted {
        return Ok(false);
    }
    if let Filter::Equals(name, value) = filter
        && name == "active"
    {
        return Ok((user.state == UserState::Active).to_string() == *value);
    }
    let is_findable = user.state == UserState::Active || world.behaviour.scim.filter_finds_inactive;
    Ok(is_findable && matches(world, id, user, filter)?)
}

fn matches(world: &World, id: UserId, user: &User, filter: &Filter) -> Result<bool, Refusal> {
    let (name, value) = match filter {
        Filter::ExternalId { authority, value } => {
            return Ok(user
                .external_ids
                .iter()
                .any(|pair| pair.authority == *authority && pair.key == *value));
        }
        Filter::Equals(name, value) => (name.as_str(), value.as_str()),
    };
    let own = &world.behaviour.scim.authority;
    Ok(match name {
        "id" => id.to_string() == value,
        "userName" | "email" | "emails" | "emails.value" => user.email.eq_ignore_ascii_case(value),
        "manager" | "manager.value" => user.manager.is_some_and(|manager| manager.to_string() == value),
        "division" => {
            world.state.divisions.get(&user.division).is_some_and(|division| division.name == value)
        }
        "externalId" => user.external_ids.iter().any(|pair| pair.authority == *own && pair.key == value),
        "employeeNumber" => user.employer_info.employee_id.as_deref() == Some(value),
        other => {
            return Err(refused("invalidFilter", format!("Filtering by {other:?} is not supported")));
        }
    })
}
