//! Users that were pushed over SCIM.

use crate::support::sample::{at, delivery};
use crate::support::{World, contract};
use muster_store::{Inbox, InboxQuery, PushedUser, WantedUsers, open_inbox};

contract![
    a_user_is_kept_with_what_that_says,
    users_are_found_by_name_and_external_id,
    of_a_deleted_user_only_the_ids_stay,
    no_two_users_of_a_source_have_one_name,
];

fn user(n: u64) -> PushedUser {
    PushedUser {
        source: "scim".into(),
        id: format!("u{n}"),
        user_name: Some(format!("user{n}@example.com")),
        external_id: Some(format!("e{n}")),
        value: Some(format!("{{\"n\":{n}}}")),
        version: 1,
        created_at: at(1),
        changed_at: at(2),
    }
}

fn find(inbox: &mut dyn Inbox, wanted: WantedUsers) -> Vec<PushedUser> {
    let (found, count) = inbox.pushed_users(&"scim".into(), &wanted, 0, 99).unwrap();
    assert_eq!(found.len() as u64, count);
    found
}

fn a_user_is_kept_with_what_that_says(world: &World) {
    let mut store = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    inbox.push_user(&user(1), &delivery(1)).unwrap();
    assert_eq!(inbox.pushed_user(&"scim".into(), "u1").unwrap(), Some(user(1)));
    assert_eq!(inbox.pushed_user(&"other".into(), "u1").unwrap(), None);
    let changed = PushedUser { version: 2, changed_at: at(9), value: Some("{}".into()), ..user(1) };
    inbox.push_user(&changed, &delivery(2)).unwrap();
    assert_eq!(inbox.pushed_user(&"scim".into(), "u1").unwrap(), Some(changed));
    assert_eq!(store.waiting_deliveries(9).unwrap().len(), 2);
}

fn users_are_found_by_name_and_external_id(world: &World) {
    let _leader = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    for n in 1..=5 {
        inbox.push_user(&user(n), &delivery(n)).unwrap();
    }
    assert_eq!(find(&mut *inbox, WantedUsers::UserName("user3@example.com".into())), [user(3)]);
    assert_eq!(find(&mut *inbox, WantedUsers::ExternalId("e4".into())), [user(4)]);
    assert_eq!(find(&mut *inbox, WantedUsers::UserName("nobody".into())), []);
    assert_eq!(find(&mut *inbox, WantedUsers::All).len(), 5);
    let page = inbox.pushed_users(&"scim".into(), &WantedUsers::All, 1, 2).unwrap();
    assert_eq!(page, (vec![user(2), user(3)], 5));
}

fn of_a_deleted_user_only_the_ids_stay(world: &World) {
    let _leader = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    inbox.push_user(&user(1), &delivery(1)).unwrap();
    let gone = PushedUser { user_name: None, value: None, version: 2, ..user(1) };
    inbox.push_user(&gone, &delivery(2)).unwrap();
    assert_eq!(find(&mut *inbox, WantedUsers::All), []);
    assert_eq!(find(&mut *inbox, WantedUsers::ExternalId("e1".into())), [gone]);
    inbox.push_user(&PushedUser { id: "u9".into(), ..user(1) }, &delivery(3)).unwrap();
    assert_eq!(find(&mut *inbox, WantedUsers::All).len(), 1);
}

fn no_two_users_of_a_source_have_one_name(world: &World) {
    let mut store = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    inbox.push_user(&user(1), &delivery(1)).unwrap();
    let namesake = PushedUser { id: "u2".into(), ..user(1) };
    assert!(inbox.push_user(&namesake, &delivery(2)).is_err());
    assert_eq!(
        store.deliveries(&InboxQuery::default()).unwrap().len(),
        1,
        "and what it says is not kept either"
    );
    let elsewhere = PushedUser { source: "other".into(), ..user(1) };
    inbox.push_user(&elsewhere, &delivery(3)).unwrap();
}
