//! `muster inbox` and `muster hr`.

use crate::scene::{SIGNED, hired, sender, site, states};
use crate::support::service::Service;
use serde_json::Value;

#[test]
fn what_came_can_be_listed_shown_and_tried_again() {
    let site = site(SIGNED);
    assert_eq!(site.expect(0, &["inbox"]), "Nothing has come in yet.\n");
    let service = Service::start(&site);
    let sender = sender(&service);
    assert_eq!(sender.send("msg_1", &hired(1)).status, 202);
    assert_eq!(sender.send("msg_2", "{\"type\":\"worker.hired\"}").status, 422);
    assert_eq!(sender.post(&[], "{}").status, 401);
    assert_eq!(states(&site), ["msg_1 applied", "msg_2 refused"]);
    let list = site.expect(0, &["inbox"]);
    assert!(list.contains("refused  hr") && list.contains("msg_2  no worker id is given"), "{list}");
    assert!(list.contains("1 refused, 1 applied."), "{list}");
    let refused: Value =
        serde_json::from_slice(&site.muster(&["inbox", "--state", "refused", "--json"]).stdout).unwrap();
    assert_eq!(
        (&refused[0]["id"], &refused[0]["state"], refused.as_array().unwrap().len()),
        (&"msg_2".into(), &"refused".into(), 1)
    );
    assert!(!site.expect(0, &["inbox", "--source", "other"]).contains("msg_1"));
    let shown = site.expect(0, &["inbox", "show", "msg_1"]);
    assert!(shown.contains("which its sender calls msg_1") && shown.contains("w1@example.com"), "{shown}");
    let shown: Value =
        serde_json::from_slice(&site.muster(&["inbox", "show", "1", "--json"]).stdout).unwrap();
    assert_eq!(shown["body"]["worker"]["id"], "1");
    assert!(site.expect(0, &["inbox", "retry", "msg_2"]).contains("waits again"));
    assert_eq!(states(&site)[1], "msg_2 refused", "it cannot count this time either");
    assert!(site.expect(4, &["inbox", "show", "msg_9"]).contains("next: `muster inbox` lists them"));
    assert!(site.expect(4, &["inbox", "--state", "lost"]).contains("`waiting`"));
    service.stop();
    let list = site.expect(0, &["inbox"]);
    assert!(
        list.contains("1 requests were turned away") && list.contains("`webhook-id` is missing"),
        "{list}"
    );
}
