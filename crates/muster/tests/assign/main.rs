//! Lists that assign roles to single people, with the real binary: what is written, what is refused and why, and what the
//! tenant shows afterwards.
#![allow(clippy::unwrap_used, unreachable_pub)]

#[path = "../support/mod.rs"]
mod support;

mod bad_rows;
mod large;
mod replacing;
mod scene;
mod served;
mod taking;
