//! Groups, queues and teams: where people belong.

use super::model::{Group, Member, Queue, Team};
use super::part::Part;
use super::wire;
use crate::genesys::client::Client;
use crate::genesys::dto::{Page, Ref};
use crate::genesys::error::TenantError;
use crate::genesys::path::encoded;
use crate::genesys::probe::members::{QUEUE_PAGE, queue_page};
use crate::genesys::read::{catalogue::list, pages};
use crate::genesys::wire::Request;
use futures_util::{StreamExt, TryStreamExt, stream};
use muster_core::id::QueueId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

const TEAMS: &str = "/api/v2/teams";
/// Teams, or members of one, in one page.
const TEAM_PAGE: usize = 100;

pub(super) async fn groups(client: &Client) -> Result<Part<Vec<Group>>, TenantError> {
    let listing = list::<wire::Group>(client, "groups", "/api/v2/groups", 500, "").await?;
    Ok(Part::from(listing).map(|all| all.into_iter().map(group).collect()))
}

fn group(one: wire::Group) -> Group {
    Group {
        id: one.id,
        name: one.name.unwrap_or_default(),
        kind: one.kind.unwrap_or_else(|| "official".into()),
        visibility: one.visibility.unwrap_or_else(|| "public".into()),
        roles_enabled: one.roles_enabled.unwrap_or(false),
        rules_visible: one.rules_visible.unwrap_or(true),
        include_owners: one.include_owners.unwrap_or(false),
        calls_enabled: one.calls_enabled.unwrap_or(false),
        mail: one.email.filter(|mail| !mail.is_empty()),
        version: one.version.unwrap_or(1),
        owners: one.owners.iter().flatten().filter_map(Ref::uuid).collect(),
    }
}

/// Queues with their direct members. A queue that says it has none is not asked for them.
pub(super) async fn queues(client: &Client) -> Result<Part<Vec<Queue>>, TenantError> {
    let listing = list::<wire::Queue>(client, "queues", "/api/v2/routing/queues", 500, "").await?;
    let Part { items: listed, mut gaps } = Part::from(listing);
    let unnamed = listed.iter().filter(|queue| hides_groups(queue)).count();
    if unnamed > 0 {
        gaps.push(format!("groups that work in {unnamed} queues: the tenant did not name them"));
    }
    let parallel = client.config().parallel_reads.max(1);
    let parts: Vec<Part<Queue>> =
        stream::iter(listed).map(|one| queue(client, one)).buffered(parallel).try_collect().await?;
    let queues = parts.into_iter().map(|part| part.into_items(&mut gaps)).collect();
    Ok(Part { items: queues, gaps })
}

/// Whether members come through groups that the listing does not name.
fn hides_groups(queue: &wire::Queue) -> bool {
    queue.member_groups.is_none()
        && queue.member_count.zip(queue.user_member_count).is_some_and(|(all, direct)| all > direct)
}

async fn queue(client: &Client, one: wire::Queue) -> Result<Part<Queue>, TenantError> {
    let members = match one.user_member_count {
        Some(0) => Part::whole(Vec::new()),
        size => members(client, QueueId(one.id), size).await?,
    };
    let is_group = |group: &wire::MemberGroup| group.kind.as_deref().is_none_or(|kind| kind == "GROUP");
    Ok(members.map(|members| Queue {
        id: one.id,
        name: one.name.unwrap_or_default(),
        division: one.division.and_then(|division| division.uuid()),
        groups: one.member_groups.into_iter().flatten().filter(is_group).map(|group| group.id).collect(),
        members,
    }))
}

/// A queue that may be listed but not looked into is one gap more.
async fn members(
    client: &Client,
    queue: QueueId,
    size: Option<u64>,
) -> Result<Part<Vec<Member>>, TenantError> {
    let what = format!("members of queue {queue}");
    let page = |number| queue_page(queue, number);
    let listing = pages::uncounted::<wire::Member>(client, &what, QUEUE_PAGE, size, page);
    let read = async { listing.await.map(Part::from) };
    let member = |one: wire::Member| Member {
        user: one.id,
        joined: one.joined.unwrap_or(true),
        ring: one.ring_number.unwrap_or(1),
    };
    Ok(super::optional(&what, read).await?.map(|all| all.into_iter().map(member).collect()))
}

/// Teams with their members. A team that says it has none is not asked for them.
pub(super) async fn teams(client: &Client) -> Result<Part<Vec<Team>>, TenantError> {
    let listed: Vec<wire::Team> = along(client, TEAMS, TEAMS).await?;
    let parallel = client.config().parallel_reads.max(1);
    let teams = stream::iter(listed).map(|one| team(client, one)).buffered(parallel);
    Ok(Part::whole(teams.try_collect().await?))
}

async fn team(client: &Client, one: wire::Team) -> Result<Team, TenantError> {
    let members: Vec<Ref> = match one.member_count {
        Some(0) => Vec::new(),
        Some(_) | None => {
            along(client, "/api/v2/teams/{teamId}/members", &format!("{TEAMS}/{}/members", one.id)).await?
        }
    };
    Ok(Team {
        id: one.id,
        name: one.name.unwrap_or_default(),
        division: one.division.and_then(|division| division.uuid()),
        members: members.iter().filter_map(Ref::uuid).collect::<Vec<Uuid>>(),
    })
}

/// A page that says where the next one begins only in its link.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "T: DeserializeOwned"))]
struct Linked<T> {
    #[serde(flatten)]
    page: Page<T>,
    next_uri: Option<String>,
}

/// Reads a listing that is followed by its cursor `after`.
async fn along<T: DeserializeOwned>(
    client: &Client,
    template: &'static str,
    path: &str,
) -> Result<Vec<T>, TenantError> {
    let (mut items, mut after) = (Vec::new(), None::<String>);
    loop {
        let cursor = after.as_deref().map(|after| format!("&after={}", encoded(after))).unwrap_or_default();
        let request = Request::get(template, format!("{path}?pageSize={TEAM_PAGE}{cursor}"));
        let linked: Linked<T> = client.get(request).await?;
        let (held, next) = (linked.page.entities.held(), linked.next_uri.as_deref().and_then(cursor_in));
        items.extend(linked.page.entities.good);
        match next {
            Some(next) if held > 0 && after.as_ref() != Some(&next) => after = Some(next),
            Some(_) | None => return Ok(items),
        }
    }
}

/// The value of `after` in a link.
fn cursor_in(link: &str) -> Option<String> {
    let (_, query) = link.split_once('?')?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix("after="))?;
    let text = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
    Some(text.into_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_of_a_link_is_decoded() {
        let link = "/api/v2/teams?pageSize=100&after=a%2Fb%3D";
        assert_eq!(cursor_in(link), Some("a/b=".into()));
        for link in ["/api/v2/teams", "/api/v2/teams?before=a", "/api/v2/teams?after="] {
            assert_eq!(cursor_in(link), None, "{link}");
        }
    }
}
