//! Reads objects whole: all of them, or those whose `uSNChanged` grew.

use super::error::TrackError;
use crate::directory::{Entry, Reference, guid_of};
use crate::ldap::connection::Connection;
use crate::ldap::page;
use crate::ldap::range;
use crate::ldap::root_dse::last_change;
use crate::ldap::search::Query;
use ldap3_proto::control::LdapControl;

/// Everything there is. What changed since `before`, while we read, is read once more: pages are no snapshot, and
/// whoever moves to a page that was read already would be missing.
pub(crate) async fn whole(
    connection: &mut Connection,
    query: &Query,
    page_size: u32,
    before: Option<u64>,
) -> Result<Vec<Entry>, TrackError> {
    let mut objects = all_of(connection, query, page_size).await?;
    if let Some(before) = before
        && last_change(connection).await? != Some(before)
    {
        objects.extend(since(connection, query, page_size, before).await?);
    }
    Ok(objects)
}

/// What changed after `usn`, deleted objects included.
pub(crate) async fn since(
    connection: &mut Connection,
    query: &Query,
    page_size: u32,
    usn: u64,
) -> Result<Vec<Entry>, TrackError> {
    let mut changed = query.changed_since(usn);
    changed.what = format!("reading what changed below {}", query.base);
    changed.controls.push(LdapControl::ShowDeleted { criticality: true });
    all_of(connection, &changed, page_size).await
}

async fn all_of(
    connection: &mut Connection,
    query: &Query,
    page_size: u32,
) -> Result<Vec<Entry>, TrackError> {
    let mut found = page::search(connection, query, page_size).await?;
    let mut gap = found.gap.take();
    for entry in &mut found.entries {
        if gap.is_none() {
            gap = range::complete(connection, entry, &query.controls).await.into_iter().next();
        }
    }
    match gap {
        Some(gap) => Err(TrackError::Short { gap }),
        None => Ok(found.entries.into_iter().map(plainly_named).collect()),
    }
}

/// Takes the entry's own name out of its extended form. Links keep theirs: their names may be out of date.
pub(crate) fn plainly_named(mut entry: Entry) -> Entry {
    let name = Reference::parse(entry.dn.as_bytes());
    if let (None, Some(guid)) = (guid_of(&entry), name.guid) {
        entry.attributes.push(("objectGUID".into(), vec![guid.to_bytes_le().to_vec()]));
    }
    entry.dn = name.dn;
    entry
}
