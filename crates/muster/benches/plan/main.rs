//! What planning costs for 10 thousand, 100 thousand and a million people, whole and for one change: wall time, and
//! the peak memory of a process of its own for each size, with everything in it that a plan is made from. Says which
//! aims are missed. `script/bench plan`, or one size with `MUSTER_BENCH_PEOPLE=10000 script/bench plan`.

#![allow(clippy::unwrap_used)]

mod estate;
mod memory;
mod rules;

use estate::Estate;
use muster_core::draft::{PlanInput, draft};
use muster_core::everybody::Everybody;
use muster_core::guard::{Facts, Limits, judge};
use muster_core::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::{Duration, Instant};

/// People, seconds for a whole plan, megabytes at the peak.
const AIMS: [(u32, f64, u64); 3] = [(10_000, 0.2, 150), (100_000, 2.0, 600), (1_000_000, 20.0, 4_000)];
/// Milliseconds for one change, whatever the number of people.
const CHANGE_MS_MAX: f64 = 50.0;
/// Says how many people a process plans for.
const PEOPLE: &str = "MUSTER_BENCH_PEOPLE";

fn main() {
    match std::env::var(PEOPLE) {
        Ok(people) => measure(people.parse().unwrap()),
        Err(_) => all(),
    }
}

/// A process for each size, so that the peak of one is not that of another.
fn all() {
    let columns = ["people", "everybody", "plan", "processor", "changes", "one change", "input", "peak"];
    println!("{}", columns.map(|column| format!("{column:>11}")).join(" "));
    for (people, _, _) in AIMS {
        let mut again = Command::new(std::env::current_exe().unwrap());
        let status = again.env(PEOPLE, people.to_string()).status().unwrap();
        assert!(status.success(), "{people} people could not be planned for");
    }
}

/// Plans for everybody, then for one person of whom something has changed.
fn measure(people: u32) {
    let estate = Estate::new(people);
    let input_mb = memory::now_mb();
    let before = memory::worked();
    let (everybody, learning) = timed(|| Everybody::new(&estate.policy, &estate.batches, &estate.snapshot));
    let (plan, planning) = timed(|| plan(&estate, &estate.input(&everybody)));
    let worked = memory::worked() - before;
    assert_eq!(plan.body.census.changed, u64::from(people / 100), "one person in a hundred moves");
    assert_eq!(plan.body.held, Vec::new());
    let peak_mb = memory::peak_mb();
    let changes = plan.body.changes.len();
    drop(plan);
    let one = one_change(estate, everybody);
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let columns = [
        people.to_string(),
        seconds(learning),
        seconds(planning),
        seconds(worked),
        changes.to_string(),
        format!("{:.2} ms", one.as_secs_f64() * 1000.0),
        format!("{input_mb} MB"),
        format!("{peak_mb} MB"),
    ];
    println!("{}", columns.map(|column| format!("{column:>11}")).join(" "));
    report(people, learning + planning, one, peak_mb);
}

fn report(people: u32, whole: Duration, one: Duration, peak_mb: u64) {
    let Some((_, seconds_max, mb_max)) = AIMS.into_iter().find(|(aim, _, _)| *aim == people) else { return };
    let (seconds, one_ms) = (whole.as_secs_f64(), one.as_secs_f64() * 1000.0);
    let missed = [
        (seconds > seconds_max, format!("{seconds:.2} s for a whole plan (aim {seconds_max} s)")),
        (peak_mb > mb_max, format!("{peak_mb} MB at the peak (aim {mb_max} MB)")),
        (one_ms > CHANGE_MS_MAX, format!("{one_ms:.2} ms for one change (aim {CHANGE_MS_MAX} ms)")),
    ];
    for (_, aim) in missed.iter().filter(|(missed, _)| *missed) {
        println!("{:>11} missed: {aim}", "");
    }
}

/// What comes after a read that brought one record: everybody else is known already.
fn one_change(mut estate: Estate, mut everybody: Everybody) -> Duration {
    // Others keep their records somewhere; giving their memory back is no part of the plan.
    let (person, _others) = estate.move_one();
    let record = estate.batches[0].records[0].clone();
    let (plan, time) = timed(|| {
        everybody.record_changed(&person.source, &person.anchor, Some(&record));
        let focus = BTreeSet::from([person.clone()]);
        let focus = everybody.closed(&focus, &estate.links, &BTreeMap::new());
        plan(&estate, &PlanInput { focus: Some(&focus), ..estate.input(&everybody) })
    });
    let changed: BTreeSet<_> = plan.body.changes.iter().map(|change| &change.subject.person).collect();
    assert_eq!(changed, BTreeSet::from([&person]));
    time
}

fn plan(estate: &Estate, input: &PlanInput<'_>) -> Plan {
    let all = u64::MAX / 1000;
    let limits = Limits {
        removals_max: all,
        removals_percent: 1000,
        removals_per_day_max: all,
        deactivations_max: all,
        ..Limits::default()
    };
    let facts = Facts {
        input,
        limits: &limits,
        baselines: &BTreeMap::new(),
        owned: &estate.owned,
        removed_today: &BTreeMap::new(),
        approvals: &[],
    };
    judge(draft(input), &facts)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let value = work();
    (value, began.elapsed())
}
