//! A company that tests make up, the tenant it meets, an oracle that is too simple to be wrong, and ways to die.

// Each test binary uses a part of this.
#![allow(dead_code, unreachable_pub)]

pub mod company;
pub mod dice;
pub mod history;
pub mod ldif;
pub mod mortal;
pub mod oracle;
#[cfg(unix)]
pub mod service;
pub mod site;
pub mod stage;
