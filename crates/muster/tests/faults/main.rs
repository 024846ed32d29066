//! The fault matrix: every fault that a reply can have, at every operation class, in every position that matters. After
//! each cell the tenant is what an oracle says, nothing happened twice, nothing of others was touched, and the journal,
//! the ledger and the history are whole. Virtual clock, one thread, nothing by chance: a failing cell fails for ever.
//!
//! `MUSTER_CELL="once Scim AmendAccount 503-after 1"` runs one cell; any part of a name runs all that contain it.
#![allow(clippy::unwrap_used, unreachable_pub)]

#[path = "../support/mod.rs"]
mod support;

mod act;
mod batches;
mod check;
mod class;
mod company;
mod conflicts;
mod divisions;
mod door;
mod lag;
mod lies;
mod matrix;
mod outages;
mod probes;
mod reads;
mod replies;
mod scene;
mod switches;
mod throttling;
mod tokens;
mod weather;
