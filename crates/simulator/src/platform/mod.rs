//! The organisation, its OAuth clients and tokens, its audit.

pub(crate) mod audit;
pub(crate) mod auditquery;
pub(crate) mod clients;
pub(crate) mod oauth;
pub(crate) mod organisation;
pub(crate) mod tokens;
