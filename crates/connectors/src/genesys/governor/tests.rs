//! The governor against a tenant that counts in windows, on a virtual clock.

use super::*;

/// A tenant's counter: a fixed window that starts with its first call, as strict as the real one.
struct Tenant {
    allowed: u32,
    window: Option<(Instant, u32)>,
    refused: u32,
    served: u32,
}

impl Tenant {
    fn new(allowed: u32) -> Self {
        Self { allowed, window: None, refused: 0, served: 0 }
    }

    fn answer(&mut self, now: Instant) -> Reply {
        let (start, count) = match self.window {
            Some((start, count)) if now < start + window::MINUTE => (start, count + 1),
            Some(_) | None => (now, 1),
        };
        self.window = Some((start, count));
        let reset = start + window::MINUTE - now;
        let over = count > self.allowed;
        self.refused += u32::from(over);
        self.served += u32::from(!over);
        Reply {
            status: if over { 429 } else { 200 },
            rate: Some(Rate { count, allowed: self.allowed, reset }),
            retry_after: over.then_some(reset),
            ..Reply::default()
        }
    }
}

/// Sends `calls` as fast as the governor lets, each taking `latency`; returns how long it took.
fn send(
    governor: &mut Governor,
    tenant: &mut Tenant,
    family: &'static str,
    calls: u32,
    latency: Duration,
    from: Instant,
) -> Duration {
    let mut now = from;
    for _ in 0..calls {
        loop {
            let wait = governor.next_slot(family, now);
            if wait.is_zero() {
                break;
            }
            now += wait;
        }
        let reply = tenant.answer(now + latency / 2);
        now += latency;
        governor.settle(family, Some(&reply), now);
    }
    now - from
}

#[test]
fn a_tenant_of_300_a_minute_never_has_to_refuse() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut tenant = Tenant::new(300);
    let took = send(&mut governor, &mut tenant, "users", 2000, Duration::from_millis(40), Instant::now());
    assert_eq!(tenant.refused, 0);
    // 270 a minute is what the reserve leaves; the first minute's worth is free of waiting.
    let least = Duration::from_secs(60 * (2000 / 270 - 1));
    let most = Duration::from_secs(60 * (2000 / 270 + 1));
    assert!(took > least && took < most, "{took:?}");
}

#[test]
fn no_minute_holds_more_than_the_budget_less_the_reserve() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut tenant = Tenant::new(300);
    let mut now = Instant::now();
    let mut arrivals: Vec<Instant> = Vec::new();
    for call in 0..1500_u64 {
        loop {
            let wait = governor.next_slot("users", now);
            if wait.is_zero() {
                break;
            }
            now += wait;
        }
        let latency = Duration::from_millis(10 + call * 37 % 400);
        arrivals.push(now + latency / 2);
        let reply = tenant.answer(now + latency / 2);
        now += latency;
        governor.settle("users", Some(&reply), now);
    }
    for (at, start) in arrivals.iter().enumerate() {
        let in_minute =
            arrivals[at..].iter().take_while(|arrival| **arrival < *start + window::MINUTE).count();
        assert!(in_minute <= 270, "{in_minute} calls within a minute");
    }
}

#[test]
fn an_enormous_ceiling_slows_nobody_down() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut tenant = Tenant::new(1_000_000);
    let latency = Duration::from_millis(1);
    let took = send(&mut governor, &mut tenant, "users", 20_000, latency, Instant::now());
    assert_eq!(took, latency * 20_000);
}

#[test]
fn a_family_with_a_lower_ceiling_slows_only_itself() {
    let mut governor = Governor::new(GovernorConfig::default());
    let (mut users, mut rest) = (Tenant::new(60), Tenant::new(300));
    let start = Instant::now();
    let latency = Duration::from_millis(10);
    send(&mut governor, &mut rest, "authorization", 1, latency, start);
    let slow = send(&mut governor, &mut users, "users", 120, latency, start);
    assert_eq!(users.refused, 0);
    assert!(slow > Duration::from_secs(60), "{slow:?}");
    let quick = send(&mut governor, &mut rest, "authorization", 60, latency, start + slow);
    assert!(quick < Duration::from_secs(2), "{quick:?}");
}

#[test]
fn calls_of_others_leave_less_for_us() {
    let mut governor = Governor::new(GovernorConfig::default());
    let now = Instant::now();
    assert!(governor.next_slot("users", now).is_zero());
    let busy = Reply {
        status: 200,
        rate: Some(Rate { count: 299, allowed: 300, reset: Duration::from_secs(20) }),
        ..Reply::default()
    };
    governor.settle("users", Some(&busy), now);
    let wait = governor.next_slot("users", now);
    assert!(wait >= Duration::from_secs(19), "{wait:?}");
    assert!(governor.next_slot("users", now + wait).is_zero());
}

#[test]
fn a_429_is_waited_out_as_told() {
    let mut governor = Governor::new(GovernorConfig::default());
    let now = Instant::now();
    assert!(governor.next_slot("users", now).is_zero());
    let reply = Reply { status: 429, retry_after: Some(Duration::from_secs(42)), ..Reply::default() };
    governor.settle("users", Some(&reply), now);
    assert_eq!(governor.next_slot("routing", now), Duration::from_secs(42));
    assert_eq!(governor.budget(now).throttled, 1);
    assert!(governor.next_slot("users", now + Duration::from_secs(42)).is_zero());
}
