//! The things that can be stated of a worker.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One thing that can be stated of a worker.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Fact {
    /// The mail address, which is also the login to the tenant.
    Mail,
    /// The name that people see.
    Name,
    /// Job title.
    Title,
    /// Department.
    Department,
    /// The manager's worker id.
    Manager,
    /// The number by which the worker is joined with records of other sources; the worker id where nothing else is said.
    EmployeeNumber,
    /// The user principal name in the directory.
    UserPrincipalName,
    /// The desk phone.
    WorkPhone,
    /// The mobile phone.
    MobilePhone,
    /// The first day, or the moment from which on the worker works here: a [`super::Moment`].
    Start,
    /// The last day, or the moment from which on the worker works here no more: a [`super::Moment`].
    End,
    /// An [`super::Employment`].
    Status,
    /// The IANA name of the worker's time zone.
    TimeZone,
    /// Any other attribute, such as `location`; the name is lower-cased.
    Attribute(String),
}

/// The words of configuration and store. Other attributes have their own name after a prefix.
const WORDS: [(&str, Fact); 13] = [
    ("mail", Fact::Mail),
    ("name", Fact::Name),
    ("title", Fact::Title),
    ("department", Fact::Department),
    ("manager", Fact::Manager),
    ("employee_number", Fact::EmployeeNumber),
    ("user_principal_name", Fact::UserPrincipalName),
    ("work_phone", Fact::WorkPhone),
    ("mobile_phone", Fact::MobilePhone),
    ("start", Fact::Start),
    ("end", Fact::End),
    ("status", Fact::Status),
    ("time_zone", Fact::TimeZone),
];
const ATTRIBUTE: &str = "attribute.";

/// A word that stands for nothing that can be stated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is nothing that can be said of a worker; other attributes are written `attribute.{0}`")]
pub struct UnknownFact(String);

impl Fact {
    /// Every word but those of other attributes, for help texts.
    pub fn words() -> impl Iterator<Item = &'static str> {
        WORDS.iter().map(|(word, _)| *word)
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(name) => write!(f, "{ATTRIBUTE}{name}"),
            known => f.write_str(WORDS.iter().find(|(_, fact)| fact == known).map_or("", |(word, _)| word)),
        }
    }
}

impl FromStr for Fact {
    type Err = UnknownFact;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix(ATTRIBUTE) {
            Some(name) if !name.is_empty() => Ok(Self::Attribute(name.to_lowercase())),
            _ => WORDS
                .iter()
                .find(|(word, _)| *word == text)
                .map(|(_, fact)| fact.clone())
                .ok_or_else(|| UnknownFact(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Fact {
    type Error = UnknownFact;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Fact> for String {
    fn from(fact: Fact) -> Self {
        fact.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_read_as_it_is_written() {
        for fact in WORDS.iter().map(|(_, fact)| fact.clone()).chain([Fact::Attribute("location".into())]) {
            assert_eq!(fact.to_string().parse(), Ok(fact));
        }
    }

    #[test]
    fn an_unknown_word_is_told_how_attributes_are_written() {
        let fault = "site".parse::<Fact>().expect_err("no such fact").to_string();
        assert!(fault.contains("attribute.site"), "{fault}");
    }
}
