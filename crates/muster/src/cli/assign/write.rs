//! Good rows into what Muster remembers, chunk by chunk, beside a leader where there is one.

use crate::assign::Taken;
use crate::error::Failure;
use muster_core::entitlement::{Slot, Value};
use muster_core::id::PersonId;
use muster_core::policy::Assignment;
use muster_core::time::Timestamp;
use muster_store::{Location, Withdrawal, Word, leave_word};
use std::sync::Arc;

/// Rows of one transaction: few enough to be held, many enough that a million rows take some hundred of them.
const CHUNK: usize = 5_000;

/// Where rows go, and under which name and time.
pub(super) struct Book<'a> {
    pub(super) location: &'a Location,
    pub(super) list: Arc<str>,
    /// To the microsecond.
    pub(super) at: Timestamp,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// Rows that assign.
    pub(super) assigned: u64,
    /// Assignments that stand no more.
    pub(super) withdrawn: u64,
    /// Rows that take back what nobody had assigned.
    pub(super) in_vain: u64,
}

impl Book<'_> {
    /// Writes rows that assign before those that take back. A death in between leaves some rows written: taking the
    /// list again goes on.
    pub(super) fn write(&self, rows: impl Iterator<Item = Taken>) -> Result<Written, Failure> {
        let mut written = Written::default();
        let (mut adds, mut removes) = (Vec::new(), Vec::new());
        for row in rows {
            match row.removes {
                true => removes.push((row.person, Slot::Role(row.grant))),
                false => adds.push(self.assignment(row)),
            }
            if adds.len() == CHUNK {
                written.assigned += self.leave(Word::Assign(std::mem::take(&mut adds)))?;
            }
            if removes.len() == CHUNK {
                self.withdraw(std::mem::take(&mut removes), &mut written)?;
            }
        }
        written.assigned += self.leave(Word::Assign(adds))?;
        self.withdraw(removes, &mut written)?;
        Ok(written)
    }

    /// Withdraws what earlier versions of the list assigned and this one does not.
    pub(super) fn withdraw_earlier(&self) -> Result<u64, Failure> {
        self.leave(Word::Withdraw(Withdrawal::Before { list: self.list.to_string(), at: self.at }))
    }

    fn assignment(&self, row: Taken) -> Assignment {
        let (list, at) = (self.list.clone(), self.at);
        let slot = Slot::Role(row.grant);
        Assignment { person: row.person, slot, value: Value::Held, list, line: row.line, at }
    }

    fn withdraw(&self, rows: Vec<(PersonId, Slot)>, written: &mut Written) -> Result<(), Failure> {
        let asked = rows.len() as u64;
        let gone = self.leave(Word::Withdraw(Withdrawal::Grants(rows)))?;
        written.withdrawn += gone;
        written.in_vain += asked.saturating_sub(gone);
        Ok(())
    }

    fn leave(&self, word: Word) -> Result<u64, Failure> {
        match &word {
            Word::Assign(rows) if rows.is_empty() => Ok(0),
            Word::Withdraw(Withdrawal::Grants(rows)) if rows.is_empty() => Ok(0),
            _ => Ok(leave_word(self.location, &word)?),
        }
    }
}
