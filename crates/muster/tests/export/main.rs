//! `muster init --export-org`: a copy of an organisation in which nobody can be found, and which is otherwise the same.

#![allow(clippy::unwrap_used)]

mod redaction;
mod refusals;
mod rehearsal;
mod round_trip;
mod scene;
#[path = "../support/served.rs"]
mod served;
mod shape;
