//! What joiners, movers, leavers and everybody else cost, in calls: ours against the per-person loops of the usual
//! scripts and against the least that the plan can take, side by side in one run and on the same tenant. Then what a
//! plan costs where nothing changed. Fails where an aim is missed.

#![allow(clippy::unwrap_used)]

#[path = "../../tests/support/mod.rs"]
mod support;

mod bound;
mod loops;
mod unchanged;

use bound::bound;
use loops::{Event, Script};
use muster_core::compile::Way;
use muster_core::plan::Plan;
use muster_core::report::Report;
use support::company::Company;
use support::mortal::Fate;
use support::stage::Stage;

const EXISTING: usize = 50;
const NEWCOMERS: usize = 500;
const MOVERS: usize = 200;
const LEAVERS: usize = 100;

/// Calls a newcomer may cost, reading, reading back and all.
const NEWCOMER_MAX: f64 = 1.15;
/// How far the sending half may be above the least.
const BOUND_MAX: f64 = 1.05;

fn main() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let mut missed = Vec::new();
    println!("{}", Line::HEAD);
    for way in [Way::Auto, Way::Scim, Way::Platform] {
        missed.extend(runtime.block_on(life(way)));
    }
    missed.extend(runtime.block_on(unchanged::measure()));
    for aim in &missed {
        eprintln!("missed: {aim}");
    }
    std::process::exit(i32::from(!missed.is_empty()));
}

/// Five hundred are hired, two hundred of them move, a hundred go.
async fn life(way: Way) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut company = Company::contact_centre(EXISTING);
    let mut stage = Stage::new(&company, folder.path());
    stage.provision.way = way;
    run(&mut stage, &company).await;
    company.hire(NEWCOMERS);
    let mut missed = Vec::new();
    let hired: Vec<usize> = (EXISTING..EXISTING + NEWCOMERS).collect();
    let line = measure(&mut stage, &company, (way, "newcomers"), &hired, Event::Hired).await;
    if way == Way::Auto && line.each() > NEWCOMER_MAX {
        missed.push(format!("{:.3} calls for each newcomer", line.each()));
    }
    missed.extend(line.misses_bound());
    let moved: Vec<usize> = (0..MOVERS).map(|at| EXISTING + 2 * at).collect();
    moved.iter().for_each(|person| company.promote(*person));
    missed.extend(measure(&mut stage, &company, (way, "movers"), &moved, Event::Moved).await.misses_bound());
    let gone: Vec<usize> = (0..LEAVERS).map(|at| EXISTING + 3 * at + 1).collect();
    gone.iter().for_each(|person| company.people[*person].enabled = false);
    missed.extend(measure(&mut stage, &company, (way, "leavers"), &gone, Event::Gone).await.misses_bound());
    missed
}

async fn run(stage: &mut Stage, company: &Company) -> Report {
    let report = stage.process(company, &Fate::at(0)).await.unwrap().unwrap();
    assert_eq!(report.totals.changes, report.totals.successes, "everything is made and read back");
    report
}

/// Ours and the loop, both from the same tenant; ours is what stays.
async fn measure(
    stage: &mut Stage,
    company: &Company,
    (way, whom): (Way, &'static str),
    people: &[usize],
    event: Event,
) -> Line {
    let plan = plan(stage, company).await;
    let looped = {
        let before = stage.tenant.lock().unwrap().clone();
        let mut looping = Script::new(stage, company);
        for person in people {
            looping.happen(event, *person).await;
        }
        let calls = looping.calls;
        *stage.tenant.lock().unwrap() = before;
        calls
    };
    let report = run(stage, company).await;
    let line = Line { way, whom, people: people.len() as u64, looped, bound: bound(&plan), report };
    println!("{line}");
    line
}

async fn plan(stage: &Stage, company: &Company) -> Plan {
    let fate = Fate::at(0);
    let (mut store, client) = (stage.store(&fate), stage.client(&fate));
    stage.plan(company, &mut store, &client).await.unwrap()
}

struct Line {
    way: Way,
    whom: &'static str,
    people: u64,
    looped: u64,
    bound: u64,
    report: Report,
}

impl Line {
    const HEAD: &'static str = "way       whom       people changes |  read  write  back   all  each | least  write/least |  loop  each  ratio";

    fn all(&self) -> u64 {
        self.report.calls.read + self.report.calls.write + self.report.calls.verify
    }

    fn each(&self) -> f64 {
        self.all() as f64 / self.people as f64
    }

    fn over_bound(&self) -> f64 {
        self.report.calls.write as f64 / self.bound as f64
    }

    /// The platform API has no one call for a whole account, so the bound is not for it.
    fn misses_bound(&self) -> Option<String> {
        let missed = self.way != Way::Platform && self.over_bound() > BOUND_MAX;
        missed.then(|| {
            format!(
                "{} ({:?}): {:.3} times the least in the sending half",
                self.whom,
                self.way,
                self.over_bound()
            )
        })
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let calls = &self.report.calls;
        write!(
            f,
            "{:<9} {:<10} {:>6} {:>7} | {:>5} {:>6} {:>5} {:>5} {:>5.2} | {:>5} {:>12.3} | {:>5} {:>5.1} {:>5.1}x",
            format!("{:?}", self.way).to_lowercase(),
            self.whom,
            self.people,
            self.report.totals.changes,
            calls.read,
            calls.write,
            calls.verify,
            self.all(),
            self.each(),
            self.bound,
            self.over_bound(),
            self.looped,
            self.looped as f64 / self.people as f64,
            self.looped as f64 / self.all() as f64,
        )
    }
}
