//! The domain controllers of one domain, and whoever follows them: what comes of asking them once, well or badly.

use crate::realm::{Life, Realm, SHRINK_PERCENT, STAFF, UNITS, source, unit_guid};
use crate::support::dice::Dice;
use crate::tell::Telling;
use muster::daemon::{News, Read, Word};
use muster_connectors::directory::{Delta, Entry, Extent, Form, Position, Track, base_name};
use muster_connectors::ldap::{Pacing, ServerFacts, Situation, doubt};
use muster_core::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What may be wrong with one read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The server is away, or the read broke off: nothing is handed out.
    Trouble,
    /// What was told before is told again.
    Replay,
    /// A server answers that is behind.
    Lag,
    /// Newcomers are told after the groups that they are in.
    Late,
    /// Some objects come without what tells them apart.
    Unreadable,
    /// Everything is read, and nothing comes.
    Empty,
    /// Everything is read, and many people are not in it.
    FewPeople,
    /// Everything is read, and many memberships are not in it.
    FewLinks,
    /// Everything is read somewhere else: many people are not in it, and others are.
    Elsewhere,
    /// Everything is read, and the unit that people stand in is not in it.
    NoBase,
    /// Everything is read, and a group is not in it.
    NoGroup,
    /// Everything is read, and some objects come without what tells them apart.
    Nonsense,
    /// Everything is read, and it is well.
    Whole,
}

pub const FAULTS: [Fault; 13] = [
    Fault::Trouble,
    Fault::Replay,
    Fault::Lag,
    Fault::Late,
    Fault::Unreadable,
    Fault::Empty,
    Fault::FewPeople,
    Fault::FewLinks,
    Fault::Elsewhere,
    Fault::NoBase,
    Fault::NoGroup,
    Fault::Nonsense,
    Fault::Whole,
];

impl Fault {
    pub fn asks_for_everything(self) -> bool {
        match self {
            Self::Trouble | Self::Replay | Self::Lag | Self::Late | Self::Unreadable => false,
            Self::Empty | Self::FewPeople | Self::FewLinks | Self::NoBase => true,
            Self::Elsewhere | Self::NoGroup | Self::Nonsense | Self::Whole => true,
        }
    }
}

pub struct Controller {
    pub domain: usize,
    pub track: Track,
    pub hides_deleted: bool,
    /// Which copy of the database the first server has.
    pub copy: u64,
    /// By how much its count of changes went back.
    pub went_back: u64,
    /// No server is further behind than this moment.
    pub floor: usize,
    /// The first moment after the first server was last put back.
    put_back_at: usize,
    /// The highest count that the follower saw, by server; it dies with its process.
    pub seen: BTreeMap<String, u64>,
}

/// Where a cookie goes on from.
pub fn moment_of(position: &Position) -> usize {
    position.cookie.as_ref().unwrap().parse().unwrap()
}

impl Controller {
    pub fn new(dice: &mut Dice, domain: usize) -> Self {
        Self {
            domain,
            track: [Track::DirSync, Track::DirSync, Track::Usn][dice.below(3)],
            hides_deleted: dice.chance(30),
            copy: 0,
            went_back: 0,
            floor: 0,
            put_back_at: 0,
            seen: BTreeMap::new(),
        }
    }

    /// What the follower has to say after asking once.
    pub fn word(
        &mut self,
        moments: &[Realm],
        last: Option<&Position>,
        fault: Option<Fault>,
        now: Timestamp,
        dice: &mut Dice,
    ) -> News {
        let word = match fault {
            Some(Fault::Trouble) => {
                Word::Trouble { sentence: "the server is away".into(), hint: "wait".into() }
            }
            fault => Word::Changed(Box::new(self.read(moments, last, fault, now, dice))),
        };
        News { source: source(self.domain), noticed_at: now, word }
    }

    fn read(
        &mut self,
        moments: &[Realm],
        last: Option<&Position>,
        fault: Option<Fault>,
        now: Timestamp,
        dice: &mut Dice,
    ) -> Read {
        let newest = moments.len() - 1;
        let at = match fault {
            Some(Fault::Lag) => newest - dice.below(newest - self.floor + 1),
            _ => newest,
        };
        let facts = self.facts(at, fault == Some(Fault::Lag));
        let service = facts.service.clone().unwrap();
        let requested = fault.is_some_and(Fault::asks_for_everything);
        let situation = Situation {
            facts: &facts,
            question: "everything",
            highest_seen: self.seen.get(&service).copied(),
            remembered: 180,
            requested,
            now,
        };
        let why_whole = doubt(last, self.track, &situation, &Pacing::default());
        let highest = self.seen.entry(service).or_default();
        *highest = facts.highest_committed_usn.unwrap().max(*highest);
        // A server that went back hides what is new behind the count that the cookie has.
        let hides =
            last.is_some_and(|last| moment_of(last) < self.put_back_at && last.service == facts.service);
        let from = last.filter(|_| why_whole.is_none()).map(|last| if hides { at } else { moment_of(last) });
        let (from, cookie) = self.span(from, at, fault, dice);
        let form = if self.track == Track::DirSync { Form::Changes } else { Form::Full };
        let telling = Telling {
            before: from.map(|from| &moments[from]),
            after: &moments[at],
            domain: self.domain,
            hides_deleted: self.hides_deleted,
        };
        let mut objects = telling.objects(form);
        let born = telling.before.map(|before| before.seats.len());
        self.spoil(&mut objects, fault, (&moments[at], born), dice);
        shuffle(&mut objects, dice);
        let whole_at = last.filter(|_| why_whole.is_none()).map_or(now, |last| last.whole_at);
        let extent = if why_whole.is_some() { Extent::Whole } else { Extent::Since };
        let position = self.position(&facts, cookie, now, whole_at);
        Read {
            delta: Delta { extent, form, objects, position, read_at: now },
            why_whole: why_whole.map(|doubt| doubt.to_string()),
            findings: Vec::new(),
        }
    }

    /// From where to where is told, and where the next read goes on.
    fn span(
        &self,
        from: Option<usize>,
        at: usize,
        fault: Option<Fault>,
        dice: &mut Dice,
    ) -> (Option<usize>, usize) {
        let Some(from) = from else { return (None, at) };
        let earlier = |moment: usize, dice: &mut Dice| {
            let low = self.floor.min(moment);
            moment - dice.below(moment - low + 1)
        };
        match fault {
            Some(Fault::Replay) => (Some(earlier(from, dice)), at),
            Some(Fault::Lag) => (Some(earlier(from.min(at), dice)), at),
            Some(Fault::Late) => (Some(from.min(at)), from.min(at)),
            _ => (Some(from.min(at)), at),
        }
    }

    fn facts(&self, at: usize, other: bool) -> ServerFacts {
        let count = at as u64 + 1_000_000;
        let (name, copy, usn) = match other {
            true => ("dc2", "dc2".to_owned(), count / 2),
            false => ("dc1", format!("dc1 copy {}", self.copy), count - self.went_back),
        };
        ServerFacts {
            dns_host_name: Some(name.into()),
            service: Some(format!("CN=NTDS Settings,CN={name}")),
            invocation_id: Some(copy),
            highest_committed_usn: Some(usn),
            ..ServerFacts::default()
        }
    }

    fn position(&self, facts: &ServerFacts, cookie: usize, now: Timestamp, whole_at: Timestamp) -> Position {
        Position {
            track: self.track,
            naming_context: format!("DC=d{}", self.domain),
            domain_sid: None,
            server: facts.dns_host_name.clone().unwrap(),
            service: facts.service.clone(),
            invocation_id: facts.invocation_id.clone(),
            usn: facts.highest_committed_usn,
            cookie: Some(cookie.to_string()),
            reached_at: now,
            whole_at,
            question: "everything".into(),
        }
    }

    /// Makes of a good read what the fault makes of it.
    fn spoil(
        &self,
        objects: &mut Vec<Entry>,
        fault: Option<Fault>,
        (realm, born): (&Realm, Option<usize>),
        dice: &mut Dice,
    ) {
        let is = |entry: &Entry, class: &str| entry.has_class(class);
        match fault {
            Some(Fault::Late) => {
                let new = (born.unwrap_or(0)..realm.seats.len()).map(|at| realm.human(at).guid());
                let new: Vec<Vec<u8>> = new.map(|guid| guid.to_bytes_le().to_vec()).collect();
                let known = born.is_some();
                objects.retain(|entry| {
                    !known || !new.iter().any(|guid| entry.bytes("objectGUID") == Some(guid))
                });
            }
            Some(Fault::Unreadable | Fault::Nonsense) => unreadable(objects, dice),
            Some(Fault::Empty) => objects.clear(),
            Some(Fault::FewPeople) => {
                let lives = |entry: &Entry| is(entry, "user") && entry.text("isDeleted") != Some("TRUE");
                let people: Vec<usize> = (0..objects.len()).filter(|at| lives(&objects[*at])).collect();
                leave_out(objects, people, dice);
            }
            Some(Fault::FewLinks) => few_links(objects, dice),
            Some(Fault::Elsewhere) => {
                // So many that counting alone would not notice, and not so many that they make up for the others.
                let people = objects.iter().filter(|entry| is(entry, "user"));
                let strangers: Vec<Entry> = people.step_by(4).cloned().map(stranger).collect();
                self.spoil(objects, Some(Fault::FewPeople), (realm, born), dice);
                objects.extend(strangers);
            }
            Some(Fault::NoBase) => {
                let base = unit_guid(self.domain * UNITS + STAFF).to_bytes_le();
                objects.retain(|entry| entry.bytes("objectGUID") != Some(&base));
            }
            Some(Fault::NoGroup) => {
                let groups: Vec<usize> = (0..objects.len()).filter(|at| is(&objects[*at], "group")).collect();
                groups.get(dice.below(groups.len())).map(|at| objects.remove(*at));
            }
            Some(Fault::Trouble | Fault::Replay | Fault::Lag | Fault::Whole) | None => {}
        }
    }

    /// The first server is put back to an older copy. `renamed`: as one should, so that the copy has another name.
    pub fn put_back(&mut self, moments: &[Realm], older: usize, renamed: bool) -> Realm {
        let newest = moments.len() - 1;
        match renamed {
            true => self.copy += 1,
            false => self.went_back += 1_000,
        }
        (self.floor, self.put_back_at) = (moments.len(), moments.len());
        moments[newest].put_back(&moments[older], self.domain)
    }
}

/// Five of six, so that it is far too much whatever was left out before.
fn leave_out(objects: &mut Vec<Entry>, mut some: Vec<usize>, dice: &mut Dice) {
    let stay = some.len() / 6;
    while some.len() > stay {
        let gone = some.swap_remove(dice.below(some.len()));
        objects[gone].dn.clear();
    }
    objects.retain(|entry| !entry.dn.is_empty());
}

/// Somebody else, of whom nobody here knows.
fn stranger(person: Entry) -> Entry {
    let guid = Uuid::new_v5(&Uuid::NAMESPACE_OID, person.bytes("objectGUID").unwrap_or_default());
    let parent = person.bytes("parentGUID").map(<[u8]>::to_vec);
    let entry = Entry::new(&person.dn.replacen("CN=", "CN=Not ", 1)).with("objectClass", "user");
    let entry = entry.with("sAMAccountName", &guid.simple().to_string()).with("userAccountControl", "512");
    let entry = entry.with_bytes("objectGUID", &guid.to_bytes_le());
    parent.into_iter().fold(entry, |entry, parent| entry.with_bytes("parentGUID", &parent))
}

fn few_links(objects: &mut [Entry], dice: &mut Dice) {
    let is_member = |name: &str| base_name(name) == "member";
    let links = |objects: &[Entry]| -> usize {
        let all = objects.iter().flat_map(|entry| &entry.attributes);
        all.filter(|(name, _)| is_member(name)).map(|(_, values)| values.len()).sum()
    };
    let stay = links(objects) / 6;
    while links(objects) > stay {
        let groups: Vec<usize> =
            (0..objects.len()).filter(|at| objects[*at].values("member").next().is_some()).collect();
        let group = &mut objects[groups[dice.below(groups.len())]];
        let found = group.attributes.iter_mut().find(|(name, values)| is_member(name) && !values.is_empty());
        found.map(|(_, values)| values.pop());
    }
}

/// One or two objects of a read come without GUID; groups with members are the likeliest.
fn unreadable(objects: &mut [Entry], dice: &mut Dice) {
    let grouped = |entry: &&mut Entry| entry.attributes.iter().any(|(name, _)| base_name(name) == "member");
    let group = objects.iter_mut().find(grouped).filter(|_| dice.chance(60));
    group.into_iter().for_each(nameless);
    let at = dice.below(objects.len());
    objects.get_mut(at).into_iter().for_each(nameless);
}

fn nameless(entry: &mut Entry) {
    entry.attributes.retain(|(name, _)| name != "objectGUID");
}

/// Objects come in no order.
fn shuffle(objects: &mut [Entry], dice: &mut Dice) {
    for at in (1..objects.len()).rev() {
        objects.swap(at, dice.below(at + 1));
    }
}

/// Whether leaving out five of six is too much for anybody to believe.
pub fn is_large_enough(realm: &Realm, domain: usize) -> bool {
    let here = |at: &usize| realm.seats[*at].domain == domain && realm.seats[*at].life == Life::Here;
    let people = (0..realm.seats.len()).filter(here).count() as u64;
    let too_much = |all: u64| all > 0 && (all - all / 6) * 100 > (SHRINK_PERCENT + 20) * all;
    too_much(people) && too_much(realm.links(domain) as u64)
}
