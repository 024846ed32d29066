//! One type per id, so that a bare `Uuid` or `String` never travels.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use uuid::Uuid;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
    )*};
}

uuid_ids! {
    /// A Genesys Cloud user (`User.id`).
    AccountId;
    /// A Genesys Cloud role (`DomainOrganizationRole.id`).
    RoleId;
    /// One authorization division; for "all divisions" see [`crate::entitlement::DivisionScope`].
    DivisionId;
    /// A Genesys Cloud group.
    GroupId;
    /// A routing queue.
    QueueId;
    /// A routing skill.
    SkillId;
    /// A routing language.
    LanguageId;
    /// One pass of Muster.
    RunId;
    /// The organisation that a token belongs to.
    OrganisationId;
    /// A conversation, of any media.
    ConversationId;
    /// One party's part in a conversation.
    ParticipantId;
    /// One of the organisation's presence definitions.
    PresenceId;
    /// A wrap-up code.
    WrapupCodeId;
}

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps the text as it is.
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(Arc::from(text.as_ref()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
    )*};
}

text_ids! {
    /// The configured name of a source, such as `corp-ad`.
    SourceId;
    /// The immutable key of a person or group in its source: `objectGUID` in AD, worker id in HR.
    Anchor;
    /// The configured name of a rule.
    RuleId;
    /// A licence, by the word that the tenant has for it, such as `cloudCX3`.
    LicenceId;
    /// A plan's id: the SHA-256 of its canonical bytes, in hex.
    PlanId;
}

/// A person across runs: the source that speaks for them and their anchor in it.
///
/// Written `source/anchor`, also as a JSON map key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonId {
    /// The source that speaks for the person.
    pub source: SourceId,
    /// The person's key in that source.
    pub anchor: Anchor,
}

/// A directory group and the source that it is in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupKey {
    /// Which source.
    pub source: SourceId,
    /// The group's key in it.
    pub anchor: Anchor,
}

impl PersonId {
    /// Joins a source and an anchor.
    pub fn new(source: &SourceId, anchor: &Anchor) -> Self {
        Self { source: source.clone(), anchor: anchor.clone() }
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.source, self.anchor)
    }
}

impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonId({self})")
    }
}

/// A person id is `source/anchor`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a person id of the form source/anchor")]
pub struct NotAPersonId(String);

impl TryFrom<String> for PersonId {
    type Error = NotAPersonId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.split_once('/') {
            Some((source, anchor)) if !source.is_empty() && !anchor.is_empty() => {
                Ok(Self { source: SourceId::new(source), anchor: Anchor::new(anchor) })
            }
            Some(_) | None => Err(NotAPersonId(text)),
        }
    }
}

impl FromStr for PersonId {
    type Err = NotAPersonId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text.to_owned())
    }
}

impl From<PersonId> for String {
    fn from(person: PersonId) -> Self {
        person.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_id_survives_its_text_form() {
        let person = PersonId::new(&"corp-ad".into(), &"762c4376-6006-4577-a1e8-0f227d811790".into());
        assert_eq!(person.to_string().parse(), Ok(person));
    }

    #[test]
    fn text_without_an_anchor_is_no_person_id() {
        assert_eq!("corp-ad/".parse::<PersonId>(), Err(NotAPersonId("corp-ad/".into())));
    }
}
