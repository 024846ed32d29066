//! Keeps the rules of the house: who may depend on whom, how long files and functions are, and what `core` may use.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines that a file of ours may have before it is two files. Around 150 is the aim.
const FILE_LINES_MAX: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn files(below: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(below).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => found.extend(files(&path, ending)),
            false if path.to_string_lossy().ends_with(ending) => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

fn dependencies(room: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("crates").join(room).join("Cargo.toml")).unwrap();
    let section = text.split("[dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    section
        .lines()
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn rooms_depend_only_on_the_rooms_below_them() {
    let allowed: [(&str, &[&str]); 4] = [
        ("core", &[]),
        ("store", &["muster-core"]),
        ("connectors", &["muster-core"]),
        ("simulator", &["muster-core", "muster-store"]),
    ];
    for (room, below) in allowed {
        for name in dependencies(room).iter().filter(|name| name.starts_with("muster")) {
            assert!(below.contains(&name.as_str()), "{room} may not depend on {name}");
        }
    }
}

#[test]
fn core_is_pure() {
    for name in ["tokio", "tracing", "reqwest", "rand", "futures-util", "rusqlite", "http"] {
        assert!(!dependencies("core").contains(name), "core may not use {name}");
    }
    let banned = [
        "HashMap",
        "HashSet",
        "async fn",
        "::now()",
        "std::fs",
        "std::net",
        "std::env",
        "SystemTime",
        "println!",
    ];
    for file in files(&root().join("crates/core/src"), ".rs") {
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let found: Vec<_> = banned.iter().filter(|word| code.contains(**word)).collect();
            assert!(found.is_empty(), "{}:{}: core may not use {found:?}", file.display(), number + 1);
        }
    }
}

/// The order in which `core`'s modules are declared: each may import only from those above it.
#[test]
fn core_imports_only_upwards() {
    let core = root().join("crates/core/src");
    let text = fs::read_to_string(core.join("lib.rs")).unwrap();
    let order: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    for file in files(&core, ".rs") {
        let relative = file.strip_prefix(&core).unwrap().to_string_lossy().into_owned();
        let module = relative.split(['/', '.']).next().unwrap();
        let Some(at) = order.iter().position(|name| *name == module) else { continue };
        for line in
            fs::read_to_string(&file).unwrap().lines().filter(|line| !line.trim_start().starts_with("//"))
        {
            for rest in line.split("crate::").skip(1) {
                let used = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
                let allowed = order.iter().position(|name| *name == used).is_none_or(|other| other <= at);
                assert!(allowed, "{relative} imports {used}, which stands below {module}");
            }
        }
    }
}

#[test]
fn files_stay_small() {
    for room in ["core", "store", "connectors", "simulator", "muster"] {
        for file in files(&root().join("crates").join(room).join("src"), ".rs") {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= FILE_LINES_MAX, "{} has {lines} lines", file.display());
        }
    }
}

#[test]
fn every_guardrail_has_its_file_and_its_page() {
    let guide = fs::read_to_string(root().join("docs/guide/guardrails.md")).unwrap();
    for guardrail in muster_core::guard::ALL {
        let file =
            root().join("crates/core/src/guard").join(format!("{}.rs", guardrail.name.replace('-', "_")));
        assert!(file.exists(), "guardrail {} has no file {}", guardrail.name, file.display());
        assert!(
            guide.contains(guardrail.name),
            "docs/guide/guardrails.md does not explain {}",
            guardrail.name
        );
    }
}

/// One provider of TLS, and nothing that needs cmake or OpenSSL.
#[test]
fn the_lock_file_holds_no_second_tls() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for name in ["aws-lc-sys", "aws-lc-rs", "openssl-sys", "native-tls"] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name} came into the tree");
    }
}
