//! Bad input is normal input: whatever is wrong, the real binary says what and where in a sentence and what to do next,
//! ends with the code for it, tells no secret, and leaves everything as it was.
#![allow(clippy::unwrap_used, unreachable_pub)]

#[path = "../support/mod.rs"]
mod support;

mod commands;
mod configuration;
mod directory;
mod disk;
mod guardrails;
mod leading;
mod names;
mod permissions;
mod plans;
mod scene;
mod secrets;
mod servers;
mod store;
mod tenant;
