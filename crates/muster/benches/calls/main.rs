//! What joiners, movers, leavers and everybody else cost, in calls: ours against the per-person loops of the usual
//! scripts and against the least that the plan can take, side by side in one run and on the same tenant. Then what a
//! plan costs where nothing changed. Says which aims are missed, and fails where one of those is that hold so far.

#![allow(clippy::unwrap_used)]

#[path = "../../tests/support/mod.rs"]
mod support;

mod aims;
mod bound;
mod loops;
mod roles;
mod unchanged;

use aims::Aims;
use bound::{Bound, bound};
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

/// Calls a newcomer may cost, reading, asking again, reading back and all.
const NEWCOMER_MAX: f64 = 1.15;

fn main() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let mut aims = Aims::default();
    println!("{}", Line::HEAD);
    for way in [Way::Auto, Way::Scim, Way::Platform] {
        runtime.block_on(life(way, &mut aims));
    }
    runtime.block_on(unchanged::measure(&mut aims));
    std::process::exit(i32::from(!aims.are_met()));
}

/// Five hundred are hired, two hundred of them move, a hundred go.
async fn life(way: Way, aims: &mut Aims) {
    let folder = tempfile::tempdir().unwrap();
    let mut company = Company::contact_centre(EXISTING);
    let mut stage = Stage::new(&company, folder.path());
    stage.provision.way = way;
    run(&mut stage, &company).await;
    company.hire(NEWCOMERS);
    let hired: Vec<usize> = (EXISTING..EXISTING + NEWCOMERS).collect();
    let line = measure(&mut stage, &company, (way, "newcomers"), &hired, Event::Hired).await;
    if way == Way::Auto {
        aims.asserts(line.each() <= NEWCOMER_MAX, format!("{:.3} calls for each newcomer", line.each()));
    }
    aims.near_bound(&line);
    let moved: Vec<usize> = (0..MOVERS).map(|at| EXISTING + 2 * at).collect();
    moved.iter().for_each(|person| company.promote(*person));
    aims.near_bound(&measure(&mut stage, &company, (way, "movers"), &moved, Event::Moved).await);
    let gone: Vec<usize> = (0..LEAVERS).map(|at| EXISTING + 3 * at + 1).collect();
    gone.iter().for_each(|person| company.people[*person].enabled = false);
    aims.near_bound(&measure(&mut stage, &company, (way, "leavers"), &gone, Event::Gone).await);
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
    let called = |stage: &Stage| stage.tenant.lock().unwrap().calls().total();
    let before = called(stage);
    let report = run(stage, company).await;
    let all = called(stage) - before;
    // Asking for a token is a call that the tenant sees and that no rate budget counts.
    assert_eq!(report.calls.all() + 1, all, "the report names every call: {:?}", report.calls);
    let line = Line { way, whom, people: people.len() as u64, looped, bound: bound(&plan, way), report, all };
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
    bound: Bound,
    report: Report,
    /// What the tenant counted.
    all: u64,
}

impl Line {
    const HEAD: &'static str = "way       whom       people changes |  read again  write  back   all  each | bound  write/bound |  loop  each  ratio";

    fn each(&self) -> f64 {
        self.all as f64 / self.people as f64
    }

    fn over(&self, bound: u64) -> f64 {
        self.report.calls.write as f64 / bound as f64
    }

    fn way(&self) -> String {
        format!("{:?}", self.way).to_lowercase()
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let calls = &self.report.calls;
        write!(
            f,
            "{:<9} {:<10} {:>6} {:>7} | {:>5} {:>5} {:>6} {:>5} {:>5} {:>5.2} | {:>5} {:>12.3} | {:>5} {:>5.1} {:>5.1}x",
            self.way(),
            self.whom,
            self.people,
            self.report.totals.changes,
            calls.read,
            calls.recheck,
            calls.write,
            calls.verify,
            self.all,
            self.each(),
            self.bound.calls,
            self.over(self.bound.calls),
            self.looped,
            self.looped as f64 / self.people as f64,
            self.looped as f64 / self.all as f64,
        )?;
        for (what, bound) in &self.bound.ifs {
            write!(f, "\n{:>77} {bound:>5} {:>12.3} | if {}", "bound", self.over(*bound), what.words())?;
        }
        Ok(())
    }
}
