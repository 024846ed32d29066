//! What a plan costs where everybody is as they should be.

use crate::aims::Aims;
use crate::support::company::Company;
use crate::support::dice::Dice;
use crate::support::mortal::{Fate, InProcess};
use crate::support::stage::Stage;
use muster_connectors::genesys::{Request, Transport};
use std::time::{Duration, Instant};

/// Calls that somebody with nothing to change may cost.
const UNCHANGED_MAX: f64 = 0.05;

/// Prints a line for each size. A thousand people are too few for what every plan reads.
pub(crate) async fn measure(aims: &mut Aims) {
    println!(
        "\n{:>8} {:>24} {:>24} {:>8} {:>12}",
        "people", "calls of a plan", "calls of the loop", "ratio", "planning"
    );
    for people in [1_000, 10_000, 100_000] {
        let each = unchanged(people).await;
        if people >= 10_000 {
            let what = format!("{each:.3} calls for each of {people} unchanged people");
            aims.asserts(each <= UNCHANGED_MAX, what);
        }
    }
}

async fn unchanged(people: usize) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let mut company = Company::departments(&mut Dice::new(5), people, 60);
    let stage = Stage::new(&company, folder.path());
    stage.settle_in(&mut company);
    let fate = Fate::at(0);
    let (mut store, client) = (stage.store(&fate), stage.client(&fate));
    let began = Instant::now();
    let plan = stage.plan(&company, &mut store, &client).await.unwrap();
    let planning = began.elapsed();
    assert!(plan.body.changes.is_empty());
    let (ours, looped) = (client.calls().total, looped(&stage, &company).await);
    line(people, ours, looped, planning);
    ours as f64 / people as f64
}

fn line(people: usize, ours: u64, looped: u64, planning: Duration) {
    let share = |calls: u64| format!("{calls} ({:.3} a person)", calls as f64 / people as f64);
    let ratio = looped as f64 / ours as f64;
    println!(
        "{people:>8} {:>24} {:>24} {ratio:>7.0}x {:>10.2} s",
        share(ours),
        share(looped),
        planning.as_secs_f64()
    );
}

/// The loop: for each person find the account by external id, read it, read its roles. Three calls, whatever changed.
async fn looped(stage: &Stage, company: &Company) -> u64 {
    let fate = Fate::at(0);
    let token = bearer(stage);
    let door = InProcess { tenant: stage.tenant.clone(), clock: stage.clock.clone(), fate };
    let mut calls = 0;
    for human in &company.people {
        let found = format!("/api/v2/users/externalid/ad%3AobjectGUID/{}", human.guid());
        let user: serde_json::Value = get(&door, &token, &found).await;
        let id = user["id"].as_str().unwrap().to_owned();
        let _: serde_json::Value = get(&door, &token, &format!("/api/v2/users/{id}")).await;
        let _: serde_json::Value = get(&door, &token, &format!("/api/v2/users/{id}/roles")).await;
        calls += 3;
    }
    calls
}

fn bearer(stage: &Stage) -> String {
    let client =
        muster_simulator::ClientId::parse(&crate::support::company::client_id().to_string()).unwrap();
    let now = (stage.clock)();
    format!("Bearer {}", stage.tenant.lock().unwrap().mint_token(client, now))
}

async fn get(door: &InProcess, token: &str, path: &str) -> serde_json::Value {
    let mut request = Request::get("/loop", path);
    request.authorization = Some(token.to_owned().into());
    let reply = door.exchange(&request).await.unwrap();
    assert!(reply.is_success(), "{path}: {}", reply.status);
    serde_json::from_slice(&reply.body).unwrap()
}
