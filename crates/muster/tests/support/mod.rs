//! A company that tests make up, the tenant it meets, an oracle that is too simple to be wrong, and ways to die.

#![allow(dead_code)]

pub mod company;
pub mod dice;
pub mod history;
pub mod ldif;
pub mod mortal;
pub mod oracle;
pub mod site;
pub mod stage;
