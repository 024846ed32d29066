//! The filters by which Entra and Okta look whether a user is there.

use super::ScimFault;
use std::str::FromStr;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Our id of the user.
    Id,
    /// The login, whatever its case.
    UserName,
    /// The sender's id of the user.
    ExternalId,
}

/// `key eq "value"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// What is compared.
    pub key: Key,
    /// With what.
    pub value: String,
}

impl FromStr for Filter {
    type Err = ScimFault;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || ScimFault::InvalidFilter(text.to_owned());
        let mut words = text.trim().splitn(3, ' ');
        let (attribute, operator) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let value: String =
            serde_json::from_str(words.next().unwrap_or_default().trim()).map_err(|_| unknown())?;
        let attribute = attribute.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
        let key = match attribute.as_str() {
            "id" => Key::Id,
            "username" => Key::UserName,
            "externalid" => Key::ExternalId,
            _ => return Err(unknown()),
        };
        match operator.eq_ignore_ascii_case("eq") {
            true => Ok(Self { key, value }),
            false => Err(unknown()),
        }
    }
}
