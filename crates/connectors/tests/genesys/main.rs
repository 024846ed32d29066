//! The Genesys client against a tenant in memory, on a paused clock unless a test says otherwise.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod budget;
mod calls;
mod conflicts;
mod conformance;
mod departing;
mod doctor;
mod evidence;
mod evidence_pages;
mod faults;
mod http;
mod licences;
mod listing;
mod login;
mod reading;
mod recheck;
mod scim;
mod sending;
mod swarm;
mod tls;
mod work;
mod world;
