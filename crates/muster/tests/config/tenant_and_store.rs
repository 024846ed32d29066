//! `[tenant]` and `[store]`.

use crate::folder::{SOURCE, load, refused, refused_after};

const SECRET: &str = "client_secret = { env = 'S' }\n";

fn refused_tenant(text: &str) -> String {
    refused(format!("[tenant]\n{text}\n{SECRET}{SOURCE}"))
}

#[test]
fn a_region_that_does_not_exist_is_told_those_that_do() {
    let told = refused_tenant("client_id = 'c'\nregion = 'eu-middle-1'");
    let expected =
        "muster.toml:3:10: `eu-middle-1` is no Genesys Cloud region; use one of us-east-1, us-east-2,";
    assert!(told.starts_with(expected), "{told}");
    assert!(told.ends_with("\n  3 | region = 'eu-middle-1'\n    |          ^^^^^^^^^^^^^\n"), "{told}");
}

#[test]
fn the_keys_that_are_needed_are_asked_for_with_an_example() {
    let expected = "\
muster.toml:1:1: [tenant] needs `region`, such as `region = \"eu-central-1\"`
  1 | [tenant]
    | ^^^^^^^^
muster.toml:1:1: [tenant] needs `client_id`, such as `client_id = \"00000000-0000-0000-0000-000000000000\"`
  1 | [tenant]
    | ^^^^^^^^
muster.toml:1:1: [tenant] needs `client_secret`, such as `client_secret = { env = \"MUSTER_CLIENT_SECRET\" }`
  1 | [tenant]
    | ^^^^^^^^
";
    assert_eq!(refused(format!("[tenant]\n{SOURCE}")), expected);
}

#[test]
fn a_region_and_addresses_exclude_each_other() {
    let expected = "\
muster.toml:3:1: `region`, the pair `api` and `login`, and `simulator` exclude each other: keep one of the three
  3 | region = 'eu-west-1'
    | ^^^^^^
";
    assert_eq!(refused_tenant("client_id = 'c'\nregion = 'eu-west-1'\napi = 'https://a'"), expected);
}

#[test]
fn addresses_come_in_pairs() {
    let expected = "\
muster.toml:1:1: [tenant] needs `login`, such as `login = \"https://login.mypurecloud.de\"`
  1 | [tenant]
    | ^^^^^^^^
";
    assert_eq!(refused_tenant("client_id = 'c'\napi = 'https://a'"), expected);
}

#[test]
fn the_secret_never_travels_in_clear_to_another_machine() {
    let told = refused_tenant("client_id = 'c'\napi = 'http://a'\nlogin = 'http://127.0.0.1:1'");
    assert!(
        told.starts_with(
            "muster.toml:3:7: `http://a` would send the client secret without encryption; use https"
        ),
        "{told}"
    );
    let local = "client_id = 'c'\napi = 'http://127.0.0.1:8080/'\nlogin = 'http://localhost:8080'";
    let config = load(&format!("[tenant]\n{local}\n{SECRET}{SOURCE}"));
    assert_eq!(config.tenant.endpoints.api, "http://127.0.0.1:8080");
    assert_eq!(config.tenant.endpoints.login, "http://localhost:8080");
}

#[test]
fn something_is_left_to_other_integrations_and_something_to_us() {
    let expected = "\
muster.toml:4:19: `reserve_percent` must be between 0 and 90, but 100 stands here
  4 | reserve_percent = 100
    |                   ^^^
";
    assert_eq!(refused_tenant("client_id = 'c'\nregion = 'eu-west-1'\nreserve_percent = 100"), expected);
}

#[test]
fn the_ledger_is_in_one_place_only() {
    let expected = "\
muster.toml:3:1: `sqlite` and `postgres` exclude each other: the ledger can only be in one place
  3 | postgres …
    | ^^^^^^^^
";
    assert_eq!(refused_after("[store]\nsqlite = 'a.db'\npostgres = { env = 'P' }"), expected);
}

#[test]
fn a_path_is_a_text() {
    let expected = "\
muster.toml:2:10: `sqlite` must be a text in quotes, but true or false stands here
  2 | sqlite = true
    |          ^^^^
";
    assert_eq!(refused_after("[store]\nsqlite = true"), expected);
    let expected = "\
muster.toml:2:10: `sqlite` is empty: write a value or leave the key out
  2 | sqlite = ' '
    |          ^^^
";
    assert_eq!(refused_after("[store]\nsqlite = ' '"), expected);
}

#[test]
fn a_simulated_tenant_stands_in_place_of_a_real_one() {
    let config = load(&format!("[tenant]\nclient_id = 'c'\nsimulator = 'tenant.json'\n{SECRET}{SOURCE}"));
    assert_eq!(config.tenant.simulator, Some(config.path.parent().unwrap().join("tenant.json")));
    assert_eq!(config.tenant.endpoints.api, "http://127.0.0.1:0");
    let expected = "\
muster.toml:3:1: `region`, the pair `api` and `login`, and `simulator` exclude each other: keep one of the three
  3 | simulator = 't'
    | ^^^^^^^^^
";
    assert_eq!(refused_tenant("client_id = 'c'\nsimulator = 't'\nregion = 'eu-west-1'"), expected);
}
