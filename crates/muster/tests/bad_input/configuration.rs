//! `muster.toml`, `mappings.csv` and `muster.lock` as people get them wrong.

use crate::scene::Scene;

/// Every command that reads the configuration says the same about it.
const COMMANDS: [&[&str]; 9] = [
    &["validate"],
    &["plan"],
    &["apply", "--yes"],
    &["doctor"],
    &["explain", "ana"],
    &["links"],
    &["report"],
    &["audit"],
    &["approve", "removal-budget:role:2", "--reason", "planned", "--approver", "kim"],
];

#[test]
fn a_configuration_that_does_not_exist_is_named_by_every_command() {
    let scene = Scene::new();
    for command in COMMANDS {
        let arguments = [&["--config", "nowhere.toml"], command].concat();
        let said = scene.refuses(4, &arguments);
        assert!(said.contains("there is no file nowhere.toml"), "{said}");
        assert!(
            said.contains("next: write one with `muster init`, or name another with `--config FILE`"),
            "{said}"
        );
    }
}

#[test]
fn wrong_toml_is_told_with_line_and_column_by_every_command() {
    let scene = Scene::new();
    scene.replace("muster.toml", "[store]", "[store");
    for command in COMMANDS {
        let said = scene.refuses(4, command);
        assert!(said.starts_with("error: 1 problem in muster.toml\nmuster.toml:6:7: "), "{said}");
    }
}

#[test]
fn an_unknown_key_is_told_with_its_place_and_what_was_probably_meant() {
    let scene = Scene::new();
    scene.replace("muster.toml", "removals_max", "removal_max");
    let place = scene.place("muster.toml", "removal_max");
    for command in COMMANDS {
        let said = scene.refuses(4, command);
        assert!(
            said.contains(&format!(
                "{place}: `removal_max` is not a key of [guard]; did you mean `removals_max`?"
            )),
            "{said}"
        );
    }
}

#[test]
fn all_problems_are_told_at_once_and_a_secret_in_clear_is_not_repeated() {
    let scene = Scene::new();
    scene.replace("muster.toml", "{ file = \"secret\" }", "\"hunter2\"");
    scene.replace("muster.toml", "poll_seconds = 1", "poll_secs = 1");
    let said = scene.refuses(4, &["plan"]);
    assert!(said.starts_with("error: 2 problems in muster.toml\n"), "{said}");
    assert!(said.contains("`client_secret` must not stand here in clear"), "{said}");
}

#[test]
fn a_wrong_column_of_a_mapping_file_is_told_with_its_place() {
    let scene = Scene::new();
    scene.replace("muster.toml", "[verify]", "[policy]\nmappings = [\"mappings.csv\"]\n[verify]");
    std::fs::write(scene.path("mappings.csv"), "rule,groups,grant\nmore,GC-Nights,queue:Orders\n").unwrap();
    for command in [&["validate"][..], &["plan"], &["apply", "--yes"]] {
        let said = scene.refuses(4, command);
        assert!(
            said.contains(
                "mappings.csv:1:6: `groups` is not a column of a mapping file; did you mean `group`?"
            ),
            "{said}"
        );
    }
    std::fs::remove_file(scene.path("mappings.csv")).unwrap();
    let said = scene.refuses(4, &["plan"]);
    assert!(said.contains(&scene.place("muster.toml", "\"mappings.csv\"")), "{said}");
    assert!(
        said.contains("the mapping file `mappings.csv` cannot be used: there is no file mappings.csv"),
        "{said}"
    );
}

#[test]
fn a_broken_lock_file_is_told_with_its_place_and_kept() {
    let scene = Scene::settled();
    let text = scene.file("muster.lock");
    std::fs::write(scene.path("muster.lock"), format!("{text}nonsense = 5\n")).unwrap();
    let place = scene.place("muster.lock", "nonsense");
    for command in [&["validate"][..], &["plan"]] {
        assert!(scene.refuses(4, command).contains(&format!("{place}: this is not a pin")));
    }
    assert!(scene.refuses_leading(4, &["apply", "--yes"]).contains(&place));
}
