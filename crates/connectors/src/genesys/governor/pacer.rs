//! The waiting half of the governor.

use super::{Budget, Governor, GovernorConfig};
use crate::genesys::wire::Reply;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A wait is cut into pieces, because a reply that comes meanwhile may bring a higher ceiling.
const NAP_MAX: Duration = Duration::from_secs(1);

/// Hands out slots to any number of workers.
#[derive(Clone, Debug)]
pub(crate) struct Pacer(Arc<Mutex<Governor>>);

impl Pacer {
    pub(crate) fn new(config: GovernorConfig) -> Self {
        Self(Arc::new(Mutex::new(Governor::new(config))))
    }

    /// Waits until a call of `family` may leave.
    pub(crate) async fn slot(&self, family: &'static str) -> Slot {
        let mut waited = false;
        loop {
            let wait = self.ask(family, &mut waited);
            if wait.is_zero() {
                return Slot { pacer: self.clone(), family, open: true };
            }
            tokio::time::sleep(wait.min(NAP_MAX)).await;
        }
    }

    pub(crate) fn budget(&self) -> Budget {
        self.lock().budget(Instant::now())
    }

    fn ask(&self, family: &'static str, waited: &mut bool) -> Duration {
        let mut governor = self.lock();
        let wait = governor.next_slot(family, Instant::now());
        if !wait.is_zero() && !*waited {
            *waited = true;
            governor.waits += 1;
        }
        wait
    }

    fn lock(&self) -> MutexGuard<'_, Governor> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One call's place in the budget. Dropped without a reply it still counts: the call may have arrived.
#[derive(Debug)]
pub(crate) struct Slot {
    pacer: Pacer,
    family: &'static str,
    open: bool,
}

impl Slot {
    /// The call is over.
    pub(crate) fn settle(mut self, reply: Option<&Reply>) {
        self.open = false;
        self.pacer.lock().settle(self.family, reply, Instant::now());
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if self.open {
            self.pacer.lock().settle(self.family, None, Instant::now());
        }
    }
}
