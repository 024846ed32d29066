//! Rate limits: a window of one minute per token, and lower ceilings of single services per organisation.

use crate::checked;
use crate::errors::Refusal;
use http::HeaderMap;
use http::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What "unlimited" looks like in `inin-ratelimit-allowed`.
pub const UNLIMITED: u32 = 1_000_000;

/// How many calls a minute the tenant allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Calls a minute and token. Real tenants: 300.
    pub per_token: u32,
    /// Calls a minute for all tokens together, for single services.
    pub services: BTreeMap<Service, u32>,
    /// Services whose ceiling shows in no header: replies tell of the token's window, 429 or not.
    pub hidden_services: BTreeSet<Service>,
    /// Token requests a minute and client.
    pub token_requests: u32,
    /// Length of the window in seconds.
    #[serde(deserialize_with = "checked::at_least_one")]
    pub window_s: u32,
    /// Where windows begin at multiples of their length, how many seconds later; otherwise each opens with its first
    /// call.
    pub window_offset_s: Option<u32>,
}

/// A part of the platform with a ceiling of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// `/users` and what hangs below it.
    Users,
    /// `/scim`.
    Scim,
    /// `/authorization` and `/license`.
    Authorization,
    /// `/groups`.
    Groups,
    /// `/routing`.
    Routing,
    /// All the rest.
    Platform,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_token: 300,
            services: BTreeMap::new(),
            hidden_services: BTreeSet::new(),
            token_requests: 30,
            window_s: 60,
            window_offset_s: None,
        }
    }
}

impl Limits {
    /// No ceiling that a test could reach.
    pub fn unlimited() -> Self {
        Self { per_token: UNLIMITED, token_requests: UNLIMITED, ..Self::default() }
    }
}

/// A fixed window of `window_s`.
#[derive(Clone, Debug)]
struct Window {
    opened: Timestamp,
    count: u32,
}

/// What the window said about one call; becomes the three headers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    count: u32,
    allowed: u32,
    reset_s: u32,
}

impl Standing {
    /// The three headers.
    pub(crate) fn named(self) -> [(&'static str, String); 3] {
        [
            ("inin-ratelimit-count", self.count.to_string()),
            ("inin-ratelimit-allowed", self.allowed.to_string()),
            ("inin-ratelimit-reset", self.reset_s.to_string()),
        ]
    }

    /// Writes the three headers.
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        for (name, text) in self.named() {
            if let Ok(value) = HeaderValue::from_str(&text) {
                headers.insert(name, value);
            }
        }
    }
}

/// All open windows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Windows {
    open: BTreeMap<String, Window>,
}

impl Windows {
    /// Counts one call of `token` to `service`; refused calls are not counted.
    pub(crate) fn enter(
        &mut self,
        limits: &Limits,
        token: &str,
        service: Service,
        now: Timestamp,
    ) -> (Standing, Result<(), Refusal>) {
        let own = self.standing(token, limits.per_token, limits, now);
        let ceiling = limits.services.get(&service);
        let service_key = format!("service {service:?}");
        let shared = ceiling.map(|allowed| self.standing(&service_key, *allowed, limits, now));
        let tightest = match shared {
            Some(shared) if left(shared) < left(own) => shared,
            _ => own,
        };
        let shown = if limits.hidden_services.contains(&service) { own } else { tightest };
        if left(tightest) == 0 {
            return (shown, Err(Refusal::throttled(tightest.reset_s)));
        }
        self.count(token);
        if shared.is_some() {
            self.count(&service_key);
        }
        (Standing { count: shown.count + 1, ..shown }, Ok(()))
    }

    /// Counts one token request; `false` when there were too many.
    pub(crate) fn enter_login(&mut self, limits: &Limits, client: &str, now: Timestamp) -> bool {
        let key = format!("login {client}");
        let standing = self.standing(&key, limits.token_requests, limits, now);
        let fits = left(standing) > 0;
        if fits {
            self.count(&key);
        }
        fits
    }

    /// Opens the window of `key` anew when it is over, and tells how full it is.
    fn standing(&mut self, key: &str, allowed: u32, limits: &Limits, now: Timestamp) -> Standing {
        let length_ms = i64::from(limits.window_s) * 1000;
        let over = |window: &Window| now.as_millisecond() >= window.opened.as_millisecond() + length_ms;
        if self.open.get(key).is_none_or(over) {
            self.open.retain(|_, window| !over(window));
            self.open.insert(key.to_owned(), Window { opened: opening(limits, now), count: 0 });
        }
        let window = &self.open[key];
        let left_ms = window.opened.as_millisecond() + length_ms - now.as_millisecond();
        Standing { count: window.count, allowed, reset_s: (left_ms.max(0) as u32).div_ceil(1000) }
    }

    fn count(&mut self, key: &str) {
        if let Some(window) = self.open.get_mut(key) {
            window.count += 1;
        }
    }
}

/// When a window opened that a call at `now` falls into.
fn opening(limits: &Limits, now: Timestamp) -> Timestamp {
    let Some(offset_s) = limits.window_offset_s else { return now };
    let length_ms = i64::from(limits.window_s.max(1)) * 1000;
    let since_ms = (now.as_millisecond() - i64::from(offset_s) * 1000).rem_euclid(length_ms);
    now - SignedDuration::from_millis(since_ms)
}

fn left(standing: Standing) -> u32 {
    standing.allowed.saturating_sub(standing.count)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATER: SignedDuration = SignedDuration::from_secs(61);

    fn enter(windows: &mut Windows, limits: &Limits, now: Timestamp) -> (Standing, bool) {
        let (standing, verdict) = windows.enter(limits, "token", Service::Users, now);
        (standing, verdict.is_ok())
    }

    #[test]
    fn a_hidden_ceiling_refuses_and_shows_the_token_alone() {
        let limits = Limits {
            services: [(Service::Users, 2)].into(),
            hidden_services: [Service::Users].into(),
            ..Limits::default()
        };
        let (mut windows, now) = (Windows::default(), Timestamp::UNIX_EPOCH);
        for count in 1..=2 {
            let (standing, fits) = enter(&mut windows, &limits, now);
            assert_eq!((standing.count, standing.allowed, fits), (count, 300, true));
        }
        let (standing, fits) = enter(&mut windows, &limits, now);
        assert_eq!((standing.count, standing.allowed, fits), (2, 300, false));
        assert!(enter(&mut windows, &limits, now + LATER).1);
    }

    #[test]
    fn windows_may_begin_at_a_fixed_second() {
        let limits = Limits { window_offset_s: Some(20), ..Limits::default() };
        let mut windows = Windows::default();
        let at = |s| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(s);
        for (second, count, reset_s) in [(15, 1, 5), (19, 2, 1), (20, 1, 60), (79, 2, 1), (80, 1, 60)] {
            let (standing, _) = enter(&mut windows, &limits, at(second));
            assert_eq!((standing.count, standing.reset_s), (count, reset_s), "second {second}");
        }
    }
}
