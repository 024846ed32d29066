//! What lists assign to single people.

use crate::support::sample::{at, person, skill};
use crate::support::{World, contract};
use muster_core::entitlement::{Level, Value};
use muster_core::policy::{Assignment, Assignments};
use muster_core::time::Timestamp;
use muster_store::{AssignedList, Store, Withdrawal, Word, leave_word};

contract![
    a_row_replaces_what_its_list_said_of_the_same_and_no_other,
    what_an_earlier_version_said_and_a_later_one_does_not_is_withdrawn,
    single_grants_are_withdrawn_whatever_list_gave_them,
    lists_are_told_with_how_much_they_say,
    every_change_and_nothing_else_moves_the_stamp,
    a_chunk_may_be_left_beside_a_leader,
    a_chunk_of_many_thousands_is_remembered_at_once,
];

fn moment(second: i64) -> Timestamp {
    Timestamp::from_microsecond(at(second).as_microsecond()).unwrap()
}

fn row(n: u128, list: &str, line: u64, level: u8, second: i64) -> Assignment {
    let value = Value::Level(Level::try_from(f64::from(level)).unwrap());
    Assignment { person: person(n), slot: skill(n), value, list: list.into(), line, at: moment(second) }
}

fn of(rows: impl IntoIterator<Item = Assignment>) -> Assignments {
    rows.into_iter().collect()
}

fn remember(store: &mut dyn Store, rows: &[Assignment]) {
    assert_eq!(store.remember_assignments(rows).unwrap(), rows.len() as u64);
}

fn a_row_replaces_what_its_list_said_of_the_same_and_no_other(world: &World) {
    let mut leader = world.lead();
    remember(&mut *leader, &[row(1, "a.csv", 2, 1, 0), row(2, "a.csv", 3, 1, 0), row(1, "b.csv", 2, 3, 0)]);
    remember(&mut *leader, &[row(1, "a.csv", 9, 5, 4)]);
    let expected = of([row(1, "a.csv", 9, 5, 4), row(2, "a.csv", 3, 1, 0), row(1, "b.csv", 2, 3, 0)]);
    assert_eq!(world.read().assignments().unwrap(), expected);
    let twice = [row(4, "c.csv", 2, 1, 0), row(4, "c.csv", 3, 2, 0)];
    assert_eq!(leader.remember_assignments(&twice).unwrap(), 1, "the last of a chunk counts");
}

fn what_an_earlier_version_said_and_a_later_one_does_not_is_withdrawn(world: &World) {
    let mut leader = world.lead();
    remember(&mut *leader, &[row(1, "a.csv", 2, 1, 0), row(2, "a.csv", 3, 1, 0), row(3, "b.csv", 2, 1, 0)]);
    remember(&mut *leader, &[row(2, "a.csv", 2, 1, 7)]);
    let earlier = Withdrawal::Before { list: "a.csv".into(), at: moment(7) };
    assert_eq!(leader.withdraw_assignments(&earlier).unwrap(), 1);
    let expected = of([row(2, "a.csv", 2, 1, 7), row(3, "b.csv", 2, 1, 0)]);
    assert_eq!(leader.assignments().unwrap(), expected);
    assert_eq!(leader.withdraw_assignments(&Withdrawal::List("b.csv".into())).unwrap(), 1);
    assert_eq!(leader.assignments().unwrap(), of([row(2, "a.csv", 2, 1, 7)]));
}

fn single_grants_are_withdrawn_whatever_list_gave_them(world: &World) {
    let mut leader = world.lead();
    remember(&mut *leader, &[row(1, "a.csv", 2, 1, 0), row(1, "b.csv", 3, 1, 0), row(2, "b.csv", 4, 1, 0)]);
    let grants =
        Withdrawal::Grants(vec![(person(1), skill(1)), (person(1), skill(1)), (person(2), skill(1))]);
    assert_eq!(leader.withdraw_assignments(&grants).unwrap(), 2);
    assert_eq!(leader.assignments().unwrap(), of([row(2, "b.csv", 4, 1, 0)]));
}

fn lists_are_told_with_how_much_they_say(world: &World) {
    let mut leader = world.lead();
    assert_eq!(leader.assigned_lists().unwrap(), []);
    let other = Assignment { slot: skill(9), ..row(1, "b.csv", 5, 1, 6) };
    remember(&mut *leader, &[row(1, "b.csv", 2, 1, 0), other, row(2, "a.csv", 2, 1, 3)]);
    let list = |name: &str, assignments, people, second| AssignedList {
        list: name.to_owned(),
        assignments,
        people,
        taken_at: moment(second),
    };
    assert_eq!(leader.assigned_lists().unwrap(), [list("a.csv", 1, 1, 3), list("b.csv", 2, 1, 6)]);
}

fn every_change_and_nothing_else_moves_the_stamp(world: &World) {
    let mut leader = world.lead();
    let mut seen = vec![leader.assignments_stamp().unwrap()];
    remember(&mut *leader, &[row(1, "a.csv", 2, 1, 0)]);
    seen.push(leader.assignments_stamp().unwrap());
    leader.withdraw_assignments(&Withdrawal::List("b.csv".into())).unwrap();
    assert_eq!(leader.assignments_stamp().unwrap(), seen[1], "nothing was withdrawn");
    leader.withdraw_assignments(&Withdrawal::List("a.csv".into())).unwrap();
    seen.push(leader.assignments_stamp().unwrap());
    assert_eq!(seen.iter().collect::<std::collections::BTreeSet<_>>().len(), 3, "{seen:?}");
}

fn a_chunk_may_be_left_beside_a_leader(world: &World) {
    let mut leader = crate::lease::lead_soon(world);
    let rows = vec![row(1, "a.csv", 2, 1, 0), row(2, "a.csv", 3, 1, 0)];
    assert_eq!(leave_word(&world.location, &Word::Assign(rows)).unwrap(), 2);
    let grants = Withdrawal::Grants(vec![(person(2), skill(2))]);
    assert_eq!(leave_word(&world.location, &Word::Withdraw(grants)).unwrap(), 1);
    assert_eq!(leader.assignments().unwrap(), of([row(1, "a.csv", 2, 1, 0)]));
}

fn a_chunk_of_many_thousands_is_remembered_at_once(world: &World) {
    let mut leader = world.lead();
    let rows: Vec<Assignment> = (0..5_000).map(|n| row(n, "a.csv", n as u64 + 2, 1, 0)).collect();
    remember(&mut *leader, &rows);
    assert_eq!(leader.assignments().unwrap(), of(rows));
}
