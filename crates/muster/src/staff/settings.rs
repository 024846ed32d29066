//! How an HR source is understood, and where its files lie.

use muster_connectors::file::DropFormat;
use muster_core::workers::{EndIs, Usage};
use std::path::PathBuf;

/// How an HR source is understood, and where its files lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSettings {
    /// What is taken for granted.
    pub usage: Usage,
    /// Where its files lie, if it has any.
    pub drops: Option<Drops>,
}

/// Where files of HR lie, and what they prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drops {
    /// A file, or a folder of files that are taken in in order of their names.
    pub place: PathBuf,
    /// How they are written; `None`: as the ends of their names say, `.csv` or `.jsonl`.
    pub format: Option<DropFormat>,
    /// What an end means in them that is a day.
    pub end_is: EndIs,
    /// Whether each lists everybody, so that whoever is not in it is gone.
    pub full: bool,
    /// Whether a file without a trailer is refused.
    pub trailer_is_needed: bool,
    /// What becomes of a file of a folder that was taken in.
    pub finished: Finished,
}

/// What becomes of a file that was taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finished {
    /// It stays where it is, and is not taken in again.
    #[default]
    Keep,
    /// It is moved into the folder `done` beside it.
    Move,
}
