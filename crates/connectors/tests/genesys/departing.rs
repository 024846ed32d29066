//! The calls of a departure, against a tenant with live conversations.

use crate::calls::{ANA, BEN, CEM, takes_effect, talks};
use crate::world::World;
use muster_connectors::genesys::Client;
use muster_core::entitlement::StationUse;
use muster_core::id::{AccountId, WrapupCodeId};
use muster_core::operation::{Call, Finding, Leave, Outcome};
use muster_simulator::{
    DEPARTURE_PERMISSIONS, Fault, Faults, Scripted, Seed, SeedLicence, SeedStation, Tenant, UserId, UserState,
};
use uuid::Uuid;

/// Cem, on queue, in three conversations, with two phones, a licence and a login.
pub(crate) fn world() -> World {
    let mut seed = Seed::company(30);
    seed.conversations = talks();
    permit(&mut seed);
    seed.stations.push(SeedStation { name: "Desk 4".into(), ..SeedStation::default() });
    seed.licences.push(SeedLicence { id: "wallboardUser".into(), ..SeedLicence::default() });
    let cem = seed.users.iter_mut().find(|user| user.email == CEM).unwrap();
    cem.presence = Some("OnQueue".into());
    cem.station = Some("Desk 4".into());
    cem.default_station = Some("Desk 4".into());
    cem.licences = vec!["wallboardUser".into()];
    cem.signed_in = true;
    World::new(Tenant::from_seed(&seed).unwrap())
}

/// Lets the client see somebody out, and delete the account as well.
pub(crate) fn permit(seed: &mut Seed) {
    let role = seed.roles.iter_mut().find(|role| role.name == "Directory Sync").unwrap();
    let more = DEPARTURE_PERMISSIONS.iter().chain(&["directory:user:delete"]);
    role.permissions.extend(more.map(|permission| (*permission).to_owned()));
}

async fn applied(client: &Client, leave: Leave) {
    takes_effect(client, &Call::Leave(leave)).await;
}

fn user(account: AccountId) -> UserId {
    UserId::from(account.0)
}

#[tokio::test(start_paused = true)]
async fn somebody_goes_offline_and_off_queue() {
    let world = world();
    let (client, cem, ben) = (world.client(), world.account(CEM), world.account(BEN));
    let presence = world.presence("Offline");
    applied(&client, Leave::SetPresence { accounts: vec![cem, ben], presence }).await;
    assert_eq!(world.user(cem).routing_status, "OFF_QUEUE", "it follows from the presence");
    world.with(|tenant| {
        tenant
            .edit(|state| state.users.get_mut(&user(cem)).unwrap().routing_status = "NOT_RESPONDING".into());
    });
    applied(&client, Leave::SetOffQueue { account: cem }).await;
}

#[tokio::test(start_paused = true)]
async fn conversations_go_on_with_somebody_else_or_wait() {
    let world = world();
    let (client, cem, ben) = (world.client(), world.account(CEM), world.account(BEN));
    let (conversation, participant) = world.talk("first", cem);
    applied(&client, Leave::TransferToUser { conversation, participant, to: ben }).await;
    let (_, _) = world.talk("first", ben);
    let (conversation, participant) = world.talk("second", cem);
    let queue = world.queue("Queue 0002");
    applied(&client, Leave::TransferToQueue { conversation, participant, queue }).await;
    let again = client.send(&Call::Leave(Leave::TransferToQueue { conversation, participant, queue })).await;
    assert!(matches!(again, Outcome::AlreadySo(_)), "{again:?}");
    world.with(|tenant| {
        tenant.edit(|state| state.users.get_mut(&user(cem)).unwrap().state = UserState::Inactive);
        assert_eq!(tenant.stranded().len(), 1, "only the callback is still Cem's");
    });
}

#[tokio::test(start_paused = true)]
async fn a_conversation_that_needs_a_wrap_up_ends_with_one() {
    let world = world();
    let (client, cem) = (world.client(), world.account(CEM));
    let (conversation, participant) = world.talk("third", cem);
    let without = Call::Leave(Leave::Disconnect { conversation, participant, wrapup: None });
    let refused = client.send(&without).await;
    assert!(
        matches!(&refused, Outcome::Refused(refusal) if refusal.code == "conversation.error.wrapup.cannot.skip"),
        "{refused:?}"
    );
    let wrapup = Some(WrapupCodeId(Uuid::from_u128(9)));
    applied(&client, Leave::Disconnect { conversation, participant, wrapup }).await;
}

/// A transfer leaves the agent with the notes to write; ending those is a disconnection.
#[tokio::test(start_paused = true)]
async fn work_after_a_transfer_is_ended_by_itself() {
    let world = world();
    let (client, cem) = (world.client(), world.account(CEM));
    let (conversation, participant) = world.talk("third", cem);
    let queue = world.queue("Queue 0002");
    applied(&client, Leave::TransferToQueue { conversation, participant, queue }).await;
    let wrapup = Some(WrapupCodeId(Uuid::from_u128(9)));
    applied(&client, Leave::Disconnect { conversation, participant, wrapup }).await;
}

#[tokio::test(start_paused = true)]
async fn a_transfer_whose_reply_is_lost_is_found_and_not_made_twice() {
    let world = world();
    let (client, cem, ben) = (world.client(), world.account(CEM), world.account(BEN));
    let (conversation, participant) = world.talk("first", cem);
    world.with(|tenant| {
        let lost = Scripted::first("POST", "*/replace/agent", Fault::LostReply);
        tenant.set_faults(Faults { scripted: vec![lost], ..Faults::default() });
    });
    let call = Call::Leave(Leave::TransferToUser { conversation, participant, to: ben });
    let sent = client.send(&call).await;
    assert!(matches!(sent, Outcome::Unknown { .. }), "{sent:?}");
    assert!(matches!(client.probe(&call).await, Finding::AlreadySo(_)));
}

#[tokio::test(start_paused = true)]
async fn whoever_is_gone_keeps_neither_login_nor_phone_nor_licence() {
    let world = world();
    let (client, cem) = (world.client(), world.account(CEM));
    let end = Call::Leave(Leave::EndTokens { account: cem });
    assert!(matches!(client.send(&end).await, Outcome::Applied(_)));
    assert!(!world.with(|tenant| tenant.is_signed_in(user(cem))));
    assert!(matches!(client.probe(&end).await, Finding::NotYet { .. }), "nothing shows tokens");
    assert!(matches!(client.send(&end).await, Outcome::Applied(_)), "and ending them twice does no harm");
    for station in [StationUse::Associated, StationUse::Default] {
        applied(&client, Leave::ReleaseStation { account: cem, station }).await;
        let again = client.send(&Call::Leave(Leave::ReleaseStation { account: cem, station })).await;
        assert!(matches!(again, Outcome::AlreadySo(_)), "{again:?}");
    }
    let licence = "wallboardUser".into();
    applied(&client, Leave::ReleaseLicences { accounts: vec![cem], licence }).await;
    applied(&client, Leave::DeleteAccount { account: cem }).await;
    assert_eq!(world.user(cem).state, UserState::Deleted);
}

/// Where there is no call for many presences, that is learned once.
#[tokio::test(start_paused = true)]
async fn presences_are_set_one_by_one_where_there_is_no_other_way() {
    let world = world();
    let client = world.client();
    let (ana, ben, presence) = (world.account(ANA), world.account(BEN), world.presence("Offline"));
    world.with(|tenant| {
        let gone = Scripted::first("PUT", "/api/v2/users/presences/bulk", Fault::Status(405));
        tenant.set_faults(Faults { scripted: vec![gone], ..Faults::default() });
    });
    let both = Call::Leave(Leave::SetPresence { accounts: vec![ana, ben], presence });
    for _ in 0..2 {
        assert!(matches!(client.send(&both).await, Outcome::Refused(_)));
    }
    assert_eq!(client.calls().by_endpoint["PUT /api/v2/users/presences/bulk"], 1);
    applied(&client, Leave::SetPresence { accounts: vec![ana], presence }).await;
}
