//! The ways in which Muster reads everything, each with commands that ask the same of `ldapsearch`.

use crate::domain::{Domain, PASSWORD};
use muster_connectors::directory::{Entry, ReadSpec};
use muster_connectors::ldap::{Tracker, TrackerConfig, read_anywhere};
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use tokio::runtime::Runtime;

/// Asked for by Active Directory's own tools as well: not to point at other naming contexts.
const DOMAIN_SCOPE: &str = "1.2.840.113556.1.4.1339";

/// One way of reading everything.
pub(crate) struct Way<'a> {
    pub(crate) name: &'static str,
    ours: Box<dyn Fn() -> Vec<Entry> + 'a>,
    theirs: Vec<Command>,
}

impl<'a> Way<'a> {
    /// All of them.
    pub(crate) fn all(domain: &'a Domain, runtime: &'a Runtime) -> [Self; 2] {
        [Self::in_pages(domain, runtime), Self::by_dirsync(domain, runtime)]
    }

    /// As `muster plan` reads.
    fn in_pages(domain: &'a Domain, runtime: &'a Runtime) -> Self {
        let spec = ReadSpec::default();
        let searches = [
            ("(&(objectCategory=person)(objectClass=user))", spec.person_attributes()),
            ("(objectClass=group)", ReadSpec::group_attributes()),
        ];
        let theirs = searches.into_iter().map(|(filter, attributes)| {
            let mut command = ldapsearch(domain);
            command.args(["-E", "pr=1000/noprompt", "-e", DOMAIN_SCOPE, filter]).args(attributes);
            command
        });
        let ours = move || {
            let raw = runtime.block_on(read_anywhere(config(domain), &spec)).unwrap();
            assert!(raw.gaps.is_empty(), "{:?}", raw.gaps);
            raw.entries
        };
        Self { name: "people and groups in pages of 1000", theirs: theirs.collect(), ours: Box::new(ours) }
    }

    /// As `muster serve` reads when it begins.
    fn by_dirsync(domain: &'a Domain, runtime: &'a Runtime) -> Self {
        let read = move || {
            let mut tracker = Tracker::new(config(domain), &ReadSpec::default());
            runtime.block_on(tracker.read(None)).unwrap().delta
        };
        // `v1 CLASS,... flags=0x80000001 ATTRIBUTE,...`
        let question = read().position.question;
        let [_, classes, flags, attributes] = question.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let classes: String = classes.split(',').map(|class| format!("(objectClass={class})")).collect();
        let flags =
            u32::from_str_radix(flags.trim_start_matches("flags=0x").trim_start_matches("ffffffff"), 16);
        let dirsync = format!("!dirSync={}/8388608", flags.unwrap() as i32);
        let mut command = ldapsearch(domain);
        command.args(["-E", &dirsync, "-E", "!extendedDn=1", "-E", "!showDeleted", &format!("(|{classes})")]);
        command.args(attributes.split(','));
        Self { name: "everything by DirSync", theirs: vec![command], ours: Box::new(move || read().objects) }
    }

    /// Reads with our connector.
    pub(crate) fn read(&self) -> Vec<Entry> {
        (self.ours)()
    }

    /// Asks `ldapsearch`, and looks at nothing of what it prints.
    pub(crate) fn search(&mut self) {
        for command in &mut self.theirs {
            assert!(command.stdout(Stdio::null()).status().unwrap().success());
        }
    }

    /// Both bring as many values of each attribute. Says how much that is.
    pub(crate) fn brings_the_same(&mut self) -> String {
        let ours = self.read();
        let (tally, mut theirs) = (Tally::of(&ours), Tally::default());
        for command in &mut self.theirs {
            let output = command.stdout(Stdio::piped()).output().unwrap();
            theirs.take_printed(&String::from_utf8(output.stdout).unwrap());
        }
        assert_eq!(tally, theirs, "what we read, and what `ldapsearch` printed");
        format!("{} entries with {} values", tally.entries, tally.values.values().sum::<usize>())
    }
}

fn config(domain: &Domain) -> TrackerConfig {
    TrackerConfig::new(vec![domain.server(&domain.reader(), PASSWORD)])
}

fn ldapsearch(domain: &Domain) -> Command {
    let mut command = domain.dc.client("ldapsearch", &domain.reader(), PASSWORD);
    command.args(["-LLL", "-o", "ldif-wrap=no", "-b", &domain.dc.base]);
    command
}

/// How many entries there are, and how many values by attribute.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    entries: usize,
    values: BTreeMap<String, usize>,
}

impl Tally {
    fn of(entries: &[Entry]) -> Self {
        let mut tally = Self { entries: entries.len(), ..Self::default() };
        for (name, values) in entries.iter().flat_map(|entry| &entry.attributes) {
            tally.add(name, values.len());
        }
        tally
    }

    fn add(&mut self, name: &str, values: usize) {
        if values > 0 {
            *self.values.entry(name.to_lowercase()).or_default() += values;
        }
    }

    /// Takes LDIF in, a line a value.
    fn take_printed(&mut self, text: &str) {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(':') {
                Some(("dn", _)) => self.entries += 1,
                Some((name, value)) => self.add(name, usize::from(!value.trim().is_empty())),
                None => {}
            }
        }
    }
}
