//! `kill -9` of the real binary at random moments of an apply, each followed by `muster apply` again.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use muster_simulator::{Chances, Faults, Tenant};
use std::time::Duration;
use support::company::Company;
use support::dice::Dice;
use support::history;
use support::oracle::{Oracle, faces};
use support::site::Site;

const MOMENTS: u64 = 50;

fn company() -> Company {
    Company::random(&mut Dice::new(77), 28, 4)
}

/// A tenant that takes its time, so that there is something to die in.
fn tenant(company: &Company) -> Tenant {
    let chances = Chances { slow: 1.0, slow_ms: 5, ..Chances::default() };
    Tenant::from_seed(&company.seed()).unwrap().with_faults(Faults { chances, ..Faults::default() })
}

#[test]
fn killing_it_at_any_moment_ends_in_the_same_tenant_with_each_effect_in_the_history_once() {
    let company = company();
    let mut oracle = Oracle::new(&company);
    oracle.run(&company);
    let whole = Site::with_file(&company, tenant(&company));
    whole.expect(0, &["apply", "--yes"]);
    let calls = whole.handle.tenant().calls().total();
    let mut dice = Dice::new(4711);
    let mut interrupted = 0;
    for moment in 0..MOMENTS {
        let site = Site::with_file(&company, tenant(&company));
        let after = Moment {
            calls: dice.below(calls as usize) as u64,
            pause: Duration::from_micros(dice.below(6000) as u64),
        };
        interrupted += u32::from(killed(&site, &after));
        site.expect(0, &["apply", "--yes"]);
        site.expect(0, &["plan", "--detailed-exitcode"]);
        let found = faces(site.handle.tenant().state_ref());
        assert_eq!(&found, oracle.faces(), "moment {moment}, {after:?}");
        history::is_whole(&mut *site.store());
        site.expect(0, &["audit", "--verify"]);
    }
    assert!(
        interrupted >= MOMENTS as u32 / 3,
        "only {interrupted} of {MOMENTS} kills found a run to interrupt"
    );
}

/// When it dies: so long after the tenant has seen so many calls.
#[derive(Debug)]
struct Moment {
    calls: u64,
    pause: Duration,
}

/// Starts an apply and kills it; true where it left an open run.
fn killed(site: &Site, moment: &Moment) -> bool {
    let mut child = site
        .command(&["apply", "--yes"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while site.handle.tenant().calls().total() < moment.calls && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(moment.pause);
    child.kill().unwrap();
    child.wait().unwrap();
    site.store().open_run().unwrap().is_some()
}
