//! The reference names every key, and no key that does not exist.

use crate::config::examine;
use crate::folder::Folder;
use crate::good::{EVERYTHING, MAPPINGS};
use std::collections::BTreeSet;

const REFERENCE: &str = include_str!("../../../../docs/reference/config.md");

/// `[guard] removals_max` for every line of a table below a heading that is a section.
fn described() -> BTreeSet<String> {
    let mut section = None;
    let mut keys = BTreeSet::new();
    for line in REFERENCE.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            section = heading.starts_with('[').then_some(heading);
        }
        let key = line.strip_prefix("| `").and_then(|rest| rest.split('`').next());
        keys.extend(section.zip(key).map(|(section, key)| format!("{section} {key}")));
    }
    keys
}

fn known() -> BTreeSet<String> {
    let folder = Folder::new();
    folder.write("mappings.csv", MAPPINGS);
    let (config, keys) = examine(&folder.write("muster.toml", EVERYTHING));
    config.unwrap_or_else(|errors| panic!("{errors}"));
    keys
}

#[test]
fn every_key_is_described_and_every_described_key_exists() {
    // Names of queues and roles are nobody's keys.
    let named =
        |key: &String| key.starts_with("[guard.queue_floors]") || key.starts_with("[guard.role_floors]");
    let of_sections: BTreeSet<String> =
        known().into_iter().filter(|key| key.starts_with('[') && !named(key)).collect();
    assert!(of_sections.len() > 50, "{of_sections:?}");
    assert_eq!(described(), of_sections);
}

#[test]
fn every_section_has_a_heading() {
    for key in known() {
        if let Some(section) = key.strip_prefix("the file ") {
            let forms =
                [format!("## [{section}]"), format!("## [[{section}]]"), format!("## [{section}.NAME]")];
            assert!(forms.iter().any(|form| REFERENCE.lines().any(|line| line == form)), "{section}");
        }
    }
}

#[test]
fn every_range_and_default_of_the_reference_is_a_number_that_loads() {
    use crate::folder::{SOURCE, TENANT, load, refused_after};
    let mut section = "";
    for line in REFERENCE.lines() {
        section = line.strip_prefix("## ").unwrap_or(section);
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let Some((low, high)) =
            cells.get(2).and_then(|cell| cell.strip_prefix("number, ")?.split_once(" to "))
        else {
            continue;
        };
        if ["[tenant]", "[[source]]"].contains(&section) {
            continue;
        }
        let key = cells[1].trim_matches('`');
        // The window must hold the polling.
        let window = if key == "poll_seconds" { "window_seconds = 3600\n" } else { "" };
        let poll = if key == "window_seconds" { "poll_seconds = 1\n" } else { "" };
        let allow = if key == "changes_max" { "allow = []\n" } else { "" };
        for value in [low, high, cells[3].trim_matches('`')] {
            load(&format!("{section}\n{window}{poll}{allow}{key} = {value}\n{TENANT}{SOURCE}"));
        }
        let above: u64 = high.parse::<u64>().unwrap() + 1;
        let told = refused_after(&format!("{section}\n{window}{poll}{key} = {above}"));
        assert!(
            told.contains(&format!("`{key}` must be between {low} and {high}, but {above} stands here")),
            "{told}"
        );
    }
}
