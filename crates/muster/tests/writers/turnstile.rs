//! Lets changes through one by one, up to a number that is raised: what happens meanwhile happens between changes, on
//! however slow a machine.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// Nothing here takes as long, or it will not happen.
const PATIENCE: Duration = Duration::from_secs(120);

/// How many changes may begin, have begun, and are made.
#[derive(Default)]
struct Counts {
    open_to: usize,
    begun: usize,
    made: usize,
}

/// What every change passes.
#[derive(Default)]
pub(crate) struct Turnstile {
    counts: Mutex<Counts>,
    moved: Condvar,
}

impl Turnstile {
    /// Makes a change when its turn has come.
    pub(crate) fn pass(&self, change: impl FnOnce()) {
        self.when("a change may begin", |counts| counts.begun < counts.open_to, |counts| counts.begun += 1);
        change();
        self.now(|counts| counts.made += 1);
    }

    /// Lets changes begin until there are so many.
    pub(crate) fn open_to(&self, number: usize) {
        self.now(|counts| counts.open_to = number);
    }

    /// Waits until so many are made.
    pub(crate) fn until(&self, number: usize) {
        self.when("enough changes are made", |counts| counts.made >= number, |_| {});
    }

    /// How many are made.
    pub(crate) fn made(&self) -> usize {
        self.counts.lock().unwrap().made
    }

    fn now(&self, act: impl FnOnce(&mut Counts)) {
        act(&mut self.counts.lock().unwrap());
        self.moved.notify_all();
    }

    fn when(&self, what: &str, ready: impl Fn(&Counts) -> bool, act: impl FnOnce(&mut Counts)) {
        let counts = self.counts.lock().unwrap();
        let (mut counts, waited) =
            self.moved.wait_timeout_while(counts, PATIENCE, |counts| !ready(counts)).unwrap();
        assert!(!waited.timed_out(), "never: {what}");
        act(&mut counts);
    }
}
