//! One type per id, so that a queue is never mistaken for a person. Every id is a lower-case UUID on the wire.
//!
//! Ids are derived (UUID v5 of kind and name), never drawn: the same seed and the same calls give the same tenant.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Root of all derived ids; the value itself means nothing.
const NAMESPACE: Uuid = Uuid::from_u128(0x6d75_7374_6572_4007_8a11_7369_6d75_6c61);

/// Derives the UUID of the thing of `kind` called `name`.
pub(crate) fn derive(kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{kind}:{name}").as_bytes())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id that something of this kind gets when only its name is known.
            pub fn named(name: &str) -> Self {
                Self(derive($kind, name))
            }

            /// Reads an id as it stands in a path or a body; `None` when it is no UUID.
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }

            /// The bare UUID.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}:{}", $kind, self.0.as_hyphenated())
            }
        }
    )*};
}

ids! {
    /// The organisation.
    OrganisationId = "organisation";
    /// A division; objects and grants live in one.
    DivisionId = "division";
    /// A role.
    RoleId = "role";
    /// A user; derived from the e-mail.
    UserId = "user";
    /// A group.
    GroupId = "group";
    /// A routing queue.
    QueueId = "queue";
    /// A routing skill.
    SkillId = "skill";
    /// A routing language.
    LanguageId = "language";
    /// An OAuth client.
    ClientId = "client";
    /// A presence definition.
    PresenceId = "presence";
    /// A team.
    TeamId = "team";
    /// A phone.
    StationId = "station";
    /// A schema of custom attributes.
    SchemaId = "schema";
    /// A conversation.
    ConversationId = "conversation";
    /// A participant of a conversation.
    ParticipantId = "participant";
}
