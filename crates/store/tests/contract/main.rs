//! What every store promises, tried on SQLite and on PostgreSQL. One file a topic.

#![allow(clippy::unwrap_used, reason = "what a test cannot do without may end it")]

mod support;

mod assignments;
mod audit;
mod ceilings;
mod crash;
mod departures;
mod inbox;
mod ledger;
mod lease;
mod links;
mod memory;
mod pushed;
mod reading;
mod removals;
mod replicas;
mod service;
mod runs;
mod version;
mod workers;

#[cfg(target_os = "linux")]
mod full_disk;
mod postgres;
mod sqlite;
mod sqlite_files;
