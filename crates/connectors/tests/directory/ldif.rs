//! LDIF files as sources: what they give, and how they are refused.

use muster_connectors::directory::{Entry, ReadSpec, guid_bytes};
use muster_connectors::file::{FileError, ldif_batch, read_ldif, write_ldif};
use muster_core::id::{Anchor, SourceId};
use muster_core::record::SourceBatch;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// A file that goes when the test ends.
pub(crate) struct Temporary(pub(crate) PathBuf);

impl Temporary {
    pub(crate) fn new(content: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("muster-file-{}-{number}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn ldif(content: &str, spec: &ReadSpec) -> Result<SourceBatch, FileError> {
    let file = Temporary::new(content);
    ldif_batch(&file.0, &SourceId::new("file"), spec, "2026-03-01T12:00:00Z".parse().unwrap())
}

/// The problem without the file's name: `3: …`.
fn ldif_problem(content: &str) -> String {
    after_the_path(&ldif(content, &ReadSpec::default()).unwrap_err())
}

pub(crate) fn after_the_path(error: &FileError) -> String {
    error.to_string().split_once(':').unwrap().1.to_owned()
}

const ADA: &str = "dn: CN=Ada,OU=Staff,DC=x\nobjectClass: user\nsAMAccountName: ada\nuserAccountControl: 512\n\
                   department: Sales\nobjectGUID:: dkMsdgZgd0Wh6A8ifYEXkA==\n";

#[test]
fn an_ldif_entry_becomes_a_record() {
    let batch =
        ldif(&format!("version: 1\n\n# Ada\n{ADA}mail:\n  Ada@\n example.com\n"), &ReadSpec::default())
            .unwrap();
    assert!(batch.coverage.is_complete());
    assert_eq!(batch.records[0].anchor, Anchor::new("762c4376-6006-4577-a1e8-0f227d811790"));
    assert_eq!(batch.records[0].mail.as_deref(), Some("ada@example.com"));
}

#[test]
fn base_and_filter_choose_people_in_a_file_as_on_a_server() {
    let people = |spec: ReadSpec| ldif(ADA, &spec).unwrap().records.len();
    let filter = |text: &str| ReadSpec { people_filter: Some(text.parse().unwrap()), ..ReadSpec::default() };
    let base = |text: &str| ReadSpec { people_bases: vec![text.into()], ..ReadSpec::default() };
    assert_eq!((people(filter("(department=sales)")), people(filter("(department=IT)"))), (1, 0));
    assert_eq!((people(base("ou=STAFF,dc=x")), people(base("OU=Other,DC=x"))), (1, 0));
}

#[test]
fn a_missing_guid_names_entry_and_line() {
    let content = format!("{ADA}\ndn: CN=Bob,DC=x\nobjectClass: user\nsAMAccountName: bob\n");
    assert_eq!(ldif_problem(&content), "8: `CN=Bob,DC=x` has no objectGUID");
}

#[test]
fn a_file_that_was_cut_off_is_refused() {
    assert!(ldif_problem(ADA.trim_end()).contains("cut off"));
    assert!(ldif_problem(&format!("{ADA}\n# numEntries: 2\n")).contains("has 2 entries, but it has 1"));
    assert_eq!(ldif_problem("dn: CN=Bob,DC=x\n"), "1: `CN=Bob,DC=x` has no attributes");
}

#[test]
fn changes_and_slips_are_refused_with_their_line() {
    assert!(ldif_problem("dn: CN=a\nchangetype: delete\n").starts_with("2: the file describes changes"));
    assert_eq!(ldif_problem("cn: a\n"), "1: an entry begins with `dn`, not with `cn`");
    assert_eq!(ldif_problem(&format!("{ADA}{ADA}")), "7: an empty line is missing before this `dn`");
    assert_eq!(
        ldif_problem(&format!("{ADA}\n{ADA}")),
        "8: `CN=Ada,OU=Staff,DC=x` was described on line 1 already"
    );
}

#[test]
fn what_is_written_is_read_again() {
    let entries = vec![
        Entry::new(r"CN=Müster\, Ada,DC=x")
            .with("cn", "Müster, Ada")
            .with("description", " leading and trailing ")
            .with("info", ":colon")
            .with("street", "trailing only ")
            .with("empty", "")
            .with("l", &"long ".repeat(60))
            .with("member", "CN=a")
            .with("member", "CN=b")
            .with_bytes("userCertificate;binary", &[0, 255, 10, 13]),
        Entry::new("CN=b,DC=x").with("cn", "b"),
    ];
    let text = write_ldif(&entries);
    assert!(text.lines().all(|line| line.len() <= 76 && line.is_ascii()), "{text}");
    // A blank at the end would be lost in many an editor, so it is encoded.
    assert!(text.contains("\nstreet:: "), "{text}");
    assert_eq!(read_ldif(&Temporary::new(&text).0).unwrap(), entries);
}

#[test]
fn a_file_that_is_not_there_is_said_so() {
    let error = read_ldif(&PathBuf::from("/nowhere/people.ldif")).unwrap_err();
    assert_eq!(error.to_string(), "/nowhere/people.ldif could not be read");
}

#[test]
fn the_guid_of_the_example_is_the_one_in_the_text() {
    assert!(ADA.contains(
        &data_encoding::BASE64.encode(&guid_bytes("762c4376-6006-4577-a1e8-0f227d811790").unwrap())
    ));
}
