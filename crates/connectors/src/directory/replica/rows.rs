//! The replica as rows of a store, and back.

use super::Replica;
use super::applied::{Applied, Link, Rows};
use super::edges::Target;
use super::object::Object;
use super::packed::{Attributes, Packed};
use super::state::State;
use crate::directory::account::Kind;
use data_encoding::BASE64;
use muster_core::digest::sha256_hex;
use muster_core::id::{Anchor, PersonId, SourceId};
use muster_core::replica::{DirectoryEvent, EdgeKind, EdgeRow, ObjectRow, ReplicaChange, ReplicaRow};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Names longer than this are stored beside the edge, and their digest in it: databases limit the length of keys.
const NAME_IN_KEY_MAX: usize = 512;

/// A stored row that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("the stored replica has {what} that cannot be read")]
pub struct BadRow {
    what: &'static str,
    #[source]
    cause: Box<dyn std::error::Error + Send + Sync>,
}

/// An object as JSON. Values that are no text are in Base64.
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<Uuid>,
    rdn: Box<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    above: Option<Box<str>>,
    attributes: BTreeMap<String, Vec<Value>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    oversize: Box<[(Box<str>, u64)]>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Bytes { base64: String },
}

impl Replica {
    /// What to store after a read was applied.
    pub fn change(&self, source: &SourceId, applied: &Applied) -> ReplicaChange {
        let mut change = ReplicaChange {
            state: serde_json::to_string(&self.state).expect("the state has text keys"),
            events: self.directory_events(source, applied),
            ..ReplicaChange::default()
        };
        match &applied.rows {
            Rows::Everything => {
                change.everything = true;
                change.put = self.objects.iter().map(|(guid, object)| object_row(*guid, object)).collect();
                change.added = [Link::Member, Link::Manager]
                    .into_iter()
                    .flat_map(|link| {
                        self.edges(link).all().map(move |(from, to)| self.edge_row(link, from, to))
                    })
                    .collect();
            }
            Rows::Changed { put, gone, added, removed } => {
                let row = |guid: &Uuid| Some(object_row(*guid, self.objects.get(guid)?));
                change.put = put.iter().filter_map(row).collect();
                change.gone = gone.iter().map(|guid| guid.to_string().into()).collect();
                change.added = added.iter().map(|(link, from, to)| self.edge_row(*link, *from, to)).collect();
                change.removed =
                    removed.iter().map(|(link, from, to)| self.edge_row(*link, *from, to)).collect();
            }
        }
        change
    }

    fn edge_row(&self, link: Link, from: Uuid, to: &Target) -> EdgeRow {
        let kind = match link {
            Link::Member => EdgeKind::Member,
            Link::Manager => EdgeKind::Manager,
        };
        let (to, hint) = match to {
            Target::Guid(guid) => (guid.to_string(), self.strays.sid(*guid).map(Box::from)),
            Target::Sid(sid) => (sid.to_string(), None),
            Target::Name(name) if name.len() <= NAME_IN_KEY_MAX => (format!("dn:{name}"), None),
            Target::Name(name) => (format!("dn#{}", sha256_hex(name.as_bytes())), Some(name.clone())),
        };
        EdgeRow { kind, from: from.to_string().into(), to: to.into(), hint }
    }

    fn directory_events(&self, source: &SourceId, applied: &Applied) -> Vec<DirectoryEvent> {
        let server = self.position().map(|position| position.server.clone()).unwrap_or_default();
        let told = applied.events.iter().flat_map(|event| event.concerns.first().map(|guid| (event, guid)));
        let event = |(event, guid): (&super::Event, &Uuid)| DirectoryEvent {
            at: event.at,
            source: source.clone(),
            server: server.clone(),
            person: PersonId::new(source, &Anchor::new(guid.to_string())),
            sentence: event.sentence.clone(),
        };
        told.map(event).collect()
    }
}

fn object_row(guid: Uuid, object: &Object) -> ObjectRow {
    let value = |bytes: Vec<u8>| match String::from_utf8(bytes) {
        Ok(text) => Value::Text(text),
        Err(error) => Value::Bytes { base64: BASE64.encode(error.as_bytes()) },
    };
    let values = |values: Vec<Vec<u8>>| values.into_iter().map(value).collect();
    let stored = Stored {
        deleted: object.deleted,
        parent: object.parent,
        rdn: object.rdn.clone(),
        above: object.above.clone(),
        attributes: object.attributes.unpack().into_iter().map(|(name, all)| (name, values(all))).collect(),
        oversize: object.oversize.clone(),
    };
    let value = serde_json::to_string(&stored).expect("an object has text keys");
    ObjectRow { id: guid.to_string().into(), value: value.into() }
}

/// Takes the rows of a store in, one after the other, and becomes a replica.
#[derive(Debug, Default)]
pub struct Loading {
    replica: Replica,
    problem: Option<BadRow>,
}

impl Loading {
    /// Takes a row in. The first one that makes no sense is remembered, and ends the loading.
    pub fn take(&mut self, row: ReplicaRow<'_>) {
        if let ReplicaRow::State(_) = row {
            *self = Self::default();
        }
        if self.problem.is_none() {
            self.problem = self.replica.take_row(row).err();
        }
    }

    /// The replica.
    ///
    /// # Errors
    /// The first row that made no sense. The directory must be read anew then.
    pub fn finish(mut self) -> Result<Replica, BadRow> {
        match self.problem {
            Some(problem) => Err(problem),
            None => {
                self.replica.index_all();
                Ok(self.replica)
            }
        }
    }
}

impl Replica {
    /// The replica that rows tell of.
    ///
    /// # Errors
    /// A row that makes no sense.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = ReplicaRow<'a>>) -> Result<Self, BadRow> {
        let mut loading = Loading::default();
        rows.into_iter().for_each(|row| loading.take(row));
        loading.finish()
    }

    fn take_row(&mut self, row: ReplicaRow<'_>) -> Result<(), BadRow> {
        match row {
            ReplicaRow::State(text) => {
                self.state = serde_json::from_str::<State>(text).map_err(|cause| bad("a state", cause))?;
            }
            ReplicaRow::Object { id, value } => {
                let guid = guid_of(id)?;
                let stored = serde_json::from_str(value).map_err(|cause| bad("an object", cause))?;
                self.objects.insert(guid, object(stored)?);
            }
            ReplicaRow::Edge { kind, from, to, hint } => self.take_edge(kind, guid_of(from)?, to, hint)?,
        }
        Ok(())
    }

    fn take_edge(&mut self, kind: EdgeKind, from: Uuid, to: &str, hint: Option<&str>) -> Result<(), BadRow> {
        let target = match (to.strip_prefix("dn:"), hint) {
            (Some(name), _) => Target::Name(name.into()),
            (None, Some(name)) if to.starts_with("dn#") => Target::Name(name.into()),
            (None, _) if to.starts_with("S-") => Target::Sid(to.into()),
            (None, hint) => {
                let guid = guid_of(to)?;
                if let Some(sid) = hint {
                    self.strays.learn(guid, sid);
                }
                Target::Guid(guid)
            }
        };
        match kind {
            EdgeKind::Member => self.members.add(from, &target),
            EdgeKind::Manager => self.managers.add(from, &target),
        };
        Ok(())
    }
}

fn object(stored: Stored) -> Result<Object, BadRow> {
    let mut attributes = Attributes::new();
    for (name, values) in stored.attributes {
        let bytes = values.into_iter().map(|value| match value {
            Value::Text(text) => Ok(text.into_bytes()),
            Value::Bytes { base64 } => {
                BASE64.decode(base64.as_bytes()).map_err(|cause| bad("an attribute", cause))
            }
        });
        attributes.insert(name, bytes.collect::<Result<_, _>>()?);
    }
    let mut object = Object {
        kind: Kind::Other,
        deleted: stored.deleted,
        parent: stored.parent,
        rdn: stored.rdn,
        above: stored.above,
        sid: None,
        attributes: Packed::default(),
        oversize: stored.oversize,
    };
    object.set_attributes(attributes);
    Ok(object)
}

fn guid_of(text: &str) -> Result<Uuid, BadRow> {
    text.parse().map_err(|cause: uuid::Error| bad("a key", cause))
}

fn bad(what: &'static str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> BadRow {
    BadRow { what, cause: cause.into() }
}
