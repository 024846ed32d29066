//! Deleted objects: whether they can be seen, and for how long they are remembered.

use crate::ldap::connection::Connection;
use crate::ldap::error::LdapError;
use crate::ldap::root_dse::{ServerFacts, entry};
use crate::ldap::search::Query;
use ldap3_proto::control::LdapControl;

/// What a domain has if its configuration does not say.
const REMEMBERED_USUALLY: u32 = 60;

/// The container of deleted objects.
pub(crate) fn container(naming_context: &str) -> String {
    format!("CN=Deleted Objects,{naming_context}")
}

/// Whether the account may see deleted objects. If it may not, they are just not there, without any error.
pub(crate) async fn can_be_seen(
    connection: &mut Connection,
    naming_context: &str,
) -> Result<bool, LdapError> {
    let what = "looking for deleted objects";
    let mut query = Query::one(what, &container(naming_context), &["objectGUID"]);
    query.controls.push(LdapControl::ShowDeleted { criticality: true });
    match entry(connection, &query).await {
        // Windows says that there is no such entry; Samba gives its bare name.
        Ok(found) => Ok(found.is_some_and(|container| container.bytes("objectGUID").is_some())),
        Err(LdapError::Refused { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// For how many days the domain remembers that something was deleted.
pub(crate) async fn days_remembered(
    connection: &mut Connection,
    facts: &ServerFacts,
) -> Result<u32, LdapError> {
    let Some(configuration) = &facts.configuration else {
        return Ok(REMEMBERED_USUALLY);
    };
    let service = format!("CN=Directory Service,CN=Windows NT,CN=Services,{configuration}");
    const LIFETIMES: [&str; 2] = ["tombstoneLifetime", "msDS-DeletedObjectLifetime"];
    let query = Query::one("asking how long deletions are remembered", &service, &LIFETIMES);
    let found = entry(connection, &query).await?;
    let days = |name: &str| found.as_ref().and_then(|service| service.text(name)?.parse::<u32>().ok());
    let (tombstone, deleted) = (days(LIFETIMES[0]).unwrap_or(REMEMBERED_USUALLY), days(LIFETIMES[1]));
    Ok(tombstone.min(deleted.unwrap_or(tombstone)))
}
