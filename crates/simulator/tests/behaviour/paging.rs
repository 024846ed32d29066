use crate::common::{Caller, small, user};
use muster_simulator::{Limits, Seed, SeedUser, Tenant, UserState};

#[test]
fn the_default_page_has_25_and_the_next_one_is_linked() {
    let tenant = Tenant::from_seed(&Seed::company(60)).unwrap().with_limits(Limits::unlimited());
    let mut caller = Caller::new(tenant, "muster");
    let first = caller.get("/api/v2/users?state=any&expand=skills").body;
    assert_eq!((first["entities"].as_array().unwrap().len(), first["pageCount"].as_u64()), (25, Some(3)));
    let mut next = first["nextUri"].as_str().map(str::to_owned);
    let mut read = 25;
    while let Some(uri) = next {
        let page = caller.get(&uri).body;
        assert!(page["entities"][0]["skills"].is_array(), "the other parameters are kept");
        read += page["entities"].as_array().unwrap().len();
        next = page["nextUri"].as_str().map(str::to_owned);
    }
    assert_eq!(read, 60);
}

#[test]
fn pages_above_the_cap_are_refused() {
    let mut caller = small();
    for path in ["/api/v2/users?pageSize=501", "/api/v2/users?pageSize=0", "/api/v2/groups?pageSize=x"] {
        let seen = caller.get(path);
        assert_eq!(
            (seen.status, seen.body["code"].as_str()),
            (400, Some("invalid.query.param.value")),
            "{path}"
        );
    }
}

#[test]
fn a_hundred_ids_can_be_asked_for() {
    let mut caller = small();
    let seen = caller.get(&format!("/api/v2/users?id={}&id={}&state=any", user("ana"), user("dan")));
    assert_eq!(seen.body["total"], 2);
    let ids = vec![user("ana").to_string(); 101].join(",");
    assert_eq!(caller.get(&format!("/api/v2/users?id={ids}")).body["code"], "max.user.ids");
}

#[test]
fn the_cursor_leads_through_everyone_once() {
    let tenant = Tenant::from_seed(&Seed::company(60)).unwrap().with_limits(Limits::unlimited());
    let mut caller = Caller::new(tenant, "muster");
    let mut seen = std::collections::BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let page = caller.get(&format!("/api/v2/users/query?state=any&pageSize=25&cursor={cursor}")).body;
        seen.extend(page["entities"].as_array().unwrap().iter().map(|user| user["id"].to_string()));
        match page["cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(seen.len(), 60);
}

#[test]
fn inactive_users_end_at_a_wall_that_the_cursor_does_not_have() {
    let person = |number: usize| SeedUser {
        name: format!("Person {number}"),
        email: format!("p{number}@example.org"),
        state: UserState::Inactive,
        ..SeedUser::default()
    };
    let seed = Seed { users: (0..10_050).map(person).collect(), ..Seed::company(0) };
    let mut caller =
        Caller::new(Tenant::from_seed(&seed).unwrap().with_limits(Limits::unlimited()), "muster");
    let last = caller.get("/api/v2/users?state=inactive&pageSize=500&pageNumber=20");
    assert_eq!((last.status, last.body["pageCount"].as_u64()), (200, Some(21)), "the count promises more");
    assert_eq!(caller.get("/api/v2/users?state=inactive&pageSize=500&pageNumber=21").status, 400);
    assert_eq!(caller.get("/api/v2/users?state=any&pageSize=500&pageNumber=21").status, 200);
    assert_eq!(caller.get("/api/v2/users/query?state=inactive&pageSize=500").status, 200);
}
