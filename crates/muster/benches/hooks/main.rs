//! How many signed events a second the running service takes in: the real binary on loopback, sent to at a fixed rate
//! whether or not it keeps up, so that a stall shows in the latencies of all events that it held up.
//!
//! `script/bench hooks` sends for ten seconds, `script/bench hooks -- --seconds 60` for a minute. Fails where an event that was
//! answered 202 is not in the inbox, or is there twice, or where the rate was not reached.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod events;
#[path = "../../tests/support/mod.rs"]
mod support;

use events::{Answer, Events};
use muster_simulator::Tenant;
use muster_store::InboxQuery;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use support::company::Company;
use support::service::Service;
use support::site::Site;

const PER_SECOND: u64 = 1_000;
const CONNECTIONS: u64 = 64;
/// Milliseconds in which 99 of 100 events are to be durable and answered.
const P99_MAX_MS: f64 = 1_000.0;

fn main() {
    let seconds = seconds();
    let site = site();
    let service = Service::start(&site);
    let status = service.until("has hooks", |status| status["hooks"]["url"].is_string());
    let address = status["hooks"]["url"].as_str().unwrap().split('/').nth(2).unwrap().to_owned();
    println!("{PER_SECOND} events a second for {seconds} s over {CONNECTIONS} connections");
    let began = Instant::now();
    let answers = send(&address, seconds);
    let took = began.elapsed();
    service.stop();
    std::process::exit(i32::from(!told(&site, seconds, &answers, took)));
}

/// `--seconds N`; ten where nothing is said.
fn seconds() -> u64 {
    let words: Vec<String> = std::env::args().collect();
    let at = words.iter().position(|word| word == "--seconds");
    at.and_then(|at| words.get(at + 1)?.parse().ok()).unwrap_or(10)
}

fn site() -> Site {
    let company = Company::contact_centre(12);
    let site = Site::with_file(&company, Tenant::from_seed(&company.seed()).unwrap());
    std::fs::write(site.path("hr-secret"), events::SECRET).unwrap();
    let text = std::fs::read_to_string(site.path("muster.toml")).unwrap();
    let hooks = "\n[hooks]\nlisten = \"127.0.0.1:0\"\n[[source]]\nname = \"hr\"\nkind = \"hr\"\ntime_zone = \"Asia/Manila\"\nshape = \"generic\"\n\
        secrets = { file = \"hr-secret\" }\nper_second_max = 5000\n";
    std::fs::write(site.path("muster.toml"), format!("{text}{hooks}")).unwrap();
    site
}

/// Sends every event at its time, and says what came of each.
fn send(address: &str, seconds: u64) -> Vec<Answer> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let start = Instant::now() + Duration::from_millis(200);
        let lanes = (0..CONNECTIONS).map(|lane| {
            let events = Events::new(address, start, PER_SECOND * seconds, PER_SECOND);
            tokio::spawn(events.send(lane, CONNECTIONS))
        });
        let mut answers = Vec::new();
        for lane in lanes.collect::<Vec<_>>() {
            answers.extend(lane.await.unwrap());
        }
        answers
    })
}

/// Prints what came of it, and says whether all aims were met.
fn told(site: &Site, seconds: u64, answers: &[Answer], took: Duration) -> bool {
    let accepted: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 202).collect();
    let mut kept: BTreeMap<String, u64> = BTreeMap::new();
    for entry in site.store().deliveries(&InboxQuery::default()).unwrap() {
        *kept.entry(entry.id).or_default() += 1;
    }
    let lost = accepted.iter().filter(|answer| !kept.contains_key(&answer.id)).count();
    let doubled = kept.values().filter(|times| **times > 1).count();
    let mut waited: Vec<f64> = accepted.iter().map(|answer| answer.waited.as_secs_f64() * 1000.0).collect();
    waited.sort_by(f64::total_cmp);
    let at = |percent: usize| {
        waited.get((waited.len() * percent).div_ceil(100).max(1) - 1).copied().unwrap_or(f64::NAN)
    };
    let rate = accepted.len() as f64 / took.as_secs_f64();
    println!("accepted {} of {}, {rate:.0} a second", accepted.len(), answers.len());
    println!(
        "from the time an event was due to its 202: p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        at(50),
        at(99),
        at(100)
    );
    println!("lost {lost}, doubled {doubled}, in the inbox {}", kept.len());
    let all = accepted.len() as u64 == PER_SECOND * seconds && kept.len() == accepted.len();
    let aims = [
        ("every event is accepted, durable and there once", all && lost == 0 && doubled == 0),
        ("the rate is kept", rate >= PER_SECOND as f64 * 0.95),
        ("p99 is at most a second", at(99) <= P99_MAX_MS),
    ];
    aims.iter().for_each(|(aim, met)| println!("aim: {aim}: {}", if *met { "met" } else { "MISSED" }));
    aims.iter().all(|(_, met)| *met)
}
