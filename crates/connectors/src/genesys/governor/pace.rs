//! Spreads calls over the minute, without slowing a short run.

use super::log::MINUTE;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// The part of a limit that may be used without any spreading: one in so many.
const FREE_SHARE: u32 = 4;
/// Free calls this close together share an entry.
const GRAIN: Duration = Duration::from_millis(50);
/// How much delay is caught up with afterwards by going faster.
const CATCH_UP: Duration = Duration::from_secs(3);

/// When the next call is due.
///
/// While less than a quarter of the limit was used during the last minute, calls leave as they come. After that they
/// are spread evenly: what the free ones left of the minute's limit, over a minute. As the free ones age out, the
/// rate rises to the limit and stays there; there is no second burst.
#[derive(Debug, Default)]
pub(super) struct Pace {
    due: Option<Instant>,
    free: VecDeque<(Instant, u32)>,
}

impl Pace {
    /// How long to wait, with so much of the limit used during the last minute.
    pub(super) fn wait(&self, used: u32, limit: u32, now: Instant) -> Duration {
        if is_free(used, limit) {
            return Duration::ZERO;
        }
        self.due.map_or(Duration::ZERO, |due| due.saturating_duration_since(now))
    }

    /// A call leaves; `used` is without it.
    pub(super) fn sent(&mut self, used: u32, limit: u32, now: Instant) {
        while self.free.front().is_some_and(|(at, _)| *at + MINUTE <= now) {
            self.free.pop_front();
        }
        if is_free(used, limit) {
            return self.sent_freely(now);
        }
        let free: u32 = self.free.iter().map(|(_, calls)| calls).sum();
        let spread = limit.saturating_sub(free).max(1);
        let oldest = now.checked_sub(CATCH_UP).unwrap_or(now);
        self.due = Some(self.due.map_or(now, |due| due.max(oldest)) + MINUTE / spread);
    }

    fn sent_freely(&mut self, now: Instant) {
        match self.free.back_mut() {
            Some((until, calls)) if now <= *until => *calls += 1,
            Some(_) | None => self.free.push_back((now + GRAIN, 1)),
        }
    }
}

/// How long `calls` take under `limit`, the way they are paced.
pub(super) fn time_for(calls: u64, limit: u32) -> Duration {
    let (calls, limit) = (calls as f64, f64::from(limit.max(1)));
    let free = (limit / f64::from(FREE_SHARE)).ceil();
    let minutes = if calls <= free {
        0.0
    } else if calls <= limit {
        (calls - free) / (limit - free)
    } else {
        calls / limit
    };
    MINUTE.mul_f64(minutes.min(1e9))
}

fn is_free(used: u32, limit: u32) -> bool {
    used < limit.div_ceil(FREE_SHARE)
}
