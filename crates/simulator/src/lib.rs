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
//! * [`serve`] puts a tenant on a socket.
//!
//! The tenant knows no clock: the time is an argument, ids are derived, and the same calls give the same tenant.

mod account;
mod audit;
mod behaviour;
mod call;
mod calls;
mod clock;
mod company;
mod criteria;
mod defaults;
mod divisions;
mod dump;
mod errors;
mod externalids;
mod faultplan;
mod faults;
mod gateway;
mod grants;
mod groupmembers;
mod groups;
mod holdings;
mod ids;
mod index;
mod lag;
mod languages;
mod licences;
mod limits;
mod memberships;
mod moves;
mod names;
mod oauth;
mod organisation;
mod paging;
mod people;
mod permissions;
mod plant;
mod presence;
mod queuemembers;
mod queues;
mod random;
mod replies;
mod roleholders;
mod roles;
mod routes;
mod scim;
mod search;
mod seed;
mod server;
mod skills;
mod state;
mod subjects;
mod tenant;
mod tokens;
mod useredit;
mod userlist;
mod users;
mod userskills;
mod userview;
mod world;

pub use behaviour::{Behaviour, Lag, ScimBehaviour, StaleVersion};
pub use calls::Calls;
pub use clock::{Clock, ManualClock, SystemClock};
pub use company::SYNC_PERMISSIONS;
pub use faults::{Chances, Delivery, Fault, Faults, Scripted};
pub use ids::{
    ClientId, DivisionId, GroupId, LanguageId, OrganisationId, PresenceId, QueueId, RoleId, SkillId, UserId,
};
pub use limits::{Limits, Service, UNLIMITED};
pub use seed::{
    Seed, SeedClient, SeedDivision, SeedError, SeedGroup, SeedLanguage, SeedLicence, SeedQueue, SeedRole,
    SeedSkill, SeedUser,
};
pub use server::{SharedTenant, SimulatorHandle, serve, serve_keeping};
pub use state::{
    Client, Contact, Division, EmployerInfo, ExternalId, Grant, Group, Language, Licence, Organisation,
    Presence, Queue, QueueMember, Role, Scope, Skill, State, Subject, User, UserState,
};
pub use tenant::Tenant;
