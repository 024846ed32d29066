//! Faults at work: which call is hit by what.

use crate::faults::{Fault, Faults};
use crate::random::Random;

/// Faults at work.
#[derive(Clone, Debug)]
pub(crate) struct FaultPlan {
    pub(crate) faults: Faults,
    random: Random,
    /// Draws of its own for faults that came later, so that older seeds tell the same stories.
    later: Random,
    burst_left: u32,
}

/// What strikes one call. A reply that is late may have another fault as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Strike {
    pub(crate) fault: Option<Fault>,
    pub(crate) late_ms: Option<u32>,
}

impl Strike {
    fn by(fault: Fault) -> Self {
        Self { fault: Some(fault), late_ms: None }
    }

    /// Whether anything strikes at all.
    pub(crate) fn is_any(&self) -> bool {
        self.fault.is_some() || self.late_ms.is_some()
    }
}

impl FaultPlan {
    pub(crate) fn new(faults: Faults) -> Self {
        let later = Random::new(faults.seed ^ 0x1a7e_5eed);
        Self { random: Random::new(faults.seed), later, faults, burst_left: 0 }
    }

    /// What happens to this call.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Strike {
        if let Some(scripted) = self.scripted(method, path) {
            return Strike::by(scripted);
        }
        if path == "/oauth/token" && !self.faults.chances.login_too {
            return Strike::default();
        }
        self.drawn()
    }

    fn scripted(&mut self, method: &str, path: &str) -> Option<Fault> {
        let mut hit = None;
        for script in &mut self.faults.scripted {
            let fits = script.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method));
            if fits && matches_path(&script.path, path) {
                script.matched += 1;
                let range = script.nth..script.nth.saturating_add(script.times);
                if hit.is_none() && range.contains(&script.matched) {
                    hit = Some(script.fault.clone());
                }
            }
        }
        hit
    }

    fn drawn(&mut self) -> Strike {
        let chances = &self.faults.chances;
        let random = &mut self.random;
        // All draws are made each time: turning one chance up must not move where the others strike.
        let behind = random.chance(chances.effect_behind_error);
        let table = [
            (random.chance(chances.lost_request), Fault::LostRequest),
            (random.chance(chances.lost_reply), Fault::LostReply),
            (random.chance(chances.truncated), Fault::Truncated),
            (random.chance(chances.error_500), status(500, behind)),
            (random.chance(chances.error_503), status(503, behind)),
            (random.chance(chances.error_504), status(504, behind)),
            (random.chance(chances.error_408), status(408, behind)),
        ];
        let late_ms = random.chance(chances.slow).then_some(chances.slow_ms);
        let burst = random.chance(chances.throttle_burst);
        let wait_s = random.between(1, 3) as u32;
        if burst && self.burst_left == 0 {
            self.burst_left = chances.burst_calls;
        }
        if self.burst_left > 0 {
            self.burst_left -= 1;
            return Strike::by(Fault::Throttled(wait_s));
        }
        let drawn = table.into_iter().find(|(struck, _)| *struck).map(|(_, fault)| fault);
        let storm = self.later.chance(chances.token_storm).then_some(Fault::TokenStorm);
        let empty = self.later.chance(chances.empty_list).then_some(Fault::EmptyList);
        match drawn {
            Some(fault) => Strike::by(fault),
            None => Strike { fault: storm.or(empty), late_ms },
        }
    }

    /// Whether one expansion is left out of a listing.
    pub(crate) fn drops_expansion(&mut self) -> bool {
        self.faults.chances.missing_expansion > 0.0
            && self.random.chance(self.faults.chances.missing_expansion)
    }
}

fn status(status: u16, after_effect: bool) -> Fault {
    if after_effect { Fault::StatusAfterEffect(status) } else { Fault::Status(status) }
}

/// Whether a path fits a pattern with `*`.
fn matches_path(pattern: &str, path: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return path.starts_with(pattern);
    };
    let Some(mut tail) = path.strip_prefix(head) else {
        return false;
    };
    let mut pieces = rest.split('*').collect::<Vec<_>>();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match tail.find(piece) {
            Some(at) => tail = &tail[at + piece.len()..],
            None => return false,
        }
    }
    tail.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Chances;

    #[test]
    fn a_pattern_matches_whole_paths() {
        assert!(matches_path("/api/v2/users", "/api/v2/users/1"), "no star: a prefix");
        assert!(matches_path("/api/v2/groups/*/members", "/api/v2/groups/1/members"));
        assert!(!matches_path("/api/v2/groups/*/members", "/api/v2/groups/1/individuals"));
        assert!(matches_path("*", "/anything"));
    }

    #[test]
    fn the_same_seed_strikes_the_same_calls() {
        let chances = Chances { error_500: 0.2, lost_reply: 0.2, ..Chances::default() };
        let faults = Faults { seed: 7, chances, scripted: Vec::new() };
        let run = || {
            let mut plan = FaultPlan::new(faults.clone());
            (0..100).map(|_| plan.strike("GET", "/x")).collect::<Vec<_>>()
        };
        assert_eq!(run(), run());
        assert!(run().iter().any(Strike::is_any) && !run().iter().all(Strike::is_any));
    }
}
