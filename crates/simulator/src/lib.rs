//! Genesys Cloud in memory: one tenant that tests and the demo call in-process or over HTTP.
//!
//! ```
//! use muster_simulator::{Seed, Tenant};
//! let mut tenant = Tenant::from_seed(&Seed::company(10)).unwrap();
//! let request = http::Request::get("/api/v2/users").body(bytes::Bytes::new()).unwrap();
//! assert_eq!(tenant.handle(&request, jiff::Timestamp::UNIX_EPOCH).status(), 401, "no token was sent");
//! ```
//!
//! * [`Tenant`] answers requests; [`Seed`] says what it starts with, [`State`] what it holds.
//! * [`Behaviour`] switches what is not certain about the real platform, [`Limits`] its ceilings, [`Faults`] what
//!   goes wrong on the way.
//! * [`serve`] puts a tenant on a socket, [`Serving::start_controlled`] with an endpoint under `/simulator` that sets
//!   faults, lag, limits and clock and makes [`Edit`]s by other hands, as [`Tenant::apply`] does without a socket.
//! * Left out of the platform: notification channels, and every page that no directory sync calls.
//!
//! The tenant knows no clock: the time is an argument, ids are derived, and the same calls give the same tenant.

mod authorization;
mod calls;
mod changes;
mod checked;
mod clock;
mod control;
mod conversations;
mod errors;
mod faults;
mod gateway;
mod groups;
mod limits;
mod model;
mod platform;
mod random;
mod routes;
mod routing;
mod scim;
mod seed;
mod serve;
mod tenant;
mod users;
mod wire;

// Short ways to what SCIM shares with the platform's own calls.
use changes::{externalids, groupmembers, holdings, people};
use model::{ids, state, world};
use routing::skills;
use users::{edit as useredit, list as userlist};
use wire::{call, permissions};

pub use calls::Calls;
pub use clock::{Clock, ClockSetting, ManualClock, SettableClock, SystemClock};
pub use control::apply::EditError;
pub use control::edit::{
    ChangeUser, Edit, GrantEdit, GroupMember, LevelEdit, QueueMembership, Rename, Thing,
};
pub use faults::{Chances, Delivery, Fault, Faults, Scripted};
pub use limits::{Limits, Service, UNLIMITED};
pub use model::behaviour::{
    Behaviour, GrantPlace, Join, Lag, ListMax, PageSizeCode, ScimBehaviour, SecretError, ServiceProvider,
    StaleVersion, UnknownName,
};
pub use model::ids::{
    ClientId, ConversationId, DivisionId, GroupId, LanguageId, OrganisationId, ParticipantId, PresenceId,
    QueueId, RoleId, SchemaId, SkillId, StationId, TeamId, UserId,
};
pub use model::state::{
    AttributeSchema, Client, Contact, Conversation, Division, EmployerInfo, ExternalId, Grant, Group,
    Language, Licence, Media, Organisation, Participant, Presence, Purpose, Queue, QueueMember, Role, Scope,
    Skill, SkillCondition, Stage, State, Station, Subject, Team, User, UserState,
};
pub use seed::company::{DEPARTURE_PERMISSIONS, SYNC_PERMISSIONS};
pub use seed::{
    Seed, SeedClient, SeedCondition, SeedConversation, SeedDivision, SeedError, SeedFormat, SeedGroup,
    SeedLanguage, SeedLicence, SeedParticipant, SeedQueue, SeedRole, SeedSchema, SeedSkill, SeedStation,
    SeedTeam, SeedUser,
};
pub use serve::server::{Serving, SharedTenant, SimulatorHandle, serve};
pub use tenant::Tenant;
