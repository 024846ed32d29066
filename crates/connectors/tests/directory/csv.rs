//! CSV files as sources: what they give, and how they are refused.

use crate::ldif::{Temporary, after_the_path};
use muster_connectors::directory::ReadSpec;
use muster_connectors::file::{FileError, csv_batch};
use muster_core::id::{Anchor, PersonId, SourceId};
use muster_core::record::{PhoneKind, SourceBatch};

fn csv(content: &str, spec: &ReadSpec) -> Result<SourceBatch, FileError> {
    let file = Temporary::new(content);
    csv_batch(&file.0, &SourceId::new("file"), spec, "2026-03-01T12:00:00Z".parse().unwrap())
}

fn csv_problem(content: &str) -> String {
    after_the_path(&csv(content, &ReadSpec::default()).unwrap_err())
}

const HEADER: &str = "anchor,login,mail,manager,mobile_phone,enabled,expires_at,groups\n";

#[test]
fn a_csv_row_becomes_a_record() {
    let rows =
        "1,ada,Ada@Example.com,2,+49 170,true,2026-12-31,\"GC-Agents; gc-leads\"\n2,bob,,,,no,,gc-agents\n";
    let spec = ReadSpec { group_names: vec!["gc-a*".into()], ..ReadSpec::default() };
    let batch = csv(&format!("{HEADER}{rows}"), &spec).unwrap();
    let [ada, bob] = &batch.records[..] else { panic!("{:?}", batch.records) };
    assert_eq!(ada.mail.as_deref(), Some("ada@example.com"));
    assert_eq!(ada.manager, Some(PersonId::new(&batch.source, &Anchor::new("2"))));
    assert_eq!(ada.phones[&PhoneKind::Mobile], "+49 170");
    assert_eq!(ada.expires_at, Some("2026-12-31T00:00:00Z".parse().unwrap()));
    assert!(ada.enabled && !bob.enabled && ada.location.ends_with(":2"));
    let agents = Anchor::new("gc-agents");
    assert_eq!(ada.memberships.keys().collect::<Vec<_>>(), [&agents]);
    assert_eq!(
        batch.groups.iter().map(|group| (group.members, group.in_scope)).collect::<Vec<_>>(),
        [(2, true), (1, false)]
    );
}

#[test]
fn a_csv_slip_is_refused_with_line_and_column() {
    let rows = |rows: &str| csv_problem(&format!("{HEADER}{rows}"));
    assert_eq!(rows("1,ada,,,,perhaps,,\n"), "2:6: `perhaps` is neither true nor false");
    assert_eq!(rows("1,ada,,,,,,\n"), "2:6: `` is neither true nor false");
    assert_eq!(rows("1,,,,,true,,\n"), "2:2: the login is empty");
    assert_eq!(
        rows("1,ada,,,,true,soon,\n"),
        "2:7: `soon` is no time such as 2026-03-01 or 2026-03-01T18:00:00Z"
    );
    assert_eq!(rows("1,ada,,,,true,,\n1,bob,,,,true,,\n"), "3:1: the anchor `1` is on line 2 already");
    assert_eq!(rows("1,ada,,9,,true,,\n"), "2:1: the manager `9` of `ada` is in no row");
    assert_eq!(rows("1,ada\n"), "2:2: the row has 2 cells, but the first row has 8");
    assert_eq!(csv_problem("anchor,logn\n"), "1:2: there is no column `logn`; did you mean `login`?");
    assert!(rows("1,ada,,,,true,,").contains("cut off"));
}

#[test]
fn a_bad_address_is_a_problem_of_its_row_only() {
    let batch =
        csv(&format!("{HEADER}1,ada,nowhere,,,true,,\n2,bob,,,,true,,\n"), &ReadSpec::default()).unwrap();
    assert_eq!(batch.records[0].problems, ["its mail `nowhere` is no address"]);
    assert_eq!(batch.records.len(), 2);
}

#[test]
fn a_table_without_rows_is_not_believed() {
    assert!(!csv(HEADER, &ReadSpec::default()).unwrap().coverage.is_complete());
}
