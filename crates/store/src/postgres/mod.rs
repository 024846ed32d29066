//! PostgreSQL: one database for several machines, of which one leads.

mod lease;
mod server;
mod session;
mod tls;
mod url;

pub(crate) use server::{Server, beside};

use crate::StoreError;
use postgres::error::SqlState;

impl From<postgres::Error> for StoreError {
    fn from(cause: postgres::Error) -> Self {
        let state = cause.code();
        if cause.is_closed() || state == Some(&SqlState::ADMIN_SHUTDOWN) {
            return Self::ConnectionLost { cause: cause.into() };
        }
        if state == Some(&SqlState::DISK_FULL) {
            return Self::Full { cause: cause.into() };
        }
        Self::Database { cause: cause.into() }
    }
}
