//! What HR systems sent, from the moment at which it was taken in until it is settled.

use crate::sql::{SqlStore, inbox};
use crate::{Access, Location, StoreError, open, postgres, sqlite};
use bytes::Bytes;
use muster_core::id::SourceId;
use muster_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

type Result<T> = std::result::Result<T, StoreError>;

/// One thing that an HR system sent, known by source and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which source it is for.
    pub source: SourceId,
    /// The sender's id of it: the same one means the same delivery, sent again.
    pub id: String,
    /// When it came.
    pub received_at: Timestamp,
    /// What was sent, to the byte.
    pub body: Bytes,
    /// Why it can never be applied; `None`: it waits to be applied.
    pub refused: Option<String>,
}

/// Whether a delivery was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is new, or was refused before and waits now.
    New,
    /// It was there; nothing of it changed.
    Known,
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits to be applied.
    Waiting,
    /// What it says counts.
    Applied,
    /// It was understood, and cannot count yet.
    Parked {
        /// Why; `None` where that was forgotten.
        reason: Option<String>,
    },
    /// It can never count as it is.
    Refused {
        /// Why; `None` where that was forgotten.
        reason: Option<String>,
    },
}

/// What became of a delivery, without the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateName {
    /// [`DeliveryState::Waiting`]
    Waiting,
    /// [`DeliveryState::Applied`]
    Applied,
    /// [`DeliveryState::Parked`]
    Parked,
    /// [`DeliveryState::Refused`]
    Refused,
}

/// A delivery as the inbox knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxEntry {
    /// Its place in the order of arrival.
    pub number: u64,
    /// Which source it is for.
    pub source: SourceId,
    /// The sender's id of it.
    pub id: String,
    /// When it came.
    pub received_at: Timestamp,
    /// When it was settled; `None` while it waits.
    pub settled_at: Option<Timestamp>,
    /// How large what was sent is.
    pub bytes: u64,
    /// What became of it.
    #[serde(flatten)]
    pub state: DeliveryState,
}

/// Which deliveries to list, the newest first. All conditions must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxQuery {
    /// Only in this state.
    pub state: Option<StateName>,
    /// Only for this source.
    pub source: Option<SourceId>,
    /// Only with this id of its sender.
    pub id: Option<String>,
    /// Only the one at this place in the order of arrival.
    pub number: Option<u64>,
    /// At most this many.
    pub limit: u64,
}

impl Default for InboxQuery {
    /// Everything.
    fn default() -> Self {
        Self { state: None, source: None, id: None, number: None, limit: u64::MAX }
    }
}

/// What is to become of a delivery that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledDelivery {
    /// Its place in the order of arrival.
    pub number: u64,
    /// What it is from now on.
    pub state: DeliveryState,
}

/// Where deliveries are taken in, beside whoever leads: settling them is the leader's.
pub trait Inbox: Send {
    /// Keeps deliveries in one transaction, each once, and says of each whether it was there before. They are durable
    /// when this returns. One that was refused and comes again as one that can be applied takes the old one's place.
    ///
    /// # Errors
    /// Nothing is kept in that case.
    fn receive(&mut self, deliveries: &[Delivery]) -> Result<Vec<Received>>;

    /// The user with an id that was pushed to a source, also one that was deleted.
    fn pushed_user(&mut self, source: &SourceId, id: &str) -> Result<Option<PushedUser>>;

    /// Users that were pushed to a source, in order of their ids: those that are wanted, from the `skip`th on, at most
    /// `limit`; and how many there are in all. A user that was deleted is found by an external id alone.
    fn pushed_users(
        &mut self,
        source: &SourceId,
        wanted: &WantedUsers,
        skip: u64,
        limit: u64,
    ) -> Result<(Vec<PushedUser>, u64)>;

    /// Keeps a user as they are now, and what that says as a delivery, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Database`] where another user of the source has the name; nothing is kept then.
    fn push_user(&mut self, user: &PushedUser, delivery: &Delivery) -> Result<()>;
}

/// A user that was pushed over SCIM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushedUser {
    /// To which source.
    pub source: SourceId,
    /// Our id of them.
    pub id: String,
    /// The login, in small letters; `None` for one that was deleted.
    pub user_name: Option<String>,
    /// The sender's id of them.
    pub external_id: Option<String>,
    /// The user as JSON; `None` for one that was deleted.
    pub value: Option<String>,
    /// How often they were changed.
    pub version: u64,
    /// When they came first.
    pub created_at: Timestamp,
    /// When they were last changed.
    pub changed_at: Timestamp,
}

/// Which pushed users are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedUsers {
    /// All that were not deleted.
    All,
    /// The one with a login, in small letters.
    UserName(String),
    /// Those with an external id, also where they were deleted.
    ExternalId(String),
}

/// Opens the inbox of a store that a leader of this release has made. The store stays open for reading and leading.
///
/// # Errors
/// [`StoreError::OlderVersion`] where no leader has made or migrated the store yet, else those of [`open`].
pub fn open_inbox(location: &Location) -> Result<Box<dyn Inbox>> {
    match location {
        Location::Sqlite(path) => Ok(Box::new(SqlStore(sqlite::Beside::open(path)?))),
        Location::Postgres(url) => Ok(Box::new(SqlStore(postgres::Server::beside(url)?))),
    }
}

/// Lets a delivery that was parked or refused wait again, also while somebody leads. Says whether there is such a one.
///
/// # Errors
/// Those of [`open_inbox`].
pub fn retry_delivery(location: &Location, number: u64) -> Result<bool> {
    let again = |session: &mut dyn crate::sql::Session| inbox::retry(session, number);
    match open(location, Access::Lead) {
        Ok(mut store) => store.retry_delivery(number),
        Err(StoreError::AnotherLeader { .. }) => match location {
            Location::Sqlite(path) => sqlite::beside(path, again),
            Location::Postgres(url) => postgres::beside(url, again),
        },
        Err(error) => Err(error),
    }
}

impl StateName {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Parked, Self::Refused, Self::Applied];

    /// The word for command line and store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Applied => "applied",
            Self::Parked => "parked",
            Self::Refused => "refused",
        }
    }
}

/// A word that is no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of `waiting`, `parked`, `refused`, `applied`")]
pub struct UnknownState(String);

impl FromStr for StateName {
    type Err = UnknownState;
    fn from_str(word: &str) -> std::result::Result<Self, UnknownState> {
        let found = Self::ALL.into_iter().find(|state| state.word() == word);
        found.ok_or_else(|| UnknownState(word.to_owned()))
    }
}

impl DeliveryState {
    /// The state without the reason.
    pub fn name(&self) -> StateName {
        match self {
            Self::Waiting => StateName::Waiting,
            Self::Applied => StateName::Applied,
            Self::Parked { .. } => StateName::Parked,
            Self::Refused { .. } => StateName::Refused,
        }
    }

    /// Why it is as it is, where that is known.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Waiting | Self::Applied => None,
            Self::Parked { reason } | Self::Refused { reason } => reason.as_deref(),
        }
    }

    /// The state of a name and a reason.
    pub(crate) fn of(name: StateName, reason: Option<String>) -> Self {
        match name {
            StateName::Waiting => Self::Waiting,
            StateName::Applied => Self::Applied,
            StateName::Parked => Self::Parked { reason },
            StateName::Refused => Self::Refused { reason },
        }
    }
}
