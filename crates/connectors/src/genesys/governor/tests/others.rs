//! Calls of other integrations under the same ceiling.

use super::tenant::{Tenant, counted, wait};
use crate::genesys::governor::*;

#[test]
fn calls_of_others_leave_less_for_us() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut now = Instant::now();
    let ticket = wait(&mut governor, "users", &mut now);
    governor.settle(ticket, Answer::Reply(&counted(299, 300, 20)), now);
    let before = now;
    wait(&mut governor, "users", &mut now);
    assert_eq!(now - before, Duration::from_secs(20));
}

#[test]
fn others_that_took_everything_last_minute_do_not_stop_us_in_the_next() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut now = Instant::now();
    let ticket = wait(&mut governor, "users", &mut now);
    governor.settle(ticket, Answer::Reply(&counted(300, 300, 20)), now);
    now += Duration::from_secs(20);
    let mut sent = 0;
    let end = now + Duration::from_secs(55);
    while now < end {
        let ticket = wait(&mut governor, "users", &mut now);
        sent += 1;
        let reply = counted(sent, 300, 60 - (55 - (end.saturating_duration_since(now)).as_secs()));
        governor.settle(ticket, Answer::Reply(&reply), now);
    }
    assert!(sent >= 20, "{sent}");
}

/// Calls of others come once in `every`; returns what we sent in each minute.
fn beside_others(every: Duration, minutes: u32) -> (Vec<u32>, u32) {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut tenant = Tenant::new(300);
    let start = Instant::now();
    let (mut now, mut theirs) = (start, start);
    let mut ours = vec![0; minutes as usize];
    loop {
        let ticket = wait(&mut governor, "users", &mut now);
        while theirs < now {
            tenant.answer(theirs);
            theirs += every;
        }
        let Some(minute) = ours.get_mut((now - start).as_secs() as usize / 60) else {
            return (ours, tenant.refused);
        };
        *minute += 1;
        let reply = tenant.answer(now);
        now += Duration::from_millis(20);
        governor.settle(ticket, Answer::Reply(&reply), now);
    }
}

#[test]
fn what_others_use_is_left_to_them_without_a_429() {
    for (per_minute, ours) in [(30, 240), (60, 210), (120, 150)] {
        let (sent, refused) = beside_others(Duration::from_secs(60) / per_minute, 6);
        assert_eq!(refused, 0, "{per_minute} of others");
        for minute in &sent[2..] {
            let share = f64::from(*minute) / f64::from(ours);
            assert!((0.95..=1.03).contains(&share), "{per_minute} of others: {sent:?}");
        }
    }
}

#[test]
fn where_nobody_else_calls_nobody_is_imagined() {
    let (sent, refused) = beside_others(Duration::from_secs(100_000), 6);
    assert_eq!(refused, 0);
    assert!(sent[1..].iter().all(|minute| *minute >= 267), "{sent:?}");
}
