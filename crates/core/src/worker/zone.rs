//! Time zones by their IANA names, as they were when this program was built: no machine knows other rules.

use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The IANA name of a time zone, such as `Asia/Manila`, that exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(String);

/// A name that no time zone has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no time zone `{0}`; write an IANA name such as `Europe/Berlin`")]
pub struct UnknownZone(String);

impl Zone {
    /// Universal time.
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// What the clock shows there at a moment: `2026-03-01 00:00`.
    pub fn clock(&self, at: crate::time::Timestamp) -> String {
        at.to_zoned(self.rules()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    pub(super) fn rules(&self) -> TimeZone {
        TimeZoneDatabase::bundled().get(&self.0).unwrap_or(TimeZone::UTC)
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = TimeZoneDatabase::bundled().get(text.trim());
        let unknown = || UnknownZone(text.to_owned());
        let rules = known.map_err(|_| unknown())?;
        rules.iana_name().map(|name| Self(name.to_owned())).ok_or_else(unknown)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}
