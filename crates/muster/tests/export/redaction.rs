//! Nobody can be found in a copy.

use super::scene::{Scene, went_well};
use data_encoding::BASE64;
use muster_simulator::{Contact, EmployerInfo, Seed, SeedClient, SeedGroup, SeedQueue, SeedUser, UserState};

const PEOPLE: &[(&str, &str)] = &[
    ("Jörg Müller", "joerg.mueller"),
    ("Jana Nováková", "jana.novakova"),
    ("佐藤 美咲", "misaki.sato"),
    ("Νίκη Παππά", "niki.pappa"),
    ("Надежда Волкова", "nadezhda.wolkowa"),
    ("O'Neill, Siobhán Mary-Kate", "Siobhan.ONeill"),
    ("Cher Sarkisian", "cher"),
    ("BREAK GLASS", "break.glass"),
    ("Bartholomew Featherstonehaugh-Cholmondeley", "bfeatherstone"),
];

fn phone(kind: &str, number: String, extension: Option<String>) -> Contact {
    Contact {
        address: Some(number),
        media_type: "PHONE".into(),
        kind: kind.into(),
        extension,
        country_code: Some("DE".into()),
        integration: None,
    }
}

fn person(number: usize, name: &str, login: &str) -> SeedUser {
    let key = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, login.as_bytes()).to_string();
    let mail = format!("{login}@brightwater.corp");
    SeedUser {
        name: name.into(),
        email: mail.clone(),
        state: [UserState::Active, UserState::Inactive, UserState::Deleted][number / 4],
        title: Some(format!("Chief {login} Wrangler")),
        department: Some(format!("Office of {name}")),
        preferred_name: Some(format!("Sunny {login}")),
        addresses: vec![
            phone("WORK", format!("+49 (30) 94{number:02}7{number:02}61"), Some(format!("X{number}47Z"))),
            phone("MOBILE", format!("0171/830{number}4411{number}"), None),
            Contact {
                address: Some(format!("{login}@private-mail.net")),
                media_type: "EMAIL".into(),
                kind: "OTHER".into(),
                ..Contact::default()
            },
        ],
        employer_info: EmployerInfo {
            official_name: Some(format!("{name} von Brightwater")),
            employee_id: Some(format!("BW-Q{number}47110")),
            employee_type: Some("Works council".into()),
            date_hire: Some(format!("1987-06-1{number}")),
        },
        external_ids: [
            ("ad:objectGUID".to_owned(), key),
            ("payroll".to_owned(), format!("PAY/{login}/77")),
            ("x-pc:scimv2:v1:externalId".to_owned(), mail),
        ]
        .into(),
        profile_skills: vec![format!("plays the glockenspiel as {login}")],
        manager: (number > 0).then(|| format!("{}@brightwater.corp", PEOPLE[0].1)),
        groups: vec!["Agents".into()],
        queues: vec!["Direct line Jana Nováková".into()],
        grants: vec!["employee".into()],
        ..SeedUser::default()
    }
}

fn tenant() -> Seed {
    let users = PEOPLE.iter().enumerate().map(|(number, (name, login))| person(number, name, login));
    let mut seed = Seed {
        organisation: "Brightwater Secret Services".into(),
        users: users.collect(),
        ..Seed::company(0)
    };
    seed.groups = vec![SeedGroup {
        name: "Agents".into(),
        description: Some("Ask Jörg Müller before you join".into()),
        email: Some("the-agents@brightwater.corp".into()),
        ..SeedGroup::default()
    }];
    seed.queues = vec![SeedQueue { name: "Direct line Jana Nováková".into(), ..SeedQueue::default() }];
    let roles = seed.roles.iter_mut();
    roles.for_each(|role| role.description = "Agreed with nadezhda.wolkowa@brightwater.corp".into());
    seed.clients.push(SeedClient {
        name: "Integration of Cher Sarkisian".into(),
        secret: "hunter2hunter2".into(),
        grants: vec!["Agent@*".into()],
        ..SeedClient::default()
    });
    seed
}

/// Every value of the tenant that leads to a person, and some that lead to the company.
fn personal(seed: &Seed, state: &serde_json::Value) -> Vec<String> {
    let mut values: Vec<String> =
        vec!["Brightwater".into(), "brightwater.corp".into(), "hunter2hunter2".into()];
    values.extend(
        ["Cher Sarkisian", "the-agents", "Ask Jörg", "Works council", "glockenspiel"].map(str::to_owned),
    );
    for user in &seed.users {
        let employer = &user.employer_info;
        values.extend([user.name.clone(), user.email.clone()]);
        values.extend(
            user.name.split([' ', ',', '-']).filter(|word| word.chars().count() > 4).map(str::to_owned),
        );
        values.push(user.email.split('@').next().unwrap().to_owned());
        let texts = [
            &user.title,
            &user.department,
            &user.preferred_name,
            &employer.official_name,
            &employer.employee_id,
            &employer.date_hire,
        ];
        values.extend(texts.into_iter().flatten().cloned());
        for contact in &user.addresses {
            values.extend(contact.address.iter().chain(&contact.extension).cloned());
            let digits: String =
                contact.address.iter().flat_map(|a| a.chars()).filter(char::is_ascii_digit).collect();
            values.extend(Some(digits).filter(|digits| digits.len() > 9));
        }
        values.extend(user.external_ids.values().cloned());
    }
    values.extend(state["users"].as_object().unwrap().keys().cloned());
    values.extend(state["clients"].as_object().unwrap().keys().cloned());
    values
}

/// An LDIF with its base64 undone.
fn plain(ldif: &str) -> String {
    let whole = ldif.replace("\n ", "");
    let line = |line: &str| match line.split_once(":: ") {
        Some((name, coded)) => {
            format!("{name}: {}\n", String::from_utf8_lossy(&BASE64.decode(coded.as_bytes()).unwrap()))
        }
        None => format!("{line}\n"),
    };
    whole.lines().map(line).collect()
}

#[test]
fn no_personal_value_of_the_tenant_is_in_what_is_written() {
    for (more, kept) in [(&[][..], true), (&["--redact-names"], false)] {
        let scene = Scene::new();
        let seed = tenant();
        let state =
            serde_json::to_value(muster_simulator::Tenant::from_seed(&seed).unwrap().state()).unwrap();
        let served = scene.serve("tenant.json", &seed);
        let export = [&["--export-org", "a.json", "--with-directory", "ad.ldif"][..], more].concat();
        let (out, err) = went_well(scene.export(&served, "muster", "secret", &export));
        let (copy, ldif) = (scene.read("a.json"), plain(&scene.read("ad.ldif")));
        for value in personal(&seed, &state) {
            for (file, text) in [("a.json", &copy), ("ad.ldif", &ldif), ("stdout", &out), ("stderr", &err)] {
                let (text, value) = (text.to_lowercase(), value.to_lowercase());
                assert!(!text.contains(&value), "`{value}` of the tenant is in {file}");
            }
        }
        let copy = scene.seed("a.json");
        assert_eq!(copy.users.len(), PEOPLE.len());
        assert!(copy.users.iter().all(|user| user.email.ends_with("@example.com")));
        assert_eq!(copy.groups[0].name, if kept { "Agents" } else { "Group 1" });
        assert_eq!(copy.queues[0].name.starts_with("Direct line "), kept);
        assert_eq!(err.contains("a queue is called `Direct line "), kept, "{err}");
    }
}

#[test]
fn who_is_somebody_stays_the_same_somebody() {
    let scene = Scene::new();
    let served = scene.serve("tenant.json", &tenant());
    let export = ["--export-org", "a.json", "--keep-titles"];
    went_well(scene.export(&served, "muster", "secret", &export));
    let copy = scene.seed("a.json");
    let boss = copy.users.iter().find(|user| user.manager.is_none()).unwrap();
    assert!(
        copy.users
            .iter()
            .filter(|user| user.manager.is_some())
            .all(|user| user.manager.as_ref() == Some(&boss.email))
    );
    for user in copy.users.iter().filter(|user| user.state != UserState::Deleted) {
        assert_eq!(
            user.external_ids["x-pc:scimv2:v1:externalId"], user.email,
            "a key that is a mail stays that mail"
        );
        assert!(uuid::Uuid::try_parse(&user.external_ids["ad:objectGUID"]).is_ok());
        assert!(user.title.as_ref().unwrap().ends_with(" Wrangler"));
        let department = user.department.as_ref().unwrap();
        assert_eq!(*department, format!("Office of {}", user.name), "a person in a kept text is replaced");
    }
    assert!(copy.users.iter().any(|user| user.name == user.name.to_uppercase() && user.name.is_ascii()));
    assert!(copy.users.iter().any(|user| !user.name.is_ascii()));
}
