//! SQLite: one file on a local disk.

mod beside;
mod leader;
mod lease;
mod path;
mod reader;
mod session;

pub(crate) use beside::{Beside, beside};
pub(crate) use leader::Leader;
#[cfg(test)]
pub(crate) use reader::in_memory;
pub(crate) use reader::{Reader, empty};

use crate::StoreError;
use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use std::time::Duration;

/// How long a statement waits for another connection's transaction: far longer than any of ours takes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

impl From<rusqlite::Error> for StoreError {
    fn from(cause: rusqlite::Error) -> Self {
        // The index of the write-ahead log cannot grow on a full disk either, and SQLite calls that an I/O error.
        let full_index =
            cause.sqlite_error().is_some_and(|error| error.extended_code == SQLITE_IOERR_SHMSIZE);
        match cause.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { cause: cause.into() },
            Some(ErrorCode::SystemIoFailure) if full_index => Self::Full { cause: cause.into() },
            Some(ErrorCode::DatabaseCorrupt) => Self::damaged("pages", cause),
            _ => Self::Database { cause: cause.into() },
        }
    }
}

/// Says which place cannot be opened, where the cause says only that.
fn at(place: &std::path::Path, error: StoreError) -> StoreError {
    let place = place.display().to_string();
    let StoreError::Database { cause } = error else {
        return error;
    };
    let code = cause.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
    match code {
        Some(ErrorCode::NotADatabase) => StoreError::NotAStore { place },
        Some(
            ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::ReadOnly
            | ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseBusy,
        ) => StoreError::unreachable(place, cause),
        _ => StoreError::Database { cause },
    }
}
