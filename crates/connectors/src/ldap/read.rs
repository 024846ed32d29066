//! One full read of a directory: people, groups, and every member of every group.

use super::config::LdapConfig;
use super::connection::Connection;
use super::error::LdapError;
use super::gap::Gap;
use super::page::{self, Found};
use super::queries::queries;
use super::range;
use super::root_dse::{ServerFacts, last_change, server_facts};
use super::search::Query;
use crate::directory::{Description, Entry, ReadSpec, batch, guid_of};
use jiff::Timestamp;
use muster_core::id::SourceId;
use muster_core::record::{Coverage, Cursor, SourceBatch};
use std::collections::HashMap;

/// Everything one read brought, undecoded.
#[derive(Clone, Debug)]
pub struct RawDirectory {
    /// People and groups, each once.
    pub entries: Vec<Entry>,
    /// What is missing. Empty for a complete read.
    pub gaps: Vec<Gap>,
    /// Who answered.
    pub server: ServerFacts,
    /// Pointers to other servers that were dropped.
    pub referrals_dropped: u64,
    /// When the read ended, by our clock.
    pub read_at: Timestamp,
}

impl RawDirectory {
    /// Whether absence may be believed.
    pub fn coverage(&self) -> Coverage {
        if self.gaps.is_empty() {
            Coverage::Complete
        } else {
            Coverage::Partial { missing: self.gaps.iter().map(ToString::to_string).collect() }
        }
    }

    /// The read as a description, to make records of.
    pub fn description(self) -> Description {
        let (coverage, cursor) = (self.coverage(), self.cursor());
        Description { entries: self.entries, coverage, cursor, read_at: self.read_at }
    }

    /// `invocationId:USN` of the moment before the read, if the server told both.
    pub fn cursor(&self) -> Option<Cursor> {
        let invocation = self.server.invocation_id.as_ref()?;
        Some(Cursor(format!("{invocation}:{}", self.server.highest_committed_usn?)))
    }
}

/// Reads all people in scope and all groups.
///
/// # Errors
/// Only where nothing can be read: no connection, wrong password, a base that is not there. A read that began and
/// could not end is `Ok` with its gaps named.
pub async fn read_directory(config: &LdapConfig, spec: &ReadSpec) -> Result<RawDirectory, LdapError> {
    let connection = Connection::open(config).await?;
    read_over(connection, config, spec).await
}

/// Reads over a connection, and closes it.
pub(crate) async fn read_over(
    mut connection: Connection,
    config: &LdapConfig,
    spec: &ReadSpec,
) -> Result<RawDirectory, LdapError> {
    // The facts come first: their USN must not be newer than what the read saw.
    let server = server_facts(&mut connection).await?;
    let mut raw = RawDirectory {
        entries: Vec::new(),
        gaps: Vec::new(),
        server,
        referrals_dropped: 0,
        read_at: Timestamp::UNIX_EPOCH,
    };
    let queries = queries(spec, raw.server.default_base());
    for query in &queries {
        read_one(&mut connection, config, query, &mut raw).await?;
    }
    catch_up(&mut connection, config, &queries, &mut raw).await?;
    connection.close().await;
    raw.entries = each_once(raw.entries);
    raw.read_at = Timestamp::now();
    let (entries, gaps) = (raw.entries.len(), raw.gaps.len());
    tracing::info!(
        entries,
        gaps,
        referrals = raw.referrals_dropped,
        "read the directory at {}",
        config.address()
    );
    Ok(raw)
}

/// Reads a directory and turns it into a batch.
///
/// # Errors
/// Those of [`read_directory`].
pub async fn read_batch(
    config: &LdapConfig,
    spec: &ReadSpec,
    source: &SourceId,
) -> Result<SourceBatch, LdapError> {
    let raw = read_directory(config, spec).await?;
    Ok(batch(source, spec, raw.description()))
}

/// Reads again what changed while we read. Pages are no snapshot: whoever is moved from a page to come to one that
/// was read already would be missing, and look like a leaver.
async fn catch_up(
    connection: &mut Connection,
    config: &LdapConfig,
    queries: &[Query],
    raw: &mut RawDirectory,
) -> Result<(), LdapError> {
    let Some(before) = raw.server.highest_committed_usn else {
        return Ok(());
    };
    if !raw.gaps.is_empty() {
        return Ok(());
    }
    match last_change(connection).await {
        Ok(now) if now == Some(before) => return Ok(()),
        Ok(_) => {}
        Err(LdapError::Broken { what, fault }) => {
            raw.gaps.push(Gap::Broken { what, fault, entries: raw.entries.len() });
            return Ok(());
        }
        Err(error) => return Err(error),
    }
    for query in queries {
        read_one(connection, config, &query.changed_since(before), raw).await?;
    }
    Ok(())
}

async fn read_one(
    connection: &mut Connection,
    config: &LdapConfig,
    query: &Query,
    raw: &mut RawDirectory,
) -> Result<(), LdapError> {
    if raw.gaps.iter().any(Gap::lost_the_connection) {
        raw.gaps.push(Gap::NotTried { what: query.what.clone() });
        return Ok(());
    }
    let Found { mut entries, referrals, gap, .. } =
        page::search(connection, query, config.limits.page_size).await?;
    raw.referrals_dropped += referrals;
    raw.gaps.extend(gap);
    for entry in &mut entries {
        raw.gaps.extend(range::complete(connection, entry, &query.controls).await);
    }
    raw.entries.extend(entries);
    Ok(())
}

/// Bases may overlap, and an entry that moves during a read can come on two pages. The later one is kept.
fn each_once(entries: Vec<Entry>) -> Vec<Entry> {
    let last: HashMap<String, usize> =
        entries.iter().enumerate().filter_map(|(number, entry)| Some((guid_of(entry)?, number))).collect();
    let is_last =
        |number: usize, entry: &Entry| guid_of(entry).is_none_or(|guid| last.get(&guid) == Some(&number));
    entries
        .into_iter()
        .enumerate()
        .filter(|(number, entry)| is_last(*number, entry))
        .map(|(_, entry)| entry)
        .collect()
}
