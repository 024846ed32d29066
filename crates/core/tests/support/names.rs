//! Names for people, ids for machines: every id of a test world follows from a name, and output is named back.

use muster_core::id::{AccountId, Anchor, PersonId, SourceId};
use muster_core::tenant::Catalogue;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The source that people are in unless a scenario says otherwise.
pub(crate) const SOURCE: &str = "corp-ad";

/// The id of something with a name; the same in every run.
pub(crate) fn uuid(of: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, of.as_bytes())
}

/// The anchor of somebody in the directory.
pub(crate) fn anchor(name: &str) -> Anchor {
    Anchor::new(uuid(&format!("person:{name}")).to_string())
}

/// The anchor of a directory group.
pub(crate) fn group_anchor(name: &str) -> Anchor {
    Anchor::new(uuid(&format!("directory-group:{name}")).to_string())
}

/// Somebody in a source.
pub(crate) fn person(source: &str, name: &str) -> PersonId {
    PersonId::new(&SourceId::new(source), &anchor(name))
}

/// The account that a scenario gives somebody.
pub(crate) fn account(name: &str) -> AccountId {
    AccountId(uuid(&format!("account:{name}")))
}

/// The account that the tenant makes for somebody, so that an oracle and a tenant agree on it.
pub(crate) fn created_account(person: &PersonId) -> AccountId {
    AccountId(uuid(&format!("created:{}", person.anchor)))
}

/// Ids as people would say them: `ana` for an anchor, `<ana>` for her account, `<new ana>` for one that a plan made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// Learns a person's name.
    pub(crate) fn learn(&mut self, name: &str) {
        let anchor = anchor(name);
        let created = created_account(&PersonId::new(&SOURCE.into(), &anchor));
        self.0.insert(anchor.to_string(), name.to_owned());
        self.0.insert(account(name).to_string(), format!("<{name}>"));
        self.0.insert(created.to_string(), format!("<new {name}>"));
    }

    /// Learns a conversation's name: `<c1>`.
    pub(crate) fn learn_conversation(&mut self, name: &str) {
        self.learn_id(uuid(&format!("conversation {name}")), format!("<{name}>"));
    }

    /// Learns what an id of a thing should be called.
    pub(crate) fn learn_id(&mut self, id: impl ToString, name: impl Into<String>) {
        self.0.insert(id.to_string(), name.into());
    }

    /// Learns the names of a catalogue: `<queue Billing>`.
    pub(crate) fn learn_catalogue(&mut self, catalogue: &Catalogue) {
        for (id, role) in &catalogue.roles {
            self.learn_id(id, format!("<role {}>", role.name));
        }
        for (id, queue) in &catalogue.queues {
            self.learn_id(id, format!("<queue {}>", queue.name));
        }
    }

    /// The text with every known id replaced.
    pub(crate) fn apply(&self, text: &str) -> String {
        let named = |text: String, (id, name): (&String, &String)| text.replace(id.as_str(), name);
        self.0.iter().fold(text.to_owned(), named)
    }
}
