//! `[people]` and `[policy]`.

use crate::folder::refused_after;

#[test]
fn words_are_those_of_the_reference() {
    let expected = "\
muster.toml:2:11: `delete` is not allowed for `leavers`; allowed: `deactivate`, `depart`, `keep`
  2 | leavers = 'delete'
    |           ^^^^^^^^
muster.toml:3:16: `deactivated` is not allowed for `out_of_scope`; did you mean `deactivate`?
  3 | out_of_scope = 'deactivated'
    |                ^^^^^^^^^^^^^
";
    assert_eq!(refused_after("[people]\nleavers = 'delete'\nout_of_scope = 'deactivated'"), expected);
}

#[test]
fn fields_of_the_profile_are_known() {
    let expected = "\
muster.toml:2:20: `phone` is not allowed for `profile`; allowed: `name`, `mail`, `title`, `department`, `employee_number`, `work_phone`, `mobile_phone`, `manager`
  2 | profile = ['name', 'phone']
    |                    ^^^^^^^
";
    assert_eq!(refused_after("[people]\nprofile = ['name', 'phone']"), expected);
}

#[test]
fn kinds_that_may_be_authoritative_are_known() {
    let expected = "\
muster.toml:2:19: `roles` is not allowed for `authoritative`; did you mean `role`?
  2 | authoritative = [ 'roles', 'account' ]
    |                   ^^^^^^^
muster.toml:2:28: `account` is not allowed for `authoritative`; allowed: `role`, `group`, `queue`, `skill`, `language`
  2 | authoritative = [ 'roles', 'account' ]
    |                            ^^^^^^^^^
";
    assert_eq!(refused_after("[policy]\nauthoritative = [ 'roles', 'account' ]"), expected);
}

#[test]
fn an_empty_scope_would_mean_nobody_and_is_refused() {
    let expected = "\
muster.toml:2:12: `in_group` is an empty list: write a value or leave the key out
  2 | in_group = []
    |            ^^
";
    assert_eq!(refused_after("[people]\nin_group = []"), expected);
}

#[test]
fn flags_are_true_or_false() {
    let expected = "\
muster.toml:2:10: `create` must be true or false, but a text stands here
  2 | create = 'yes'
    |          ^^^^^
";
    assert_eq!(refused_after("[people]\ncreate = 'yes'"), expected);
}

#[test]
fn sources_are_joined_by_one_of_three_keys() {
    let expected = "\
muster.toml:2:8: `employee` is not allowed for `join`; did you mean `employee_number`?
  2 | join = 'employee'
    |        ^^^^^^^^^^
";
    assert_eq!(refused_after("[people]\njoin = 'employee'"), expected);
}
