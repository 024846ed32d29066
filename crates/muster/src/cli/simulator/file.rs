//! The file that a simulated tenant lives in: read once, written whole or not at all.

use crate::error::{Exit, Failure};
use muster_simulator::{ClockSetting, Limits, Seed};
use std::path::Path;

/// Writes a tenant to its file, whole or not at all.
pub(super) fn save(path: &Path, seed: &Seed) -> Result<(), Failure> {
    let temporary = path.with_extension("json.new");
    let written = serde_json::to_vec_pretty(seed)
        .map_err(std::io::Error::other)
        .and_then(|text| std::fs::write(&temporary, text))
        .and_then(|()| keep_mode(path, &temporary))
        .and_then(|()| std::fs::rename(&temporary, path));
    written.map_err(|cause| {
        let what = format!("the simulated tenant could not be saved to {}", path.display());
        let hint = "make room for it there; what was done to it since it was loaded is lost";
        Failure::new(Exit::Input, what).because(cause).next(hint)
    })
}

/// The file holds secrets of the simulated tenant: whoever closed it finds it closed.
fn keep_mode(of: &Path, to: &Path) -> std::io::Result<()> {
    match std::fs::metadata(of) {
        Ok(there) => std::fs::set_permissions(to, there.permissions()),
        Err(_) => Ok(()),
    }
}

pub(super) const CORRECT: &str = "correct the file there; `muster demo` makes a folder with a sound one";

const SAMPLE: &str = "run `muster demo` for a folder with one";

pub(super) fn load(path: &Path) -> Result<Seed, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|cause| {
        Failure::new(Exit::Input, format!("could not read the simulated tenant {shown}"))
            .because(cause)
            .next(SAMPLE)
    })?;
    serde_json::from_str(&text).map_err(|cause| {
        Failure::new(Exit::Input, format!("{shown} is not a simulated tenant")).because(cause).next(CORRECT)
    })
}

/// The limits that a start gives, and what the file says of them. What an option set is not written to the file.
pub(super) struct GivenLimits {
    pub(super) in_force: Limits,
    in_file: Option<Limits>,
}

impl GivenLimits {
    /// `per_minute` where an option says so, else what the file says, else `usual`.
    pub(super) fn of(seed: &Seed, per_minute: Option<u32>, usual: u32) -> Self {
        let in_file = seed.limits.clone();
        let usual = || Limits { per_token: usual, ..Limits::default() };
        let mut in_force = in_file.clone().unwrap_or_else(usual);
        in_force.per_token = per_minute.unwrap_or(in_force.per_token);
        Self { in_force, in_file }
    }

    /// The seed as it belongs into the file, with the clock as it is set.
    pub(super) fn written(&self, seed: Seed, now: &Limits, clock: ClockSetting) -> Seed {
        let limits = if *now == self.in_force { self.in_file.clone() } else { Some(now.clone()) };
        Seed { limits, clock: Some(clock).filter(|clock| *clock != ClockSetting::Real), ..seed }
    }
}
