//! Reads parts that the API takes loosely: in a seed an unknown field is a mistake.

use crate::model::state::{Contact, EmployerInfo};
use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Contact")]
struct StrictContact {
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    media_type: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    extension: Option<String>,
    #[serde(default)]
    country_code: Option<String>,
    #[serde(default)]
    integration: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "EmployerInfo")]
struct StrictEmployerInfo {
    #[serde(default)]
    official_name: Option<String>,
    #[serde(default)]
    employee_id: Option<String>,
    #[serde(default)]
    employee_type: Option<String>,
    #[serde(default)]
    date_hire: Option<String>,
}

#[derive(Deserialize)]
struct One(#[serde(with = "StrictContact")] Contact);

/// Phone numbers and addresses of a seed.
pub(super) fn contacts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Contact>, D::Error> {
    Ok(Vec::<One>::deserialize(from)?.into_iter().map(|one| one.0).collect())
}

/// What the employer says, in a seed.
pub(super) fn employer_info<'de, D: Deserializer<'de>>(from: D) -> Result<EmployerInfo, D::Error> {
    StrictEmployerInfo::deserialize(from)
}
