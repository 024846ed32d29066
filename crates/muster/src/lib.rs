//! The parts of the `muster` binary. `cli` reads the command line, `drive` makes one run, `console` shows it.

mod assign;
pub mod cli;
mod config;
mod console;
pub mod daemon;
pub mod drive;
mod error;
mod hooks;
mod init;
pub mod staff;

pub use error::Failure;
