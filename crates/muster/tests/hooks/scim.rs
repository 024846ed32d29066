//! Users as Microsoft Entra ID and Okta provision them, request by request, and a tester that knows no vendor.

use crate::scene::{TOKEN, kept, sender, site, states};
use crate::sender::{Reply, Sender};
use crate::standard::python;
use crate::support::service::Service;
use crate::support::site::Site;
use serde_json::{Value, json};
use std::process::Command;

const SOURCE: &str = "\n[hooks]\nlisten = \"127.0.0.1:0\"\n[[source]]\nname = \"entra\"\nkind = \"hr\"\ntime_zone = \"Asia/Manila\"\nshape = \"scim\"\n\
    tokens = { file = \"hr-token\" }\nper_second_max = 5000\n";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

struct Client(Sender);

impl Client {
    fn new(service: &Service<'_>) -> Self {
        Self(sender(service))
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Reply {
        let headers = [("authorization".to_owned(), format!("Bearer {TOKEN}"))];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.0.call(method, &format!("/hooks/scim/entra{path}"), "application/scim+json", &headers, &body)
    }

    fn get(&self, path: &str) -> Reply {
        self.call("GET", path, &Value::Null)
    }

    fn patch(&self, id: &str, operations: Value) -> Reply {
        let schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
        self.call("PATCH", &format!("/Users/{id}"), &json!({"schemas": schemas, "Operations": operations}))
    }

    /// Makes a user and gives our id of them.
    fn make(&self, user: &Value) -> String {
        let made = self.call("POST", "/Users", user);
        assert_eq!(made.status, 201, "{made:?}");
        made.body["id"].as_str().unwrap().to_owned()
    }

    fn found(&self, filter: &str) -> Value {
        let reply = self.get(&format!("/Users?filter={}", filter.replace(' ', "%20").replace('"', "%22")));
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body
    }
}

fn ada() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "externalId": "0a21f0f2", "userName": "Ada.Osei@example.com", "active": true, "displayName": "Ada Osei",
        "emails": [{"primary": true, "type": "work", "value": "ada.osei@example.com"}],
        "name": {"givenName": "Ada", "familyName": "Osei"},
        ENTERPRISE: {"department": "Support", "employeeNumber": "1001"}
    })
}

/// What the last delivery says.
fn last(site: &Site) -> Value {
    let number = kept(site).last().unwrap().number;
    serde_json::from_slice(&site.store().delivery_body(number).unwrap().unwrap()).unwrap()
}

#[test]
fn entra_provisions_changes_and_deletes() {
    let site = site(SOURCE);
    let service = Service::start(&site);
    let client = Client::new(&service);
    assert_eq!(client.found("userName eq \"nobody@example.com\"")["totalResults"], 0);
    let id = client.make(&ada());
    assert_eq!(client.found("userName eq \"ada.osei@EXAMPLE.com\"")["Resources"][0]["id"], id.as_str());
    assert_eq!(client.found("externalId eq \"0a21f0f2\"")["totalResults"], 1);
    let boss = client.make(&json!({
        "externalId": "b", "userName": "boss@example.com", "displayName": "Boss", "active": "True"
    }));
    let moved = client.patch(
        &id,
        json!([
            {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "ada@example.com"},
            {"op": "Add", "path": format!("{ENTERPRISE}:manager"), "value": boss},
            {"op": "Add", "path": "title", "value": "Team Lead"}
        ]),
    );
    assert_eq!((moved.status, &moved.body["title"]), (200, &"Team Lead".into()), "{moved:?}");
    assert_eq!(last(&site)["emails"][0]["value"], "ada@example.com");
    let before = kept(&site).len();
    let again = client.patch(&id, json!([{"op": "Add", "path": "title", "value": "Team Lead"}]));
    assert_eq!((again.status, kept(&site).len()), (200, before), "what changes nothing says nothing");
    assert_eq!(
        client.patch(&id, json!([{"op": "Replace", "path": "active", "value": "False"}])).body["active"],
        false
    );
    assert_eq!(last(&site)["active"], false);
    assert_eq!(client.call("DELETE", &format!("/Users/{id}"), &Value::Null).status, 204);
    assert_eq!(client.get(&format!("/Users/{id}")).status, 404);
    assert_eq!(client.call("DELETE", &format!("/Users/{id}"), &Value::Null).status, 404);
    assert_eq!(last(&site)["active"], false);
    assert_eq!(client.make(&ada()), id, "who comes back under the same external id is who they were");
    assert!(states(&site).iter().all(|state| state.ends_with(" applied")), "{:?}", states(&site));
    service.stop();
}

#[test]
fn okta_provisions_with_whole_users_and_deactivates_without_a_path() {
    let site = site(SOURCE);
    let service = Service::start(&site);
    let client = Client::new(&service);
    let id = client.make(&ada());
    let mut married = ada();
    married["id"] = id.as_str().into();
    married["name"]["familyName"] = "Bauer".into();
    let put = client.call("PUT", &format!("/Users/{id}"), &married);
    assert_eq!((put.status, &put.body["name"]["familyName"]), (200, &"Bauer".into()), "{put:?}");
    let off = client.patch(&id, json!([{"op": "replace", "value": {"active": false}}]));
    assert_eq!((off.status, &off.body["active"]), (200, &false.into()));
    let on = client.patch(&id, json!([{"op": "replace", "value": {"active": true, "id": id}}]));
    assert_eq!((on.status, &on.body["active"]), (200, &true.into()));
    let page = client.get("/Users?startIndex=1&count=1");
    assert_eq!((&page.body["totalResults"], &page.body["itemsPerPage"]), (&1.into(), &1.into()));
    service.stop();
}

#[test]
fn what_is_wrong_is_answered_in_the_words_of_the_protocol() {
    let site = site(SOURCE);
    let service = Service::start(&site);
    let client = Client::new(&service);
    let id = client.make(&ada());
    let fault = |reply: Reply| (reply.status, reply.body["scimType"].as_str().unwrap_or_default().to_owned());
    assert_eq!(fault(client.call("POST", "/Users", &ada())), (409, "uniqueness".to_owned()));
    assert_eq!(
        fault(client.call("POST", "/Users", &json!({"active": true}))),
        (400, "invalidValue".to_owned())
    );
    assert_eq!(
        fault(client.patch(&id, json!([{"op": "remove", "path": "userName"}]))),
        (400, "invalidValue".to_owned())
    );
    let mars = json!([{"op": "add", "path": "timezone", "value": "Mars/Base"}]);
    assert_eq!(fault(client.patch(&id, mars)), (400, "invalidValue".to_owned()), "what cannot be true");
    assert_eq!(fault(client.get("/Users?filter=title%20co%20%22x%22")), (400, "invalidFilter".to_owned()));
    assert_eq!(client.get("/Users/nobody").status, 404);
    assert_eq!(client.get("/Groups").status, 404);
    assert_eq!(client.call("PATCH", "/Users", &json!({})).status, 405);
    let stranger = client.0.call("GET", "/hooks/scim/entra/Users", "application/scim+json", &[], "");
    assert_eq!((stranger.status, &stranger.body["status"]), (401, &"401".into()));
    assert_eq!(kept(&site).len(), 1, "nothing of it was kept");
    let status =
        service.until("has counted", |status| status["hooks"]["sources"][0]["turned_away"]["401"] == 1);
    assert!(!status.to_string().contains(TOKEN));
    service.stop();
}

#[test]
fn users_are_still_there_after_kill_9() {
    let site = site(SOURCE);
    let service = Service::start(&site);
    let id = Client::new(&service).make(&ada());
    service.kill();
    let service = Service::start(&site);
    let client = Client::new(&service);
    assert_eq!(client.get(&format!("/Users/{id}")).body["userName"], "Ada.Osei@example.com");
    assert_eq!(kept(&site).len(), 1);
    service.stop();
}

#[test]
fn a_tester_that_knows_no_vendor_finds_nothing_wrong() {
    let Some(python) = python() else { return };
    let site = site(SOURCE);
    let service = Service::start(&site);
    let address = sender(&service).address;
    let output = Command::new(python)
        .args([
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hooks/scim.py"),
            &format!("http://{address}/hooks/scim/entra"),
        ])
        .env("TOKEN", TOKEN)
        .output()
        .unwrap();
    let told =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && told.starts_with("done: "), "{told}");
    service.stop();
}
