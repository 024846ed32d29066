//! Points in time and lengths of time. Nobody in this crate may ask what time it is: the caller owns the clock.

pub use jiff::{SignedDuration, Timestamp};
