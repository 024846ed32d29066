//! Listing SCIM users.

use super::filter::{Comparison, Filter, Names};
use super::project::Projection;
use super::schema::{ENTERPRISE, GENESYS, USERS};
use super::window::Window;
use super::{refused, resource};
use crate::call::{Answer, Call};
use crate::errors::Refusal;
use crate::ids::UserId;
use crate::state::{User, UserState};
use crate::userlist::visible;
use crate::world::World;
use serde_json::{Value, json};

/// Attributes that make a page of more than 25 too heavy.
static COSTLY: &[(Option<&str>, &str)] = &[
    (None, "externalId"),
    (None, "roles"),
    (Some(GENESYS.urn), "routingSkills"),
    (Some(GENESYS.urn), "routingLanguages"),
];

/// `GET /scim/v2/users`: active users, unless a filter asks for others.
pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let window = Window::of(call, world.behaviour.scim.count_max)?;
    let projection = Projection::of(call, &USERS);
    let is_costly = COSTLY.iter().any(|(schema, name)| projection.shows(*schema, name));
    if window.count > 25 && is_costly && world.behaviour.scim.costly_pages_throttle {
        return Err(Refusal::throttled(5));
    }
    let wanted = Wanted::of(world, call)?;
    let found = wanted.candidates(world, call).into_iter();
    let found = found.filter(|(id, user)| wanted.takes(world, call, *id, user)).collect();
    Ok(window.reply(found, |(id, user)| projection.cut(&USERS, resource::user(world, call, id, user))))
}

/// What a list is narrowed to.
enum Wanted {
    /// Nothing was said.
    Active,
    /// One of the documented equalities: keys to the attribute, and its value.
    Equal(Vec<&'static str>, Value),
    /// The user with an external identifier.
    ExternalId { authority: String, value: String },
    /// Any other filter, where those are understood.
    Other(Filter),
}

impl Wanted {
    /// Reads the filter; what is not documented is 400 `invalidFilter`, unless it is to be understood.
    fn of(world: &World, call: &Call) -> Result<Self, Refusal> {
        let Some(text) = call.query("filter") else {
            return Ok(Self::Active);
        };
        match Filter::read(text, Names::Resource(&USERS))? {
            Filter::Compare(named, Comparison::Equal, value) if is_documented(&named.steps) => {
                Ok(Self::Equal(named.steps, value))
            }
            filter => match external_id(&filter) {
                Some((authority, value)) => Ok(Self::ExternalId { authority, value }),
                None if world.behaviour.scim.other_filters => Ok(Self::Other(filter)),
                None => Err(refused("invalidFilter", format!("The filter {text:?} is not supported"))),
            },
        }
    }

    /// All users, or the one that a look-up finds.
    fn candidates<'a>(&self, world: &'a World, call: &Call) -> Vec<(UserId, &'a User)> {
        let pair = |authority: &str, key: &str| world.index.by_external.get(authority)?.get(key).copied();
        let one = match self {
            Self::ExternalId { authority, value } => pair(authority, value),
            Self::Equal(steps, value) => match (steps.as_slice(), value.as_str().unwrap_or("")) {
                (["id"], id) => UserId::parse(id),
                (["userName"], email) => world.index.by_email.get(&email.to_lowercase()).copied(),
                (["externalId"], key) => pair(&world.behaviour.scim.authority, key),
                _ => return everyone(world, call),
            },
            Self::Active | Self::Other(_) => return everyone(world, call),
        };
        one.and_then(|id| Some((id, world.state.users.get(&id)?))).into_iter().collect()
    }

    fn takes(&self, world: &World, call: &Call, id: UserId, user: &User) -> bool {
        let is_active = user.state == UserState::Active;
        let is_there = user.state != UserState::Deleted;
        let is_findable = match user.state {
            UserState::Active => true,
            UserState::Inactive => world.behaviour.scim.filter_finds_inactive,
            UserState::Deleted => world.behaviour.scim.filter_finds_deleted,
        };
        match self {
            Self::Active => is_active,
            Self::Equal(steps, value) if steps == &["active"] => is_there && *value == json!(is_active),
            Self::Equal(steps, value) => is_findable && has(world, id, user, steps, value),
            Self::ExternalId { .. } => is_findable,
            Self::Other(filter) => is_findable && filter.fits(&resource::user(world, call, id, user)),
        }
    }
}

fn everyone<'a>(world: &'a World, call: &Call) -> Vec<(UserId, &'a User)> {
    visible(world, &world.lag.listing, world.behaviour.lag.listing_ms, call.now).collect()
}

fn is_documented(steps: &[&str]) -> bool {
    match steps {
        [schema, rest @ ..] if *schema == ENTERPRISE.urn => {
            matches!(rest, ["manager", "value"] | ["division"] | ["employeeNumber"])
        }
        _ => matches!(steps, ["id"] | ["userName"] | ["emails", "value"] | ["externalId"] | ["active"]),
    }
}

/// The pair of `externalIds[authority eq "x" and value eq "y"]`, in either order.
fn external_id(filter: &Filter) -> Option<(String, String)> {
    let Filter::Within(named, inner) = filter else { return None };
    let is_list = named.steps == [GENESYS.urn, "externalIds"];
    let equal = inner.equalities().filter(|equal| is_list && equal.len() == 2)?;
    let of = |name: &str| {
        let found = equal.iter().find(|(named, _)| named.attribute.name == name);
        found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
    };
    Some((of("authority")?, of("value")?))
}

/// Whether a user has a value in one of the documented attributes; read from the user, since writing every user down as
/// JSON to compare one value takes far too long in large tenants.
fn has(world: &World, id: UserId, user: &User, steps: &[&str], value: &Value) -> bool {
    let text = value.as_str().unwrap_or("");
    let same = |held: &str| held.eq_ignore_ascii_case(text);
    let own = &world.behaviour.scim.authority;
    match steps {
        ["id"] => id.to_string() == text,
        ["userName"] => same(&user.email),
        ["emails", "value"] => {
            super::contacts::emails(user).iter().any(|one| one["value"].as_str().is_some_and(same))
        }
        ["externalId"] => user.external_ids.iter().any(|pair| pair.authority == *own && pair.key == text),
        [_, "manager", "value"] => user.manager.is_some_and(|manager| manager.to_string() == text),
        [_, "division"] => world.state.divisions.get(&user.division).is_some_and(|one| same(&one.name)),
        [_, "employeeNumber"] => user.employer_info.employee_id.as_deref().is_some_and(same),
        _ => false,
    }
}
