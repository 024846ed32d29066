//! Listings that end early, change while they are read, or hold nonsense.

use crate::world::{World, config};
use muster_connectors::genesys::{Client, Exchange, ReadScope, Request, Transport, read_tenant};
use muster_core::record::Coverage;
use muster_core::tenant::TenantSnapshot;
use muster_simulator::{Behaviour, Limits, Seed, Tenant};

#[tokio::test(start_paused = true)]
async fn behind_the_wall_reading_goes_on_by_cursor() {
    let tenant = Tenant::from_seed(&Seed::company(10_600)).unwrap().with_limits(Limits::unlimited());
    let world =
        World::new(tenant.with_behaviour(Behaviour { wall_for_any_state: true, ..Behaviour::default() }));
    let client = world.client();
    let read = read_tenant(&client, &ReadScope::default()).await.unwrap();
    assert_eq!(read.coverage, Coverage::Complete);
    assert_eq!(read.accounts.len(), 10_600);
    assert!(client.calls().by_endpoint["GET /api/v2/users/query"] > 20);
}

/// Lets other hands change the tenant after each of the first pages of the listing.
struct Meddling {
    world: World,
    listed: std::sync::atomic::AtomicU32,
    pages: u32,
}

impl Transport for Meddling {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let reply = self.world.exchange(request).await;
            if request.template == "/api/v2/users" {
                let page = self.listed.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
                if page <= self.pages {
                    self.world.with(|tenant| {
                        tenant.edit(|state| {
                            let user = state.users.values().next().unwrap().clone();
                            state.users.insert(muster_simulator::UserId::named(&page.to_string()), user);
                        });
                    });
                }
            }
            reply
        })
    }
}

async fn read_while_meddling(pages: u32) -> TenantSnapshot {
    let world = World::company(600);
    let meddling = Meddling { world, listed: 0.into(), pages };
    let client = Client::new(config(), meddling);
    read_tenant(&client, &ReadScope::default()).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_changes_while_it_is_read_is_read_again() {
    let read = read_while_meddling(1).await;
    assert_eq!((read.coverage, read.accounts.len()), (Coverage::Complete, 601));
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_never_holds_still_is_believed_only_in_part() {
    let Coverage::Partial { missing } = read_while_meddling(u32::MAX).await.coverage else {
        panic!("nobody knows whether it is whole");
    };
    assert!(missing[0].starts_with("the number of accounts moved from 602 to 603"), "{missing:?}");
}

/// Answers the listing with one account that makes no sense.
struct Garbled(World);

impl Transport for Garbled {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let mut reply = self.0.exchange(request).await?;
            if request.template == "/api/v2/users" {
                let mut page: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
                page["entities"][3]["id"] = "no id".into();
                reply.body = page.to_string().into();
            }
            Ok(reply)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_that_makes_no_sense_does_not_stop_the_others() {
    let client = Client::new(config(), Garbled(World::company(20)));
    let read = read_tenant(&client, &ReadScope::default()).await.unwrap();
    assert_eq!(read.accounts.len(), 19);
    let expected = vec!["1 of the accounts could not be understood".to_owned()];
    assert_eq!(read.coverage, Coverage::Partial { missing: expected });
}

/// Leaves the counts out of every listing.
struct Uncounted(World);

impl Transport for Uncounted {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let mut reply = self.0.exchange(request).await?;
            if let Ok(serde_json::Value::Object(mut page)) = serde_json::from_slice(&reply.body) {
                page.remove("total");
                page.remove("pageCount");
                reply.body = serde_json::Value::Object(page).to_string().into();
            }
            Ok(reply)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn listings_without_a_count_are_read_to_their_end() {
    let world = World::company(1_020);
    let scope = ReadScope { roles: [world.role("employee")].into(), ..ReadScope::default() };
    let client = Client::new(config(), Uncounted(world));
    let read = read_tenant(&client, &scope).await.unwrap();
    assert_eq!(read.coverage, Coverage::Complete);
    assert_eq!(read.accounts.len(), 1_020);
    let holders = read.accounts.values().filter(|account| !account.roles.is_empty());
    assert!(holders.count() > 900);
}
