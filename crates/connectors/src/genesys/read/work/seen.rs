//! What accounts show of themselves: presence, routing status, phones, how many conversations.

use super::NOT_SHOWN;
use crate::genesys::client::Client;
use crate::genesys::dto::Page;
use crate::genesys::path::joined;
use crate::genesys::wire::Request;
use muster_core::entitlement::{Presence, Routing, StationUse};
use muster_core::id::AccountId;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Accounts by id in one call (`max.user.ids`).
const IDS_MAX: usize = 100;

/// What one account shows. An expansion that is missing says nothing.
pub(super) struct Seen {
    pub(super) presence: Option<Presence>,
    pub(super) routing: Option<Routing>,
    pub(super) stations: Option<BTreeMap<StationUse, String>>,
    pub(super) conversations: Option<u64>,
}

/// `GET /api/v2/users` with the expansions, 100 accounts a call.
pub(super) async fn read(
    client: &Client,
    accounts: &[AccountId],
) -> BTreeMap<AccountId, Result<Seen, String>> {
    let mut seen = BTreeMap::new();
    for chunk in accounts.chunks(IDS_MAX) {
        let expand = "presence,routingStatus,conversationSummary,station";
        let query = format!("state=any&pageSize={IDS_MAX}&id={}&expand={expand}", joined(chunk));
        let path = "/api/v2/users";
        match client.get::<Page<User>>(Request::get(path, format!("{path}?{query}"))).await {
            Ok(page) => seen.extend(page.entities.good.into_iter().map(|user| (user.id, Ok(user.seen())))),
            Err(error) => seen.extend(chunk.iter().map(|account| (*account, Err(error.to_string())))),
        }
        for account in chunk {
            seen.entry(*account).or_insert_with(|| Err(NOT_SHOWN.into()));
        }
    }
    seen
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    id: AccountId,
    presence: Option<ShownPresence>,
    routing_status: Option<ShownRouting>,
    station: Option<Stations>,
    conversation_summary: Option<BTreeMap<String, serde_json::Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShownPresence {
    presence_definition: Option<Definition>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition {
    system_presence: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ShownRouting {
    status: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stations {
    associated_station: Option<Station>,
    default_station: Option<Station>,
}

#[derive(Debug, Deserialize)]
struct Station {
    id: String,
    name: Option<String>,
}

/// `MediaSummary`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Counts {
    contact_center: Count,
    enterprise: Count,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Count {
    active: u64,
    acw: u64,
}

impl User {
    fn seen(self) -> Seen {
        let presence = self.presence.and_then(|presence| presence.presence_definition?.system_presence);
        let routing = self.routing_status.and_then(|routing| routing.status);
        Seen {
            presence: presence.map(|word| Presence::of(&word)),
            routing: routing.and_then(|word| Routing::of(&word)),
            stations: self.station.map(Stations::names),
            conversations: self.conversation_summary.map(|media| count(&media)),
        }
    }
}

impl Stations {
    fn names(self) -> BTreeMap<StationUse, String> {
        let all =
            [(StationUse::Associated, self.associated_station), (StationUse::Default, self.default_station)];
        let named = |station: Station| station.name.unwrap_or(station.id);
        all.into_iter().filter_map(|(station, found)| Some((station, named(found?)))).collect()
    }
}

/// All that is live, work after it included. What has not the form of counts is no medium.
fn count(media: &BTreeMap<String, serde_json::Value>) -> u64 {
    let counts = media.values().filter(|value| value.is_object()).filter_map(|value| {
        let counts: Counts = serde_json::from_value(value.clone()).ok()?;
        let all = [counts.contact_center, counts.enterprise];
        Some(all.iter().map(|count| count.active + count.acw).sum::<u64>())
    });
    counts.sum()
}
