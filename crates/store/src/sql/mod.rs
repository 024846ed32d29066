//! All statements, written once for both databases. One file a topic.

pub(crate) mod approvals;
pub(crate) mod assignments;
mod audit;
mod ceilings;
mod departures;
mod events;
pub(crate) mod inbox;
mod journal;
mod ledger;
mod links;
pub(crate) mod orders;
mod pushed;
mod query;
mod removals;
mod replicas;
mod runs;
mod service;
mod session;
mod sources;
mod store;
mod workers;

pub(crate) use session::{Database, Param, Row, Session};
pub(crate) use store::SqlStore;
