use std::fs;
use std::path::{Path, PathBuf};

/// The parts of this crate, from the ground up: each may use those before it. `errors` and `limits` are one floor.
const FLOORS: &[&[&str]] = &[
    &["random", "clock", "checked"],
    &["errors", "limits"],
    &["faults"],
    &["model"],
    &["wire"],
    &["changes"],
    &["seed", "users"],
    &["routing", "authorization", "conversations", "platform"],
    &["groups", "scim"],
    &["routes"],
    &["calls"],
    &["tenant"],
    &["gateway", "control"],
    &["serve"],
];

/// Short names in `lib.rs` for what SCIM shares with the platform's own calls.
const SHORT: &[(&str, &str)] = &[
    ("call", "wire"),
    ("permissions", "wire"),
    ("externalids", "changes"),
    ("groupmembers", "changes"),
    ("holdings", "changes"),
    ("people", "changes"),
    ("ids", "model"),
    ("state", "model"),
    ("world", "model"),
    ("skills", "routing"),
    ("useredit", "users"),
    ("userlist", "users"),
    ("userview", "users"),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn floor(part: &str) -> usize {
    let part = SHORT.iter().find(|(short, _)| *short == part).map_or(part, |(_, long)| *long);
    let found = FLOORS.iter().position(|floor| floor.contains(&part));
    found.unwrap_or_else(|| panic!("{part} stands on no floor"))
}

#[test]
fn no_part_uses_one_above_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&source, &mut all);
    let mut wrong = Vec::new();
    for file in all {
        let place = file.strip_prefix(&source).unwrap().to_str().unwrap().to_owned();
        let part = place.split(['/', '.']).next().unwrap();
        if part == "lib" {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for (at, _) in text.match_indices("crate::") {
            let name = text[at + 7..].split(|c: char| !c.is_ascii_lowercase()).next().unwrap();
            if !name.is_empty() && name != part && floor(name) > floor(part) {
                wrong.push(format!("{place} uses {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
