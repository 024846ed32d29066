//! The configuration that `muster init` writes.

use crate::config::{Config, Reach, SourceKind};
use crate::folder::{Folder, load};
use crate::init::{self, Discovery, FoundEndpoint, FoundSource, InitError};
use muster_core::id::{Anchor, DivisionId, GroupId, QueueId, RoleId, SkillId};
use muster_core::record::DirectoryGroup;
use muster_core::tenant::{Catalogue, Division, Named, RoleEntry};
use uuid::Uuid;

fn named(name: &str) -> Named {
    Named { name: name.into() }
}

fn role(name: &str, administrative: bool) -> RoleEntry {
    RoleEntry { name: name.into(), default_role_id: administrative.then(|| "admin".into()), administrative }
}

fn catalogue() -> Catalogue {
    let id = Uuid::from_u128;
    Catalogue {
        roles: [
            (RoleId(id(1)), role("Billing Agent", false)),
            (RoleId(id(2)), role("Billing Admin", true)),
            (RoleId(id(3)), role("Sales", false)),
            (RoleId(id(4)), role("Sales", false)),
        ]
        .into(),
        divisions: [(DivisionId(id(5)), Division { name: "Casa".into(), home: true })].into(),
        groups: [(GroupId(id(6)), named("Wallboard"))].into(),
        queues: [(QueueId(id(7)), named("Billing")), (QueueId(id(8)), named("Line\nbreak \"quoted\""))]
            .into(),
        skills: [(SkillId(id(9)), named("Network"))].into(),
        ..Catalogue::default()
    }
}

fn group(name: &str, members: u64, in_scope: bool) -> DirectoryGroup {
    DirectoryGroup {
        anchor: Anchor::new(format!("anchor-{members}")),
        name: name.into(),
        location: format!("CN={name},DC=x"),
        in_scope,
        members,
        through: Default::default(),
    }
}

fn found() -> Discovery {
    Discovery {
        organisation: "Example\nCorp".into(),
        endpoint: FoundEndpoint::Region("eu-central-1".into()),
        client_id: Some("6c1f".into()),
        catalogue: catalogue(),
        source_name: "corp-ad".into(),
        source: FoundSource::Ldap {
            url: "ldap://127.0.0.1:1389".into(),
            security: "starttls".into(),
            ca_file: Some("corp \"ca\".pem".into()),
            bind: "CORP\\svc-muster".into(),
        },
        base: "DC=corp,DC=example".into(),
        group_base: None,
        group_names: vec!["GC-*".into()],
        groups: vec![
            group("GC-Billing-Agents", 42, true),
            group("GC-Sales", 50, true),
            group("GC Billing agents", 7, true),
            group("GC-Cleaning", 3, true),
            group("Printers", 900, false),
        ],
        people: 312,
    }
}

/// The text with its commented rules made active.
fn with_rules(text: &str) -> String {
    let keys = ["# [[rule]]", "# name =", "# group =", "# grant ="];
    let bare = |line: &str| keys.iter().any(|key| line.starts_with(key)).then(|| line[2..].to_owned());
    text.lines().map(|line| bare(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

#[test]
fn what_init_writes_loads_and_has_no_active_rule() {
    let config = load(&init::render(&found()));
    assert_eq!(config.tenant.endpoints.api, "https://api.mypurecloud.de");
    let SourceKind::Ldap(ldap) = &config.sources[0].kind else { panic!("{:?}", config.sources) };
    let Reach::Listed(servers) = &ldap.reach else { panic!("{:?}", ldap.reach) };
    assert_eq!(
        (servers[0].host.as_str(), servers[0].port, ldap.login.name()),
        ("127.0.0.1", Some(1389), "CORP\\svc-muster")
    );
    assert_eq!(config.sources[0].scope.group_names, ["GC-*"]);
    assert!(config.policy_text().rules.is_empty());
    let secrets: Vec<String> = config.secrets().iter().map(|secret| secret.from.to_string()).collect();
    assert_eq!(
        secrets,
        ["environment variable MUSTER_CLIENT_SECRET", "environment variable MUSTER_AD_PASSWORD"]
    );
}

#[test]
fn settings_that_init_writes_out_are_the_defaults() {
    let (written, plain) =
        (load(&init::render(&found())), load(&format!("{}{}", crate::folder::TENANT, crate::folder::SOURCE)));
    assert_eq!(written.limits(), plain.limits());
    let (written, plain) = (written.policy_text(), plain.policy_text());
    assert_eq!(written.people.profile, plain.people.profile);
    assert_eq!(
        (written.people.leavers, written.people.out_of_scope),
        (plain.people.leavers, plain.people.out_of_scope)
    );
    assert_eq!(
        (written.people.pair_by_mail, written.people.create),
        (plain.people.pair_by_mail, plain.people.create)
    );
    assert_eq!(
        (written.unmapped_groups, written.authoritative),
        (plain.unmapped_groups, plain.authoritative)
    );
}

#[test]
fn commented_rules_load_once_somebody_removes_the_marks() {
    let mut found = found();
    found.groups.retain(|group| group.name != "GC-Cleaning");
    let policy = load(&with_rules(&init::render(&found))).policy_text();
    let rules: Vec<(&str, &str, Vec<&str>)> = policy
        .rules
        .iter()
        .map(|rule| {
            (
                rule.name.text.as_str(),
                rule.groups[0].text.as_str(),
                rule.grants.iter().map(|grant| grant.text.as_str()).collect(),
            )
        })
        .collect();
    let sales =
        ["role:00000000-0000-0000-0000-000000000003@Casa", "role:00000000-0000-0000-0000-000000000004@Casa"];
    let billing = ["role:Billing Agent@Casa", "queue:Billing"];
    let expected = [
        ("gc-sales", "GC-Sales", sales.to_vec()),
        ("gc-billing-agents", "GC-Billing-Agents", billing.to_vec()),
        ("gc-billing-agents-2", "GC Billing agents", billing.to_vec()),
    ];
    assert_eq!(rules, expected);
}

#[test]
fn a_group_without_a_likeness_gets_an_empty_grant_that_does_not_load() {
    let text = init::render(&found());
    assert!(text.contains(
        "# grant = []   # nothing in the tenant has a similar name: copy one from the lists below\n"
    ));
    let folder = Folder::new();
    folder.write("muster.toml", with_rules(&text));
    let errors = folder.load().map(|_| ()).unwrap_err().to_string();
    assert!(errors.contains("rule `gc-cleaning` gives nothing"), "{errors}");
}

#[test]
fn the_tenants_names_are_listed_to_copy_from() {
    let text = init::render(&found());
    assert!(
        text.contains(
            "# Roles (4):\n#   Billing Admin (system role admin)  00000000-0000-0000-0000-000000000002\n"
        ),
        "{text}"
    );
    assert!(text.contains("#   Line break \"quoted\"  00000000"), "{text}");
    assert!(!text.contains("Printers"), "{text}");
    assert!(
        text.contains(
            "which has 4 roles,\n# 2 queues and 1 group; the source has 312 people and 4 groups in scope."
        ),
        "{text}"
    );
}

#[test]
fn files_and_addresses_are_written_as_well() {
    let mut found = found();
    found.endpoint =
        FoundEndpoint::Urls { api: "http://127.0.0.1:1".into(), login: "http://127.0.0.1:2".into() };
    found.client_id = None;
    for source in [FoundSource::Ldif { file: "d.ldif".into() }, FoundSource::Csv { file: "p.csv".into() }] {
        found.source = source;
        let config = load(&init::render(&found));
        assert_eq!(config.tenant.endpoints.login, "http://127.0.0.1:2");
        assert_eq!(config.secrets()[0].key, "client_id");
    }
}

#[test]
fn an_existing_file_is_left_as_it_is() {
    let folder = Folder::new();
    let path = folder.path("muster.toml");
    init::write(&path, &found()).unwrap();
    assert!(Config::load(&path).is_ok());
    folder.write("muster.toml", "mine");
    let error = init::write(&path, &found()).unwrap_err();
    assert_eq!(error.to_string(), format!("{} exists already and was left as it is", path.display()));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    assert!(matches!(init::write(&folder.path("none/muster.toml"), &found()), Err(InitError::Write { .. })));
}
