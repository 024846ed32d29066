//! `[[rule]]` and `[template.NAME]`.

use crate::folder::{SOURCE, TENANT, refused, refused_after};

#[test]
fn a_rule_for_nobody_would_be_one_for_everybody() {
    let expected = "\
muster.toml:1:1: rule `a` is about nobody: it needs `group`, `title`, `department`, `attribute` or `everyone = true`
  1 | [[rule]]
    | ^^^^^^^^
";
    assert_eq!(refused_after("[[rule]]\nname = 'a'\ngrant = 'queue:Billing'"), expected);
}

#[test]
fn a_condition_that_is_empty_is_no_condition() {
    let expected = "\
muster.toml:3:9: `group` is an empty list: write a value or leave the key out
  3 | group = []
    |         ^^
muster.toml:4:9: `title` is empty: write a value or leave the key out
  4 | title = ''
    |         ^^
";
    assert_eq!(
        refused_after("[[rule]]\nname = 'a'\ngroup = []\ntitle = ''\ngrant = 'queue:Billing'"),
        expected
    );
}

#[test]
fn everyone_and_conditions_contradict_each_other() {
    let expected = "\
muster.toml:3:1: rule `a` is for everyone and has conditions: keep one of the two
  3 | everyone …
    | ^^^^^^^^
";
    assert_eq!(
        refused_after("[[rule]]\nname = 'a'\neveryone = true\ngroup = 'g'\ngrant = 'queue:B'"),
        expected
    );
}

#[test]
fn a_rule_gives_something() {
    let expected = "\
muster.toml:1:1: rule `a` gives nothing: it needs `grant` or `template`
  1 | [[rule]]
    | ^^^^^^^^
";
    assert_eq!(refused_after("[[rule]]\nname = 'a'\ngroup = 'g'"), expected);
    assert_eq!(refused_after("[[rule]]\nname = 'a'\ngroup = 'g'\ngrant = []"), expected);
}

#[test]
fn names_of_rules_are_unique() {
    let rule = "[[rule]]\nname = 'a'\ngroup = 'g'\ngrant = 'queue:B'\n";
    let expected = "\
muster.toml:6:8: there is already a rule named `a`, at muster.toml:2:8
  6 | name = 'a'
    |        ^^^
";
    assert_eq!(refused_after(&rule.repeat(2)), expected);
}

#[test]
fn a_rule_has_a_name() {
    let expected = "\
muster.toml:1:1: [[rule]] needs `name`, such as `name = \"billing-agents\"`
  1 | [[rule]]
    | ^^^^^^^^
";
    assert_eq!(refused_after("[[rule]]\ngroup = 'g'\ngrant = 'queue:B'"), expected);
}

#[test]
fn slips_in_grants_are_shown_where_they_stand() {
    let expected = "\
muster.toml:5:3: `rol:` is no kind of grant; did you mean `role`?
  5 |   'rol:Agent@Support',
    |   ^^^^^^^^^^^^^^^^^^^
muster.toml:6:3: `skill:Network=9`: `9` is not a level from 0 to 5 (tenths allowed)
  6 |   'skill:Network=9', 'set:mail=x',
    |   ^^^^^^^^^^^^^^^^^
muster.toml:6:22: `mail` cannot be set by a rule; allowed: `title`, `department`
  6 |   'skill:Network=9', 'set:mail=x',
    |                      ^^^^^^^^^^^^
";
    let text = "[[rule]]\nname = 'a'\ngroup = 'g'\ngrant = [\n  'rol:Agent@Support',\n  'skill:Network=9', 'set:mail=x',\n]";
    assert_eq!(refused_after(text), expected);
}

#[test]
fn attributes_of_rules_are_read_from_a_source() {
    let rule = "[[rule]]\nname = 'a'\nattribute = { extensionAtribute7 = 'x' }\ngrant = 'queue:B'\n";
    let expected = "\
muster.toml:3:15: the attribute `extensionAtribute7` is not read from any source; add it to `attributes` of the [[source]]
  3 | attribute = { extensionAtribute7 …
    |               ^^^^^^^^^^^^^^^^^^
";
    assert_eq!(refused_after(rule), expected);
    let told = refused(format!("{rule}{TENANT}{SOURCE}attributes = ['extensionAttribute7']\n"));
    assert!(told.contains("is not read from any source; did you mean `extensionattribute7`?"), "{told}");
}

#[test]
fn an_attribute_has_one_set_of_patterns() {
    let rule = "[[rule]]\nname = 'a'\nattribute = { l = 'x', L = 'y' }\ngrant = 'queue:B'\n";
    let expected = "\
muster.toml:3:24: the attribute `L` is there twice: case does not matter
  3 | attribute = { l = 'x', L …
    |                        ^
";
    let told = refused(format!("{rule}{TENANT}{SOURCE}attributes = 'l'\n"));
    assert_eq!(told, expected);
}

#[test]
fn a_key_of_a_rule_gets_a_suggestion() {
    let expected = "\
muster.toml:4:1: `grants` is not a key of [[rule]]; did you mean `grant`?
  4 | grants …
    | ^^^^^^
";
    assert_eq!(
        refused_after("[[rule]]\nname = 'a'\ngroup = 'g'\ngrants = ['queue:A']\ngrant = 'queue:B'"),
        expected
    );
}

#[test]
fn templates_that_are_used_exist() {
    let expected = "\
muster.toml:2:12: there is no template `bas`; did you mean `base`?
  2 | include = ['bas']
    |            ^^^^^
muster.toml:8:12: there is no template `clerk`; allowed: `agent`, `base`
  8 | template = 'clerk'
    |            ^^^^^^^
";
    let templates = "[template.agent]\ninclude = ['bas']\n[template.base]\ngrant = 'role:employee'\n";
    assert_eq!(
        refused_after(&format!("{templates}[[rule]]\nname = 'a'\ngroup = 'g'\ntemplate = 'clerk'\n")),
        expected
    );
}

#[test]
fn templates_do_not_include_each_other_in_a_circle() {
    let expected = "\
muster.toml:2:1: template `a` includes itself, directly or through others
  2 | include …
    | ^^^^^^^
muster.toml:4:1: template `b` includes itself, directly or through others
  4 | include …
    | ^^^^^^^
";
    let text = "[template.a]\ninclude = ['b']\n[template.b]\ninclude = ['a']\n[template.c]\ninclude = ['a']";
    assert_eq!(refused_after(text), expected);
}

#[test]
fn a_template_gives_something() {
    let expected = "\
muster.toml:1:1: template `a` gives nothing: it needs `grant` or `include`
  1 | [template.a]
    | ^^^^^^^^^^^^
";
    assert_eq!(refused_after("[template.a]"), expected);
    let expected = "\
muster.toml:2:11: duplicate key
  2 | [template.a]
    |           ^
";
    assert_eq!(refused_after("[template.a]\n[template.a]\ngrant = 'queue:B'"), expected);
}
