//! A small company on its site, and the question that every test here asks: what does the binary say, and did it leave
//! everything as it was?

use crate::support::company::{Company, Human, SECRET, Team, client_id};
use crate::support::site::Site;
use data_encoding::BASE64;
use muster_simulator::{Seed, Tenant};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::path::Path;
use std::process::Output;

/// Everything that must stay as it was: every file of the folder, and all that the tenant holds.
#[derive(PartialEq)]
pub struct World {
    pub files: BTreeMap<String, Vec<u8>>,
    tenant: String,
}

pub struct Scene {
    pub site: Site,
}

impl Deref for Scene {
    type Target = Site;
    fn deref(&self) -> &Site {
        &self.site
    }
}

/// Six people: five in two teams, Dora and Finn without an account; nobody rules over Finn.
pub fn company() -> Company {
    let names = ["Ana Ito", "Ben Novak", "Cem Rossi", "Dora Silva", "Eva Tanaka", "Finn Ueda"];
    let people = names.iter().map(|name| human(name)).collect();
    Company { people, teams: vec![billing(), nights()] }
}

pub fn human(name: &str) -> Human {
    let login = name.split(' ').next().unwrap_or_default().to_lowercase();
    let has_account = !["dora", "finn", "gus"].contains(&login.as_str());
    Human {
        account: has_account.then(BTreeSet::new),
        login,
        name: name.into(),
        title: "Agent".into(),
        enabled: true,
        manager: None,
    }
}

fn billing() -> Team {
    let gives = ["role:Agent@Support", "queue:Billing"];
    team("GC-Billing", &[0, 1, 2, 3], &gives)
}

fn nights() -> Team {
    team("GC-Nights", &[2, 4], &["group:Nights", "skill:Network=3", "division:Sales"])
}

fn team(name: &str, people: &[usize], gives: &[&str]) -> Team {
    Team {
        name: name.into(),
        people: people.iter().copied().collect(),
        teams: BTreeSet::new(),
        gives: gives.iter().map(|gift| (*gift).to_owned()).collect(),
    }
}

impl Scene {
    pub fn new() -> Self {
        Self::with_seed(company().seed())
    }

    pub fn with_seed(seed: Seed) -> Self {
        Self { site: Site::with_file(&company(), Tenant::from_seed(&seed).unwrap()) }
    }

    /// Everything is applied, so that there are a database, a lock file and reports.
    pub fn settled() -> Self {
        let scene = Self::new();
        scene.expect(0, &["apply", "--yes"]);
        scene
    }

    pub fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces a text that a file of the folder holds exactly once.
    pub fn replace(&self, name: &str, old: &str, new: &str) {
        let text = self.file(name);
        assert_eq!(text.matches(old).count(), 1, "{old:?} in {name}:\n{text}");
        std::fs::write(self.path(name), text.replacen(old, new, 1)).unwrap();
    }

    /// Line and column of a text in a file of the folder, as `muster.toml:4:17`.
    pub fn place(&self, name: &str, of: &str) -> String {
        let text = self.file(name);
        let before = &text[..text.find(of).unwrap_or_else(|| panic!("{of:?} in {name}:\n{text}"))];
        let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
        format!("{name}:{}:{column}", before.matches('\n').count() + 1)
    }

    pub fn world(&self) -> World {
        let mut files = BTreeMap::new();
        collect(self.folder.path(), "", &mut files);
        World { files, tenant: serde_json::to_string(self.handle.tenant().state_ref()).unwrap() }
    }

    /// Runs the binary, which must refuse with this code in the form that all refusals have and change nothing at all.
    pub fn refuses(&self, code: i32, arguments: &[&str]) -> String {
        let before = self.world();
        let said = refusal(code, arguments, &self.muster(arguments));
        self.must_be(&before, arguments);
        said
    }

    /// The same for a command that leads: that it led may show in the lease, and in a store with nothing in it.
    pub fn refuses_leading(&self, code: i32, arguments: &[&str]) -> String {
        let before = self.world();
        let said = refusal(code, arguments, &self.muster(arguments));
        let mut after = self.world();
        let fresh = !before.files.contains_key("muster.db");
        after.files.retain(|name, _| !(name.ends_with(".lease") || fresh && name == "muster.db"));
        let mut before = before;
        before.files.retain(|name, _| !name.ends_with(".lease"));
        same(&before, &after, arguments);
        if fresh && self.path("muster.db").exists() {
            let mut store = self.store();
            assert!(store.links().unwrap().is_empty() && store.runs(1).unwrap().is_empty());
        }
        said
    }

    /// Everything is as it was.
    pub fn must_be(&self, before: &World, arguments: &[&str]) {
        same(before, &self.world(), arguments);
    }
}

fn same(before: &World, after: &World, arguments: &[&str]) {
    let names: BTreeSet<&String> = before.files.keys().chain(after.files.keys()).collect();
    let changed: Vec<_> =
        names.into_iter().filter(|name| before.files.get(*name) != after.files.get(*name)).collect();
    assert!(changed.is_empty(), "muster {arguments:?} changed {changed:?}");
    assert!(before.tenant == after.tenant, "muster {arguments:?} changed the tenant");
}

fn collect(folder: &Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => {
                files.insert(format!("{name}/"), Vec::new());
                collect(&entry.path(), &format!("{name}/"), files);
            }
            false => drop(files.insert(name, std::fs::read(entry.path()).unwrap())),
        }
    }
}

/// What a refusal looks like: `error: …` first, `next: …` last, once each, and no secret anywhere.
pub fn refusal(code: i32, arguments: &[&str], output: &Output) -> String {
    let (out, err) = texts(output);
    println!("muster {} -> {:?}\n{err}", arguments.join(" "), output.status.code());
    assert_eq!(output.status.code(), Some(code), "muster {arguments:?}\n{out}\n{err}");
    let of = |beginning: &str| err.lines().filter(|line| line.starts_with(beginning)).count();
    assert_eq!((of("error: "), of("  next: ")), (1, 1), "muster {arguments:?}\n{err}");
    assert!(err.lines().last().unwrap().starts_with("  next: "), "{err}");
    assert!(err.contains("next: ") && err.split("next: ").nth(1).unwrap().trim().len() > 10, "{err}");
    err
}

/// A text in one line, however it was broken for the eye.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Both outputs, after a look for secrets and panics.
pub fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let basic = BASE64.encode(format!("{}:{SECRET}", client_id()).as_bytes());
    for secret in [SECRET, &basic, "Bearer ", "hunter2"] {
        assert!(!out.contains(secret) && !err.contains(secret), "{secret:?} was told\n{out}\n{err}");
    }
    assert!(!err.contains("panicked") && !err.contains("RUST_BACKTRACE"), "{err}");
    (out, err)
}

impl Scene {
    /// The one file below a folder whose name ends so, or the first of several.
    pub fn file_below(&self, folder: &str, ending: &str) -> String {
        let world = self.world();
        let found = world.files.iter().find(|(name, _)| name.starts_with(folder) && name.ends_with(ending));
        let (_, bytes) =
            found.unwrap_or_else(|| panic!("no {ending} below {folder}: {:?}", world.files.keys()));
        String::from_utf8(bytes.clone()).unwrap()
    }
}
