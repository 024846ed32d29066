//! Who leads: an advisory lock of the session that also makes all changes, so that a leader whose connection broke
//! cannot change anything any more. The server frees it when the connection ends.

use crate::StoreError;
use muster_core::digest::sha256_hex;
use postgres::Client;

/// Takes the lease for the schema in use: several Musters can share a database, each in its own schema.
pub(super) fn take(client: &mut Client) -> Result<(), StoreError> {
    let key = key(client)?;
    let taken: bool = client.query_one("SELECT pg_try_advisory_lock($1)", &[&key])?.try_get(0)?;
    if taken {
        return Ok(());
    }
    Err(StoreError::AnotherLeader { holder: holder(client, key)? })
}

/// Gives up all leases of the connection.
pub(super) fn free(client: &mut Client) -> Result<(), postgres::Error> {
    client.batch_execute("SELECT pg_advisory_unlock_all()")
}

/// The first 60 bits of a hash, so that we do not meet the locks of other programs.
fn key(client: &mut Client) -> Result<i64, StoreError> {
    let schema: String = client.query_one("SELECT coalesce(current_schema(), '')::text", &[])?.try_get(0)?;
    let hash = sha256_hex(format!("muster lease of schema {schema}").as_bytes());
    Ok(i64::from_str_radix(&hash[..15], 16).expect("a hash is hexadecimal"))
}

/// What the holder's session calls itself. Other roles' sessions are hidden from an ordinary role.
fn holder(client: &mut Client, key: i64) -> Result<Option<String>, StoreError> {
    let sessions = client.query(
        "SELECT coalesce(activity.application_name, '') FROM pg_locks AS lock
         JOIN pg_stat_activity AS activity USING (pid)
         WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 1
           AND lock.classid::bigint = ($1::bigint >> 32) AND lock.objid::bigint = ($1::bigint & 4294967295)
           AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        &[&key],
    )?;
    let name: Option<String> = sessions.first().map(|row| row.try_get(0)).transpose()?;
    let name = name.map(|name| name.trim_start_matches("muster ").to_owned());
    Ok(name.filter(|name| !name.is_empty()))
}
