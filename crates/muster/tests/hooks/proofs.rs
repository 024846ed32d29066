//! Who may push: secrets that are replaced, tokens, and what is refused at the start.

use crate::scene::{NEXT_SECRET, TOKEN, hired, kept, sender, site};
use crate::sender::Sender;
use crate::support::service::Service;

const HOOKS: &str = "\n[hooks]\nlisten = \"127.0.0.1:0\"\n[[source]]\nname = \"hr\"\nkind = \"hr\"\ntime_zone = \"Asia/Manila\"\nshape = \"generic\"\n";

#[test]
fn a_secret_is_replaced_without_a_gap() {
    let site =
        site(&format!("{HOOKS}secrets = [{{ file = \"hr-secret\" }}, {{ file = \"next-secret\" }}]\n"));
    let service = Service::start(&site);
    let old = sender(&service);
    let new = Sender { secret: NEXT_SECRET.into(), ..old.clone() };
    assert_eq!(old.send("msg_1", &hired(1)).status, 202);
    assert_eq!(new.send("msg_2", &hired(2)).status, 202);
    let mut both = old.signed("msg_3", crate::sender::now(), &hired(3));
    both[2].1 = format!("v1,bm90IGl0 {}", both[2].1);
    assert_eq!(old.post(&both, &hired(3)).status, 202);
    assert_eq!(kept(&site).len(), 3);
    service.stop();
}

#[test]
fn a_token_opens_where_nothing_is_signed_and_the_body_names_the_delivery() {
    let site = site(&format!("{HOOKS}tokens = {{ file = \"hr-token\" }}\n"));
    let service = Service::start(&site);
    let sender = sender(&service);
    let bearer = |token: &str| vec![("authorization".to_owned(), format!("Bearer {token}"))];
    assert_eq!(sender.post(&bearer(TOKEN), &hired(1)).body["id"], "evt-1");
    assert_eq!(sender.post(&bearer(TOKEN), &hired(1)).body["state"], "known");
    let unnamed = hired(2).replace("\"id\":\"evt-2\",", "");
    let id = sender.post(&bearer(TOKEN), &unnamed).body["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("muster-"), "{id}");
    for wrong in [bearer("another-token-of-the-same-length"), bearer(""), Vec::new()] {
        assert_eq!(sender.post(&wrong, &hired(3)).status, 401);
    }
    assert_eq!(
        sender.send("msg_1", &hired(3)).status,
        401,
        "a signature that nobody asked for proves nothing"
    );
    assert_eq!(kept(&site).len(), 2);
    service.stop();
}

#[test]
fn where_both_are_set_both_must_hold() {
    let site =
        site(&format!("{HOOKS}secrets = {{ file = \"hr-secret\" }}\ntokens = {{ file = \"hr-token\" }}\n"));
    let service = Service::start(&site);
    let sender = sender(&service);
    let signed = sender.signed("msg_1", crate::sender::now(), &hired(1));
    let token = ("authorization".to_owned(), format!("Bearer {TOKEN}"));
    assert_eq!(sender.post(&signed, &hired(1)).status, 401);
    assert_eq!(sender.post(std::slice::from_ref(&token), &hired(1)).status, 401);
    assert_eq!(sender.post(&[signed, vec![token]].concat(), &hired(1)).status, 202);
    service.stop();
}

#[test]
fn a_secret_that_is_none_is_told_at_the_start_and_never_shown() {
    let site = site(&format!("{HOOKS}secrets = [{{ file = \"hr-secret\" }}]\n"));
    std::fs::write(site.path("hr-secret"), "whsec_not-base-64!").unwrap();
    for command in ["serve", "doctor"] {
        // A table breaks its lines.
        let told = site.expect(4, &[command]).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("cannot be used: it is not Base64"), "{told}");
        assert!(told.contains("hr-secret"), "{told}");
        assert!(!told.contains("not-base-64"), "{told}");
    }
    std::fs::remove_file(site.path("hr-secret")).unwrap();
    assert!(site.expect(4, &["serve"]).contains("cannot get `secrets`"));
}

#[test]
fn an_address_that_is_taken_is_told_at_the_start() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let hooks = HOOKS.replace("127.0.0.1:0", &address.to_string());
    let site = site(&format!("{hooks}secrets = [{{ file = \"hr-secret\" }}]\n"));
    let told = site.expect(4, &["serve"]);
    assert!(told.contains(&format!("the hooks cannot listen on {address}")), "{told}");
}
