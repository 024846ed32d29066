//! `[guard]`, `[apply]`, `[verify]` and `[report]`.

use crate::folder::refused_after;

#[test]
fn limits_are_whole_numbers_from_nought() {
    let expected = "\
muster.toml:2:16: `removals_max` must be 0 or more, but -1 stands here
  2 | removals_max = -1
    |                ^^
muster.toml:3:20: `removals_percent` must be a whole number, but a number with a fraction stands here
  3 | removals_percent = 2.5
    |                    ^^^
muster.toml:4:21: `deactivations_max` must be 0 or more, but 99999999999999999999 stands here
  4 | deactivations_max = 99999999999999999999
    |                     ^^^^^^^^^^^^^^^^^^^^
";
    let text = "[guard]\nremovals_max = -1\nremovals_percent = 2.5\ndeactivations_max = 99999999999999999999";
    assert_eq!(refused_after(text), expected);
}

#[test]
fn protected_people_are_texts() {
    let expected = "\
muster.toml:2:30: `protected_people` must be a text in quotes or a list of them, but a whole number stands here
  2 | protected_people = ['ceo@x', 5]
    |                              ^
";
    assert_eq!(refused_after("[guard]\nprotected_people = ['ceo@x', 5]"), expected);
}

#[test]
fn nobody_polls_more_rarely_than_the_window_is_long() {
    let expected = "\
muster.toml:2:1: `poll_seconds` (5) must not be longer than `window_seconds` (4)
  2 | window_seconds = 4
    | ^^^^^^^^^^^^^^
";
    assert_eq!(refused_after("[verify]\nwindow_seconds = 4"), expected);
}

#[test]
fn there_is_at_least_one_worker() {
    let expected = "\
muster.toml:2:11: `workers` must be between 1 and 64, but 0 stands here
  2 | workers = 0
    |           ^
muster.toml:4:13: `directory` must be a text in quotes, but a list stands here
  4 | directory = []
    |             ^^
";
    assert_eq!(refused_after("[apply]\nworkers = 0\n[report]\ndirectory = []"), expected);
}

#[test]
fn a_standing_approval_lists_what_it_allows() {
    let told = refused_after("[standing_approval]\nchanges_max = 5");
    assert!(told.contains("[standing_approval] needs `allow`, such as"), "{told}");
    let told = refused_after("[standing_approval]\nallow = ['role.gains', 'account.delete']");
    assert!(told.contains("`role.gains` is not allowed for `allow`; did you mean `role.gain`?"), "{told}");
    assert!(told.contains("`account.delete` is not allowed for `allow`"), "{told}");
}
