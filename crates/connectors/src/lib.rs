//! The outside world. The only crate that speaks LDAP and HTTP; what it hands out and takes are `muster-core`'s values.
//!
//! Directories are read by [`ldap`] (a live domain controller) or [`file`](mod@file) (LDIF and CSV), and [`directory`]
//! turns the entries of either into a batch of people. [`genesys`] reads a Genesys Cloud tenant, sends calls to it and
//! reads back what came of them. [`hr`] knows who may push facts of workers at us, and what their bodies say.
//!
//! Nothing here decides what should change. A read that brought less than everything says what is missing, and a call
//! that may have taken effect or not says so. Secrets appear in no log, error or `Debug`.

pub mod directory;
pub mod file;
pub mod genesys;
pub mod hr;
pub mod ldap;
