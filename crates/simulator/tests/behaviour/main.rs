//! What the platform does and a client may rely on or stumble over: one idea a test.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../common/mod.rs"]
mod common;

mod control;
mod conversations;
mod edits;
mod faults;
mod grants;
mod lag;
mod layers;
mod limits;
mod login;
mod memberships;
mod names;
mod paging;
mod permissions;
mod people;
mod scim;
mod seeds;
mod served;
mod speed;
mod switches;
mod unconfirmed;
