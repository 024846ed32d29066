//! What the latency of replies teaches about how many calls may be in flight.

use super::tenant::lane;
use super::*;

/// Rounds in which as many calls leave as may. A call takes as long as its reply's status says.
fn rounds(governor: &mut Governor, rounds: u32, statuses: &[u16], took: impl Fn(u16) -> Duration) {
    let mut now = Instant::now();
    for round in 0..rounds {
        let mut under_way = Vec::new();
        while let Turn::Go(ticket) = governor.turn(lane("users"), now) {
            let status = statuses[(round as usize + under_way.len()) % statuses.len()];
            under_way.push((now + took(status), status, ticket));
        }
        under_way.sort_by_key(|(at, ..)| *at);
        for (at, status, ticket) in under_way {
            governor.settle(ticket, Answer::Reply(&Reply::new(status, "")), at);
        }
        now += Duration::from_secs(60);
    }
}

fn in_flight_limit(statuses: &[u16], took: impl Fn(u16) -> Duration) -> u32 {
    let mut governor = Governor::new(GovernorConfig::default());
    rounds(&mut governor, 60, statuses, took);
    governor.budget(Instant::now()).in_flight_limit
}

/// What does not exist is denied at once, what exists takes its time: the tenant is no slower than it was.
#[test]
fn quick_errors_do_not_make_good_replies_look_slow() {
    let took = |status| Duration::from_millis(if status == 200 { 400 } else { 10 });
    let at_ease = in_flight_limit(&[200], took);
    for statuses in [[200, 404, 200, 200], [200, 400, 403, 200], [200, 200, 409, 304]] {
        assert_eq!(in_flight_limit(&statuses, took), at_ease, "{statuses:?}");
    }
}

/// A quick 429 says nothing of how long the work takes either.
#[test]
fn a_quick_429_does_not_make_good_replies_look_slow() {
    let took = |status| Duration::from_millis(if status == 200 { 400 } else { 5 });
    let mut governor = Governor::new(GovernorConfig::default());
    rounds(&mut governor, 20, &[200], took);
    let before = governor.budget(Instant::now()).in_flight_limit;
    rounds(&mut governor, 1, &[200, 200, 200, 429], took);
    rounds(&mut governor, 30, &[200], took);
    assert!(governor.budget(Instant::now()).in_flight_limit >= before);
}

/// Looking up ten thousand keys that nobody carries is the tenant at work as well.
#[test]
fn calls_that_only_find_nothing_may_be_many_at_a_time() {
    let took = |_| Duration::from_secs(3);
    assert_eq!(in_flight_limit(&[404], took), in_flight_limit(&[200], took));
}

#[test]
fn a_tenant_may_not_hold_us_back_for_longer_than_three_minutes() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut now = Instant::now();
    let ticket = tenant::wait(&mut governor, "users", &mut now);
    let reply = Reply { status: 429, retry_after: Some(Duration::from_secs(86_400)), ..Reply::default() };
    governor.settle(ticket, Answer::Reply(&reply), now);
    let Turn::Wait(wait) = governor.turn(lane("users"), now) else { panic!("it is told to wait") };
    assert_eq!(wait, Duration::from_secs(180));
}
