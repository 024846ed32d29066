//! One whole read, from whichever server of a domain gives it.

use super::access::Access;
use super::config::TrackerConfig;
use super::cure::Cure;
use super::error::TrackError;
use crate::directory::ReadSpec;
use crate::ldap::config::LdapConfig;
use crate::ldap::gap::Gap;
use crate::ldap::read::{RawDirectory, read_over};

/// Reads all people in scope and all groups from the first server that gives them. One that fails, or breaks off, is
/// given up for the next; where all break off, what the first of them gave comes back with its gaps.
///
/// # Errors
/// When no server can be read, or one says what all others would say, too: a refused password is not tried elsewhere.
pub async fn read_anywhere(config: TrackerConfig, spec: &ReadSpec) -> Result<RawDirectory, TrackError> {
    let access = Access::new(config);
    access.find_servers().await?;
    let (mut tried, mut short) = (Vec::new(), None);
    for left in (0..access.count()).rev() {
        let server = access.current()?.address();
        match read_here(&access, spec).await {
            Ok(raw) if raw.gaps.iter().any(Gap::lost_the_connection) => short = short.or(Some(raw)),
            Ok(raw) => return Ok(raw),
            Err(error) if error.cure() == Cure::Nothing => return Err(error),
            Err(error) => tried.push((server.clone(), error)),
        }
        if left > 0 {
            tracing::warn!(
                server,
                "the directory could not be read to the end there; the next server is asked"
            );
        }
        access.move_on();
    }
    short.ok_or_else(|| TrackError::of_all(tried))
}

/// The servers of a domain in the order in which they are tried.
///
/// # Errors
/// When DNS was to name them and does not, or the password cannot be had.
pub async fn servers(config: &TrackerConfig) -> Result<Vec<LdapConfig>, TrackError> {
    let access = Access::new(config.clone());
    access.find_servers().await?;
    access.known()
}

async fn read_here(access: &Access, spec: &ReadSpec) -> Result<RawDirectory, TrackError> {
    let (config, mut connection) = access.open().await?;
    connection.be_patient_for(config.limits.answer);
    Ok(read_over(connection, &config, spec).await?)
}
