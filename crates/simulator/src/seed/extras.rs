//! The seed's teams, phones, custom attributes and conversations.

use crate::model::conversation::{Media, Purpose, Stage};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A team. Members are listed with the users.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedTeam {
    /// Derived from the name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Free text.
    pub description: String,
    /// Division by name; Home when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
}

/// A phone. Who uses it is said with the users.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedStation {
    /// Derived from the name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// `inin_webrtc_softphone` (when left out), `inin_remote` …
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

/// A schema of custom attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedSchema {
    /// Derived from the name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Version; 0 counts as 1.
    pub version: u32,
    /// Names of its attributes.
    pub attributes: Vec<String>,
}

/// A condition of a dynamic group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedCondition {
    /// Skill by name.
    pub skill: String,
    /// The least level, 0 to 5.
    #[serde(default)]
    pub at_least: u8,
}

/// A conversation. Either `agent`, `queue`, `stage` and `customer` say who takes part, or `participants` does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedConversation {
    /// Derived from the name, or from the place in the list, when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// A name of yours that the id is derived from; it appears nowhere else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `voice`, `chat`, `email`, `callback` or `message`.
    pub media: Media,
    /// An agent began it, not the customer.
    #[serde(skip_serializing_if = "is_false")]
    pub outbound: bool,
    /// Its agents must leave a wrap-up code.
    #[serde(skip_serializing_if = "is_false")]
    pub wrapup_required: bool,
    /// Divisions by name; those of the queue, else of the agent, when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub divisions: Vec<String>,
    /// When it began; when left out, when the tenant came into being (or, in an edit, now).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// When it ended; a live one has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// Who works it, by e-mail. Without one it waits in `queue`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The queue it came through, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// How far the agent is: `alerting`, `connected`, `held`, `parked`, `after_call_work`.
    #[serde(skip_serializing_if = "is_connected")]
    pub stage: Stage,
    /// The customer's number or address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Everybody who takes part, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<SeedParticipant>,
}

/// A participant, written out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedParticipant {
    /// Derived from the conversation and the place when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// `customer`, `acd`, `agent` or `external`.
    pub purpose: Purpose,
    /// User by e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Queue by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// Number or address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// How far it is.
    pub stage: Stage,
    /// When it came; with the conversation when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// When it left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// The wrap-up code it left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrapup: Option<String>,
}

pub(super) fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_connected(stage: &Stage) -> bool {
    *stage == Stage::Connected
}
