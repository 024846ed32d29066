//! What `doctor` and `init` want to know of a directory before anything is read in earnest.

use super::config::LdapConfig;
use super::connection::Connection;
use super::error::LdapError;
use super::gap::Gap;
use super::page;
use super::queries::{groups, people};
use super::root_dse::{ServerFacts, server_facts};
use super::search::Query;
use super::tls::TlsFacts;
use super::track::{TrackingFacts, tracking_facts};
use crate::directory::{DnKey, Entry, ReadSpec, common_name, guid_of};

/// How far a trial connection came. What was not reached is `None`; the reason is in `error`.
#[derive(Debug, Default)]
pub struct Probe {
    /// `host:port`.
    pub address: String,
    /// TCP and, where asked for, TLS came about.
    pub connected: bool,
    /// What protects the connection; `None` on a plain one.
    pub tls: Option<TlsFacts>,
    /// The server took name and password.
    pub bound: bool,
    /// Who answered.
    pub server: Option<ServerFacts>,
    /// Each people base in turn.
    pub people: Vec<BaseFacts>,
    /// All groups of the domain that are in scope.
    pub groups_in_scope: Option<u64>,
    /// Why that count is not all, if so.
    pub groups_gap: Option<Gap>,
    /// What tracking of changes is possible.
    pub tracking: Option<TrackingFacts>,
    /// What came between, if anything.
    pub error: Option<LdapError>,
}

/// One search base as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseFacts {
    /// The base.
    pub base: String,
    /// Whether there is such an entry.
    pub exists: bool,
    /// How many people match below it.
    pub people: u64,
    /// Why the count is not all, if so.
    pub gap: Option<Gap>,
}

/// A group to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupChoice {
    /// `objectGUID`.
    pub anchor: String,
    /// `sAMAccountName`, else the common name.
    pub name: String,
    /// The distinguished name.
    pub dn: String,
}

/// The security groups of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupList {
    /// By name.
    pub groups: Vec<GroupChoice>,
    /// Why these are not all, if so.
    pub gap: Option<Gap>,
}

/// Tries everything that a read needs, in order, and stops at the first thing that fails.
pub async fn probe(config: &LdapConfig, spec: &ReadSpec) -> Probe {
    let mut probe = Probe { address: config.address(), ..Probe::default() };
    probe.error = run(config, spec, &mut probe).await.err();
    probe
}

/// Signs in and asks who answers, for servers beside the one that was probed.
///
/// # Errors
/// Those of [`read_directory`](super::read_directory).
pub async fn greet(config: &LdapConfig) -> Result<ServerFacts, LdapError> {
    let mut connection = Connection::open(config).await?;
    let facts = server_facts(&mut connection).await?;
    connection.close().await;
    Ok(facts)
}

async fn run(config: &LdapConfig, spec: &ReadSpec, probe: &mut Probe) -> Result<(), LdapError> {
    let mut connection = Connection::connect(config).await?;
    probe.connected = true;
    probe.tls = connection.tls.clone();
    connection.bind(config).await?;
    probe.bound = true;
    let server = server_facts(&mut connection).await?;
    let default_base = server.default_base().to_owned();
    probe.server = Some(server.clone());
    let bases =
        if spec.people_bases.is_empty() { vec![default_base.clone()] } else { spec.people_bases.clone() };
    for base in bases {
        let facts = count_people(&mut connection, config, spec, base).await?;
        probe.people.push(facts);
    }
    let list = choices(&mut connection, config, &default_base).await?;
    let in_scope = |group: &&GroupChoice| {
        spec.has_group(&DnKey::new(&group.dn), &[&group.name, &common_name(&group.dn)])
    };
    probe.groups_in_scope = Some(list.groups.iter().filter(in_scope).count() as u64);
    probe.groups_gap = list.gap;
    probe.tracking = Some(tracking_facts(&mut connection, &server, &config.bind_name).await?);
    connection.close().await;
    Ok(())
}

async fn count_people(
    connection: &mut Connection,
    config: &LdapConfig,
    spec: &ReadSpec,
    base: String,
) -> Result<BaseFacts, LdapError> {
    let query = Query { attributes: vec!["objectGUID".into()], ..people(&base, spec) };
    match page::search(connection, &query, config.limits.page_size).await {
        Ok(found) => Ok(BaseFacts { base, exists: true, people: found.entries.len() as u64, gap: found.gap }),
        Err(LdapError::BaseMissing { .. }) => Ok(BaseFacts { base, exists: false, people: 0, gap: None }),
        Err(error) => Err(error),
    }
}

/// Lists the security groups of the domain by name, for a person to choose from.
///
/// # Errors
/// Those of [`read_directory`](super::read_directory).
pub async fn list_groups(config: &LdapConfig) -> Result<GroupList, LdapError> {
    let mut connection = Connection::open(config).await?;
    let server = server_facts(&mut connection).await?;
    let groups = choices(&mut connection, config, server.default_base()).await?;
    connection.close().await;
    Ok(groups)
}

async fn choices(
    connection: &mut Connection,
    config: &LdapConfig,
    base: &str,
) -> Result<GroupList, LdapError> {
    let attributes = ["objectClass", "objectGUID", "sAMAccountName", "cn", "groupType"];
    let query = Query { attributes: attributes.map(str::to_owned).to_vec(), ..groups(base) };
    let found = page::search(connection, &query, config.limits.page_size).await?;
    let mut groups: Vec<GroupChoice> = found.entries.iter().filter_map(choice).collect();
    groups.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(GroupList { groups, gap: found.gap })
}

fn choice(entry: &Entry) -> Option<GroupChoice> {
    let name = entry.text("sAMAccountName").or(entry.text("cn"));
    crate::directory::is_security_group(entry).then_some(GroupChoice {
        anchor: guid_of(entry)?,
        name: name.map_or_else(|| common_name(&entry.dn), str::to_owned),
        dn: entry.dn.clone(),
    })
}
