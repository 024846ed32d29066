//! Holds every request and reply of a broad session against the vendor's API document. Replies of all other tests are held
//! against it by `common::Caller::send`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;
#[path = "conformance/checker.rs"]
mod checker;
#[path = "conformance/more.rs"]
mod more;
#[path = "conformance/refusals.rs"]
mod refusals;

use common::document::Document;
use common::{Caller, Seen, group, queue, role, skill, small, user};
use muster_simulator::{ClientId, DivisionId, LanguageId, PresenceId, Tenant};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Calls the tenant and holds what was said against the document.
pub(crate) struct Session {
    pub(crate) caller: Caller,
    pub(crate) document: Document,
}

impl Session {
    pub(crate) fn call(&mut self, method: &str, path: &str, body: Option<Value>) -> Seen {
        let seen = self.caller.call(method, path, body.clone());
        self.document.check(method, path, body.as_ref(), &seen);
        seen
    }

    pub(crate) fn get(&mut self, path: &str) -> Seen {
        self.call("GET", path, None)
    }

    pub(crate) fn each_get(&mut self, paths: &[&str]) {
        paths.iter().for_each(|path| drop(self.get(path)));
    }
}

const EXPAND: &str =
    "groups,skills,languages,employerInfo,authorization,locations,profileSkills,routingStatus,presence";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GENESYS: &str = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User";

#[test]
fn every_operation_speaks_as_the_document_says() {
    let mut session = Session { caller: small(), document: Document::new() };
    log_in(&mut session);
    organisation(&mut session);
    people(&mut session);
    authorization(&mut session);
    members(&mut session);
    assignments(&mut session);
    presence(&mut session);
    scim(&mut session, "/api/v2/scim/v2", "fay");
    scim(&mut session, "/api/v2/scim", "gus");
    session.get("/api/v2/scim/groups");
    more::work_of_agents(&mut session);
    more::conversations(&mut session);
    more::teams(&mut session);
    more::groups(&mut session);
    more::phones_and_attributes(&mut session);
    more::licences(&mut session);
    more::roles_and_divisions(&mut session);
    more::catalogues(&mut session);
    more::clients(&mut session);
    more::audits(&mut session);
    errors(&mut session);
    let documented = session.document.text["operations"].as_object().unwrap().keys();
    let all = documented.cloned().chain(Tenant::operations()).collect::<BTreeSet<_>>();
    // A human's calls, which a client can only be refused.
    let human = ["GET /api/v2/users/me", "GET /api/v2/conversations"];
    let wanted: BTreeSet<_> = all.into_iter().filter(|name| !human.contains(&name.as_str())).collect();
    let unseen: Vec<_> = wanted.difference(&session.document.seen).collect();
    assert!(unseen.is_empty(), "never called with success: {unseen:#?}");
}

fn log_in(session: &mut Session) {
    let credentials =
        data_encoding::BASE64.encode(format!("{}:s3cret", ClientId::named("muster")).as_bytes());
    let request = http::Request::post("/oauth/token")
        .header("authorization", format!("Basic {credentials}"))
        .body(bytes::Bytes::from("grant_type=client_credentials"))
        .unwrap();
    let seen = session.caller.send(&request);
    session.document.check("POST", "/oauth/token", None, &seen);
    let old =
        std::mem::replace(&mut session.caller.token, seen.body["access_token"].as_str().unwrap().to_owned());
    session.each_get(&["/api/v2/tokens/me", "/api/v2/users/me"]);
    session.call("HEAD", "/api/v2/tokens/me", None);
    let new = std::mem::replace(&mut session.caller.token, old);
    session.call("DELETE", "/api/v2/tokens/me", None);
    session.caller.token = new;
}

fn organisation(session: &mut Session) {
    session.each_get(&[
        "/api/v2/organizations/me",
        "/api/v2/organizations/limits/namespaces/platform.api",
        "/api/v2/organizations/limits/namespaces/platform.api/defaults",
        "/api/v2/oauth/clients",
        &format!("/api/v2/oauth/clients/{}", ClientId::named("muster")),
        "/api/v2/presence/definitions",
        &format!("/api/v2/presence/definitions/{}", PresenceId::named("Offline")),
        "/api/v2/audits/query/realtime/servicemapping",
        "/api/v2/license/definitions",
        "/api/v2/license/definitions/cloudCX1",
        "/api/v2/license/users?pageSize=100",
        &format!("/api/v2/license/users/{}", user("ana")),
    ]);
    session.call("POST", "/api/v2/license/infer", Some(json!([role("Agent")])));
    session.call("POST", "/api/v2/license/users", Some(json!([user("ana")])));
}

fn people(session: &mut Session) {
    let home = DivisionId::named("Home");
    let body = json!({ "name": "Eve", "email": "eve@example.org", "divisionId": home, "state": "active",
        "addresses": [{ "address": "+15550100", "mediaType": "PHONE", "type": "WORK" }] });
    session.call("POST", "/api/v2/users", Some(body));
    let eve = format!("/api/v2/users/{}", user("eve"));
    session.call("PATCH", &eve, Some(json!({ "version": 1, "title": "Agent", "manager": user("ana"),
        "preferredName": "E", "department": "Care", "employerInfo": { "employeeId": "7", "dateHire": "2026-01-01" } })));
    session.call("PUT", &format!("{eve}/state"), Some(json!({ "state": "inactive", "version": 2 })));
    session.get(&format!("{eve}/state"));
    session.call("PATCH", "/api/v2/users/bulk", Some(json!([{ "id": user("eve"), "acdAutoAnswer": true }])));
    session.call("DELETE", &eve, None);
    session.each_get(&[
        &format!("/api/v2/users?state=any&pageSize=2&pageNumber=2&expand={EXPAND}"),
        &format!("/api/v2/users/query?state=any&pageSize=2&expand={EXPAND}"),
        &format!("/api/v2/users/{}?expand={EXPAND}", user("ana")),
    ]);
    let found = session.call("POST", "/api/v2/users/search", Some(json!({
        "pageSize": 1, "expand": ["skills"], "query": [{ "type": "CONTAINS", "fields": ["name"], "value": "a" }] })));
    session.get(&format!("/api/v2/users/search?q64={}", found.body["nextPage"].as_str().unwrap()));
    let ana = format!("/api/v2/users/{}/externalid", user("ana"));
    session.call("POST", &ana, Some(json!({ "authorityName": "hr", "externalKey": "k1" })));
    session.each_get(&[&ana, &format!("{ana}/hr"), "/api/v2/users/externalid/hr/k1?expand=groups"]);
    session.call("DELETE", &format!("{ana}/hr/k1"), None);
    session.call("DELETE", &format!("/api/v2/tokens/{}", user("ana")), None);
}

fn authorization(session: &mut Session) {
    let made = session.call(
        "POST",
        "/api/v2/authorization/roles",
        Some(json!({ "name": "New", "permissions": ["a:b:c"] })),
    );
    let new = format!("/api/v2/authorization/roles/{}", made.body["id"].as_str().unwrap());
    session.call(
        "PUT",
        &new,
        Some(json!({ "name": "Newer", "permissionPolicies": [
        { "domain": "routing", "entityName": "queue", "actionSet": ["view"] }] })),
    );
    session.call("DELETE", &new, None);
    session.call(
        "POST",
        "/api/v2/authorization/divisions",
        Some(json!({ "name": "East", "description": "" })),
    );
    let (agent, sales, ana) = (role("Agent"), DivisionId::named("Sales"), user("ana"));
    let grants = json!({ "grants": [{ "roleId": agent, "divisionId": sales }] });
    let subject = format!("/api/v2/authorization/subjects/{ana}");
    for verb in ["bulkadd?subjectType=PC_USER", "bulkremove", "bulkreplace"] {
        session.call("POST", &format!("{subject}/{verb}"), Some(grants.clone()));
    }
    let one = format!("{subject}/divisions/{sales}/roles/{agent}");
    session.call("DELETE", &one, None);
    session.call("POST", &one, None);
    let many = json!({ "subjectIds": [ana], "divisionIds": ["*"] });
    session.call("POST", &format!("/api/v2/authorization/roles/{agent}"), Some(many));
    session.call("PUT", &format!("/api/v2/users/{ana}/roles"), Some(json!([agent])));
    session.each_get(&[
        "/api/v2/authorization/roles?userCount=false&name=Agent&pageSize=100",
        &format!("/api/v2/authorization/roles/{agent}"),
        &format!("/api/v2/authorization/roles/{agent}/subjectgrants"),
        &format!("/api/v2/authorization/roles/{agent}/users"),
        "/api/v2/authorization/subjects/me?includeFullRoles=true",
        &format!("{subject}?includeDuplicates=true"),
        &format!("/api/v2/users/{ana}/roles"),
        "/api/v2/authorization/divisions?pageSize=500",
        "/api/v2/authorization/divisions/home",
        &format!("/api/v2/authorization/divisions/{sales}"),
        &format!("/api/v2/authorization/divisions/{sales}/grants?pageSize=500"),
        "/api/v2/authorization/divisions/*/grants",
    ]);
    session.call(
        "POST",
        &format!("/api/v2/authorization/divisions/{sales}/objects/USER"),
        Some(json!([ana])),
    );
}

fn members(session: &mut Session) {
    let (ana, ben) = (user("ana"), user("ben"));
    let choir = format!("/api/v2/groups/{}", group("Choir"));
    session.call("POST", &format!("{choir}/members"), Some(json!({ "memberIds": [ana], "version": 1 })));
    session.each_get(&[
        "/api/v2/groups?pageSize=500",
        &choir,
        &format!("{choir}/individuals"),
        &format!("{choir}/members?expand=skills"),
    ]);
    session.call("DELETE", &format!("{choir}/members?ids={ana}"), None);
    let all = json!({ "pageSize": 1, "query": [{ "type": "MATCH_ALL" }] });
    let found = session.call("POST", "/api/v2/groups/search", Some(all));
    session.get(&format!("/api/v2/groups/search?q64={}", found.body["nextPage"].as_str().unwrap()));
    let members = format!("/api/v2/routing/queues/{}/members", queue("Billing"));
    session.call("POST", &members, Some(json!([{ "id": ben }])));
    session.call("POST", &format!("{members}?delete=false"), Some(json!([{ "id": ana }])));
    session.call("PATCH", &members, Some(json!([{ "id": ben, "joined": true }])));
    session.call("PATCH", &format!("{members}/{ben}"), Some(json!({ "joined": false })));
    session.each_get(&[
        "/api/v2/routing/queues?name=*ill*",
        "/api/v2/routing/queues/divisionviews/all",
        &format!("/api/v2/routing/queues/{}", queue("Billing")),
        &format!("{members}?pageSize=1&memberBy=user&expand=skills"),
        &format!("/api/v2/users/{ana}/queues?joined=true"),
    ]);
    session.call(
        "PATCH",
        &format!("/api/v2/users/{ana}/queues"),
        Some(json!([{ "id": queue("Billing"), "joined": false }])),
    );
    session.call("DELETE", &format!("{members}/{ben}"), None);
}

fn assignments(session: &mut Session) {
    let ana = format!("/api/v2/users/{}", user("ana"));
    session.call("POST", "/api/v2/routing/skills", Some(json!({ "name": "Chess" })));
    session.call("POST", "/api/v2/routing/languages", Some(json!({ "name": "Latin" })));
    let (chess, latin) = (skill("Chess"), LanguageId::named("Latin"));
    let level = |id: Value| json!([{ "id": id, "proficiency": 3.5 }]);
    session.call("PUT", &format!("{ana}/routingskills/bulk"), Some(level(json!(chess))));
    session.call("PATCH", &format!("{ana}/routingskills/bulk"), Some(level(json!(skill("Billing")))));
    session.call(
        "POST",
        &format!("{ana}/routingskills"),
        Some(json!({ "id": skill("Network"), "proficiency": 1 })),
    );
    session.call("PUT", &format!("{ana}/routingskills/{chess}"), Some(json!({ "proficiency": 5 })));
    session.call("DELETE", &format!("{ana}/routingskills/{chess}"), None);
    session.call("PATCH", &format!("{ana}/routinglanguages/bulk"), Some(level(json!(latin))));
    session.call("POST", &format!("{ana}/routinglanguages"), Some(json!({ "id": latin, "proficiency": 1 })));
    session.call("PATCH", &format!("{ana}/routinglanguages/{latin}"), Some(json!({ "proficiency": 2 })));
    session.call("DELETE", &format!("{ana}/routinglanguages/{latin}"), None);
    session.each_get(&[
        "/api/v2/routing/skills?name=che",
        &format!("/api/v2/routing/skills/{chess}"),
        "/api/v2/routing/languages?name=la",
        &format!("/api/v2/routing/languages/{latin}"),
        &format!("{ana}/routingskills"),
        &format!("{ana}/routinglanguages"),
    ]);
}

fn presence(session: &mut Session) {
    let ana = format!("/api/v2/users/{}", user("ana"));
    session.each_get(&[
        &format!("{ana}/presences/purecloud"),
        &format!("{ana}/routingstatus"),
        &format!("/api/v2/users/presences/purecloud/bulk?id={}", user("ana")),
    ]);
    let busy = json!({ "presenceDefinition": { "id": PresenceId::named("Busy") } });
    session.call("PATCH", &format!("{ana}/presences/purecloud"), Some(busy));
    let offline =
        json!([{ "id": user("ana"), "presenceDefinition": { "id": PresenceId::named("Offline") } }]);
    session.call("PUT", "/api/v2/users/presences/bulk", Some(offline));
    session.call("PUT", &format!("{ana}/routingstatus"), Some(json!({ "status": "OFF_QUEUE" })));
    let interval = "2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z";
    let audit = session.call(
        "POST",
        "/api/v2/audits/query/realtime",
        Some(json!({ "interval": interval, "pageSize": 500 })),
    );
    assert!(audit.body["total"].as_u64().unwrap() > 20);
}

fn scim(session: &mut Session, base: &str, name: &str) {
    let ops = |list: Value| json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list });
    session.call("POST", &format!("{base}/users"), Some(json!({
        "userName": format!("{name}@example.org"), "displayName": name, "active": true, "externalId": format!("guid-{name}"), "title": "Agent",
        "emails": [{ "value": format!("{name}.work@example.org"), "type": "work" }], "roles": [{ "value": "employee" }],
        "phoneNumbers": [{ "value": "+15550101", "type": "mobile" }],
        ENTERPRISE: { "division": "Sales", "manager": { "value": user("ana") } },
        GENESYS: { "routingSkills": [{ "name": "Chess", "proficiency": 2 }] },
    })));
    let one = format!("{base}/users/{}", user(name));
    let whole = session.get(&one).body;
    session.call("PUT", &one, Some(whole));
    session.call("PATCH", &one, Some(ops(json!([{ "op": "replace", "path": "active", "value": false }]))));
    session.get(&format!("{base}/users?count=2&attributes=id,userName,active"));
    session.call("DELETE", &one, None);
    let choir = format!("{base}/groups/{}", group("Choir"));
    let whole = session.get(&choir).body;
    session.call("PUT", &choir, Some(whole));
    session.call("PATCH", &choir, Some(ops(json!([{ "op": "add", "path": "externalId", "value": "x" }]))));
    session.each_get(&[
        &format!("{base}/groups?filter=displayName+eq+%22Choir%22"),
        &format!("{base}/serviceproviderconfig"),
        &format!("{base}/resourcetypes"),
        &format!("{base}/resourcetypes/User"),
        &format!("{base}/schemas"),
        &format!("{base}/schemas/{GENESYS}"),
    ]);
}

/// Refusals have a documented form too.
fn errors(session: &mut Session) {
    session.get("/api/v2/users?pageSize=501");
    session.get(&format!("/api/v2/users/{}", user("nobody")));
    session.get(&format!("/api/v2/scim/v2/users/{}", user("nobody")));
    session.get("/api/v2/scim/v2/users?filter=a%20co%20b");
    session.get("/api/v2/scim/v2/users?count=26");
    session.caller = session.caller.clone().calling_as("reader");
    session.call("DELETE", &format!("/api/v2/users/{}", user("ana")), None);
    "gone".clone_into(&mut session.caller.token);
    session.get("/api/v2/groups");
}
