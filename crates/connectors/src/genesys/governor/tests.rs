//! The governor against a tenant that counts in windows, on a virtual clock.

mod ceilings;
mod latencies;
mod others;
mod tenant;

use super::*;
use crate::genesys::wire::Reply;
use tenant::{Tenant, lane, send};

#[test]
fn a_tenant_of_300_a_minute_never_has_to_refuse() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut tenant = Tenant::new(300);
    let took = send(&mut governor, &mut tenant, "users", 2000, Duration::from_millis(40), Instant::now());
    assert_eq!(tenant.refused, 0);
    // 270 a minute is what the reserve leaves, and it is used up.
    let least = Duration::from_secs(60).mul_f64(2000.0 / 270.0);
    assert!(took >= least - Duration::from_secs(2) && took < least.mul_f64(1.02), "{took:?}");
}

#[test]
fn no_minute_holds_more_than_the_budget_less_the_reserve() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut tenant = Tenant::new(300);
    let mut now = Instant::now();
    let mut arrivals: Vec<Instant> = Vec::new();
    for call in 0..1500_u64 {
        let ticket = tenant::wait(&mut governor, "users", &mut now);
        let latency = Duration::from_millis(10 + call * 37 % 400);
        arrivals.push(now + latency / 2);
        let reply = tenant.answer(now + latency / 2);
        now += latency;
        governor.settle(ticket, Answer::Reply(&reply), now);
    }
    for (at, start) in arrivals.iter().enumerate() {
        let in_minute = arrivals[at..].iter().take_while(|arrival| **arrival < *start + log::MINUTE).count();
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
fn a_short_run_is_as_quick_as_the_tenant() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut tenant = Tenant::new(300);
    let latency = Duration::from_millis(20);
    let took = send(&mut governor, &mut tenant, "users", 40, latency, Instant::now());
    assert_eq!(took, latency * 40, "nothing but latency");
}

#[test]
fn a_long_run_goes_at_an_even_rate() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut tenant = Tenant::new(300);
    let start = Instant::now();
    let mut now = start;
    let mut by_second = vec![0_u32; 600];
    while now < start + log::MINUTE * 10 {
        let ticket = tenant::wait(&mut governor, "users", &mut now);
        if let Some(calls) = by_second.get_mut((now - start).as_secs() as usize) {
            *calls += 1;
        }
        let reply = tenant.answer(now);
        now += Duration::from_millis(10);
        governor.settle(ticket, Answer::Reply(&reply), now);
    }
    let most = by_second[60..].iter().max().unwrap();
    assert!(*most <= 6, "{most} calls in one second after the first minute");
}

#[test]
fn a_429_is_waited_out_as_told() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut now = Instant::now();
    let ticket = tenant::wait(&mut governor, "users", &mut now);
    let reply = Reply { status: 429, retry_after: Some(Duration::from_secs(42)), ..Reply::default() };
    governor.settle(ticket, Answer::Reply(&reply), now);
    let Turn::Wait(wait) = governor.turn(lane("routing"), now) else {
        panic!("the pause is for all: nothing says whose ceiling it was");
    };
    assert_eq!(wait, Duration::from_secs(42));
    let budget = governor.budget(now);
    assert_eq!((budget.throttled, budget.waiting), (1, Waiting::Pause));
    assert!(matches!(governor.turn(lane("users"), now + wait), Turn::Go(_)));
}

#[test]
fn with_few_calls_left_the_next_window_is_waited_for() {
    let config = GovernorConfig { wait_below: Some(50), ..GovernorConfig::default() };
    let mut governor = Governor::new(config);
    let mut now = Instant::now();
    let ticket = tenant::wait(&mut governor, "users", &mut now);
    assert_eq!(governor.budget(now).usable, 250);
    let reply = tenant::counted(251, 300, 20);
    governor.settle(ticket, Answer::Reply(&reply), now);
    let before = now;
    tenant::wait(&mut governor, "users", &mut now);
    assert_eq!(now - before, Duration::from_secs(20));
}

#[test]
fn a_slot_that_was_not_used_is_given_back() {
    let mut governor = Governor::new(GovernorConfig { in_flight_max: 2, ..GovernorConfig::default() });
    let now = Instant::now();
    let (Turn::Go(first), Turn::Go(_)) =
        (governor.turn(lane("users"), now), governor.turn(lane("users"), now))
    else {
        panic!("two may leave");
    };
    assert!(matches!(governor.turn(lane("users"), now), Turn::Full));
    assert_eq!(governor.budget(now).waiting, Waiting::Replies);
    governor.settle(first, Answer::Withdrawn, now);
    assert_eq!((governor.budget(now).used, governor.budget(now).in_flight), (1, 1));
    assert!(matches!(governor.turn(lane("users"), now), Turn::Go(_)));
}

#[test]
fn the_forecast_is_what_happens() {
    for calls in [40_u64, 150, 270, 600, 2000] {
        let mut governor = Governor::new(GovernorConfig::default());
        let mut tenant = Tenant::new(300);
        let start = Instant::now();
        let latency = Duration::from_millis(20);
        send(&mut governor, &mut tenant, "users", 1, latency, start);
        let told = governor.forecast(&[("users", calls)].into(), start + latency).as_secs_f64();
        let took =
            send(&mut governor, &mut tenant, "users", calls as u32, latency, start + latency).as_secs_f64();
        assert!((told - took).abs() <= 0.05 * took + 2.0, "{calls} calls: {told} s told, {took} s taken");
    }
}

#[test]
fn without_a_reserve_there_is_no_429_either() {
    for (latency_ms, least) in [(20, 0.97), (3000, 0.93)] {
        let config = GovernorConfig { reserve: 0.0, ..GovernorConfig::default() };
        let (sent, refused) = tenant::side_by_side(config, 300, Duration::from_millis(latency_ms));
        assert_eq!(refused, 0, "latency {latency_ms} ms");
        let used = f64::from(sent) / (300.0 * 8.0);
        assert!((least..=1.0).contains(&used), "latency {latency_ms} ms: {used}");
    }
}
