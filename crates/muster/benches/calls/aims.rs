//! What is aimed at, what of it holds so far, and what is missed. What holds is asserted; what does not is told with its
//! number, and asserted as soon as it does.

use crate::Line;
use muster_core::compile::Way;

/// How far the sending half may be above the least.
const BOUND_MAX: f64 = 1.05;

/// Where the sending half stays that close to the least.
const NEAR_BOUND: [(Way, &str); 6] = [
    (Way::Auto, "newcomers"),
    (Way::Auto, "movers"),
    (Way::Scim, "newcomers"),
    (Way::Scim, "movers"),
    (Way::Platform, "newcomers"),
    (Way::Platform, "leavers"),
];

/// Whether everything that is asserted was met.
#[derive(Default)]
pub(crate) struct Aims {
    failed: bool,
}

impl Aims {
    pub(crate) fn asserts(&mut self, is_met: bool, what: String) {
        if !is_met {
            self.failed = true;
            eprintln!("FAILED: {what}");
        }
    }

    pub(crate) fn near_bound(&mut self, line: &Line) {
        let over = line.over(line.bound.calls);
        let what = format!("{} ({}): {over:.3} times the least in the sending half", line.whom, line.way());
        let is_near = over <= BOUND_MAX;
        match NEAR_BOUND.contains(&(line.way, line.whom)) {
            true => self.asserts(is_near, what),
            false if is_near => eprintln!("met, and not asserted so far: {what}"),
            false => eprintln!("missed, and known to be: {what}"),
        }
    }

    pub(crate) fn are_met(&self) -> bool {
        !self.failed
    }
}
