//! Nobody is cut off in the middle of a call, everybody who leaves is closed in the end, and who comes back has what
//! they would have had.

use crate::common::{seeds, unlimited};
use crate::support::generator::worlds;
use crate::support::names::{account, uuid};
use crate::support::world::World;
use muster_core::departure::Restore;
use muster_core::entitlement::{Media, Presence, Routing, Slot, Value};
use muster_core::id::{AccountId, ConversationId, GroupId, ParticipantId};
use muster_core::plan::{Hold, Plan, Transition};
use muster_core::policy::Leavers;
use muster_core::tenant::{AccountState, Live, Work};
use muster_core::time::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Whose call, and how many minutes it lasts.
type Talk = (usize, i64);

const NAMES: [&str; 8] = ["ana", "bob", "cat", "dan", "eve", "fay", "gus", "hal"];

fn talks() -> impl Strategy<Value = Vec<Talk>> {
    prop::collection::vec((0..NAMES.len(), 1_i64..100), 0..8)
}

fn departing(world: World) -> World {
    let mut world = unlimited(world);
    world.text.people.leavers = Leavers::Depart;
    world.text.people.terms.restore = Restore::Everything;
    // Somebody who gets administration in this plan lets the last administrator go only in the next.
    world.estate.snapshot.administrators_by_group.insert(GroupId(uuid("administrators")));
    world
}

/// What everybody is doing `minutes` after the beginning, as far as nobody has seen to it since.
fn go_on(world: &mut World, talks: &[Talk], minutes: i64) {
    let accounts: Vec<AccountId> = world.estate.snapshot.accounts.keys().copied().collect();
    for id in accounts {
        let on_queue =
            || Work { presence: Some(Presence::OnQueue), routing: Some(Routing::Idle), ..Work::default() };
        world.estate.snapshot.work.entry(id).or_insert_with(on_queue);
    }
    for (at, (whose, lasts)) in talks.iter().enumerate() {
        let Some(work) = world.estate.snapshot.work.get_mut(&account(NAMES[*whose])) else { continue };
        let live = Live {
            conversation: ConversationId(uuid(&format!("talk {at}"))),
            participant: ParticipantId(uuid(&format!("part {at}"))),
            media: Media::Call,
            queue: None,
            since: Timestamp::UNIX_EPOCH,
            after_call: false,
        };
        match minutes {
            0 => work.conversations.push(live),
            _ if minutes >= *lasts => work.conversations.retain(|one| one.conversation != live.conversation),
            _ => {}
        }
    }
}

fn closed(plan: &Plan) -> impl Iterator<Item = AccountId> {
    let asleep = Some(Value::State(AccountState::Inactive));
    let closes =
        plan.body.changes.iter().filter(move |change| change.slot == Slot::Account && change.after == asleep);
    closes.filter_map(|change| change.subject.account)
}

fn waits(plan: &Plan) -> bool {
    plan.body.held.iter().any(|held| matches!(held.because, Hold::Draining { .. } | Hold::NoNewWorkFirst))
}

/// What every account holds that is in use.
fn holdings(world: &World) -> BTreeMap<AccountId, Vec<(Slot, Value)>> {
    let accounts = world.estate.snapshot.accounts.values();
    let in_use = accounts.filter(|account| account.state == AccountState::Active);
    in_use.map(|account| (account.id, account.entitlements())).collect()
}

fn settle(world: &mut World) {
    for _ in 0..6 {
        let plan = world.plan();
        world.estate.realise(&plan);
    }
}

fn all_are_here(world: &mut World) {
    for record in world.batches.iter_mut().flat_map(|batch| &mut batch.records) {
        (record.enabled, record.expires_at) = (true, None);
    }
}

proptest! {
    #![proptest_config(seeds())]

    #[test]
    fn nobody_is_cut_off_and_everybody_is_closed(world in worlds(), talks in talks()) {
        let mut world = departing(world);
        let start = world.as_of;
        for minutes in (0..=120).step_by(5) {
            world.as_of = start.checked_add(SignedDuration::from_mins(minutes)).unwrap();
            go_on(&mut world, &talks, minutes);
            let plan = world.plan();
            for id in closed(&plan) {
                let talking = world.estate.snapshot.work.get(&id).is_some_and(|work| !work.conversations.is_empty());
                prop_assert!(!talking || minutes >= 60, "{id} is on the phone at minute {minutes}");
            }
            for change in plan.body.changes.iter().filter(|change| matches!(change.slot, Slot::Conversation { .. })) {
                let begun = world.estate.departures[&change.subject.person].begun_at;
                let patience = world.as_of.duration_since(begun);
                prop_assert!(patience >= SignedDuration::from_mins(30), "moved after {patience}");
                prop_assert_eq!(change.transition, Transition::Leaver);
            }
            world.estate.realise(&plan);
        }
        let plan = world.plan();
        prop_assert!(!waits(&plan), "{:?}", plan.body.held);
        for departure in plan.body.departures.iter().chain(world.estate.departures.values()) {
            let state = world.estate.snapshot.accounts[&departure.account].state;
            prop_assert_ne!(state, AccountState::Active, "{}", departure.person);
        }
    }

    #[test]
    fn who_comes_back_has_what_they_had(world in worlds(), leavers in prop::collection::vec(any::<bool>(), 10)) {
        let mut world = departing(world);
        world.text.authoritative.clear();
        all_are_here(&mut world);
        go_on(&mut world, &[], 0);
        settle(&mut world);
        go_on(&mut world, &[], 0);
        let (before, gone_for_good) = (holdings(&world), world.estate.departures.len());
        let records = world.batches.iter_mut().flat_map(|batch| &mut batch.records);
        records.zip(leavers.iter().cycle()).for_each(|(record, leaves)| record.enabled = !leaves);
        settle(&mut world);
        all_are_here(&mut world);
        settle(&mut world);
        // Meanwhile somebody may have got an account whose address was taken before.
        let after: BTreeMap<_, _> =
            holdings(&world).into_iter().filter(|(account, _)| before.contains_key(account)).collect();
        prop_assert_eq!(after, before);
        prop_assert_eq!(world.estate.departures.len(), gone_for_good);
    }
}
