//! A configuration that uses every key, and one that uses none that it need not.

use crate::config::{ClientId, Config, Reach, SecretRef, SourceKind, StoreLocation};
use crate::folder::{Folder, SOURCE, TENANT, load};
use muster_connectors::directory::Track;
use muster_connectors::genesys::ScimFamily;
use muster_connectors::ldap::{Method, Security, Servers, TlsVersion, Trust};
use muster_core::compile::Way;
use muster_core::departure::{Handover, OnLeave, Restore};
use muster_core::entitlement::{Field, Kind, Media};
use muster_core::guard::Limits;
use muster_core::policy::{Leavers, Located, OutOfScope, UnmappedGroups};
use muster_core::time::SignedDuration;
use std::collections::BTreeSet;
use std::time::Duration;

pub(crate) const EVERYTHING: &str = r#"
[tenant]
region = "eu-central-1"
client_id = "6c1f4a52-0000-4000-8000-000000000001"
client_secret = { command = ["./secret", "show", "x"] }
ca_file = "proxy-ca.pem"
reserve_percent = 20
wait_below = 50
token_lead_seconds = 60

[store]
postgres = { env = "MUSTER_POSTGRES" }

[[source]]
name = "corp-ad"
kind = "ldap"
url = ["ldap://dc1.corp.example.com:1389", "ldap://dc2.corp.example.com"]
tls_min = "1.3"
track = "usn"
security = "starttls"
ca_file = "corp-ca.pem"
bind = "svc-muster@corp.example.com"
password = { file = "ad-password" }
base = "DC=corp,DC=example,DC=com"
filter = "(objectClass=user)"
group_base = "OU=Genesys,DC=corp,DC=example,DC=com"
group_names = ["GC-*"]
attributes = ["extensionAttribute7"]
timeout_seconds = 45

[people]
in_group = ["GC-Users"]
leavers = "keep"
out_of_scope = "deactivate"
pair_by_mail = true
create = false
division = "Support"
profile = ["name", "mail", "employee_number"]
external_id_authority = "ad:corp"
create_before_days = 3

[departure]
drain_minutes = 20
retain_days = 60
delete = true
free_mail = false
restore = "everything"
on_leave = "close"
wrapup_code = "7fb334b0-0e9e-11e4-9191-0800200c9a66"

[departure.drain]
email = 0

[departure.handover]
email = "queue"

[policy]
authoritative = ["role", "queue"]
unmapped_groups = "refuse"
mappings = ["mappings.csv"]

[licence_tier.cx1]
roles = ["Agent", "employee"]

[template.agent]
include = ["base"]
grant = ["role:Agent@Support"]

[template.base]
grant = "role:employee"

[[rule]]
name = "billing-agents"
group = "GC-Billing-Agents"
title = "Senior*"
department = ["Support", "Billing"]
attribute = { extensionAttribute7 = "x*" }
template = ["agent"]
grant = ["queue:Billing", "skill:Network=4"]

[[rule]]
name = "all"
everyone = true
grant = "set:department=Customer Care"

[guard]
removals_max = 1
removals_percent = 2
removals_per_day_max = 3
deactivations_max = 4
shrink_percent = 5
protected_people = ["CEO@example.com"]
protected_roles = ["admin", "Supervisor"]
queue_floors = { "*" = 1, Billing = 5 }
role_floors = { Supervisor = 2 }

[apply]
workers = 6
attempts_max = 7
breaker_after = 9
breaker_patience_seconds = 10
provision = "scim"
scim_paths = "v1"
scim_per_minute = 120

[verify]
window_seconds = 30
poll_seconds = 3

[report]
directory = "out"

[serve]
whole_every_hours = 12
look_every_seconds = 2
retry_every_seconds = 60

[standing_approval]
allow = ["account.create", "role.gain", "queue.lose"]
changes_max = 40

[hooks]
listen = "0.0.0.0:9443"
tls_certificate_file = "hooks.pem"
tls_key_file = "hooks-key.pem"
client_ca_file = "clients.pem"
body_max_kb = 64
keep_bodies_days = 7

[[source]]
name = "workday"
kind = "hr"
time_zone = "Asia/Manila"
shape = "workday"
secrets = [{ env = "HR_OLD" }, { file = "hr-new" }]
tokens = { env = "HR_TOKEN" }
client_certificate = ["HR outbound", "hr.example.com"]
tolerance_seconds = 60
per_second_max = 1000
"#;
pub(crate) const MAPPINGS: &str =
    "rule,group,title,department,template,grant\nsales,GC-Sales;GC-Presales,,,agent,queue:Sales\n";

fn everything() -> (Folder, Config) {
    let folder = Folder::new();
    folder.write("muster.toml", EVERYTHING);
    folder.write("mappings.csv", MAPPINGS);
    let config = folder.load().unwrap_or_else(|errors| panic!("{errors}"));
    (folder, config)
}

#[test]
fn the_tenant_and_the_store_are_read() {
    let (folder, config) = everything();
    assert_eq!(config.tenant.endpoints.api, "https://api.mypurecloud.de");
    assert_eq!(config.tenant.client_id, ClientId::Text("6c1f4a52-0000-4000-8000-000000000001".into()));
    let command = vec![folder.path("./secret").display().to_string(), "show".into(), "x".into()];
    let from = SecretRef::Command { command, folder: folder.path("").components().collect() };
    assert_eq!(
        (&config.tenant.client_secret.from, config.tenant.client_secret.at.as_str()),
        (&from, "muster.toml:5:17")
    );
    assert_eq!(config.tenant.ca_file, Some(folder.path("proxy-ca.pem")));
    assert_eq!((config.tenant.reserve_percent, config.tenant.token_lead), (20, Duration::from_secs(60)));
    let StoreLocation::Postgres(secret) = &config.store else { panic!("{:?}", config.store) };
    assert_eq!(secret.from, SecretRef::Env("MUSTER_POSTGRES".into()));
    let secrets: Vec<&str> = config.secrets().iter().map(|secret| secret.key.as_str()).collect();
    assert_eq!(secrets, ["client_secret", "postgres", "password", "secrets", "secrets", "tokens"]);
}

#[test]
fn the_source_is_read() {
    let (folder, config) = everything();
    let [source, _] = config.sources.as_slice() else { panic!("{:?}", config.sources) };
    assert_eq!(source.name.as_str(), "corp-ad");
    let SourceKind::Ldap(ldap) = &source.kind else { panic!("{:?}", source.kind) };
    let Reach::Listed(listed) = &ldap.reach else { panic!("{:?}", ldap.reach) };
    let servers: Vec<_> = listed.iter().map(|server| (server.host.as_str(), server.port)).collect();
    assert_eq!(servers, [("dc1.corp.example.com", Some(1389)), ("dc2.corp.example.com", None)]);
    assert!(listed.iter().all(|server| server.security == Security::StartTls));
    assert_eq!((ldap.tls_min, ldap.track), (TlsVersion::V1_3, Method::Only(Track::Usn)));
    assert_eq!(ldap.trust, Trust::CaFile(folder.path("corp-ca.pem")));
    assert_eq!((ldap.login.name(), ldap.timeout), ("svc-muster@corp.example.com", Duration::from_secs(45)));
    assert_eq!(ldap.login.password().unwrap().from, SecretRef::File(folder.path("ad-password")));
    assert_eq!(source.scope.people_bases, ["DC=corp,DC=example,DC=com"]);
    assert!(source.scope.people_filter.is_some());
    assert_eq!(source.scope.group_bases, ["OU=Genesys,DC=corp,DC=example,DC=com"]);
    assert_eq!(
        (&source.scope.group_names[..], &source.scope.attributes[..]),
        (&["GC-*".to_owned()][..], &["extensionAttribute7".to_owned()][..])
    );
}

#[test]
fn a_connection_takes_the_password_from_its_file() {
    use secrecy::ExposeSecret;
    let (folder, config) = everything();
    folder.write("ad-password", "hunter2\n");
    let SourceKind::Ldap(ldap) = &config.sources[0].kind else { panic!("{:?}", config.sources) };
    let connection = ldap.reading_config().unwrap();
    assert_eq!((connection.password)().unwrap().expose_secret(), "hunter2");
    let Servers::Listed(servers) = &connection.servers else { panic!("{connection:?}") };
    assert_eq!(
        (servers[0].address().as_str(), servers[0].limits.answer),
        ("dc1.corp.example.com:1389", Duration::from_secs(45))
    );
}

#[test]
fn people_and_policy_are_read() {
    let policy = everything().1.policy_text();
    assert_eq!(policy.people.in_groups, Some(vec![Located::new("GC-Users", "muster.toml:32:13")]));
    assert_eq!((policy.people.leavers, policy.people.out_of_scope), (Leavers::Keep, OutOfScope::Deactivate));
    assert!(policy.people.pair_by_mail && !policy.people.create && !policy.people.manager);
    assert_eq!(policy.people.division, Located::new("Support", "muster.toml:37:12"));
    assert_eq!(policy.people.profile, BTreeSet::from([Field::Name, Field::Mail, Field::EmployeeNumber]));
    assert_eq!(policy.people.authority, "ad:corp");
    assert_eq!(policy.people.early, SignedDuration::from_hours(72));
    let terms = &policy.people.terms;
    assert_eq!(terms.patience(Media::Email), SignedDuration::ZERO);
    assert_eq!(terms.patience(Media::Call), SignedDuration::from_mins(20));
    assert_eq!(terms.handover(Media::Email), Handover::Queue);
    assert_eq!(terms.handover(Media::Call), Handover::Supervisor);
    assert_eq!(terms.retain, SignedDuration::from_hours(60 * 24));
    assert!(terms.delete && !terms.free_mail);
    assert_eq!((terms.restore, terms.on_leave), (Restore::Everything, OnLeave::Close));
    let wrapup = terms.wrapup.map(|code| code.to_string());
    assert_eq!(wrapup.as_deref(), Some("7fb334b0-0e9e-11e4-9191-0800200c9a66"));
    assert_eq!(policy.authoritative, BTreeSet::from([Kind::Role, Kind::Queue]));
    assert_eq!(policy.unmapped_groups, UnmappedGroups::Refuse);
    let roles: Vec<&str> = policy.protected_roles.iter().map(|role| role.text.as_str()).collect();
    assert_eq!(roles, ["admin", "Supervisor"]);
    let named = |floors: &[(Located, u64)]| -> Vec<(String, u64)> {
        floors.iter().map(|(name, floor)| (name.text.clone(), *floor)).collect()
    };
    assert_eq!(named(&policy.floors.queues), [("*".to_owned(), 1), ("Billing".to_owned(), 5)]);
    assert_eq!(named(&policy.floors.roles), [("Supervisor".to_owned(), 2)]);
}

#[test]
fn rules_keep_their_order_and_those_of_mapping_files_come_last() {
    let policy = everything().1.policy_text();
    let names: Vec<(&str, &str)> =
        policy.rules.iter().map(|rule| (rule.name.text.as_str(), rule.name.at.as_str())).collect();
    assert_eq!(
        names,
        [("billing-agents", "muster.toml:73:8"), ("all", "muster.toml:82:8"), ("sales", "mappings.csv:2:1")]
    );
    let billing = &policy.rules[0];
    assert_eq!(billing.groups, [Located::new("GC-Billing-Agents", "muster.toml:74:9")]);
    assert_eq!(
        (&billing.titles[..], &billing.departments[..]),
        (&["Senior*".to_owned()][..], &["Support".to_owned(), "Billing".to_owned()][..])
    );
    assert_eq!(billing.attributes["extensionattribute7"], ["x*"]);
    assert_eq!(billing.templates, [Located::new("agent", "muster.toml:78:13")]);
    assert_eq!(billing.grants[1], Located::new("skill:Network=4", "muster.toml:79:27"));
    assert!(policy.rules[1].everyone && !billing.everyone);
    let groups: Vec<&str> = policy.rules[2].groups.iter().map(|group| group.text.as_str()).collect();
    assert_eq!(groups, ["GC-Sales", "GC-Presales"]);
    assert_eq!(policy.templates["agent"].includes, [Located::new("base", "muster.toml:66:12")]);
    assert_eq!(policy.templates["base"].grants, [Located::new("role:employee", "muster.toml:70:9")]);
}

#[test]
fn licence_tiers_are_read() {
    let tiers = everything().1.tiers;
    let roles: Vec<&str> = tiers["cx1"].iter().map(|role| role.text.as_str()).collect();
    assert_eq!((roles, tiers.len()), (vec!["Agent", "employee"], 1));
}

#[test]
fn limits_and_the_run_are_read() {
    let (folder, config) = everything();
    let expected = Limits {
        removals_max: 1,
        removals_percent: 2,
        removals_per_day_max: 3,
        deactivations_max: 4,
        shrink_percent: 5,
        protected_people: BTreeSet::from(["ceo@example.com".to_owned()]),
        standing: None,
    };
    assert_eq!(config.limits(), expected);
    assert_eq!((config.apply.workers, config.apply.attempts_max, config.apply.breaker_after), (6, 7, 9));
    assert_eq!((config.apply.provision, config.apply.scim_paths), (Way::Scim, ScimFamily::V1));
    assert_eq!(config.apply.breaker_patience, Duration::from_secs(10));
    assert_eq!((config.apply.scim_per_minute, config.tenant.wait_below), (Some(120), 50));
    assert_eq!((config.verify.window, config.verify.poll), (Duration::from_secs(30), Duration::from_secs(3)));
    assert_eq!(config.report.directory, folder.path("out"));
    assert_eq!(config.lock_path(), folder.path("muster.lock"));
}

#[test]
fn what_the_service_may_do_is_read() {
    let config = everything().1;
    let standing = config.standing.unwrap();
    let allowed: Vec<String> = standing.allowed.iter().map(ToString::to_string).collect();
    assert_eq!(allowed, ["account.create", "role.gain", "queue.lose"]);
    assert_eq!(standing.changes_max, 40);
    let (hour, serve) = (Duration::from_secs(3600), config.serve);
    assert_eq!((serve.whole_every, serve.look_every), (12 * hour, Duration::from_secs(2)));
    assert_eq!(serve.retry_every, Duration::from_secs(60));
}

#[test]
fn what_is_left_out_has_the_documented_default() {
    let config = load(&format!("{TENANT}{SOURCE}"));
    let folder = config.path.parent().unwrap();
    assert_eq!((config.tenant.reserve_percent, config.tenant.token_lead), (10, Duration::from_secs(120)));
    assert_eq!(config.store, StoreLocation::Sqlite(folder.join("muster.db")));
    assert_eq!(config.limits(), Limits::default());
    assert_eq!((config.apply.workers, config.apply.attempts_max, config.apply.breaker_after), (16, 5, 8));
    assert_eq!((config.apply.provision, config.apply.scim_paths), (Way::Auto, ScimFamily::V2));
    assert_eq!(config.apply.breaker_patience, Duration::from_secs(300));
    assert_eq!((config.apply.scim_per_minute, config.tenant.wait_below), (None, 0));
    assert_eq!((config.verify.window, config.verify.poll), (Duration::from_secs(60), Duration::from_secs(5)));
    assert_eq!(config.report.directory, folder.join("reports"));
    let policy = config.policy_text();
    assert_eq!(
        policy.protected_roles,
        [Located::new("admin", "muster.toml (default of `guard.protected_roles`)")]
    );
    assert_eq!((policy.authoritative.len(), policy.unmapped_groups), (0, UnmappedGroups::List));
    assert_eq!(config.standing, None);
    let serve = config.serve;
    assert_eq!((serve.whole_every, serve.look_every), (Duration::from_secs(86_400), Duration::from_secs(5)));
    assert_eq!(serve.retry_every, Duration::from_secs(900));
}

#[test]
fn people_left_out_have_the_documented_defaults() {
    let people = load(&format!("{TENANT}{SOURCE}")).policy_text().people;
    assert_eq!(
        (people.in_groups, people.leavers, people.out_of_scope),
        (None, Leavers::Deactivate, OutOfScope::Keep)
    );
    assert!(!people.pair_by_mail && people.create && people.manager);
    assert_eq!((people.division.text.as_str(), people.authority.as_str()), ("Home", "ad:objectGUID"));
    let without = Field::ALL.into_iter().filter(|field| *field != Field::EmployeeNumber);
    assert_eq!(people.profile, without.collect::<BTreeSet<_>>());
}

#[test]
fn ldaps_and_the_authorities_of_the_system_are_the_default() {
    let source = "[[source]]\nname='a'\nkind='ldap'\nurl='ldaps://dc1'\nbind='x'\npassword={env='P'}\n";
    let config = load(&format!("{TENANT}{source}"));
    let SourceKind::Ldap(ldap) = &config.sources[0].kind else { panic!("{:?}", config.sources) };
    let Reach::Listed(servers) = &ldap.reach else { panic!("{:?}", ldap.reach) };
    assert_eq!((servers[0].security, &ldap.trust), (Security::Ldaps, &Trust::System));
    assert_eq!((servers[0].port, ldap.timeout), (None, Duration::from_secs(30)));
    assert_eq!((ldap.tls_min, ldap.track), (TlsVersion::V1_2, Method::Auto));
}

#[test]
fn dns_may_name_the_servers() {
    let source = "[[source]]\nname='a'\nkind='ldap'\ndomain='corp.example.com.'\ndns='10.0.0.53'\n\
        security='starttls'\nbind='x'\npassword={env='P'}\n";
    let config = load(&format!("{TENANT}{source}"));
    let SourceKind::Ldap(ldap) = &config.sources[0].kind else { panic!("{:?}", config.sources) };
    let expected = Reach::Domain {
        domain: "corp.example.com".into(),
        security: Security::StartTls,
        dns: Some("10.0.0.53:53".parse().unwrap()),
    };
    assert_eq!(ldap.reach, expected);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_not_matter() {
    let config = load(&format!("\u{feff}{TENANT}{SOURCE}").replace('\n', "\r\n"));
    assert_eq!(config.tenant.client_secret.at, "muster.toml:4:17");
}

#[test]
fn the_sample_company_loads() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/muster.toml");
    let config = Config::load(&samples).unwrap_or_else(|errors| panic!("{errors}"));
    let rules = config.policy_text().rules;
    assert!(rules.iter().any(|rule| rule.name.at.starts_with("mappings.csv:")), "{rules:?}");
}
