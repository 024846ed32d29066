//! The hooks of the real service: what is answered with which status, what is kept, and that nothing that was answered
//! 202 is lost.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod crash;
mod inbox;
mod load;
mod presets;
mod proofs;
mod scene;
mod scim;
mod sender;
mod standard;
mod taken;
mod tls;
