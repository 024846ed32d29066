//! The deciding half of Muster: what should be true, what is true, what to change, and whether that is safe.
//!
//! Pure by law: no async, clock, I/O, randomness, logging or `HashMap`. Time, ids and configuration arrive as
//! arguments, so the same input gives the same plan, byte for byte. Modules import only upwards in this order.

pub mod sorted;
pub mod id;
pub mod time;
pub mod digest;
pub mod worker;
pub mod record;
pub mod workers;
pub mod replica;
pub mod entitlement;
pub mod tenant;
pub mod person;
pub mod departure;
pub mod plan;
pub mod policy;
pub mod everybody;
pub mod correlate;
pub mod desire;
pub mod draft;
pub mod guard;
pub mod operation;
pub mod compile;
pub mod journal;
pub mod apply;
pub mod verify;
pub mod audit;
pub mod report;
