//! Calls, and what they should come to.

use crate::world::{World, person};
use muster_connectors::genesys::Client;
use muster_core::entitlement::{DivisionScope, Field, RoleAt};
use muster_core::id::DivisionId;
use muster_core::operation::{AccountRef, Api, Call, Effect, Finding, Outcome};
use muster_simulator::{Media, SeedConversation};
use std::collections::BTreeMap;

pub(crate) const ANA: &str = "person00001@example.org";
pub(crate) const BEN: &str = "person00002@example.org";
pub(crate) const CEM: &str = "person00004@example.org";

/// Three conversations of Cem's: a call and an e-mail from a queue, and a callback that asks for a wrap-up.
pub(crate) fn talks() -> Vec<SeedConversation> {
    let talk = |name: &str, media| SeedConversation {
        name: Some(name.into()),
        media,
        queue: Some("Queue 0001".into()),
        agent: Some(CEM.into()),
        ..SeedConversation::default()
    };
    let third = talk("third", Media::Callback);
    vec![
        talk("first", Media::Voice),
        talk("second", Media::Email),
        SeedConversation { wrapup_required: true, ..third },
    ]
}

/// Sends what is expected to be new: before it the probe says "not yet", after it "already so".
pub(crate) async fn takes_effect(client: &Client, call: &Call) -> Effect {
    let before = client.probe(call).await;
    assert!(matches!(before, Finding::NotYet { .. }), "{call:?} before: {before:?}");
    let outcome = client.send(call).await;
    let Outcome::Applied(effect) = outcome else {
        panic!("{call:?} came to {outcome:?}");
    };
    assert!(effect.correlation.is_some(), "{call:?} has no correlation id");
    let after = client.probe(call).await;
    assert!(matches!(after, Finding::AlreadySo(_)), "{call:?} after: {after:?}");
    effect
}

pub(crate) fn creation(division: DivisionId) -> Call {
    let profile = BTreeMap::from([
        (Field::Title, Some("Agent".to_owned())),
        (Field::WorkPhone, Some("+4930111".to_owned())),
    ]);
    Call::CreateAccount {
        person: person("zoe"),
        mail: "zoe@example.org".into(),
        name: "Zoe Ueda".into(),
        division,
        profile,
    }
}

/// One call of each kind that gives something.
pub(crate) fn everything_for(zoe: AccountRef, world: &World) -> Vec<Call> {
    vec![
        Call::AddExternalId {
            account: zoe.clone(),
            authority: "ad:objectGUID".into(),
            key: "762c4376-6006-4577-a1e8-0f227d811790 ä/?".into(),
        },
        Call::UpdateProfile {
            account: zoe.clone(),
            profile: BTreeMap::from([
                (Field::EmployeeNumber, Some("4711".to_owned())),
                (Field::MobilePhone, Some("+49170222".to_owned())),
            ]),
            manager: Some(Some(AccountRef::Known(world.account(ANA)))),
            version: None,
        },
        Call::GrantRole {
            role: world.role("Agent"),
            division: DivisionScope::In(world.division("Support")),
            accounts: vec![zoe.clone()],
        },
        Call::AddGrants {
            account: zoe.clone(),
            grants: vec![RoleAt { role: world.role("Supervisor"), division: DivisionScope::All }],
        },
        Call::AddGroupMembers {
            group: world.group("Group 0001"),
            accounts: vec![zoe.clone()],
            version: 1,
            api: Api::Platform,
        },
        Call::AddQueueMembers { queue: world.queue("Queue 0001"), accounts: vec![zoe.clone()] },
        Call::SetSkills {
            account: zoe.clone(),
            skills: [(world.skill("Fraud"), 3.5.try_into().unwrap())].into(),
        },
        Call::SetLanguages {
            account: zoe.clone(),
            languages: [(world.language("Deutsch"), 5.0.try_into().unwrap())].into(),
        },
        Call::MoveToDivision { division: world.division("Billing"), accounts: vec![zoe.clone()] },
    ]
}
