//! Files that cannot be read, are not text or are not TOML.

use crate::config::Config;
use crate::error::{Exit, Failure};
use crate::folder::{Folder, SOURCE, TENANT, refused, refused_after};

#[test]
fn a_missing_file_is_said_and_so_is_the_way_on() {
    let folder = Folder::new();
    let errors = folder.load().map(|_| ()).unwrap_err();
    let path = folder.path("muster.toml").display().to_string();
    assert_eq!(errors.to_string(), format!("1 problem in {path}\nmuster.toml: there is no file {path}"));
    let failure = Failure::from(errors);
    assert_eq!(failure.exit, Exit::Input);
    assert!(
        failure
            .sentences()
            .ends_with("  next: write one with `muster init`, or name another with `--config FILE`\n")
    );
}

#[test]
fn text_in_another_encoding_is_refused_with_its_line() {
    assert_eq!(
        refused(b"[tenant]\nregion = \"M\xfcnchen\"\n"),
        "muster.toml: line 2 is not UTF-8 text: save the file as UTF-8\n"
    );
}

#[test]
fn every_break_of_the_syntax_is_told() {
    let expected = "\
muster.toml:1:5: string values must be quoted, expected literal string
  1 | a = keep
    |     ^^^^
muster.toml:2:6: unexpected key or value, expected newline, `#`
  2 | b = 1, = 2
    |      ^
muster.toml:4:1: missing comma between array elements, expected `,`
  4 | d = 4
    | ^
";
    assert_eq!(refused("a = keep\nb = 1, = 2\nc = [1\nd = 4\n"), expected);
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let expected = "\
muster.toml:3:1: duplicate key
  3 | workers = 2
    | ^^^^^^^
";
    assert_eq!(refused_after("[apply]\nworkers = 1\nworkers = 2"), expected);
}

#[test]
fn an_unknown_section_gets_a_suggestion() {
    let expected = "\
muster.toml:1:2: `gaurd` is not a key of the file; did you mean `guard`?
  1 | [gaurd …
    |  ^^^^^
";
    assert_eq!(refused_after("[gaurd]\nremovals_max = 1"), expected);
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_file() {
    let expected = "\
muster.toml:2:1: `removals_mx` is not a key of [guard]; did you mean `removals_max`?
  2 | removals_mx …
    | ^^^^^^^^^^^
muster.toml:3:18: `shrink_percent` must be between 0 and 100, but 101 stands here
  3 | shrink_percent = 101
    |                  ^^^
muster.toml:5:11: `workers` must be a whole number, but a text stands here
  5 | workers = '4'
    |           ^^^
";
    assert_eq!(
        refused_after("[guard]\nremovals_mx = 1\nshrink_percent = 101\n[apply]\nworkers = '4'"),
        expected
    );
}

#[test]
fn the_headline_counts_the_problems_and_names_the_file() {
    let folder = Folder::new();
    let path =
        folder.write("muster.toml", format!("[apply]\nworkers = 0\n[verify]\nspeed = 1\n{TENANT}{SOURCE}"));
    let text = Config::load(&path).map(|_| ()).unwrap_err().to_string();
    assert_eq!(text.lines().next().unwrap(), format!("2 problems in {}", path.display()));
}

#[test]
fn sections_that_must_be_there_are_asked_for() {
    let expected = "\
muster.toml:1:1: the section [tenant] is missing: it says which organisation is managed
muster.toml:1:1: a section [[source]] is missing: it says where people come from
";
    assert_eq!(refused("[store]\n"), expected);
}

#[test]
fn tables_are_written_with_as_many_brackets_as_they_need() {
    let expected = "\
muster.toml:1:2: `rule` must be written as [[rule]], with two brackets
  1 | [rule …
    |  ^^^^
";
    assert_eq!(refused_after("[rule]\nname = 'a'"), expected);
    let expected = "\
muster.toml:1:9: [guard] must be a table of keys, but a whole number stands here
  1 | guard = 5
    |         ^
";
    assert_eq!(refused_after("guard = 5"), expected);
}
