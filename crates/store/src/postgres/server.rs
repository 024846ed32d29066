//! The connection to a PostgreSQL server.

use super::session::PgSession;
use super::{lease, tls, url};
use crate::migrate::POSTGRES;
use crate::sql::{Database, Session};
use crate::{Access, StoreError, sqlite};
use postgres::{Client, Config, IsolationLevel, NoTls};
use secrecy::SecretString;
use std::error::Error;

type Result<T> = std::result::Result<T, StoreError>;

/// Commits are durable even where the server's default is not, and the server notices within a minute that the
/// leader's machine is gone, so that another one can lead.
const SESSION: &str = "
    SET tcp_keepalives_idle = 20;
    SET tcp_keepalives_interval = 10;
    SET tcp_keepalives_count = 3;
    SET client_min_messages = warning;
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off'";

/// A store in PostgreSQL.
pub(crate) struct Server {
    client: Client,
    part: Part,
}

/// What a connection may do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Read,
    /// Changes without the lease: only what others may say to the leader.
    Beside,
    Lead,
}

impl Server {
    /// Connects; to lead it takes the lease and migrates what is older.
    pub(crate) fn open(url: &SecretString, access: Access) -> Result<Self> {
        match access {
            Access::Read => {
                let mut server = Self::connect(url, Part::Read)?;
                server.read(|_| Ok(()))?;
                Ok(server)
            }
            Access::Lead => {
                let mut server = Self::connect(url, Part::Lead)?;
                lease::take(&mut server.client)?;
                server.write(|session| POSTGRES.migrate(session))?;
                Ok(server)
            }
        }
    }

    /// Connects without the lease to a store that a leader of this release has made.
    pub(crate) fn beside(url: &SecretString) -> Result<Self> {
        let mut server = Self::connect(url, Part::Beside)?;
        let found = server.write(|session| POSTGRES.found(session))?;
        match found == POSTGRES.known() {
            true => Ok(server),
            false => Err(StoreError::OlderVersion { found, known: POSTGRES.known() }),
        }
    }

    fn connect(url: &SecretString, part: Part) -> Result<Self> {
        let config = url::config(url)?;
        let place = url::place(url, &config);
        let client = connect(&config).map_err(|cause| refused(place, cause))?;
        let mut server = Self { client, part };
        server.client.batch_execute(SESSION)?;
        Ok(server)
    }
}

/// Runs one transaction without the lease, in a store that a leader of this release has made.
pub(crate) fn beside<T>(url: &SecretString, work: impl FnOnce(&mut dyn Session) -> Result<T>) -> Result<T> {
    Server::beside(url)?.write(work)
}

impl Database for Server {
    fn read<T>(&mut self, work: impl Fn(&mut dyn Session) -> Result<T>) -> Result<T> {
        let mut transaction = self
            .client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()?;
        let mut session = PgSession(&mut transaction);
        match POSTGRES.found(&mut session)? {
            0 => sqlite::empty(work),
            found if found == POSTGRES.known() => work(&mut session),
            found => Err(StoreError::OlderVersion { found, known: POSTGRES.known() }),
        }
    }

    fn write<T>(&mut self, work: impl FnOnce(&mut dyn Session) -> Result<T>) -> Result<T> {
        if self.part == Part::Read {
            return Err(StoreError::ReadOnly);
        }
        let mut transaction = self.client.transaction()?;
        let result = work(&mut PgSession(&mut transaction))?;
        transaction.commit()?;
        Ok(result)
    }
}

impl Drop for Server {
    /// The next leader need not wait until the server has noticed that this connection is gone.
    fn drop(&mut self) {
        if self.part == Part::Lead {
            // Where the connection is gone, so is the lease.
            let _ = lease::free(&mut self.client);
        }
    }
}

fn connect(config: &Config) -> std::result::Result<Client, Box<dyn Error + Send + Sync>> {
    if tls::is_wanted(config) { Ok(config.connect(tls::connector()?)?) } else { Ok(config.connect(NoTls)?) }
}

fn refused(place: String, cause: Box<dyn Error + Send + Sync>) -> StoreError {
    if tls::is_distrust(&*cause) {
        StoreError::Untrusted { place, cause }
    } else {
        StoreError::Unreachable { place, cause }
    }
}
