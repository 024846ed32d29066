//! What accounts are doing, read from a tenant.

use crate::calls::CEM;
use crate::departing::world;
use crate::world::World;
use muster_connectors::genesys::read_presences;
use muster_core::entitlement::{Kind, Media, Presence, Routing, StationUse};
use muster_core::id::AccountId;
use muster_core::operation::{Call, Leave};
use muster_core::tenant::Work;
use muster_simulator::{Fault, Faults, Scripted, UserId, UserState};
use std::collections::BTreeSet;

const ALL: [Kind; 4] = [Kind::Presence, Kind::Conversation, Kind::Access, Kind::Licence];

async fn work(world: &World, account: AccountId) -> Work {
    world.client().work_of(&[account], &ALL.into()).await.remove(&account).unwrap()
}

fn refuse(world: &World, method: &str, path: &str, status: u16) {
    let scripted = vec![Scripted::first(method, path, Fault::Status(status)).times(100)];
    world.with(|tenant| tenant.set_faults(Faults { scripted, ..Faults::default() }));
}

fn set_state(world: &World, account: AccountId, to: UserState) {
    world.with(|tenant| {
        tenant.edit(|state| state.users.get_mut(&UserId::from(account.0)).unwrap().state = to);
    });
}

#[tokio::test(start_paused = true)]
async fn everything_that_somebody_is_doing_is_found() {
    let world = world();
    let cem = world.account(CEM);
    let work = work(&world, cem).await;
    assert_eq!(work.unread, [].into());
    assert_eq!((work.presence, work.routing), (Some(Presence::OnQueue), Some(Routing::Interacting)));
    let media: BTreeSet<Media> = work.conversations.iter().map(|live| live.media).collect();
    assert_eq!(media, [Media::Call, Media::Email, Media::Callback].into());
    assert!(work.conversations.iter().all(|live| live.queue == Some(world.queue("Queue 0001"))));
    let (conversation, participant) = world.talk("first", cem);
    assert!(work.live(conversation, participant).is_some());
    assert_eq!(
        work.stations.keys().copied().collect::<Vec<_>>(),
        [StationUse::Associated, StationUse::Default]
    );
    assert!(work.licences.contains(&"wallboardUser".into()));
}

#[tokio::test(start_paused = true)]
async fn many_accounts_take_few_calls() {
    let world = world();
    let everybody: Vec<AccountId> = world.state().users.keys().map(|id| AccountId(id.uuid())).collect();
    let client = world.client();
    let work = client.work_of(&everybody, &ALL.into()).await;
    assert_eq!(work.len(), everybody.len());
    assert!(work.values().all(|work| work.unread.is_empty()), "{work:?}");
    assert_eq!(client.calls().total, 3 + 3, "one of each kind, and one for each conversation");
}

/// Analytics list nobody who is not active, and that is just whose callers must not be forgotten.
#[tokio::test(start_paused = true)]
async fn who_is_put_to_sleep_already_is_asked_about_alone() {
    let world = world();
    let cem = world.account(CEM);
    set_state(&world, cem, UserState::Inactive);
    let work = work(&world, cem).await;
    assert_eq!((work.conversations.len(), work.is_drained()), (3, false));
}

#[tokio::test(start_paused = true)]
async fn where_many_cannot_be_asked_each_is() {
    let world = world();
    refuse(&world, "POST", "/api/v2/analytics/agents/status/query", 400);
    let cem = world.account(CEM);
    assert_eq!(work(&world, cem).await.conversations.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn without_the_permission_somebody_busy_is_not_idle_and_somebody_idle_is() {
    let world = world();
    world.with(|tenant| {
        tenant.edit(|state| {
            for role in state.roles.values_mut() {
                role.permissions.retain(|permission| !permission.starts_with("analytics:"));
            }
        });
    });
    let (cem, ana) = (world.account(CEM), world.account(crate::calls::ANA));
    let busy = work(&world, cem).await;
    assert!(!busy.is_drained());
    let why = &busy.unread[&Kind::Conversation];
    assert!(why.contains("busy with 3") && why.contains("analytics:agentState:view"), "{why}");
    let idle = work(&world, ana).await;
    assert!(idle.is_drained(), "{:?}", idle.unread);
}

#[tokio::test(start_paused = true)]
async fn a_conversation_that_cannot_be_read_is_not_over() {
    let world = world();
    refuse(&world, "GET", "/api/v2/conversations/*", 403);
    let work = work(&world, world.account(CEM)).await;
    assert!(work.conversations.is_empty() && !work.is_drained());
}

#[tokio::test(start_paused = true)]
async fn what_analytics_do_not_show_yet_is_not_gone() {
    let world = world();
    let cem = world.account(CEM);
    let (conversation, participant) = world.talk("first", cem);
    world.with(|tenant| tenant.behaviour_mut().lag.analytics_ms = 5_000);
    let queue = world.queue("Queue 0002");
    let to = world.account(crate::calls::BEN);
    let client = world.client();
    client.send(&Call::Leave(Leave::TransferToUser { conversation, participant, to })).await;
    // Ben has it by now, and analytics do not say so yet.
    let ben = work(&world, to).await;
    assert!(!ben.is_drained(), "{ben:?}");
    let cems = work(&world, cem).await;
    assert!(cems.live(conversation, participant).is_none() && cems.conversations.len() == 2, "{cems:?}");
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    let ben = work(&world, to).await;
    assert_eq!((ben.conversations.len(), ben.unread.len()), (1, 0), "{ben:?} {queue}");
}

#[tokio::test(start_paused = true)]
async fn notes_that_are_still_to_be_written_are_work() {
    let world = world();
    let cem = world.account(CEM);
    let (conversation, participant) = world.talk("third", cem);
    let queue = world.queue("Queue 0002");
    world.client().send(&Call::Leave(Leave::TransferToQueue { conversation, participant, queue })).await;
    let work = work(&world, cem).await;
    assert!(work.live(conversation, participant).unwrap().after_call, "{work:?}");
    assert_eq!(work.conversations.iter().filter(|live| live.after_call).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_outage_leaves_everything_unread() {
    let world = world();
    let cem = world.account(CEM);
    world.with(|tenant| {
        let mut faults = Faults::default();
        faults.chances.error_503 = 1.0;
        tenant.set_faults(faults);
    });
    let work = work(&world, cem).await;
    assert_eq!(work.unread.keys().copied().collect::<BTreeSet<_>>(), ALL.into());
    assert!(!work.is_drained());
}

#[tokio::test(start_paused = true)]
async fn nobody_is_asked_about_what_is_not_wanted() {
    let world = world();
    let (client, cem) = (world.client(), world.account(CEM));
    let work = client.work_of(&[cem], &[Kind::Licence].into()).await;
    assert_eq!(client.calls().total, 1);
    assert!(work[&cem].unread.contains_key(&Kind::Conversation) && !work[&cem].is_drained());
    client.work_of(&[], &ALL.into()).await;
    assert_eq!(client.calls().total, 1);
}

#[tokio::test(start_paused = true)]
async fn the_presence_that_stands_for_offline_is_found() {
    let world = world();
    let presences = read_presences(&world.client()).await.unwrap();
    let catalogue = muster_core::tenant::Catalogue { presences, ..Default::default() };
    assert_eq!(catalogue.presence(Presence::Offline), Some(world.presence("Offline")));
}
