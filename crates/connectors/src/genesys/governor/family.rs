//! A window, its ceiling, and the pause that a 429 asked for.

use super::ceiling::Ceiling;
use super::window::Window;
use std::time::Duration;
use tokio::time::Instant;

/// What is known of one family of endpoints, or of all together.
#[derive(Debug, Default)]
pub(super) struct Family {
    pub(super) window: Window,
    pub(super) ceiling: Ceiling,
    pub(super) paused_until: Option<Instant>,
}

impl Family {
    /// How long until a call fits in, with this ceiling where there is one.
    pub(super) fn wait(&mut self, ceiling: Option<u32>, now: Instant) -> Duration {
        let paused = self.paused_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        let full = ceiling.map_or(Duration::ZERO, |ceiling| self.window.wait(ceiling, now));
        paused.max(full)
    }
}
