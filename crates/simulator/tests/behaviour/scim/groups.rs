//! Groups: members and `externalId`.

use super::*;
use muster_simulator::UserId;
use std::collections::BTreeSet;

fn choir() -> String {
    format!("/api/v2/scim/v2/groups/{}", group("Choir"))
}

fn members(caller: &Caller) -> BTreeSet<UserId> {
    caller.tenant.state().groups[&group("Choir")].members.clone()
}

fn refs(names: &[&str]) -> Value {
    names.iter().map(|name| json!({ "value": user(name) })).collect()
}

fn one(caller: &mut Caller, operation: Value) -> Seen {
    caller.patch(&choir(), operations(json!([operation])))
}

#[test]
fn members_come_and_go_in_every_way() {
    let mut caller = small();
    one(&mut caller, json!({ "op": "add", "path": "members", "value": refs(&["ana", "cora"]) }));
    assert_eq!(members(&caller), ["ana", "ben", "cora"].map(user).into());
    let by_id = format!("members[value eq \"{}\"]", user("ben"));
    assert_eq!(one(&mut caller, json!({ "op": "remove", "path": by_id })).status, 200);
    assert_eq!(members(&caller), ["ana", "cora"].map(user).into());
    one(&mut caller, json!({ "op": "remove", "path": "members", "value": refs(&["ana"]) }));
    assert_eq!(members(&caller), ["cora"].map(user).into());
    one(&mut caller, json!({ "op": "replace", "path": "members", "value": refs(&["ana", "ben"]) }));
    assert_eq!(members(&caller), ["ana", "ben"].map(user).into());
    let seen = one(&mut caller, json!({ "op": "remove", "path": "members" }));
    assert_eq!((seen.header("etag"), &seen.body["members"]), ("\"6\"", &json!([])));
    let seen = caller.put(&choir(), json!({ "displayName": "Choir", "members": refs(&["ana"]) }));
    assert_eq!((seen.status, members(&caller)), (200, ["ana"].map(user).into()));
}

#[test]
fn one_request_is_one_version_and_nothing_new_is_none() {
    let mut caller = small();
    let both = json!([
        { "op": "add", "path": "members", "value": refs(&["ana"]) },
        { "op": "remove", "path": format!("members[value eq \"{}\"]", user("ben")) },
        { "op": "add", "path": "externalId", "value": "ad-choir" },
    ]);
    let seen = caller.patch(&choir(), operations(both));
    assert_eq!((seen.header("etag"), &seen.body["externalId"]), ("\"2\"", &json!("ad-choir")));
    let again = one(&mut caller, json!({ "op": "add", "path": "members", "value": refs(&["ana"]) }));
    assert_eq!(again.header("etag"), "\"2\"");
    let same = one(
        &mut caller,
        json!({ "op": "replace", "value": { "id": group("Choir"), "displayName": "Choir" } }),
    );
    assert_eq!((same.status, same.header("etag")), (200, "\"2\""));
    let whole = caller.get(&choir()).body;
    assert_eq!(caller.put(&choir(), whole).header("etag"), "\"2\"");
    assert_eq!(one(&mut caller, json!({ "op": "remove", "path": "externalId" })).header("etag"), "\"3\"");
    assert_eq!(caller.tenant.state().groups[&group("Choir")].external_id, None);
}

#[test]
fn what_is_refused_changes_no_member() {
    let mut caller = small();
    let good = json!({ "op": "add", "path": "members", "value": refs(&["ana"]) });
    for (wanted, bad) in [
        ("invalidValue", json!({ "op": "add", "path": "members", "value": [{ "value": "nobody" }] })),
        ("invalidValue", json!({ "op": "add", "path": "members", "value": refs(&["dan"]) })),
        ("invalidValue", json!({ "op": "add", "path": "members", "value": ["x"] })),
        ("mutability", json!({ "op": "replace", "path": "displayName", "value": "Band" })),
        ("mutability", json!({ "op": "remove", "path": "displayName" })),
        ("mutability", json!({ "op": "replace", "path": "id", "value": "x" })),
        ("noTarget", json!({ "op": "remove", "path": format!("members[value eq \"{}\"]", user("cora")) })),
        ("invalidPath", json!({ "op": "add", "path": "owners", "value": refs(&["ana"]) })),
        ("invalidPath", json!({ "op": "remove", "path": "members[colour eq \"red\"]" })),
    ] {
        let seen = caller.patch(&choir(), operations(json!([good, bad])));
        assert_eq!(said(&seen), (400, wanted), "{bad}");
        assert_eq!(members(&caller), ["ben"].map(user).into());
    }
    assert_eq!(said(&caller.put(&choir(), json!({ "displayName": "Band" }))), (400, "mutability"));
}

#[test]
fn a_put_without_members_clears_or_keeps_them() {
    for (clears, left) in [(true, 0), (false, 1)] {
        let mut caller = small().behaving(|b| b.scim.put_clears_omitted = clears);
        caller.done("PUT", &choir(), Some(json!({ "displayName": "Choir" })));
        assert_eq!(members(&caller).len(), left);
    }
}

#[test]
fn groups_are_found_by_id_and_name() {
    let mut caller = small();
    let mut found = |query: &str| caller.get(&format!("/api/v2/scim/{query}"));
    assert_eq!(found("v2/groups?filter=displayname+eq+choir").body["totalResults"], 1);
    let by_id =
        found(&format!("v2/groups?filter=id+eq+%22{}%22&excludedAttributes=members", group("Leads"))).body;
    assert_eq!(by_id["Resources"][0]["displayName"], "Leads");
    assert_eq!(said(&found("v2/groups?filter=externalId+eq+x")), (400, "invalidFilter"));
    assert_eq!(said(&found("v2/groups?filter=shoeSize+eq+x")), (400, "invalidFilter"));
    assert_eq!(found("Groups").body["totalResults"], 2, "the older family lists all");
    let seen = found(&format!("groups/{}", group("Leads"))).body;
    assert!(seen["meta"]["location"].as_str().unwrap().starts_with("/api/v2/scim/groups/"));
    let mut open = small().behaving(|b| b.scim.other_filters = true);
    let with_ben = format!("/api/v2/scim/v2/groups?filter=members%5Bvalue+eq+{}%5D", user("ben"));
    assert_eq!(open.get(&with_ben).body["totalResults"], 1);
}
