//! People who leave while they are on the phone, in a process that dies: nobody is stranded, access of whom is shown out
//! ends within seconds, and who comes back has what they had. Virtual clock, one thread, everything seeded.

#![allow(clippy::unwrap_used)]

mod support;

use muster_core::departure::{Demand, Order};
use muster_core::policy::Leavers;
use muster_simulator::{Conversation, ConversationId, Edit, Media, SeedConversation, UserState};
use muster_store::Store;
use std::time::Duration;
use support::company::Company;
use support::dice::Dice;
use support::history;
use support::mortal::Fate;
use support::oracle::faces;
use support::stage::Stage;

/// How many evenings the swarm lives through; `MUSTER_SEEDS` asks for more.
const SEEDS: u64 = 20;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap()
}

/// In memory where there is such a place: each change is flushed.
fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// A conversation that is over after so many minutes, whoever is in it then.
struct Talk {
    id: ConversationId,
    ends: u64,
}

fn talk(stage: &Stage, dice: &mut Dice, agent: &str, nth: usize, lasts: u64) -> Talk {
    let media = [Media::Voice, Media::Chat, Media::Email, Media::Callback, Media::Message][dice.below(5)];
    let name = format!("talk {nth} of {agent}");
    let queue =
        stage.tenant.lock().unwrap().state_ref().queues.values().next().map(|queue| queue.name.clone());
    let seed = SeedConversation {
        name: Some(name.clone()),
        media,
        queue,
        agent: Some(agent.to_owned()),
        ..SeedConversation::default()
    };
    apply(stage, Edit::StartConversation(Box::new(seed)));
    Talk { id: ConversationId::named(&name), ends: dice.below(lasts as usize) as u64 }
}

fn apply(stage: &Stage, edit: Edit) {
    let now = (stage.clock)();
    stage.tenant.lock().unwrap().apply(&[edit], now).unwrap();
}

/// The conversations whose time has come end.
fn hang_up(stage: &Stage, talks: &[Talk], minute: u64) {
    for talk in talks.iter().filter(|talk| talk.ends == minute) {
        apply(stage, Edit::EndConversation { conversation: talk.id });
    }
}

/// Callers whom nobody serves.
fn left_alone(stage: &Stage) -> Vec<Conversation> {
    let tenant = stage.tenant.lock().unwrap();
    let state = tenant.state_ref();
    tenant.stranded().iter().map(|id| state.conversations[id].clone()).collect()
}

fn state_of(stage: &Stage, mail: &str) -> UserState {
    let tenant = stage.tenant.lock().unwrap();
    tenant.state_ref().users.values().find(|user| user.email == mail).unwrap().state
}

/// Processes until one finds nothing to do; the first may die.
async fn look(stage: &mut Stage, company: &Company, fate: &std::sync::Arc<Fate>) {
    let _ = stage.process(company, fate).await;
    for _ in 0..10 {
        if let Ok(None) = stage.process(company, &Fate::at(0)).await {
            return;
        }
    }
    panic!("ten processes did not come to an end");
}

/// How long an evening is, and how many are there.
struct Evening {
    people: usize,
    /// Minutes; calls last for at most as long.
    lasts: u64,
    /// The tenant is looked at this often, in minutes.
    every: u64,
}

const LONG: Evening = Evening { people: 6, lasts: 100, every: 5 };
/// Over before anybody must be handed over, so that dying at each boundary takes no hour.
const SHORT: Evening = Evening { people: 2, lasts: 4, every: 2 };

/// An evening in which some leave; returns whether the process died.
fn evening(seed: u64, of: &Evening, death: u64) -> bool {
    let people = of.people;
    let folder = quick_folder();
    runtime().block_on(async {
        let mut dice = Dice::new(seed);
        let mut company = Company::random(&mut dice, people, 3);
        let mut stage = Stage::new(&company, folder.path());
        stage.leavers = Leavers::Depart;
        stage.settle_in(&mut company);
        look(&mut stage, &company, &Fate::at(0)).await;
        let before = faces(stage.tenant.lock().unwrap().state_ref());
        let mails: Vec<String> = company.people.iter().map(support::company::Human::mail).collect();
        let talks: Vec<Talk> = (0..people)
            .flat_map(|nth| (dice.below(2) == 0).then_some(nth))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|nth| talk(&stage, &mut dice, &mails[nth], nth, of.lasts))
            .collect();
        let leavers: Vec<usize> = (0..people).filter(|_| dice.below(3) > 0).collect();
        leavers.iter().for_each(|at| company.people[*at].enabled = false);

        let fate = Fate::at(death);
        for minute in 0..=of.lasts {
            hang_up(&stage, &talks, minute);
            if minute % of.every == 0 {
                look(&mut stage, &company, &fate).await;
            }
            let stranded = left_alone(&stage);
            assert!(stranded.is_empty(), "seed {seed}, death {death}, minute {minute}: {stranded:#?}");
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        for at in &leavers {
            assert_eq!(state_of(&stage, &mails[*at]), UserState::Inactive, "{} in seed {seed}", mails[*at]);
        }
        company.people.iter_mut().for_each(|human| human.enabled = true);
        look(&mut stage, &company, &Fate::at(0)).await;
        let after = faces(stage.tenant.lock().unwrap().state_ref());
        for (mail, face) in &before {
            assert_eq!(after.get(mail), Some(face), "{mail} in seed {seed}, death {death}");
        }
        history::is_told(&mut stage.store(&Fate::at(0)));
        fate.is_dead()
    })
}

fn seeds() -> u64 {
    std::env::var("MUSTER_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(SEEDS)
}

#[test]
fn nobody_is_stranded_and_everybody_comes_back_as_they_were() {
    for seed in 0..seeds() {
        evening(seed, &LONG, 0);
    }
}

#[test]
fn dying_at_any_boundary_of_a_departure_strands_nobody() {
    for seed in [1, 2] {
        let mut boundary = 1;
        while evening(seed, &SHORT, boundary) {
            boundary += 1;
        }
        assert!(boundary > 20, "only {boundary} boundaries were there to die at in seed {seed}");
    }
}

#[test]
fn access_of_whom_is_shown_out_ends_within_five_seconds() {
    for seed in 0..seeds() {
        let folder = quick_folder();
        runtime().block_on(async {
            let mut dice = Dice::new(seed);
            let mut company = Company::random(&mut dice, 6, 3);
            let mut stage = Stage::new(&company, folder.path());
            stage.leavers = Leavers::Depart;
            stage.settle_in(&mut company);
            look(&mut stage, &company, &Fate::at(0)).await;
            let who = &company.people[dice.below(6)];
            let mail = who.mail();
            talk(&stage, &mut dice, &mail, 0, 100);
            stage.store(&Fate::at(0)).remember_order(&order(who.id(), &stage)).unwrap();

            let (tenant, began) = (stage.tenant.clone(), tokio::time::Instant::now());
            let is_out = || {
                let tenant = tenant.lock().unwrap();
                let state = tenant.state_ref();
                let (id, user) = state.users.iter().find(|(_, user)| user.email == mail).unwrap();
                user.state == UserState::Inactive && !tenant.is_signed_in(*id)
            };
            let watch = async {
                while !is_out() {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                began.elapsed()
            };
            let company = company.clone();
            let calm = Fate::at(0);
            let (took, _) = tokio::join!(watch, stage.process(&company, &calm));
            assert!(took <= Duration::from_secs(5), "seed {seed}: {took:?}");
            look(&mut stage, &company, &Fate::at(0)).await;
            let stranded = left_alone(&stage);
            assert!(stranded.is_empty(), "seed {seed}: {stranded:#?}");
        });
    }
}

fn order(person: muster_core::id::PersonId, stage: &Stage) -> Order {
    let (by, reason, at) = ("kim".to_owned(), "badge stolen".to_owned(), (stage.clock)());
    Order { person, demand: Demand::Expel, by, reason, at, until: None }
}
