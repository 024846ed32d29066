//! The shapes that are shipped, as a command prints them.

use crate::scene::{SIGNED, sender, site};
use crate::support::service::Service;

#[test]
fn a_preset_can_be_printed_copied_and_used() {
    let site = site(&SIGNED.replace("\"generic\"", "\"shapes/own.toml\""));
    let listed = site.expect(4, &["validate"]);
    assert!(listed.contains("the shape `shapes/own.toml` cannot be used: there is no file"), "{listed}");
    for name in ["generic", "workday", "successfactors", "scim"] {
        assert!(site.expect(0, &["hr", "presets"]).contains(name));
    }
    let text = site.expect(0, &["hr", "preset", "generic"]);
    std::fs::create_dir(site.path("shapes")).unwrap();
    std::fs::write(site.path("shapes/own.toml"), text.replace("/worker/id", "/who")).unwrap();
    let service = Service::start(&site);
    let sender = sender(&service);
    assert_eq!(sender.send("msg_1", "{\"type\":\"worker.hired\",\"who\":\"7\"}").status, 202);
    assert_eq!(sender.send("msg_2", "{\"type\":\"worker.hired\",\"worker\":{\"id\":\"7\"}}").status, 422);
    service.stop();
    assert!(site.expect(4, &["hr", "preset", "sap"]).contains("next: take one of generic, workday"));
}

#[test]
fn a_slip_in_a_shape_is_told_with_its_place_in_its_own_file() {
    let site = site(&SIGNED.replace("\"generic\"", "\"own.toml\""));
    std::fs::write(site.path("own.toml"), "worker = \"id\"\n[facts]\nmail = \"/mail\"\n").unwrap();
    let told = site.expect(4, &["validate"]);
    assert!(told.contains("own.toml:1:10: `worker`: `id` is no JSON pointer"), "{told}");
    assert!(told.contains("own.toml:2:2: `facts` is not a key of the file; did you mean `fact`?"), "{told}");
}
