//! What a switch may say, where yes and no are not enough.

use serde::{Deserialize, Serialize};

/// Where a grant goes whose call names no division.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantPlace {
    /// Into the Home division.
    #[default]
    Home,
    /// Into the user's own division.
    Own,
    /// Into all divisions.
    All,
}

/// What a stale `version` is answered with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaleVersion {
    /// 409 `general.conflict`.
    #[default]
    Conflict,
    /// 400 with a message that contains "does not match the current version".
    BadRequest,
}

/// The `error` of the token endpoint for a wrong secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretError {
    /// `invalid_client`.
    #[default]
    InvalidClient,
    /// `invalid_request`.
    InvalidRequest,
    /// `invalid_grant`.
    InvalidGrant,
    /// `unauthorized_client`.
    UnauthorizedClient,
}

impl SecretError {
    /// The word on the wire.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::InvalidClient => "invalid_client",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
        }
    }
}

/// How search criteria without an `operator` are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// All must hold.
    #[default]
    And,
    /// One is enough.
    Or,
}

/// The code of the 400 for a page that is too large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageSizeCode {
    /// `invalid.query.param.value`.
    #[default]
    InvalidQueryParamValue,
    /// `invalid.value`.
    InvalidValue,
    /// `bad.request`.
    BadRequest,
}

impl PageSizeCode {
    /// The code on the wire.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::InvalidQueryParamValue => "invalid.query.param.value",
            Self::InvalidValue => "invalid.value",
            Self::BadRequest => "bad.request",
        }
    }
}

/// What SCIM answers to the name of a role, skill, language or division that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownName {
    /// 400 `invalidValue`.
    #[default]
    InvalidValue,
    /// 400 `noTarget`.
    NoTarget,
    /// 400 without a `scimType`.
    NoType,
    /// 404.
    NotFound,
}
