//! When a simulated tenant is written to its file: before each reply leaves, or a little later where that would take long.

use super::file::{GivenLimits, save};
use crate::error::Failure;
use muster_simulator::{Seed, SettableClock, SharedTenant, Tenant};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// People of a tenant above which a write takes so long that replies do not wait for it, where they need not.
const LARGE: usize = 2_000;

/// How often a tenant is written at most, when it is written behind its replies.
const EVERY: Duration = Duration::from_secs(1);

/// Keeps the file of a tenant true.
pub(super) struct Keeper {
    pub(super) path: PathBuf,
    pub(super) given: GivenLimits,
    pub(super) clock: SettableClock,
    /// People up to whom replies wait for the write; `None`: they always wait.
    pub(super) large: Option<usize>,
    is_due: AtomicBool,
    /// Held while the file is written: an older write must not end after a newer one.
    writing: Mutex<()>,
}

impl Keeper {
    /// `may_be_late`: the last second may be lost when the process is killed, but not when it is told to stop.
    pub(super) fn new(path: PathBuf, given: GivenLimits, clock: SettableClock, may_be_late: bool) -> Self {
        let large = may_be_late.then_some(LARGE);
        Self { path, given, clock, large, is_due: false.into(), writing: Mutex::default() }
    }

    /// Notes that the tenant has changed, or writes it at once.
    pub(super) fn changed(&self, tenant: &Tenant) {
        if self.large.is_some_and(|large| tenant.state_ref().users.len() > large) {
            self.is_due.store(true, Ordering::Release);
            return;
        }
        if let Err(failure) = save(&self.path, &self.seed(tenant)) {
            failure.report();
        }
    }

    fn seed(&self, tenant: &Tenant) -> Seed {
        self.given.written(tenant.to_seed(), tenant.limits(), self.clock.setting_to_keep())
    }

    /// Writes what has changed since the last time. The tenant is only locked while it is copied.
    pub(super) fn catch_up(&self, tenant: &SharedTenant) -> Result<(), Failure> {
        let _alone = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_due.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        let seed = self.seed(&tenant.lock().unwrap_or_else(PoisonError::into_inner));
        save(&self.path, &seed).inspect_err(|_| self.is_due.store(true, Ordering::Release))
    }
}

/// Catches up every second, for ever.
pub(super) async fn catch_up(keeper: Arc<Keeper>, tenant: SharedTenant) {
    loop {
        tokio::time::sleep(EVERY).await;
        let (keeper, tenant) = (keeper.clone(), tenant.clone());
        // A write must not hold the replies up that this thread sends.
        let written = tokio::task::spawn_blocking(move || keeper.catch_up(&tenant)).await;
        if let Ok(Err(failure)) = written {
            failure.report();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_simulator::SystemClock;

    /// A keeper of a small company in a folder of its own, and its tenant.
    fn kept(large: Option<usize>) -> (tempfile::TempDir, Keeper, SharedTenant) {
        let folder = tempfile::tempdir().unwrap();
        let seed = Seed::company(3);
        let given = GivenLimits::of(&seed, None, 300);
        let clock = SettableClock::over(SystemClock);
        let path = folder.path().join("org.json");
        let keeper = Keeper { large, ..Keeper::new(path, given, clock, true) };
        (folder, keeper, Arc::new(Mutex::new(Tenant::from_seed(&seed).unwrap())))
    }

    fn rename(keeper: &Keeper, tenant: &SharedTenant, name: &str) {
        let mut tenant = tenant.lock().unwrap();
        tenant.edit(|state| name.clone_into(&mut state.organisation.name));
        keeper.changed(&tenant);
    }

    fn name_in_file(keeper: &Keeper) -> String {
        super::super::file::load(&keeper.path).unwrap().organisation
    }

    #[test]
    fn in_a_small_tenant_or_one_that_is_hosted_a_change_is_in_the_file_at_once() {
        for large in [None, Some(3)] {
            let (_folder, keeper, tenant) = kept(large);
            for name in ["First", "Second"] {
                rename(&keeper, &tenant, name);
                assert_eq!(name_in_file(&keeper), name);
            }
        }
    }

    #[test]
    fn changes_of_a_large_tenant_wait_for_one_write_of_them_all() {
        let (_folder, keeper, tenant) = kept(Some(2));
        for name in ["First", "Second", "Third"] {
            rename(&keeper, &tenant, name);
            assert!(!keeper.path.exists());
        }
        keeper.catch_up(&tenant).unwrap();
        assert_eq!(name_in_file(&keeper), "Third");
        std::fs::remove_file(&keeper.path).unwrap();
        keeper.catch_up(&tenant).unwrap();
        assert!(!keeper.path.exists(), "nothing has changed since");
    }

    #[test]
    fn what_could_not_be_written_is_still_due() {
        let (folder, keeper, tenant) = kept(Some(0));
        rename(&keeper, &tenant, "First");
        let blocked = folder.path().join("org.json.new");
        std::fs::create_dir(&blocked).unwrap();
        assert!(keeper.catch_up(&tenant).is_err());
        std::fs::remove_dir(&blocked).unwrap();
        keeper.catch_up(&tenant).unwrap();
        assert_eq!(name_in_file(&keeper), "First");
    }
}
