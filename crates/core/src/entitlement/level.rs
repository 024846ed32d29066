//! Proficiency in a skill or language.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A proficiency from 0.0 to 5.0 in steps of a tenth (`UserRoutingSkill.proficiency`).
///
/// Kept as tenths so that levels compare exactly; JSON shows the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(u8);

/// Text or a number that is not between 0 and 5.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("`{0}` is not a level from 0 to 5 (tenths allowed)")]
pub struct NotALevel(String);

impl TryFrom<f64> for Level {
    type Error = NotALevel;
    fn try_from(number: f64) -> Result<Self, Self::Error> {
        let tenths = (number * 10.0).round();
        if (0.0..=50.0).contains(&tenths) {
            Ok(Self(tenths as u8))
        } else {
            Err(NotALevel(number.to_string()))
        }
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> Self {
        f64::from(level.0) / 10.0
    }
}

impl FromStr for Level {
    type Err = NotALevel;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number: f64 = text.trim().parse().map_err(|_| NotALevel(text.to_owned()))?;
        Self::try_from(number)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", f64::from(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_levels_print_without_a_fraction() {
        assert_eq!("5".parse::<Level>().map(|level| level.to_string()), Ok("5".into()));
        assert_eq!("3.5".parse::<Level>().map(|level| level.to_string()), Ok("3.5".into()));
    }

    #[test]
    fn nobody_is_better_than_five() {
        assert!("5.1".parse::<Level>().is_err());
        assert!("NaN".parse::<Level>().is_err());
    }
}
