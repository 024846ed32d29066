//! A company in a real domain: how it is loaded, what the domain made of it, and changes as an administrator makes them.

use crate::dc::SambaDc;
use crate::support::company::{Company, Human, SECRET, Team, client_id};
use crate::support::dice::Dice;
use crate::support::history;
use crate::support::ldif::{Place, objects};
use crate::support::oracle::{Face, Oracle, faces};
use crate::support::site::Site;
use muster_connectors::directory::{Entry, ReadSpec, guid_of, sid_text};
use muster_connectors::file::write_ldif;
use muster_connectors::ldap::{LdapConfig, Trust, read_directory};
use muster_simulator::{Calls, Tenant};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::Output;
use std::time::Instant;

pub(crate) const READER: &str = "svc-muster";
pub(crate) const PASSWORD: &str = "Reader-Pw-1";

pub(crate) const PEOPLE: usize = 2000;
pub(crate) const TEAMS: usize = 13;
/// The team that nearly everybody is in: more members than a domain controller gives at once (1500).
pub(crate) const BIG: usize = 0;

/// Two thousand people, one big team, and twelve small ones: 1 contains 2 contains 3 contains 1, 7 contains that ring,
/// and 4 contains 5 contains 6.
pub(crate) fn company(seed: u64) -> Company {
    let mut dice = Dice::new(seed);
    let mut company = Company::random(&mut dice, PEOPLE, TEAMS);
    for team in &mut company.teams {
        team.people = (0..60 + dice.below(60)).map(|_| dice.below(PEOPLE)).collect();
        team.teams.clear();
    }
    company.teams[BIG].people = (0..PEOPLE).filter(|at| at % 5 != 4).collect();
    company.teams[BIG].gives =
        ["role:Agent@Support", "queue:Billing", "group:Everybody"].map(str::to_owned).into();
    for (outer, inner) in [(1, 2), (2, 3), (3, 1), (7, 1), (4, 5), (5, 6)] {
        company.teams[outer].teams.insert(inner);
    }
    company
}

/// A domain controller that holds a company.
pub(crate) struct Domain {
    pub(crate) dc: SambaDc,
    pub(crate) place: Place,
    /// Where everything of the company stands.
    pub(crate) root: String,
    /// Where people are now who are not where [`Domain::home`] puts them, by login.
    moved: BTreeMap<String, String>,
}

impl Domain {
    /// A domain with the company in it, and an ordinary account that may read.
    pub(crate) fn new(dc: SambaDc, company: &Company) -> Self {
        let root = format!("OU=Made Up,{}", dc.base);
        let place = Place {
            people: format!("OU=Berlin,{root}"),
            groups: format!("OU=Groups,{root}"),
            with_guid: false,
        };
        let domain = Self { dc, place, root, moved: BTreeMap::new() };
        domain.dc.service_account(READER, PASSWORD);
        domain.dc.seed(&domain.everything(company));
        domain
    }

    /// A quarter of the people are in Leipzig.
    pub(crate) fn leipzig(&self) -> String {
        format!("OU=Leipzig,{}", self.root)
    }

    pub(crate) fn is_in_leipzig(&self, human: &Human) -> bool {
        self.person(human).ends_with(&self.leipzig())
    }

    fn home(&self, human: &Human) -> String {
        let number: usize = human.login[1..].parse().unwrap();
        match number % 4 {
            3 => format!("CN={},{}", human.name, self.leipzig()),
            _ => self.place.person(human),
        }
    }

    /// The distinguished name of somebody now.
    pub(crate) fn person(&self, human: &Human) -> String {
        self.moved.get(&human.login).cloned().unwrap_or_else(|| self.home(human))
    }

    fn everything(&self, company: &Company) -> String {
        let units = [&self.root, &self.place.people, &self.leipzig(), &self.place.groups]
            .map(|unit| Entry::new(unit).with("objectClass", "organizationalUnit"));
        let mut entries: Vec<Entry> = units.into();
        entries.extend(objects(company, &self.place));
        for (entry, human) in entries[4..].iter_mut().zip(&company.people) {
            entry.dn = self.home(human);
        }
        let mut text = content(&entries);
        for human in &company.people {
            if let Some(manager) = human.manager.map(|at| self.home(&company.people[at])) {
                change(&mut text, &self.home(human), &format!("add: manager\nmanager: {manager}"));
            }
        }
        for team in company.teams.iter().filter(|team| !team.people.is_empty()) {
            let people = team.people.iter().map(|at| self.home(&company.people[*at]));
            let teams = team.teams.iter().map(|at| self.place.team(&company.teams[*at]));
            let members: String = people.chain(teams).map(|dn| format!("\nmember: {dn}")).collect();
            change(&mut text, &self.place.team(team), &format!("add: member{members}"));
        }
        text
    }

    /// Changes one object: `what` is the body of an LDIF modification.
    pub(crate) fn modify(&self, dn: &str, what: &str) {
        let mut text = String::new();
        change(&mut text, dn, what);
        self.dc.seed(&text);
    }

    pub(crate) fn joins(&self, human: &Human, team: &Team) {
        self.modify(&self.place.team(team), &format!("add: member\nmember: {}", self.person(human)));
    }

    pub(crate) fn leaves(&self, human: &Human, team: &Team) {
        self.modify(&self.place.team(team), &format!("delete: member\nmember: {}", self.person(human)));
    }

    pub(crate) fn disable(&self, human: &Human) {
        self.modify(&self.person(human), "replace: userAccountControl\nuserAccountControl: 514");
    }

    /// Another name in another unit: another distinguished name, the same `objectGUID`.
    pub(crate) fn rename_and_move(&mut self, human: &mut Human, name: &str, unit: &str) {
        let old = self.person(human);
        let text = format!(
            "dn: {old}\nchangetype: modrdn\nnewrdn: CN={name}\ndeleteoldrdn: 1\nnewsuperior: {unit}\n"
        );
        self.dc.seed(&text);
        self.moved.insert(human.login.clone(), format!("CN={name},{unit}"));
        human.name = name.into();
        self.modify(&self.person(human), &format!("replace: displayName\ndisplayName: {name}"));
    }

    /// Deletes somebody and gives login and mail to somebody new.
    pub(crate) fn recycle(&self, human: &Human, successor: &str) -> String {
        self.dc.seed(&format!("dn: {}\nchangetype: delete\n", self.person(human)));
        let successor =
            Human { name: successor.into(), title: "Trainee".into(), enabled: true, ..human.clone() };
        let alone = Company { people: vec![successor], teams: Vec::new() };
        self.dc.seed(&content(&objects(&alone, &self.place)));
        self.place.person(&alone.people[0])
    }

    /// What only the server knows the number of: makes a team somebody's primary group, of which they must be a member.
    pub(crate) fn make_primary(&self, human: &Human, team: &Team) {
        let groups = self.read(&self.place.groups.clone());
        let group = groups.iter().find(|entry| entry.text("sAMAccountName") == Some(&team.name)).unwrap();
        let sid = sid_text(group.bytes("objectSid").unwrap()).unwrap();
        let number = sid.rsplit('-').next().unwrap();
        self.modify(&self.person(human), &format!("replace: primaryGroupID\nprimaryGroupID: {number}"));
        let members = self.read(&self.place.groups.clone());
        let group = members.iter().find(|entry| entry.text("sAMAccountName") == Some(&team.name)).unwrap();
        let dn = self.person(human);
        assert!(
            !group.texts("member").any(|member| member.eq_ignore_ascii_case(&dn)),
            "a primary group does not list its members"
        );
    }

    /// Lets only administrators see what is below a unit.
    pub(crate) fn close(&self, unit: &str) {
        self.modify(
            unit,
            "replace: nTSecurityDescriptor\nnTSecurityDescriptor: O:DAG:DAD:PAI(A;CI;GA;;;SY)(A;CI;GA;;;DA)",
        );
    }

    /// Lets every account of the domain read it again.
    pub(crate) fn open(&self, unit: &str) {
        self.modify(unit, "replace: nTSecurityDescriptor\nnTSecurityDescriptor: O:DAG:DAD:AI(A;CI;GA;;;SY)(A;CI;GA;;;DA)(A;CI;GR;;;AU)");
    }

    /// The anchors that the server made, by mail.
    pub(crate) fn anchors(&self) -> BTreeMap<String, String> {
        let entries = self.read(&self.root.clone());
        entries.iter().filter_map(|entry| Some((entry.text("mail")?.to_owned(), guid_of(entry)?))).collect()
    }

    /// Groups and the people below `base`, as the administrator sees them.
    fn read(&self, base: &str) -> Vec<Entry> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = self.server(&self.dc.admin, &self.dc.admin_password);
        let spec = ReadSpec { people_bases: vec![base.to_owned()], ..ReadSpec::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let raw = runtime.block_on(read_directory(&config, &spec)).unwrap();
        assert!(raw.gaps.is_empty(), "{:?}", raw.gaps);
        raw.entries
    }

    /// The way to the server as somebody.
    pub(crate) fn server(&self, name: &str, password: &str) -> LdapConfig {
        let config = LdapConfig::new(&self.dc.ip.to_string(), name, password.into());
        LdapConfig { trust: Trust::CaFile(self.dc.ca_file.clone()), ..config }
    }

    /// The account that Muster reads with.
    pub(crate) fn reader(&self) -> String {
        format!("{READER}@{}", self.dc.domain)
    }

    /// The lines of `[[source]]` in `muster.toml`.
    pub(crate) fn source(&self) -> String {
        let (ip, ca, root, groups) = (self.dc.ip, self.dc.ca_file.display(), &self.root, &self.place.groups);
        format!(
            "kind = \"ldap\"\nurl = [\"ldaps://{ip}\"]\nca_file = \"{ca}\"\nbind = \"{}\"\n\
             password = {{ file = \"ad-password\" }}\nbase = \"{root}\"\ngroup_base = \"{groups}\"\ntimeout_seconds = 5\n",
            self.reader()
        )
    }
}

fn content(entries: &[Entry]) -> String {
    write_ldif(entries).replace("version: 1\n", "")
}

fn change(text: &mut String, dn: &str, what: &str) {
    writeln!(text, "\ndn: {dn}\nchangetype: modify\n{what}").unwrap();
}

/// People whom `wanted` accepts, by number.
pub(crate) fn people(
    company: &Company,
    wanted: impl Fn(usize, &Human, &BTreeSet<usize>) -> bool,
) -> Vec<usize> {
    (0..company.people.len()).filter(|at| wanted(*at, &company.people[*at], &company.teams_of(*at))).collect()
}

/// The company, its domain, the tenant, and what the tenant must look like.
pub(crate) struct World {
    pub(crate) company: Company,
    pub(crate) domain: Domain,
    pub(crate) site: Site,
    pub(crate) oracle: Oracle,
    /// The anchor that each account must carry, by mail: that of whoever had the mail first.
    pub(crate) anchors: BTreeMap<String, String>,
    /// What went wrong without making the rest pointless.
    pub(crate) complaints: Vec<String>,
}

impl World {
    pub(crate) fn new(dc: SambaDc, company: Company) -> Self {
        let began = Instant::now();
        let domain = Domain::new(dc, &company);
        let anchors = domain.anchors();
        eprintln!(
            "samba: {} people and {} groups loaded in {:?}",
            company.people.len(),
            company.teams.len(),
            began.elapsed()
        );
        let site = Site::new(&company, Tenant::from_seed(&company.seed()).unwrap(), &domain.source());
        std::fs::write(site.path("ad-password"), PASSWORD).unwrap();
        // The other guards stay wide open: here only a shrunken source may hold anything.
        let text = std::fs::read_to_string(site.path("muster.toml")).unwrap();
        std::fs::write(site.path("muster.toml"), text.replace("shrink_percent = 100", "shrink_percent = 10"))
            .unwrap();
        let oracle = Oracle::new(&company);
        Self { company, domain, site, oracle, anchors, complaints: Vec::new() }
    }

    pub(crate) fn found(&self) -> BTreeMap<String, Face> {
        faces(self.site.handle.tenant().state_ref())
    }

    /// What the oracle says, with the anchors that the domain made instead of those that the company made up.
    pub(crate) fn expected(&self) -> BTreeMap<String, Face> {
        let real = |(mail, face): (&String, &Face)| {
            let external_id = face.external_id.as_ref().map(|_| self.anchors[mail].clone());
            (mail.clone(), Face { external_id, ..face.clone() })
        };
        self.oracle.faces().iter().map(real).collect()
    }

    pub(crate) fn account(&self, mail: &str) -> (uuid::Uuid, String) {
        let tenant = self.site.handle.tenant();
        let (id, user) = tenant.state_ref().users.iter().find(|(_, user)| user.email == mail).unwrap();
        (id.uuid(), user.name.clone())
    }

    pub(crate) fn forget_calls(&self) {
        self.site.handle.tenant().reset_calls();
    }

    pub(crate) fn calls(&self) -> Calls {
        self.site.handle.tenant().calls().clone()
    }

    /// Runs the binary, says how long it took, and gives what it printed.
    pub(crate) fn timed(&self, code: i32, arguments: &[&str]) -> String {
        let began = Instant::now();
        let text = self.site.expect(code, arguments);
        let (took, calls) = (began.elapsed(), self.calls());
        eprintln!(
            "samba: muster {}: {took:?}, {} calls, {} of them writes",
            arguments.join(" "),
            calls.total(),
            calls.writes()
        );
        self.forget_calls();
        text
    }

    pub(crate) fn init(&self, config: &str, ca: &str) -> String {
        let (dc, place) = (&self.domain.dc, &self.domain.place);
        let (url, client, bind) = (&self.site.handle.base_url, client_id().to_string(), self.domain.reader());
        let tenant = ["--config", config, "init", "--api", url, "--login", url, "--client-id", &client];
        let ldap = format!("ldaps://{}", dc.ip);
        let source = [
            "--ldap",
            &ldap,
            "--ca-file",
            ca,
            "--bind",
            &bind,
            "--base",
            &self.domain.root,
            "--group-base",
            &place.groups,
        ];
        self.with_secrets(0, &[&tenant[..], &source[..]].concat())
    }

    pub(crate) fn with_environment(&self, arguments: &[&str]) -> Output {
        let mut command = self.site.command(arguments);
        command.env("MUSTER_CLIENT_SECRET", SECRET).env("MUSTER_AD_PASSWORD", PASSWORD).output().unwrap()
    }

    /// Runs the binary with the secrets in the environment, as `init` refers to them.
    pub(crate) fn with_secrets(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.with_environment(arguments);
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "muster {arguments:?}\n{text}");
        text
    }

    /// The tenant is as the oracle says, nothing is left to do, and the history is whole.
    pub(crate) fn is_settled(&self, when: &str) {
        same(&self.found(), &self.expected(), when);
        self.forget_calls();
        let text = self.timed(0, &["plan", "--detailed-exitcode"]);
        assert!(text.contains("Nothing to change"), "{when}: {text}");
        history::is_whole(&mut *self.site.store());
        self.site.expect(0, &["audit", "--verify"]);
    }

    pub(crate) fn keeps_what_hands_gave(&self) {
        let found = self.found();
        for human in self.company.people.iter().filter(|human| human.enabled) {
            let manual = human.account.iter().flatten().filter(|gift| gift.starts_with("role:"));
            for role in manual {
                assert!(found[&human.mail()].held.contains_key(role), "{} lost {role}", human.mail());
            }
        }
    }

    /// Somebody without account and team who may join the big team, and somebody in it whose account is new.
    pub(crate) fn joiner_and_leaver(&self) -> (usize, usize) {
        let berlin = |at: usize| !self.domain.is_in_leipzig(&self.company.people[at]);
        let stranger = |human: &Human| !self.oracle.faces().contains_key(&human.mail());
        let joiners = people(&self.company, |at, human, teams| {
            human.enabled && teams.is_empty() && stranger(human) && berlin(at)
        });
        let leavers =
            people(&self.company, |at, human, teams| human.enabled && teams.contains(&BIG) && berlin(at));
        let new = |at: &usize| self.company.people[*at].account.is_none();
        (joiners[0], leavers.into_iter().find(new).unwrap())
    }
}

/// Panics at the first account that is not as expected.
pub(crate) fn same(found: &BTreeMap<String, Face>, expected: &BTreeMap<String, Face>, when: &str) {
    for (mail, face) in expected {
        assert_eq!(found.get(mail), Some(face), "{mail}, {when}");
    }
    assert_eq!(found.len(), expected.len(), "accounts, {when}");
}
