//! A run against a tenant that loses replies, and a process that dies anywhere: nothing is lost, nothing is doubled.
//!
//! Time is virtual and chance has a seed, so whatever fails once fails again.

#![allow(clippy::unwrap_used)]

mod support;

#[path = "apply/breaker.rs"]
mod breaker;
#[path = "apply/chance.rs"]
mod chance;
#[path = "apply/check.rs"]
mod check;
#[path = "apply/crash.rs"]
mod crash;
#[path = "apply/departing.rs"]
mod departing;
#[path = "apply/effort.rs"]
mod effort;
#[path = "apply/refused.rs"]
mod refused;
#[path = "apply/remaining.rs"]
mod remaining;
#[path = "apply/throttle.rs"]
mod throttle;
#[path = "apply/worlds.rs"]
mod worlds;
