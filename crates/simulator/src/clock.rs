//! Who tells the time: the machine, or a test.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};

/// Tells the time to a served tenant.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The machine's own time.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Time that only moves when told to. Clones share it.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Timestamp>>);

impl ManualClock {
    /// A clock that stands at `at`.
    pub fn at(at: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(at)))
    }

    /// Moves on by so many milliseconds.
    pub fn advance_ms(&self, ms: i64) {
        *self.locked() += SignedDuration::from_millis(ms);
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Timestamp> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.locked()
    }
}

/// What a settable clock shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ClockSetting {
    /// The machine's own time.
    #[default]
    Real,
    /// One time, for ever.
    Fixed(Timestamp),
    /// The machine's time, so many milliseconds later (or earlier, when negative).
    OffsetMs(i64),
    /// Time that runs faster or slower.
    Speed {
        /// Seconds that pass in one second of the machine; 0 stands still.
        factor: f64,
        /// Where it begins; at the time shown when it is set, when left out.
        #[serde(default)]
        from: Option<Timestamp>,
    },
}

/// A clock that can be set while it runs. Clones share it.
#[derive(Clone)]
pub struct SettableClock {
    base: Arc<dyn Clock>,
    /// The setting, and what the base showed when it was made.
    set: Arc<Mutex<(ClockSetting, Timestamp)>>,
}

impl std::fmt::Debug for SettableClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SettableClock").field(&self.setting()).finish()
    }
}

impl SettableClock {
    /// A clock that shows what `base` shows, until it is set otherwise.
    pub fn over(base: impl Clock) -> Self {
        let start = base.now();
        Self { base: Arc::new(base), set: Arc::new(Mutex::new((ClockSetting::Real, start))) }
    }

    /// Sets it. Refused when it would leave the range of times.
    pub fn set(&self, setting: ClockSetting) -> Result<(), String> {
        let setting = match setting {
            ClockSetting::Speed { factor, from: None } => {
                ClockSetting::Speed { factor, from: Some(self.time()) }
            }
            other => other,
        };
        let now = self.base.now();
        if let ClockSetting::Speed { factor, .. } = setting
            && !(0.0..=1_000_000.0).contains(&factor)
        {
            return Err(format!("the factor {factor} is not between 0 and 1000000"));
        }
        shown(setting, now, now).ok_or("the clock would leave the range of times")?;
        *self.locked() = (setting, now);
        Ok(())
    }

    /// The setting in force.
    pub fn setting(&self) -> ClockSetting {
        self.locked().0
    }

    /// The setting that goes on from here when a clock is set to it later.
    pub fn setting_to_keep(&self) -> ClockSetting {
        match self.setting() {
            ClockSetting::Speed { factor, .. } => ClockSetting::Speed { factor, from: Some(self.time()) },
            other => other,
        }
    }

    /// The time it shows.
    pub fn time(&self) -> Timestamp {
        let (setting, since) = *self.locked();
        let now = self.base.now();
        shown(setting, since, now).unwrap_or(now)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, (ClockSetting, Timestamp)> {
        self.set.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What a setting made at `since` shows when the machine's clock shows `now`.
fn shown(setting: ClockSetting, since: Timestamp, now: Timestamp) -> Option<Timestamp> {
    match setting {
        ClockSetting::Real => Some(now),
        ClockSetting::Fixed(at) => Some(at),
        ClockSetting::OffsetMs(ms) => now.checked_add(SignedDuration::from_millis(ms)).ok(),
        ClockSetting::Speed { factor, from } => {
            let passed_ms = now.duration_since(since).as_millis() as f64 * factor;
            from.unwrap_or(since).checked_add(SignedDuration::from_millis(passed_ms as i64)).ok()
        }
    }
}

impl Clock for SettableClock {
    fn now(&self) -> Timestamp {
        self.time()
    }
}

impl<F: Fn() -> Timestamp + Send + Sync + 'static> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}
