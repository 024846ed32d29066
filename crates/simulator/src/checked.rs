//! Reads numbers that cannot be just any number: an impossible one is refused with a sentence where it is written.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A status that says it is done.
pub(crate) fn success<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    match u16::deserialize(from)? {
        status @ (200 | 202 | 204) => Ok(status),
        other => Err(D::Error::custom(format!("the status {other} is none of 200, 202 and 204"))),
    }
}

/// A status that says what is wrong with a call.
pub(crate) fn refusal<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    match u16::deserialize(from)? {
        status @ 400..=499 => Ok(status),
        other => Err(D::Error::custom(format!("the status {other} is not between 400 and 499"))),
    }
}

/// A size of which there is at least one.
pub(crate) fn at_least_one<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    match u32::deserialize(from)? {
        0 => Err(D::Error::custom("0 is too small; the least is 1")),
        size => Ok(size),
    }
}

/// A status of a call that failed.
pub(crate) fn failure<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    match u16::deserialize(from)? {
        status @ 400..=599 => Ok(status),
        other => Err(D::Error::custom(format!("the status {other} is not between 400 and 599"))),
    }
}

/// A probability.
pub(crate) fn chance<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let chance = f64::deserialize(from)?;
    if (0.0..=1.0).contains(&chance) {
        return Ok(chance);
    }
    Err(D::Error::custom(format!("the chance {chance} is not between 0.0 and 1.0")))
}
