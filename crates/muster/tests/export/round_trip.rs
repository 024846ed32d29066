//! A tenant, its copy, and the copy of the copy: the same graph three times.

use super::scene::{Scene, went_well};
use super::shape::shape;
use muster_simulator::{Contact, Seed, SeedStation, SeedTeam, Tenant};

/// Three hundred people with a bit of everything that a copy is to keep.
fn company() -> Seed {
    let mut seed = Seed::company(300);
    seed.teams = vec![SeedTeam {
        name: "Night Shift".into(),
        division: Some("Support".into()),
        ..SeedTeam::default()
    }];
    seed.stations = vec![SeedStation { name: "Phone of somebody".into(), ..SeedStation::default() }];
    seed.roles.iter_mut().filter(|role| role.name == "Directory Sync").for_each(|role| {
        role.permissions.push("groups:team:view".into());
    });
    seed.groups[1].owners = vec!["person00007@example.org".into(), "person00008@example.org".into()];
    for (number, user) in seed.users.iter_mut().enumerate() {
        if number % 3 == 0 {
            let key = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_DNS, &[number as u8, (number / 256) as u8]);
            user.external_ids.insert("ad:objectGUID".into(), key.to_string());
        }
        if number % 4 == 0 {
            let address = Some(format!("+49 30 555{number:04}"));
            user.addresses.push(Contact {
                address,
                media_type: "PHONE".into(),
                kind: "WORK".into(),
                ..Contact::default()
            });
        }
        if number % 5 == 0 {
            user.unjoined_queues = user.queues.drain(..).collect();
            user.unjoined_queues.iter().for_each(|name| _ = user.rings.insert(name.clone(), 3));
        }
        if number % 2 == 0 {
            user.team = Some("Night Shift".into());
            user.title = None;
        }
    }
    seed.users[50].state = muster_simulator::UserState::Deleted;
    seed.users[9].station = Some("Phone of somebody".into());
    seed.users[12].preferred_name = Some("Bibi".into());
    seed
}

/// What the simulator makes of a seed: ids, defaults and grants written out.
fn planted(seed: &Seed) -> Seed {
    Tenant::from_seed(seed).unwrap().to_seed()
}

/// As a client can read it: a permission of one word is shown as a policy, too, and the ids that a deleted account has
/// in other systems are not shown.
fn readable(mut seed: Seed) -> Seed {
    for role in seed.roles.iter_mut().filter(|role| role.permissions.iter().any(|one| one == "admin")) {
        role.permissions.push("admin:*:*".into());
    }
    for user in seed.users.iter_mut().filter(|user| user.state == muster_simulator::UserState::Deleted) {
        user.external_ids.clear();
    }
    seed
}

#[test]
fn a_copy_and_the_copy_of_a_copy_have_the_shape_of_the_original() {
    let scene = Scene::new();
    let original = company();
    let tenant = scene.serve("tenant.json", &original);
    let (_, said) = went_well(scene.export(&tenant, "muster", "secret", &["--export-org", "a.json"]));
    let first = scene.seed("a.json");
    assert!(said.contains("wrote a.json: 300 accounts, 6 roles, 10 groups, 10 queues, read with "), "{said}");
    same(&readable(planted(&original)), &planted(&first));
    let copy = scene.serve("b-tenant.json", &first);
    let id = first.clients.iter().find(|client| client.name == "muster").unwrap().id.unwrap().to_string();
    let secret = scene.read("a.secret");
    let export = ["--export-org", "b.json"];
    went_well(scene.export_as(&copy.address, &id, secret.trim(), &export));
    let second = scene.seed("b.json");
    same(&first, &second);
    let mails = |seed: &Seed| {
        seed.users.iter().map(|user| user.email.clone()).collect::<std::collections::BTreeSet<_>>()
    };
    assert!(mails(&first).is_disjoint(&mails(&second)), "each copy makes people up anew");
}

#[track_caller]
fn same(one: &Seed, other: &Seed) {
    let (one, other) = (shape(one), shape(other));
    let only = |a: &[String], b: &[String]| {
        a.iter().filter(|line| !b.contains(line)).take(8).cloned().collect::<Vec<_>>()
    };
    assert!(one == other, "only here: {:#?}\nonly there: {:#?}", only(&one, &other), only(&other, &one));
}

#[test]
fn reading_takes_few_calls() {
    let scene = Scene::new();
    let tenant = scene.serve("tenant.json", &company());
    let args = ["--export-org", "a.json", "--json"];
    let (out, _) = went_well(scene.export(&tenant, "muster", "secret", &args));
    let said: serde_json::Value = serde_json::from_str(&out).unwrap();
    // 2 about ourselves, 9 listings, 6 roles (2 and 3 of them with more pages), 10 queues, 2 pages of a team, 4 pages of SCIM.
    assert!(said["calls"].as_u64().unwrap() <= 40, "{said}");
    assert_eq!(said["accounts"], 300);
}
