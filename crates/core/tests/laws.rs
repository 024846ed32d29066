//! The laws of plans and their compilation, on worlds by chance.

#![allow(clippy::unwrap_used)]

mod support;

#[path = "laws/common.rs"]
mod common;
#[path = "laws/compiling.rs"]
mod compiling;
#[path = "laws/departing.rs"]
mod departing;
#[path = "laws/learning.rs"]
mod learning;
#[path = "laws/focus.rs"]
mod focus;
#[path = "laws/ordering.rs"]
mod ordering;
#[path = "laws/planning.rs"]
mod planning;
#[path = "laws/removing.rs"]
mod removing;
