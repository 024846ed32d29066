//! Reads a directory again and again, at the cost of what changed: [`Tracker`] gives one
//! [`Delta`](crate::directory::Delta) after another, and [`Doorbell`] says when it is worth asking for the next.
//!
//! A read either came to its end or is an error; a short delta is never handed out. Whatever casts doubt on the
//! history of changes (see [`Doubt`]) makes the next read a whole one, and the reason travels with it.

mod access;
mod anywhere;
mod attempt;
mod backoff;
mod config;
mod cure;
mod deleted;
mod dirsync;
mod discovery;
mod doorbell;
mod doubt;
mod error;
mod limitation;
mod polling;
mod possible;
mod question;
mod session;
mod tracker;

pub use anywhere::{read_anywhere, servers};
pub use config::{Method, Pacing, PasswordSource, Servers, TrackerConfig};
pub use doorbell::{Doorbell, Ring};
pub use doubt::{Doubt, Situation, doubt};
pub use error::TrackError;
pub use limitation::Limitation;
pub use possible::{Permission, TrackingFacts};
pub use tracker::{Read, Tracker};

pub(crate) use possible::tracking_facts;
