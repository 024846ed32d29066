//! Reads of a directory, told by hand: what a domain controller says when something is so or changes.

use muster_connectors::directory::{
    Applied, Delta, Entry, Extent, Forest, Form, Position, ReadSpec, Replica, Track,
};
use muster_core::id::SourceId;
use muster_core::record::{SourceBatch, SourceRecord};
use uuid::Uuid;

/// Domain controllers tell names of classes, too, that nobody asks for; these are the ones that count.
const SECURITY: &str = "-2147483646";

pub(crate) fn guid(number: u128) -> Uuid {
    Uuid::from_u128(0x5eed_0000_0000_4000_8000_0000_0000_0000 + number)
}

pub(crate) fn sid(number: u128) -> String {
    format!("S-1-5-21-1-2-3-{number}")
}

/// How a link names an object: by GUID, SID and name.
pub(crate) fn link(number: u128, dn: &str) -> String {
    format!("<GUID={}>;<SID={}>;{dn}", guid(number), sid(number))
}

/// An object without anything else.
pub(crate) fn object(number: u128, dn: &str) -> Entry {
    Entry::new(dn).with_bytes("objectGUID", &guid(number).to_bytes_le())
}

/// An object below another one.
pub(crate) fn below(parent: u128, number: u128, dn: &str) -> Entry {
    object(number, dn).with_bytes("parentGUID", &guid(parent).to_bytes_le())
}

pub(crate) trait Telling: Sized {
    /// An attribute without values: it was removed.
    fn without(self, name: &str) -> Self;
    fn unit(self) -> Self;
    fn person(self, login: &str) -> Self;
    fn group(self, name: &str) -> Self;
    fn sid(self, number: u128) -> Self;
    fn added(self, member: &str) -> Self;
    fn removed(self, member: &str) -> Self;
}

impl Telling for Entry {
    fn without(mut self, name: &str) -> Self {
        self.attributes.push((name.to_owned(), Vec::new()));
        self
    }

    fn unit(self) -> Self {
        self.with("objectClass", "top").with("objectClass", "organizationalUnit")
    }

    fn person(self, login: &str) -> Self {
        let entry = self.with("objectClass", "top").with("objectClass", "user");
        entry.with("sAMAccountName", login).with("userAccountControl", "512")
    }

    fn group(self, name: &str) -> Self {
        self.with("objectClass", "group").with("sAMAccountName", name).with("groupType", SECURITY)
    }

    fn sid(self, number: u128) -> Self {
        self.with_bytes("objectSid", &muster_connectors::directory::sid_bytes(&sid(number)).unwrap())
    }

    fn added(self, member: &str) -> Self {
        self.with("member;range=1-1", member)
    }

    fn removed(self, member: &str) -> Self {
        self.with("member;range=0-0", member)
    }
}

pub(crate) fn delta(extent: Extent, form: Form, objects: Vec<Entry>) -> Delta {
    let at = "2026-03-01T12:00:00Z".parse().unwrap();
    let position = Position {
        track: Track::DirSync,
        naming_context: "DC=x".into(),
        domain_sid: Some("S-1-5-21-1-2-3".into()),
        server: "dc1.x".into(),
        service: None,
        invocation_id: Some("i".into()),
        usn: Some(7),
        cookie: None,
        reached_at: at,
        whole_at: at,
        question: "all".into(),
    };
    Delta { extent, form, objects, position, read_at: at }
}

/// What changed.
pub(crate) fn since(objects: Vec<Entry>) -> Delta {
    delta(Extent::Since, Form::Changes, objects)
}

/// Everything, told as changes since nothing.
pub(crate) fn whole(objects: Vec<Entry>) -> Delta {
    delta(Extent::Whole, Form::Changes, objects)
}

/// Everything, each object in full.
pub(crate) fn full(objects: Vec<Entry>) -> Delta {
    delta(Extent::Whole, Form::Full, objects)
}

pub(crate) fn source() -> SourceId {
    SourceId::new("corp-ad")
}

/// One directory and what came of it.
pub(crate) struct Story {
    pub(crate) forest: Forest,
}

impl Story {
    pub(crate) fn new(spec: ReadSpec) -> Self {
        let mut forest = Forest::default();
        forest.add(source(), spec, 20, Replica::default());
        Self { forest }
    }

    /// A directory that was read once.
    pub(crate) fn read(spec: ReadSpec, objects: Vec<Entry>) -> Self {
        let mut story = Self::new(spec);
        story.tell(&whole(objects));
        story
    }

    pub(crate) fn tell(&mut self, delta: &Delta) -> Applied {
        self.forest.apply(&source(), delta).unwrap()
    }

    pub(crate) fn replica(&self) -> &Replica {
        self.forest.replica(&source()).unwrap()
    }

    pub(crate) fn batch(&self) -> SourceBatch {
        self.forest.batches().remove(0)
    }

    pub(crate) fn record(&self, number: u128) -> Option<SourceRecord> {
        let wanted = guid(number).to_string();
        self.batch().records.into_iter().find(|record| record.anchor.as_str() == wanted)
    }

    /// The numbers of the groups that a person is in.
    pub(crate) fn groups(&self, number: u128) -> Vec<u128> {
        let record = self.record(number).unwrap();
        let number = |text: &str| text.parse::<Uuid>().unwrap().as_u128() - guid(0).as_u128();
        record.memberships.keys().map(|anchor| number(anchor.as_str())).collect()
    }
}

pub(crate) fn sentences(applied: &Applied) -> Vec<&str> {
    applied.events.iter().map(|event| event.sentence.as_str()).collect()
}
