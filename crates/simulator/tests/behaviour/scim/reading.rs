//! Lists, filters, attributes, versions, discovery.

use super::*;

fn filtered(caller: &mut Caller, filter: &str) -> Seen {
    let quoted: String = filter.bytes().map(|byte| format!("%{byte:02X}")).collect();
    caller.get(&format!("/api/v2/scim/v2/users?filter={quoted}"))
}

#[test]
fn the_documented_filters_find_people() {
    let mut caller = small();
    patched(&mut caller, "add", "externalId", json!("167844"));
    let pair = |text: &str| format!("{GENESYS}:externalIds[{text}]");
    for (filter, wanted) in [
        (format!("id eq {}", user("ana")), 1),
        (format!("id eq \"{}\"", user("dan")), 0),
        ("userName eq \"ANA@example.org\"".to_owned(), 1),
        ("username EQ ana@example.org".to_owned(), 1),
        ("email eq ana@example.org".to_owned(), 1),
        ("externalId eq 167844".to_owned(), 1),
        ("active eq false".to_owned(), 1),
        ("active eq true".to_owned(), 2),
        (format!("manager eq {}", user("ana")), 1),
        (format!("{ENTERPRISE}:manager.value eq \"{}\"", user("ana")), 1),
        ("division eq Support".to_owned(), 1),
        (format!("{ENTERPRISE}:division eq \"Home\""), 2),
        ("employeeNumber eq 1001".to_owned(), 1),
        ("employeeNumber eq 1002".to_owned(), 0),
        (pair("authority eq \"ad:objectGUID\" and value eq \"guid-ana\""), 1),
        (pair("value eq \"guid-ana\" and authority eq \"ad:objectGUID\""), 1),
        (pair("authority eq \"hr\" and value eq \"guid-ana\""), 0),
    ] {
        let seen = filtered(&mut caller, &filter);
        assert_eq!((seen.status, &seen.body["totalResults"]), (200, &json!(wanted)), "{filter}");
    }
}

#[test]
fn other_filters_are_refused_unless_switched() {
    for (filter, wanted) in [
        ("userName eq ana@example.org or userName eq ben@example.org", 2),
        ("userName sw \"a\"", 1),
        ("title pr", 1),
        ("title eq Agent", 1),
        ("not (title eq Agent)", 2),
        ("roles[value eq \"Agent\"]", 1),
        ("meta.lastModified ge \"1970-01-01T00:00:00Z\"", 3),
    ] {
        assert_eq!(said(&filtered(&mut small(), filter)), (400, "invalidFilter"), "{filter}");
        let mut open = small().behaving(|b| b.scim.other_filters = true);
        assert_eq!(filtered(&mut open, filter).body["totalResults"], wanted, "{filter}");
    }
    let mut open = small().behaving(|b| b.scim.other_filters = true);
    for filter in ["shoeSize eq 42", "userName", "userName eq \"a", "active eq maybe"] {
        assert_eq!(said(&filtered(&mut open, filter)), (400, "invalidFilter"), "{filter}");
    }
}

#[test]
fn inactive_people_are_found_by_look_ups_unless_switched() {
    let cora = "userName eq cora@example.org";
    assert_eq!(filtered(&mut small(), cora).body["totalResults"], 1);
    let mut hidden = small().behaving(|b| b.scim.filter_finds_inactive = false);
    assert_eq!(filtered(&mut hidden, cora).body["totalResults"], 0);
    assert_eq!(filtered(&mut hidden, "active eq false").body["totalResults"], 1);
}

#[test]
fn pages_follow_one_another() {
    let mut caller = small();
    let mut page = |query: &str| {
        let body = caller.get(&format!("/api/v2/scim/v2/users?{query}")).body;
        let names = body["Resources"].as_array().unwrap().iter().map(|one| one["userName"].clone());
        (names.collect::<Vec<_>>(), body["startIndex"].clone(), body["itemsPerPage"].clone())
    };
    let (first, _, _) = page("startIndex=1&count=1");
    let (second, start, size) = page("startIndex=2&count=1");
    assert!(first != second && start == 2 && size == 1);
    assert_eq!(page("startIndex=3").0.len(), 0);
    assert_eq!(page("startIndex=-5&count=-1"), (vec![], json!(1), json!(0)));
    assert_eq!(said(&caller.get("/api/v2/scim/v2/users?count=many")), (400, "invalidValue"));
}

#[test]
fn attributes_may_be_parts_and_excluded() {
    let mut caller = small();
    let mut shown = |query: &str| caller.get(&format!("{}?{query}", path("ana"))).body;
    let narrow = shown(&format!("attributes=emails.value,{ENTERPRISE}:division"));
    assert_eq!(narrow["emails"], json!([{ "value": "ana@example.org" }]));
    assert_eq!(narrow[ENTERPRISE], json!({ "division": "Support" }));
    assert!(narrow.get("displayName").is_none() && narrow.get(GENESYS).is_none());
    assert!(narrow["meta"]["version"].is_string() && narrow["active"].is_boolean());
    assert_eq!(shown("attributes=DISPLAYNAME")["displayName"], "Ana Ito");
    let rest =
        shown(&format!("excludedAttributes=emails.primary,roles,{GENESYS},{ENTERPRISE}:department,id"));
    assert_eq!(rest["emails"], json!([{ "value": "ana@example.org", "type": "other" }]));
    assert!(rest.get("roles").is_none() && rest.get(GENESYS).is_none() && rest["id"].is_string());
    assert!(rest[ENTERPRISE].get("department").is_none() && rest[ENTERPRISE]["division"] == "Support");
    assert_eq!(shown("attributes=meta.version")["meta"], json!({ "version": "\"1\"" }));
}

#[test]
fn a_known_version_is_not_sent_again() {
    let mut caller = small();
    let places = [path("ana"), format!("/api/v2/scim/groups/{}", group("Choir"))];
    for place in places.iter().map(String::as_str).chain(["/api/v2/scim/v2/serviceproviderconfig"]) {
        for (known, status) in
            [("\"1\"", 304), ("W/\"1\"", 304), ("\"9\", \"1\"", 304), ("*", 304), ("\"9\"", 200)]
        {
            let mut request = caller.request("GET", place, None);
            request.headers_mut().insert("if-none-match", known.parse().unwrap());
            let seen = caller.send(&request);
            assert_eq!((seen.status, seen.header("etag")), (status, "\"1\""), "{place} {known}");
        }
    }
}

#[test]
fn each_family_shows_its_own_addresses() {
    let mut caller = small();
    for base in ["/api/v2/scim", "/api/v2/scim/v2"] {
        let id = user("ben");
        let seen = caller.get(&format!("{base}/Users/{id}")).body;
        assert_eq!(seen["meta"]["location"], json!(format!("{base}/users/{id}")));
        assert_eq!(seen["groups"][0]["$ref"], json!(format!("{base}/groups/{}", group("Choir"))));
        let types = caller.get(&format!("{base}/ResourceTypes")).body;
        assert_eq!(types["totalResults"], 5);
    }
}

#[test]
fn schemas_say_what_attributes_there_are() {
    let mut caller = small();
    let all = caller.get("/api/v2/scim/v2/Schemas").body;
    assert_eq!(all["totalResults"], 7);
    for schema in all["Resources"].as_array().unwrap() {
        let id = schema["id"].as_str().unwrap();
        assert_eq!(caller.get(&format!("/api/v2/scim/v2/Schemas/{id}")).body, *schema);
    }
    let user = caller.get("/api/v2/scim/v2/schemas/urn:ietf:params:scim:schemas:core:2.0:User").body;
    let attribute = |name: &str| {
        user["attributes"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
    };
    assert_eq!(attribute("groups")["mutability"], "readOnly");
    assert_eq!(
        (&attribute("password")["mutability"], &attribute("password")["returned"]),
        (&json!("writeOnly"), &json!("never"))
    );
    assert_eq!(attribute("emails")["subAttributes"][1]["canonicalValues"], json!(["work", "other"]));
    assert!(attribute("userName")["required"] == true && attribute("userName")["uniqueness"] == "server");
    assert_eq!(caller.get("/api/v2/scim/v2/schemas?filter=id+eq+x").status, 403);
    for (place, status) in [
        ("schemas/urn:example", 404),
        ("resourcetypes/Printer", 404),
        ("printers", 404),
        ("Me", 404),
        ("resourcetypes/Group", 200),
    ] {
        assert_eq!(caller.get(&format!("/api/v2/scim/v2/{place}")).status, status, "{place}");
    }
    for place in ["Bulk", ".search", "roles", "schemas", "groups"] {
        let status = caller.post(&format!("/api/v2/scim/v2/{place}"), json!({})).status;
        assert!(status == 404 || status == 405, "POST {place}: {status}");
    }
}
