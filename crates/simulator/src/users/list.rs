//! Listing users: pages, ids, the cursor, and what readers may already see.

use crate::errors::Refusal;
use crate::model::ids::UserId;
use crate::model::lag::Old;
use crate::model::state::{User, UserState};
use crate::model::world::World;
use crate::users::view::{Expand, drop_expansions, user_json};
use crate::wire::call::{Answer, Call, Reply, invalid_query};
use crate::wire::paging::{Page, listing};
use crate::wire::permissions::require_in;
use serde_json::{Value, json};

/// Which users a listing shows.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Wanted {
    /// Users in one state.
    State(UserState),
    /// Users in any state.
    Any,
}

impl Wanted {
    fn of(call: &Call) -> Result<Self, Refusal> {
        match call.query("state") {
            None | Some("active") => Ok(Self::State(UserState::Active)),
            Some("inactive") => Ok(Self::State(UserState::Inactive)),
            Some("deleted") => Ok(Self::State(UserState::Deleted)),
            Some("any") => Ok(Self::Any),
            Some(other) => Err(invalid_query("state", other)),
        }
    }

    fn takes(self, user: &User) -> bool {
        match self {
            Self::State(state) => user.state == state,
            Self::Any => true,
        }
    }
}

/// All users as readers of `old` see them at `now`.
pub(crate) fn visible<'a>(
    world: &'a World,
    old: &'a Old<UserId, Option<User>>,
    lag_ms: u32,
    now: jiff::Timestamp,
) -> impl Iterator<Item = (UserId, &'a User)> {
    let nothing_lags = old.is_empty();
    world.state.users.iter().filter_map(move |(id, user)| {
        let seen = if nothing_lags { None } else { old.seen(id, lag_ms, now) };
        match seen {
            Some(was) => was.as_ref().map(|was| (*id, was)),
            None => Some((*id, user)),
        }
    })
}

fn listed<'a>(world: &'a World, call: &Call) -> impl Iterator<Item = (UserId, &'a User)> {
    visible(world, &world.lag.listing, world.behaviour.lag.listing_ms, call.now)
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 500)?;
    let wanted = Wanted::of(call)?;
    let ids = call.query_list("id");
    if ids.len() > 100 {
        return Err(Refusal::new(
            400,
            "max.user.ids",
            format!("{} ids were given, the maximum is 100", ids.len()),
        ));
    }
    require_below_wall(world, wanted, page)?;
    let (users, total) = if ids.is_empty() {
        let descending = matches!(call.query("sortOrder"), Some("descending" | "desc" | "DESC"));
        let fitting = listed(world, call).filter(|(_, user)| wanted.takes(user));
        if descending { page.cut(fitting.collect::<Vec<_>>().into_iter().rev()) } else { page.cut(fitting) }
    } else {
        let ids = ids.into_iter().filter_map(UserId::parse).collect::<std::collections::BTreeSet<_>>();
        let found = ids.into_iter().filter_map(|id| Some((id, world.state.users.get(&id)?)));
        page.cut(found.filter(|(_, user)| wanted.takes(user)))
    };
    let expand = Expand::of(call);
    let mut shown: Vec<Value> =
        users.into_iter().map(|(id, user)| user_json(world, id, user, expand, call.now)).collect();
    shown.iter_mut().for_each(|user| drop_expansions(world, user));
    Ok(Reply::ok(listing(call, page, total, shown)))
}

/// Listing inactive users stops at the 10 000th, whatever `pageCount` promised.
fn require_below_wall(world: &World, wanted: Wanted, page: Page) -> Result<(), Refusal> {
    let walled = match wanted {
        Wanted::State(UserState::Inactive) => true,
        Wanted::Any => world.behaviour.wall_for_any_state,
        Wanted::State(_) => false,
    };
    if walled && page.before() + page.size > 10_000 {
        return Err(Refusal::bad_request("Paging beyond 10000 results is not supported for this state"));
    }
    Ok(())
}

/// `GET /users/query`: the cursor is the last id of the page before.
pub(crate) fn query(world: &mut World, call: &Call) -> Answer {
    for division in world.state.divisions.keys() {
        require_in(world, call, *division)?;
    }
    let page = Page::of(call, 500)?;
    let wanted = Wanted::of(call)?;
    let after = match call.query("cursor").filter(|cursor| !cursor.is_empty()) {
        Some(cursor) => Some(UserId::parse(cursor).ok_or_else(|| invalid_query("cursor", cursor))?),
        None => None,
    };
    let fitting = listed(world, call).filter(|(id, _)| after.is_none_or(|after| *id > after));
    let mut users: Vec<_> = fitting.filter(|(_, user)| wanted.takes(user)).take(page.size + 1).collect();
    let more = users.len() > page.size;
    users.truncate(page.size);
    let last = users.last().map(|(id, _)| *id).filter(|_| more);
    let expand = Expand::of(call);
    let mut shown: Vec<Value> =
        users.into_iter().map(|(id, user)| user_json(world, id, user, expand, call.now)).collect();
    shown.iter_mut().for_each(|user| drop_expansions(world, user));
    let mut body = json!({ "results": shown.len(), "entities": shown, "selfUri": call.path });
    if let Some(last) = last {
        body["cursor"] = json!(last);
        body["nextUri"] = json!(format!("{}?cursor={last}&pageSize={}", call.path, page.size));
    }
    Ok(Reply::ok(body))
}
