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
