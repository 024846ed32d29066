use crate::common::Caller;
use muster_simulator::{Limits, Seed, Tenant};
use std::time::Instant;

/// Generous walls: they catch a walk over everyone inside a walk over everyone, not a slow machine.
#[test]
fn ten_thousand_people_are_read_and_found_quickly() {
    let tenant = Tenant::from_seed(&Seed::company(10_000)).unwrap().with_limits(Limits::unlimited());
    let mut caller = Caller::new(tenant, "muster");
    let expand = "expand=groups,skills,languages,employerInfo,authorization";
    let begun = Instant::now();
    for page in 1..=20 {
        let seen = caller.get(&format!("/api/v2/users?state=any&pageSize=500&pageNumber={page}&{expand}"));
        assert_eq!(seen.status, 200);
    }
    let pages_ms = begun.elapsed().as_millis();
    let begun = Instant::now();
    for number in 0..200 {
        let query = serde_json::json!({ "query": [
            { "type": "EXACT", "fields": ["email"], "value": format!("person{number:05}@example.org") },
            { "type": "EXACT", "fields": ["state"], "values": ["active", "inactive", "deleted"] },
        ]});
        assert_eq!(caller.post("/api/v2/users/search", query).body["total"], 1);
    }
    let searches_ms = begun.elapsed().as_millis();
    println!("20 pages of 500: {pages_ms} ms, 200 look-ups: {searches_ms} ms");
    assert!(pages_ms < 20_000 && searches_ms < 4_000, "pages {pages_ms} ms, look-ups {searches_ms} ms");
}
