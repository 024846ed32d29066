//! Mapping files.

use crate::folder::{Folder, SOURCE, TENANT, told};
use muster_core::policy::{Located, RuleText};

const TEMPLATE: &str = "[template.agent]\ngrant = 'role:employee'\n";

fn folder(csv: &[u8]) -> Folder {
    let folder = Folder::new();
    folder.write("muster.toml", format!("[policy]\nmappings = ['m.csv']\n{TEMPLATE}{TENANT}{SOURCE}"));
    folder.write("m.csv", csv);
    folder
}

fn rules(csv: &str) -> Vec<RuleText> {
    let config = folder(csv.as_bytes()).load().unwrap_or_else(|errors| panic!("{errors}"));
    config.policy_text().rules
}

fn refused(csv: impl AsRef<[u8]>) -> String {
    told(&folder(csv.as_ref()).load().map(|_| ()).unwrap_err())
}

#[test]
fn a_file_as_excel_writes_it_is_read() {
    let csv = "\u{feff}rule,group,title,department,template,grant\r\n\
        billing,\"CN=Billing,OU=GC; GC-B\",Senior*,,agent,\"queue:Billing; \"\"group:A;B\"\"\"\r\n,,,,,\r\n";
    let rules = rules(csv);
    let [rule] = rules.as_slice() else { panic!("{rules:?}") };
    assert_eq!(rule.name, Located::new("billing", "m.csv:2:1"));
    assert_eq!((&rule.titles[..], rule.departments.len()), (&["Senior*".to_owned()][..], 0));
    assert_eq!(rule.templates, [Located::new("agent", "m.csv:2:43")]);
    let grants: Vec<&str> = rule.grants.iter().map(|grant| grant.text.as_str()).collect();
    assert_eq!(grants, ["queue:Billing", "group:A;B"]);
}

#[test]
fn values_stand_between_semicolons_also_inside_quotes() {
    let rules = rules("rule,group,grant\na,\"CN=a,DC=x;CN=b,DC=x\",queue:Q;;queue:R\n");
    let groups: Vec<&str> = rules[0].groups.iter().map(|group| group.text.as_str()).collect();
    assert_eq!(groups, ["CN=a,DC=x", "CN=b,DC=x"]);
    let grants: Vec<&str> = rules[0].grants.iter().map(|grant| grant.text.as_str()).collect();
    assert_eq!(grants, ["queue:Q", "queue:R"]);
}

#[test]
fn columns_are_known_and_stand_once() {
    let expected = "\
m.csv:1:6: `groups` is not a column of a mapping file; did you mean `group`?
  1 | rule,groups,rule,colour
    |      ^^^^^^
m.csv:1:13: the column `rule` is there twice
  1 | rule,groups,rule,colour
    |             ^^^^
m.csv:1:18: `colour` is not a column of a mapping file; allowed: `rule`, `group`, `title`, `department`, `template`, `grant`
  1 | rule,groups,rule,colour
    |                  ^^^^^^
";
    assert_eq!(refused("rule,groups,rule,colour\n"), expected);
    let expected = "\
m.csv:1:1: the column `rule` is missing: every rule needs a name
  1 | group,grant
    | ^^^^^^^^^^^
";
    assert_eq!(refused("group,grant\n"), expected);
}

#[test]
fn a_file_with_semicolons_between_columns_is_told_so() {
    let expected = "\
m.csv:1:1: the columns must stand between commas: save the file as CSV with `,`, and `;` only inside cells
  1 | rule;group;grant
    | ^^^^^^^^^^^^^^^^
";
    assert_eq!(refused("rule;group;grant\na;b;c\n"), expected);
}

#[test]
fn an_empty_file_is_told_what_its_first_line_should_be() {
    assert_eq!(
        refused(""),
        "m.csv:1:1: the file is empty: its first line must be `rule,group,title,department,template,grant`\n"
    );
}

#[test]
fn quotes_come_in_pairs() {
    let expected = "\
m.csv:2:3: the quotes do not come in pairs: this one, or one before it, has no end
  2 | a,\"CN=a,queue:Q
    |   ^
";
    assert_eq!(refused("rule,group,grant\na,\"CN=a,queue:Q\nb,g,queue:Q\n"), expected);
}

#[test]
fn nothing_in_a_file_can_play_tricks_on_a_terminal() {
    let told = refused("rule,group,grant\na,g,\u{1b}[2Jqueue\n");
    assert!(!told.contains('\u{1b}'), "{told:?}");
}

#[test]
fn every_line_has_as_many_cells_as_the_header() {
    let expected = "\
m.csv:2:1: the line has 4 cells, but the header has 3; a cell that holds a comma must stand in quotes
  2 | a,CN=a,DC=x,queue:Q
    | ^^^^^^^^^^^^^^^^^^^
";
    assert_eq!(refused("rule,group,grant\na,CN=a,DC=x,queue:Q\n"), expected);
}

#[test]
fn rules_are_checked_like_those_of_the_configuration() {
    let expected = "\
m.csv:2:1: rule `a` is about nobody: it needs a `group`, `title` or `department`
  2 | a,,,queue:Q
    | ^
m.csv:3:1: rule `b` gives nothing: it needs a `grant` or `template`
  3 | b,g,,
    | ^
m.csv:4:1: the rule has no name: write one into the column `rule`
  4 | ,g,,queue:Q
    | ^
m.csv:5:5: there is no template `agnt`; did you mean `agent`?
  5 | c,g,agnt,quue:Q
    |     ^^^^
m.csv:5:10: `quue:` is no kind of grant; did you mean `queue`?
  5 | c,g,agnt,quue:Q
    |          ^^^^^^
m.csv:6:1: there is already a rule named `c`, at m.csv:5:1
  6 | c,g,,queue:Q
    | ^
";
    assert_eq!(
        refused(
            "rule,group,template,grant\na,,,queue:Q\nb,g,,\n,g,,queue:Q\nc,g,agnt,quue:Q\nc,g,,queue:Q\n"
        ),
        expected
    );
}

#[test]
fn names_are_unique_across_all_files() {
    let folder = folder(b"rule,group,grant\na,g,queue:Q\n");
    let rule = "[[rule]]\nname = 'a'\ngroup = 'g'\ngrant = 'queue:Q'\n";
    folder.write("muster.toml", format!("{rule}[policy]\nmappings = 'm.csv'\n{TENANT}{SOURCE}"));
    let expected = "\
m.csv:2:1: there is already a rule named `a`, at muster.toml:2:8
  2 | a,g,queue:Q
    | ^
";
    assert_eq!(told(&folder.load().map(|_| ()).unwrap_err()), expected);
}

#[test]
fn a_file_that_is_not_there_or_no_text_is_told_by_its_name() {
    let folder = folder(b"rule\n\xff\n");
    let told_of = |folder: &Folder| told(&folder.load().map(|_| ()).unwrap_err());
    let shown = "\n  2 | mappings = ['m.csv']\n    |             ^^^^^^^\n";
    let sentence = "the mapping file `m.csv` cannot be used";
    let expected =
        format!("muster.toml:2:13: {sentence}: line 2 is not UTF-8 text: save the file as UTF-8{shown}");
    assert_eq!(told_of(&folder), expected);
    std::fs::remove_file(folder.path("m.csv")).unwrap();
    let path = folder.path("m.csv").display().to_string();
    assert_eq!(told_of(&folder), format!("muster.toml:2:13: {sentence}: there is no file {path}{shown}"));
}
