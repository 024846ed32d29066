//! Which statements a body makes.

mod date;
mod fault;
mod pick;
mod pointer;
mod read;

pub use date::check_format;
pub use fault::ShapeFault;
pub use pick::Pick;
pub use pointer::{NotAPointer, Pointer};

use muster_core::worker::{Employment, Fact, Facts, Statement};
use std::collections::{BTreeMap, BTreeSet};

/// Where in a body stands what. Read from a file that people can read and copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The list of workers; `None`: the body is about one.
    pub list: Option<Pointer>,
    /// The sender's id of the delivery, for senders that give none in a header.
    pub delivery: Option<Pick>,
    /// The worker id.
    pub worker: Pick,
    /// From when on it is true.
    pub since: Option<Pick>,
    /// What the kinds of events mean; `None`: every body counts.
    pub types: Option<Types>,
    /// What stands where.
    pub facts: BTreeMap<Fact, Pick>,
    /// What words for a status mean, lower-cased; empty: they are ours.
    pub status: BTreeMap<String, Employment>,
    /// What the end is.
    pub end: EndMeaning,
    /// The format of dates, besides those that are always read.
    pub date_format: Option<String>,
    /// Texts that say that there is none, such as a date at the end of time.
    pub nothing: BTreeSet<String>,
}

/// What the kinds of events mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Types {
    /// Where the kind stands.
    pub pick: Pick,
    /// What each means.
    pub known: BTreeMap<String, EventType>,
    /// What any other means.
    pub others: OtherTypes,
}

/// What one kind of event means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventType {
    /// It counts, and says this besides what stands in it.
    Counts(Facts),
    /// It says nothing that matters here.
    Ignored,
}

/// What a kind of event means that nothing is said of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OtherTypes {
    /// It is refused: what it means must be said first.
    #[default]
    Refuse,
    /// It says nothing that matters here.
    Ignore,
    /// It counts.
    Count,
}

/// What a day at which employment ends is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EndMeaning {
    /// The last day of work.
    #[default]
    LastDay,
    /// The first day without work.
    FirstDayOff,
}

/// What a body says.
#[derive(Debug, Default, PartialEq)]
pub struct Reading {
    /// The sender's id of the delivery, where the shape says where it stands.
    pub delivery: Option<String>,
    /// What is stated, in the order of the body.
    pub statements: Vec<Statement>,
    /// What is wrong with which worker of the list, counted from 1. The others count all the same.
    pub faults: Vec<(usize, ShapeFault)>,
    /// How many events say nothing that matters here.
    pub ignored: usize,
}

impl Reading {
    /// Why nothing of it can count: there are faults and nothing else.
    pub fn refusal(&self) -> Option<&ShapeFault> {
        let nothing = self.statements.is_empty() && self.ignored == 0;
        self.faults.first().filter(|_| nothing).map(|(_, fault)| fault)
    }
}

#[cfg(test)]
mod tests;
