//! What one cycle costs, against the per-person loop of the usual scripts, side by side in one run and on the same
//! tenant: calls when nothing changed, calls for newcomers, and the time that planning takes. Prints a table.

#![allow(clippy::unwrap_used)]

#[path = "../tests/support/mod.rs"]
mod support;

use muster_connectors::genesys::{Request, Transport, read_names};
use std::time::{Duration, Instant};
use support::company::Company;
use support::dice::Dice;
use support::mortal::{Fate, InProcess};
use support::stage::Stage;

fn main() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    println!(
        "{:>8} {:>24} {:>24} {:>8} {:>12}",
        "people", "calls of a plan", "calls of the loop", "ratio", "planning"
    );
    for people in [1_000, 10_000, 100_000] {
        runtime.block_on(unchanged(people));
    }
    runtime.block_on(newcomers(1_000));
}

/// Everybody is as they should be.
async fn unchanged(people: usize) {
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
    let looped = looped(&stage, &company).await;
    line(people, client.calls().total, looped, planning);
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
    let client = stage.client(&fate);
    read_names(&client).await.unwrap();
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
    let client = muster_simulator::ClientId::parse(&support::company::client_id().to_string()).unwrap();
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

/// Nobody has an account yet: calls to apply a first plan.
async fn newcomers(people: usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut company = Company::departments(&mut Dice::new(6), people, 20);
    company.people.iter_mut().for_each(|human| (human.account, human.enabled) = (None, true));
    let mut stage = Stage::new(&company, folder.path());
    let report = stage.process(&company, &Fate::at(0)).await.unwrap().unwrap();
    let calls = &report.calls;
    println!(
        "\n{people} newcomers with {} changes: {} calls to write, {:.2} a person ({} to read, {} to read back)",
        report.totals.changes,
        calls.write,
        calls.write as f64 / people as f64,
        calls.read,
        calls.verify
    );
}
