use crate::common::{SMALL, small};
use muster_simulator::{Seed, SeedError, Tenant};

fn error(text: &str) -> SeedError {
    Tenant::from_seed(&serde_json::from_str(text).unwrap()).unwrap_err()
}

#[test]
fn a_reference_that_leads_nowhere_names_both_ends() {
    let unknown = error(r#"{ "users": [{ "name": "A", "email": "a@x.org", "grants": ["Ghost@Home"] }] }"#);
    assert_eq!(unknown.to_string(), "a@x.org refers to the role \"Ghost\", which the seed does not have");
    let twice =
        error(r#"{ "users": [{ "name": "A", "email": "a@x.org" }, { "name": "B", "email": "A@x.org" }] }"#);
    assert_eq!(twice, SeedError::Twice { kind: "user", name: "a@x.org".into() });
    assert_eq!(
        error(r#"{ "divisions": [{ "name": "A", "home": true }, { "name": "B", "home": true }] }"#),
        SeedError::Homes(2)
    );
}

#[test]
fn a_seed_survives_being_written() {
    let seed: Seed = serde_json::from_str(SMALL).unwrap();
    let again: Seed = serde_json::from_str(&serde_json::to_string(&seed).unwrap()).unwrap();
    assert_eq!(seed, again);
    assert!(!format!("{seed:?}").contains("s3cret"), "secrets are not shown");
}

#[test]
fn an_empty_seed_has_home_default_roles_and_presences() {
    let state = Tenant::from_seed(&Seed::default()).unwrap().state();
    assert!(state.divisions.values().any(|division| division.home));
    assert_eq!(state.roles.values().filter(|role| role.default_role_id.is_some()).count(), 2);
    assert_eq!(state.presences.len(), 10);
    assert!(!format!("{:?}", small().tenant).contains("s3cret"));
}

#[test]
fn an_unknown_field_is_refused_with_its_place_however_deep() {
    let wrong = |text: &str| serde_json::from_str::<Seed>(text).unwrap_err().to_string();
    let said = wrong("{\n  \"users\": [{ \"name\": \"Ana\", \"tittle\": \"Agent\" }] }");
    assert!(said.contains("unknown field `tittle`") && said.contains("at line 2 column"), "{said}");
    let said = wrong(r#"{ "users": [{ "employer_info": { "employeId": "1" } }] }"#);
    assert!(said.contains("unknown field `employeId`"), "{said}");
    let said = wrong(r#"{ "users": [{ "addresses": [{ "adress": "1" }] }] }"#);
    assert!(said.contains("unknown field `adress`"), "{said}");
    let said = wrong(r#"{ "conversations": [{ "media": "fax" }] }"#);
    assert!(said.contains("unknown variant `fax`"), "{said}");
}

#[test]
fn a_seed_of_another_format_is_refused() {
    let seed: Seed = serde_json::from_str(r#"{ "format": 2 }"#).unwrap();
    let error = Tenant::from_seed(&seed).unwrap_err();
    assert_eq!(error.to_string(), "the seed has format 2, and this program reads format 1");
    assert_eq!(serde_json::to_value(Seed::default()).unwrap()["format"], 1);
}

#[test]
fn a_conversation_with_nobody_names_what_is_missing() {
    let seed: Seed =
        serde_json::from_str(r#"{ "conversations": [{ "name": "x", "agent": "no@example.org" }] }"#).unwrap();
    let error = Tenant::from_seed(&seed).unwrap_err();
    let said = "conversation x refers to the user \"no@example.org\", which the seed does not have";
    assert_eq!(error.to_string(), said);
}

#[test]
fn a_company_that_was_written_down_is_planted_as_it_was() {
    let tenant = Tenant::from_seed(&Seed::company(40)).unwrap();
    let again = Tenant::from_seed(&tenant.to_seed()).unwrap();
    assert_eq!(again.state(), tenant.state());
}
