//! The configuration as people write it: what is taken, what is refused, and with which words.
// The modules are those of the program, and these tests do not use all of them.
#![allow(dead_code, unreachable_pub, unused_imports, clippy::unwrap_used)]

#[path = "../../src/config/mod.rs"]
mod config;
#[path = "../../src/error.rs"]
mod error;
#[path = "../../src/init/mod.rs"]
mod init;
#[path = "../../src/staff/settings.rs"]
mod staff;

mod folder;
mod good;
mod guard_and_run;
mod hr;
mod hooks;
mod lock;
mod mappings;
mod people_and_policy;
mod reference;
mod rules;
mod secrets;
mod source;
mod starting;
mod syntax;
mod tenant_and_store;
