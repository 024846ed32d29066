//! Identity facts as a source described them, normalised, and how far one read of a source can be believed.

mod mail;

pub use mail::mail_address;

use crate::id::{Anchor, GroupKey, PersonId, SourceId};
use crate::sorted::SortedMap;
use crate::time::Timestamp;
use crate::worker::{Employment, Zone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What one read of one source brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceBatch {
    /// The configured name of the source.
    pub source: SourceId,
    /// When the read ended.
    pub read_at: Timestamp,
    /// Whether absence may be believed.
    pub coverage: Coverage,
    /// Whether it is a directory: people of one directory may be in groups of another.
    pub is_directory: bool,
    /// Where an incremental read can go on from; `None` where the source has no such notion.
    pub cursor: Option<Cursor>,
    /// People and service accounts, in order of their anchors.
    pub records: Vec<SourceRecord>,
    /// How many records the source has in all: more than these where only those are given that a plan is about.
    pub population: u64,
    /// The security groups that the read saw, in order of their anchors.
    pub groups: Vec<DirectoryGroup>,
    /// Objects that could not become a record, each with its reason. They never stop the others.
    pub rejected: Vec<Rejected>,
    /// How many group members pointed at objects outside the read (foreign principals, other domains, contacts).
    pub members_unresolved: u64,
    /// What will happen to its people by itself, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upcoming: Vec<Upcoming>,
}

/// Something that happens to somebody by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Upcoming {
    /// When.
    pub at: Timestamp,
    /// To whom.
    pub worker: Anchor,
    /// Their name until then.
    pub display_name: String,
    /// Where they work then.
    pub zone: Zone,
    /// What, for people: `joins`, `title becomes Team Lead`.
    pub what: String,
}

/// May absence be believed?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Everything in scope was read.
    Complete,
    /// Something is missing; nothing may be removed because of this read.
    Partial {
        /// What is missing and why, a sentence each.
        missing: Vec<String>,
    },
}

impl Coverage {
    /// Whether an object that is not in the read is known not to exist.
    pub fn is_complete(&self) -> bool {
        matches!(self, Self::Complete)
    }
}

/// An opaque position in a source's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// One person or service account as a source described it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// The immutable key: `objectGUID` in AD.
    pub anchor: Anchor,
    /// Where the object stands, for people: the distinguished name in AD, `file:line` in a file.
    pub location: String,
    /// The short login (`sAMAccountName`). Never a key: it is recycled.
    pub login: String,
    /// The name that people see.
    pub display_name: String,
    /// The mail address, trimmed and lower-cased; `None` where there is none or it is no address.
    pub mail: Option<String>,
    /// The user principal name, trimmed and lower-cased.
    pub user_principal_name: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Employee number, the join key to HR.
    pub employee_number: Option<String>,
    /// The manager's record in this or another source, where the manager was in a read.
    pub manager: Option<PersonId>,
    /// Phone numbers by kind, as written.
    pub phones: BTreeMap<PhoneKind, String>,
    /// False where the account is disabled.
    pub enabled: bool,
    /// When the account expires; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// Further attributes that the configuration asked for, names lower-cased.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// Security groups that the person is in, directly or through others, with the shortest path.
    pub memberships: SortedMap<Anchor, MembershipPath>,
    /// The same for groups of other directories, in order of the groups.
    pub elsewhere: Vec<(GroupKey, MembershipPath)>,
    /// What is wrong with the record, a sentence each. A problem never stops other records.
    pub problems: Vec<String>,
    /// What only HR knows of somebody; nothing for the records of directories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<Box<Work>>,
}

/// What only HR knows of somebody at the moment for which the record counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Whether they work here.
    pub status: Employment,
    /// When they begin to; `None` where they always did.
    pub starts_at: Option<Timestamp>,
    /// Where they work.
    pub zone: Zone,
}

impl SourceRecord {
    /// A record of an enabled account that says nothing else.
    pub fn blank(anchor: Anchor, location: impl Into<String>) -> Self {
        Self {
            anchor,
            location: location.into(),
            login: String::new(),
            display_name: String::new(),
            mail: None,
            user_principal_name: None,
            title: None,
            department: None,
            employee_number: None,
            manager: None,
            phones: BTreeMap::new(),
            enabled: true,
            expires_at: None,
            attributes: BTreeMap::new(),
            memberships: SortedMap::new(),
            elsewhere: Vec::new(),
            problems: Vec::new(),
            work: None,
        }
    }

    /// Whether the account may be used at `now`: enabled and not expired.
    pub fn usable_at(&self, now: Timestamp) -> bool {
        self.enabled && self.expires_at.is_none_or(|expires| expires > now)
    }
}

/// What makes records of different sources one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinKey {
    /// The same employee number.
    EmployeeNumber,
    /// The same mail address.
    Mail,
    /// The same user principal name.
    UserPrincipalName,
}

impl JoinKey {
    /// Every key.
    pub const ALL: [Self; 3] = [Self::EmployeeNumber, Self::Mail, Self::UserPrincipalName];

    /// The word for people and configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::EmployeeNumber => "employee_number",
            Self::Mail => "mail",
            Self::UserPrincipalName => "user_principal_name",
        }
    }

    /// What a record says, for comparison: blanks around it and case do not matter. `None` where it says nothing.
    pub fn of(self, record: &SourceRecord) -> Option<String> {
        let text = match self {
            Self::EmployeeNumber => &record.employee_number,
            Self::Mail => &record.mail,
            Self::UserPrincipalName => &record.user_principal_name,
        };
        text.as_ref().map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty())
    }
}

/// How a person came into a group: anchors of the groups from the person's own group up to the group itself.
///
/// One element for a direct membership. The last element is always the group that the path leads to.
pub type MembershipPath = Vec<Anchor>;

/// Which of a person's phones a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// The desk phone (`telephoneNumber`).
    Work,
    /// The mobile phone (`mobile`).
    Mobile,
    /// The private phone (`homePhone`).
    Home,
}

/// A security group of a directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryGroup {
    /// The immutable key.
    pub anchor: Anchor,
    /// The short name (`sAMAccountName`, else the common name).
    pub name: String,
    /// The distinguished name, or the place in a file.
    pub location: String,
    /// Whether the configured group scope contains it. Groups out of scope still carry nested memberships.
    pub in_scope: bool,
    /// How many direct members it has, of any kind.
    pub members: u64,
    /// Other directories that may bring members into it: a group of theirs is in it, directly or through others, or
    /// somebody of whom no directory that was read knows.
    pub through: BTreeSet<SourceId>,
}

/// An object that could not become a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Which object.
    pub location: String,
    /// Why, as a sentence.
    pub reason: String,
}
