//! Placeholder.

pub mod directory;
pub mod file;
pub mod genesys;
pub mod ldap;
