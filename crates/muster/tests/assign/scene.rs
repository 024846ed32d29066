//! Four people, of whom rules cover two, on a site with two licence tiers.

use crate::support::company::{Company, Human, Team};
use crate::support::oracle::faces;
use crate::support::site::Site;
use muster_simulator::Tenant;
use std::collections::BTreeSet;
use std::ops::Deref;

const TIERS: &str =
    "[licence_tier.cx1]\nroles = [\"Agent\"]\n[licence_tier.cx3]\nroles = [\"Agent\", \"Lead\"]\n";

pub struct Scene {
    pub company: Company,
    pub site: Site,
}

impl Deref for Scene {
    type Target = Site;
    fn deref(&self) -> &Site {
        &self.site
    }
}

/// Ana and Ben answer for billing; Cem has an account and no rule, Dora neither.
fn company() -> Company {
    let people = ["Ana Ito", "Ben Novak", "Cem Rossi", "Dora Silva"].map(human).to_vec();
    let gives = ["role:Agent@Support", "queue:Billing"].map(str::to_owned).into();
    let billing =
        Team { name: "GC-Billing".into(), people: BTreeSet::from([0, 1]), teams: BTreeSet::new(), gives };
    Company { people, teams: vec![billing] }
}

fn human(name: &str) -> Human {
    let login = name.split(' ').next().unwrap_or_default().to_lowercase();
    Human {
        account: (login != "dora").then(BTreeSet::new),
        login,
        name: name.into(),
        title: "Agent".into(),
        enabled: true,
        manager: None,
    }
}

impl Scene {
    /// Everything that rules say is so.
    pub fn new() -> Self {
        Self::with("")
    }

    /// With further lines of configuration.
    pub fn with(more: &str) -> Self {
        let company = company();
        let site = Site::with_file(&company, Tenant::from_seed(&company.seed()).unwrap());
        let text = std::fs::read_to_string(site.path("muster.toml")).unwrap();
        std::fs::write(site.path("muster.toml"), format!("{text}{TIERS}{more}")).unwrap();
        site.expect(0, &["apply", "--yes"]);
        Self { company, site }
    }

    /// The key of somebody in the directory.
    pub fn guid(&self, at: usize) -> String {
        self.company.people[at].guid().to_string()
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Roles that an account holds in the tenant, as `role:Agent@Support`.
    pub fn roles(&self, login: &str) -> Vec<String> {
        let faces = faces(self.handle.tenant().state_ref());
        let face = faces.get(&format!("{login}@example.com")).cloned().unwrap_or_default();
        face.held.into_keys().filter(|gift| gift.starts_with("role:")).collect()
    }

    /// What standard output says, with the exit code that is expected.
    pub fn out(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.muster(arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "muster {arguments:?}\n{out}\n{err}");
        out.into_owned()
    }

    /// The lines of JSON that standard output holds.
    pub fn lines(&self, code: i32, arguments: &[&str]) -> Vec<serde_json::Value> {
        self.out(code, arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// How many assignments the store holds.
    pub fn assigned(&self) -> usize {
        self.store().assignments().unwrap().iter().count()
    }
}
