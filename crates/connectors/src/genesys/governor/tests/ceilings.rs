//! Services with lower ceilings of their own, shown and hidden, and ceilings that change.

use super::tenant::{Tenant, counted, lane, send, wait};
use crate::genesys::governor::*;
use crate::genesys::wire::Reply;

const LATENCY: Duration = Duration::from_millis(10);

#[test]
fn a_family_with_a_lower_ceiling_slows_only_itself() {
    let mut governor = Governor::new(GovernorConfig::default());
    let (mut users, mut rest) = (Tenant::new(60), Tenant::new(300));
    let start = Instant::now();
    send(&mut governor, &mut rest, "authorization", 1, LATENCY, start);
    let slow = send(&mut governor, &mut users, "users", 120, LATENCY, start);
    assert_eq!(users.refused, 0);
    assert!(slow > Duration::from_secs(60), "{slow:?}");
    assert_eq!(governor.ceilings(start + slow), [("users".to_owned(), 60)].into());
    let quick = send(&mut governor, &mut rest, "authorization", 60, LATENCY, start + slow);
    assert!(
        quick < Duration::from_secs(15),
        "spread, because the minute is not fresh, but not slow: {quick:?}"
    );
}

/// The service refuses after 180 and shows it only then, or not even then.
fn through_a_hidden_ceiling(shown_in_429: bool, known: &[(&str, u32)]) -> (Governor, Tenant, Vec<u32>) {
    let known = known.iter().map(|(family, ceiling)| ((*family).to_owned(), *ceiling)).collect();
    let mut governor = Governor::new(GovernorConfig { known, ..GovernorConfig::default() });
    let (mut token, mut users) = (Tenant::new(300), Tenant::new(180));
    let start = Instant::now();
    let mut now = start;
    let mut by_minute = vec![0; 8];
    loop {
        let ticket = wait(&mut governor, "users", &mut now);
        let own = users.answer(now);
        let reply = match own.status {
            429 if shown_in_429 => own,
            429 => Reply { rate: counted(150, 300, 9).rate, ..own },
            _ => token.answer(now),
        };
        now += LATENCY;
        let Some(minute) = by_minute.get_mut((now - start).as_secs() as usize / 60) else {
            return (governor, users, by_minute);
        };
        *minute += u32::from(own_served(&reply));
        governor.settle(ticket, Answer::Reply(&reply), now);
    }
}

fn own_served(reply: &Reply) -> bool {
    reply.status != 429
}

#[test]
fn a_hidden_ceiling_costs_one_429_and_is_then_kept() {
    for shown in [true, false] {
        let (governor, users, by_minute) = through_a_hidden_ceiling(shown, &[]);
        assert_eq!(users.refused, 1, "shown in the 429: {shown}");
        let found = governor.ceilings(Instant::now())["users"];
        assert!((174..=180).contains(&found), "{found}");
        for minute in &by_minute[3..] {
            assert!((157..=163).contains(minute), "{by_minute:?}");
        }
    }
}

#[test]
fn a_hidden_ceiling_known_from_an_earlier_run_costs_nothing() {
    let (_, users, by_minute) = through_a_hidden_ceiling(false, &[("users", 180)]);
    assert_eq!(users.refused, 0);
    assert!(by_minute[1..].iter().all(|minute| (159..=163).contains(minute)), "{by_minute:?}");
}

#[test]
fn what_an_earlier_run_knew_is_passed_on_even_where_nothing_was_called() {
    let known: BTreeMap<String, u32> = [("scim".to_owned(), 120)].into();
    let config = GovernorConfig { known: known.clone(), ..GovernorConfig::default() };
    assert_eq!(Governor::new(config).ceilings(Instant::now()), known);
}

#[test]
fn a_429_after_a_few_calls_teaches_no_ceiling() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut now = Instant::now();
    for _ in 0..10 {
        let ticket = wait(&mut governor, "users", &mut now);
        governor.settle(ticket, Answer::Reply(&counted(1, 300, 60)), now);
    }
    let ticket = wait(&mut governor, "users", &mut now);
    let reply = Reply { status: 429, retry_after: Some(Duration::from_secs(30)), ..counted(11, 300, 30) };
    governor.settle(ticket, Answer::Reply(&reply), now);
    assert!(governor.ceilings(now).is_empty());
    assert!(matches!(governor.turn(lane("users"), now), Turn::Wait(_)), "yet it is waited out");
    assert!(matches!(governor.turn(lane("routing"), now), Turn::Go(_)), "only there");
}

#[test]
fn calls_under_way_when_a_ceiling_was_found_teach_nothing_more() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut now = Instant::now();
    for count in 1..=100 {
        let ticket = wait(&mut governor, "users", &mut now);
        governor.settle(ticket, Answer::Reply(&counted(count, 300, 60)), now);
    }
    assert!(governor.ceilings(now).is_empty());
    let (first, second) = (wait(&mut governor, "users", &mut now), wait(&mut governor, "users", &mut now));
    let refusal = Reply { status: 429, retry_after: Some(Duration::from_secs(30)), ..counted(102, 300, 30) };
    governor.settle(first, Answer::Reply(&refusal), now);
    let found = governor.ceilings(now);
    governor.settle(second, Answer::Reply(&refusal), now);
    assert_eq!(governor.ceilings(now), found);
    assert_eq!(governor.budget(now).throttled, 2);
}

#[test]
fn a_token_whose_ceiling_falls_and_rises_is_followed() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut tenant = Tenant::new(300);
    let mut now = Instant::now();
    now += send(&mut governor, &mut tenant, "users", 600, LATENCY, now);
    tenant.allowed = 150;
    now += send(&mut governor, &mut tenant, "users", 300, LATENCY, now);
    let refused = tenant.refused;
    let slow = send(&mut governor, &mut tenant, "users", 270, LATENCY, now);
    assert!((118..=124).contains(&slow.as_secs()), "{slow:?}");
    now += slow;
    tenant.allowed = 300;
    now += send(&mut governor, &mut tenant, "users", 300, LATENCY, now);
    let quick = send(&mut governor, &mut tenant, "users", 540, LATENCY, now);
    assert!((118..=124).contains(&quick.as_secs()), "{quick:?}");
    assert_eq!(tenant.refused, refused, "only the fall itself may cost refusals");
    assert!(governor.ceilings(now).is_empty(), "{:?}", governor.ceilings(now));
}

#[test]
fn a_family_with_a_ceiling_of_its_own_goes_first() {
    let mut governor = Governor::new(GovernorConfig::default());
    let (mut token, mut scim) = (Tenant::new(300), Tenant::new(120));
    let start = Instant::now();
    let (mut now, mut sent) = (start, [0, 0]);
    while now < start + Duration::from_secs(360) {
        // Users ask first, every time.
        for (place, family) in ["users", "scim"].into_iter().enumerate() {
            let Turn::Go(ticket) = governor.turn(lane(family), now) else { continue };
            let all = token.answer(now);
            let reply = if place == 1 { scim.answer(now) } else { all };
            governor.settle(ticket, Answer::Reply(&reply), now);
            sent[place] += u32::from(now >= start + Duration::from_secs(120));
        }
        now += Duration::from_millis(5);
    }
    let (users, scim) = (sent[0] / 4, sent[1] / 4);
    assert!((106..=109).contains(&scim) && (159..=164).contains(&users), "{users} users, {scim} scim");
}

/// Forty calls, and a refusal.
fn refused_after_forty(governor: &mut Governor, now: &mut Instant) {
    for count in 1..=40 {
        let ticket = wait(governor, "users", now);
        governor.settle(ticket, Answer::Reply(&counted(count, 300, 60)), *now);
    }
    let ticket = wait(governor, "users", now);
    let refusal = Reply { status: 429, retry_after: Some(Duration::from_secs(30)), ..counted(41, 300, 30) };
    governor.settle(ticket, Answer::Reply(&refusal), *now);
}

#[test]
fn an_oddly_low_ceiling_is_believed_for_a_while_and_the_second_time_for_good() {
    let mut governor = Governor::new(GovernorConfig::default());
    let mut now = Instant::now();
    refused_after_forty(&mut governor, &mut now);
    assert_eq!(governor.own_limit("users", now).map(|limit| limit.allowed), Some(40));
    assert!(governor.ceilings(now).is_empty(), "not worth keeping for another run");
    now += Duration::from_secs(601);
    assert!(governor.own_limit("users", now).is_none());
    refused_after_forty(&mut governor, &mut now);
    now += Duration::from_secs(601);
    assert_eq!(governor.ceilings(now), [("users".to_owned(), 40)].into());
}
