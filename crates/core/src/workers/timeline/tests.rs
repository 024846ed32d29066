//! What was stated, and who somebody is then.

use super::*;
use crate::worker::Statement;
use crate::workers::EndIs;
use proptest::prelude::*;

fn usage(zone: &str) -> Usage {
    Usage { source: "hr".into(), zone: zone.parse().expect("a zone") }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// What came on the first of January: `since`, then facts as `title=Agent`; `title=` says that there is none.
fn stated(since: &str, facts: &[&str]) -> Stated {
    let since = (!since.is_empty()).then(|| since.parse().expect("a moment"));
    let fact = |text: &&str| {
        let (fact, said) = text.split_once('=').expect("fact=text");
        (fact.parse().expect("a fact"), Some(said.to_owned()))
    };
    let statement = Statement::new("7", since, facts.iter().map(fact).collect()).expect("makes sense");
    Stated { came_at: at("2026-01-01T12:00:00Z"), delivery: None, statement }
}

fn with<T>(stated: &[Stated], zone: &str, look: impl Fn(&Timeline<'_>) -> T) -> T {
    look(&Timeline::new(&"7".into(), stated, &usage(zone)))
}

fn ana() -> Stated {
    stated("", &["name=Ana Osei", "mail=Ana@Corp.example", "title=Agent"])
}

fn title(stated: &[Stated], zone: &str, moment: &str) -> String {
    with(stated, zone, |timeline| timeline.at(at(moment)).expect("described").title.unwrap_or_default())
}

#[test]
fn a_title_changes_at_midnight_where_the_worker_is_and_not_a_second_sooner() {
    let lead = stated("2026-03-01", &["title=Lead"]);
    for (zone, midnight, before) in [
        ("Asia/Manila", "2026-02-28T16:00:00Z", "2026-02-28T15:59:59Z"),
        ("America/New_York", "2026-03-01T05:00:00Z", "2026-03-01T04:59:59Z"),
        ("Europe/Berlin", "2026-02-28T23:00:00Z", "2026-02-28T22:59:59Z"),
        ("Australia/Lord_Howe", "2026-02-28T13:00:00Z", "2026-02-28T12:59:59Z"),
    ] {
        let all = [ana(), lead.clone()];
        assert_eq!(title(&all, zone, midnight), "Lead", "{zone}");
        assert_eq!(title(&all, zone, before), "Agent", "{zone}");
        let next = with(&all, zone, |timeline| timeline.next_after(at("2026-01-02T00:00:00Z")));
        assert_eq!(next, Some(at(midnight)), "{zone}");
    }
}

#[test]
fn a_last_day_is_over_when_the_clock_says_so_also_when_it_is_put_forward_or_back() {
    for (zone, day, over) in [
        ("America/New_York", "2026-03-08", "2026-03-09T04:00:00Z"),
        ("America/New_York", "2026-11-01", "2026-11-02T05:00:00Z"),
        ("Europe/Berlin", "2026-03-29", "2026-03-29T22:00:00Z"),
        ("Europe/Berlin", "2026-10-25", "2026-10-25T23:00:00Z"),
        // Lord Howe moves its clock by half an hour.
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-05T13:30:00Z"),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-04T13:00:00Z"),
        ("Asia/Manila", "2026-03-29", "2026-03-29T16:00:00Z"),
    ] {
        let all = [ana(), stated("", &[&format!("end={day}")])];
        let record = with(&all, zone, |timeline| timeline.at(at("2026-01-02T00:00:00Z"))).expect("described");
        assert_eq!(record.expires_at, Some(at(over)), "{zone} {day}");
    }
}

#[test]
fn an_end_may_be_the_first_day_off_or_a_time_of_day() {
    let over = |end: &str, end_is: EndIs| {
        let last = stated("", &[&format!("end={end}")]);
        let last = Stated { statement: end_is.understood(last.statement), ..last };
        let record = with(&[ana(), last], "Asia/Manila", |timeline| timeline.at(at("2026-01-02T00:00:00Z")));
        record.and_then(|record| record.expires_at)
    };
    assert_eq!(over("2026-03-01", EndIs::LastDay), Some(at("2026-03-01T16:00:00Z")));
    assert_eq!(over("2026-03-01", EndIs::FirstDayOff), Some(at("2026-02-28T16:00:00Z")));
    assert_eq!(over("2026-03-01T17:00", EndIs::FirstDayOff), Some(at("2026-03-01T09:00:00Z")));
    assert_eq!(over("2026-03-01T17:00:00Z", EndIs::LastDay), Some(at("2026-03-01T17:00:00Z")));
}

#[test]
fn dates_follow_somebody_who_moves_to_another_zone() {
    let moves = stated("2026-05-01", &["time_zone=Europe/Berlin"]);
    let here = stated("", &["name=Ana", "time_zone=Asia/Manila", "end=2026-06-30"]);
    let all = [here.clone(), moves.clone()];
    let over =
        with(&all, "UTC", |timeline| timeline.at(at("2026-01-02T00:00:00Z"))).and_then(|ana| ana.expires_at);
    assert_eq!(over, Some(at("2026-06-30T22:00:00Z")), "in Berlin, where she is by then");
    let zone = |moment| with(&all, "UTC", |timeline| timeline.zone(at(moment)).to_string());
    assert_eq!(zone("2026-04-30T21:59:59Z"), "Asia/Manila");
    assert_eq!(zone("2026-04-30T22:00:00Z"), "Europe/Berlin");
}

#[test]
fn somebody_who_is_to_come_is_known_and_has_not_begun() {
    let hire = stated("2026-03-02", &["name=Ben", "mail=ben@corp.example", "time_zone=Asia/Manila"]);
    let begins = at("2026-03-01T16:00:00Z");
    with(&[hire], "UTC", |timeline| {
        let record = timeline.at(at("2026-01-02T00:00:00Z")).expect("described");
        assert_eq!(record.work.as_ref().and_then(|work| work.starts_at), Some(begins));
        assert_eq!(record.employee_number.as_deref(), Some("7"));
        let month = timeline.upcoming(at("2026-02-15T00:00:00Z"), at("2026-03-15T00:00:00Z"));
        assert_eq!(month, [(begins, vec!["joins".to_owned()])]);
    });
}

#[test]
fn what_will_happen_is_told_in_order_and_up_to_a_moment() {
    let all = [
        ana(),
        stated("2026-02-01", &["status=on_leave"]),
        stated("2026-03-01", &["status=active", "title=Team Lead"]),
        stated("", &["end=2026-05-31"]),
    ];
    let told = with(&all, "UTC", |timeline| {
        let all = timeline.upcoming(at("2026-01-02T00:00:00Z"), at("2026-12-31T00:00:00Z"));
        assert_eq!(timeline.upcoming(at("2026-01-02T00:00:00Z"), at("2026-02-28T23:59:59Z")), all[..1]);
        all.into_iter().map(|(at, what)| format!("{at} {}", what.join(", "))).collect::<Vec<_>>()
    });
    assert_eq!(
        told,
        [
            "2026-02-01T00:00:00Z goes on leave",
            "2026-03-01T00:00:00Z returns from leave, title becomes Team Lead",
            "2026-06-01T00:00:00Z leaves",
        ]
    );
}

#[test]
fn a_later_word_about_the_same_moment_replaces_what_both_speak_of() {
    let all = [
        ana(),
        stated("2026-03-01", &["title=Lead", "department=Care"]),
        stated("2026-03-01", &["title=Coach"]),
    ];
    let record = with(&all, "UTC", |timeline| timeline.at(at("2026-03-01T00:00:00Z"))).expect("described");
    assert_eq!((record.title.as_deref(), record.department.as_deref()), (Some("Coach"), Some("Care")));
}

#[test]
fn who_comes_back_says_a_new_start_and_the_old_end_is_history() {
    let left = stated("", &["start=2020-01-01", "end=2026-01-31", "status=active"]);
    let again = stated("2026-06-01", &["start=2026-06-01"]);
    with(&[ana(), left, again], "UTC", |timeline| {
        assert_eq!(timeline.contradiction(), None);
        let usable =
            |moment: &str| timeline.at(at(moment)).is_some_and(|record| record.usable_at(at(moment)));
        assert!(usable("2026-01-31T23:59:59Z"));
        assert!(!usable("2026-02-01T00:00:00Z"));
        assert!(usable("2026-06-01T00:00:00Z"));
        let month = timeline.upcoming(at("2026-05-15T00:00:00Z"), at("2026-07-01T00:00:00Z"));
        assert_eq!(month[0].1, ["returns"]);
    });
}

#[test]
fn an_end_before_the_start_is_seen_across_statements() {
    let all = [stated("", &["name=Ana", "start=2026-04-01"]), stated("", &["end=2026-03-01"])];
    let seen = with(&all, "UTC", |timeline| timeline.contradiction()).expect("cannot be");
    assert_eq!(seen.to_string(), "the end 2026-03-01 lies before the start 2026-04-01");
}

#[test]
fn nobody_knows_who_a_worker_is_of_whom_only_a_title_was_said() {
    with(&[stated("", &["title=Agent"])], "UTC", |timeline| {
        assert!(!timeline.is_described());
        assert_eq!(timeline.at(Timestamp::MAX), None);
        assert_eq!(timeline.next_after(Timestamp::MIN), None);
    });
}

#[test]
fn a_mail_that_is_none_is_a_problem_and_no_mail() {
    let record =
        with(&[stated("", &["name=Ana", "mail=ana at corp"])], "UTC", |timeline| timeline.at(Timestamp::MAX));
    let record = record.expect("described");
    assert_eq!(
        (record.mail, record.problems),
        (None, vec!["its mail `ana at corp` is no address".to_owned()])
    );
}

/// Statements about distinct moments, and an order in which they may arrive.
fn shuffled() -> impl Strategy<Value = (Vec<Stated>, Vec<Stated>)> {
    let one = (
        0_u32..4,
        prop::sample::select(vec!["Agent", "Lead", ""]),
        prop::sample::select(vec!["active", "on_leave", "ended"]),
    );
    prop::collection::vec(one, 1..8).prop_flat_map(|all| {
        let day = |n: usize| format!("2026-02-{:02}", n + 1);
        let all: Vec<Stated> = all
            .into_iter()
            .enumerate()
            .map(|(n, (what, title, status))| match what {
                0 => stated(&day(n), &["name=Ana", &format!("title={title}")]),
                1 => stated(&day(n), &[&format!("status={status}")]),
                2 => stated(&day(n), &["time_zone=Asia/Manila"]),
                _ => stated(&day(n), &["time_zone=America/New_York", &format!("title={title}")]),
            })
            .collect();
        (Just(all.clone()), Just(all).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn the_order_of_arrival_does_not_matter((all, shuffled) in shuffled(), zone in prop::sample::select(vec!["UTC", "Asia/Manila", "America/New_York"])) {
        for hours in (0..12 * 24).step_by(5) {
            let moment = at("2026-01-31T00:00:00Z") + jiff::SignedDuration::from_hours(hours);
            prop_assert_eq!(
                with(&all, zone, |timeline| timeline.at(moment)),
                with(&shuffled, zone, |timeline| timeline.at(moment))
            );
        }
    }

    #[test]
    fn nothing_changes_before_the_next_moment((all, _) in shuffled(), hours in 0_i64..300) {
        let usage = usage("UTC");
        let timeline = Timeline::new(&"7".into(), &all, &usage);
        let now = at("2026-01-31T00:00:00Z") + jiff::SignedDuration::from_hours(hours);
        let next = timeline.next_after(now).unwrap_or(Timestamp::MAX);
        let steps = (1..400).map(|hours| now + jiff::SignedDuration::from_hours(hours));
        for later in steps.take_while(|later| *later < next) {
            prop_assert_eq!(timeline.at(later), timeline.at(now));
        }
        if next < Timestamp::MAX && timeline.is_described() {
            prop_assert!(timeline.at(next) != timeline.at(now));
        }
    }
}
