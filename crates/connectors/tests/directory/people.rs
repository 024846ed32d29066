//! One entry, one record: what its attributes mean.

use crate::batch::{guid, read_with};
use muster_connectors::directory::{Entry, ReadSpec};
use muster_core::record::{PhoneKind, SourceRecord};

fn read(entry: Entry) -> SourceRecord {
    let spec = ReadSpec { attributes: vec!["extensionAttribute1".into()], ..ReadSpec::default() };
    read_with(&spec, vec![entry.with_bytes("objectGUID", &guid(1))]).records.remove(0)
}

fn ada() -> Entry {
    Entry::new("CN=Ada Muster,OU=Staff,DC=x")
        .with("objectClass", "user")
        .with("sAMAccountName", "ada")
        .with("userAccountControl", "512")
}

#[test]
fn a_record_says_what_the_directory_says() {
    let record = read(
        ada()
            .with("mail", " Ada@Example.com ")
            .with("userPrincipalName", " Ada@CORP.example.com")
            .with("employeeNumber", "4711")
            .with("telephoneNumber", "+49 30 1")
            .with("mobile", "+49 170 1")
            .with("homePhone", "+49 30 2")
            .with("title", "Agent")
            .with("extensionAttribute1", "Berlin"),
    );
    assert_eq!(record.mail.as_deref(), Some("ada@example.com"));
    assert_eq!(record.user_principal_name.as_deref(), Some("ada@corp.example.com"));
    assert_eq!(record.employee_number.as_deref(), Some("4711"));
    assert_eq!(record.title.as_deref(), Some("Agent"));
    assert_eq!(
        record.phones.keys().collect::<Vec<_>>(),
        [&PhoneKind::Work, &PhoneKind::Mobile, &PhoneKind::Home]
    );
    assert_eq!(record.attributes["extensionattribute1"], ["Berlin"]);
    assert_eq!((record.display_name.as_str(), record.problems.len()), ("Ada Muster", 0));
}

#[test]
fn the_join_key_to_hr_may_be_another_attribute() {
    let spec = ReadSpec { employee_number: "employeeID".into(), ..ReadSpec::default() };
    let entry = ada().with("employeeID", "E7").with_bytes("objectGUID", &guid(1));
    assert_eq!(read_with(&spec, vec![entry]).records[0].employee_number.as_deref(), Some("E7"));
}

#[test]
fn an_account_expires_at_its_filetime_and_not_at_zero() {
    let expiry = |text: &str| read(ada().with("accountExpires", text)).expires_at;
    assert_eq!(expiry("132223104000000000"), Some("2020-01-01T00:00:00Z".parse().unwrap()));
    assert_eq!((expiry("0"), expiry("9223372036854775807")), (None, None));
}

#[test]
fn a_bad_attribute_is_a_problem_and_not_the_end() {
    let record = read(
        ada().with("mail", "ada at example").with("accountExpires", "soon").with_bytes("title", b"\xff"),
    );
    assert_eq!((record.mail, record.title, record.expires_at), (None, None, None));
    assert_eq!(
        record.problems,
        [
            "its mail `ada at example` is no address",
            "its title is no text",
            "its accountExpires `soon` is no point in time, so it is taken as never",
        ]
    );
}

#[test]
fn a_disabled_account_says_so() {
    let record = read(Entry::new("CN=a").with("objectClass", "user").with("userAccountControl", "514"));
    assert!(!record.enabled);
    assert_eq!(record.problems, ["it has no sAMAccountName"]);
}

#[test]
fn an_unreadable_flag_is_named() {
    let record = read(Entry::new("CN=a").with("objectClass", "user").with("sAMAccountName", "a"));
    assert!(record.enabled && record.problems[0].contains("userAccountControl"));
}
