//! What `muster doctor` says of one source.

use super::{ok, warn};
use crate::cli::sources;
use crate::config::{LdapSource, Login, Source, SourceKind};
use crate::console::table::Check;
use crate::error::{Failure, chain};
use crate::hooks::Gate;
use muster_connectors::directory::ReadSpec;
use muster_connectors::ldap::{self, LdapConfig, LdapError, Permission, Probe, TrackingFacts};
use muster_core::record::{Coverage, SourceBatch};
use muster_core::time::SignedDuration;

/// Whether a source can be read, and how well.
pub(super) async fn checks(source: &Source) -> Result<Vec<Check>, Failure> {
    let name = format!("source {}", source.name);
    if let SourceKind::Hr(hr) = &source.kind {
        hr.hook.as_ref().map(Gate::new).transpose()?;
        if hr.drops.is_none() {
            return Ok(vec![ok(&name, "whoever may push can prove it: every secret is there".to_owned())]);
        }
    }
    let mut found = match &source.kind {
        SourceKind::Ldap(of) => servers(&name, of, &source.scope).await?,
        SourceKind::Ldif { .. } | SourceKind::Csv { .. } | SourceKind::Hr(_) => Vec::new(),
    };
    found.extend(of_batch(&name, &sources::read(source).await?));
    Ok(found)
}

/// The first server that works is looked at closely; of the others it is said whether they could stand in for it.
async fn servers(name: &str, of: &LdapSource, scope: &ReadSpec) -> Result<Vec<Check>, Failure> {
    let (mut found, mut failures, mut works) = (Vec::new(), Vec::new(), false);
    for server in ldap::servers(&of.reading_config()?).await? {
        let outcome = match works {
            true => stand_in(name, &server, &mut found).await,
            false => look_at(name, &of.login, &server, scope, &mut found).await,
        };
        match outcome {
            Ok(()) => works = true,
            // Each further try with a refused password counts towards locking the account.
            Err(error) if error.must_not_retry_soon() => return Err(error.into()),
            Err(error) => failures.push((server, error)),
        }
    }
    if !works && !failures.is_empty() {
        return Err(failures.swap_remove(0).1.into());
    }
    found.extend(failures.into_iter().map(|(server, error)| unusable(name, &server, &error)));
    Ok(found)
}

async fn look_at(
    name: &str,
    login: &Login,
    server: &LdapConfig,
    scope: &ReadSpec,
    found: &mut Vec<Check>,
) -> Result<(), LdapError> {
    let probe = ldap::probe(server, scope).await;
    found.extend(of_probe(name, login, &probe));
    probe.error.map_or(Ok(()), Err)
}

async fn stand_in(name: &str, server: &LdapConfig, found: &mut Vec<Check>) -> Result<(), LdapError> {
    let facts = ldap::greet(server).await?;
    let called = facts.dns_host_name.unwrap_or_else(|| server.address());
    found.push(ok(name, format!("signed in at {called} as well, which can stand in")));
    Ok(())
}

fn unusable(name: &str, server: &LdapConfig, error: &LdapError) -> Check {
    let says = format!("{} cannot stand in: {}", server.address(), chain(error));
    Check { hint: Some(error.hint().to_owned()), ..warn(name, says) }
}

fn of_batch(name: &str, batch: &SourceBatch) -> Vec<Check> {
    let groups = batch.groups.iter().filter(|group| group.in_scope).count();
    let read = format!("{} people and {groups} groups in scope were read", batch.records.len());
    let mut found = vec![match &batch.coverage {
        Coverage::Complete => ok(name, read),
        Coverage::Partial { missing } => warn(name, format!("{read}, but not all: {}", missing.join("; "))),
    }];
    let rejected = batch.rejected.iter();
    found.extend(rejected.map(|rejected| warn(name, format!("{}: {}", rejected.location, rejected.reason))));
    found
}

fn of_probe(name: &str, login: &Login, probe: &Probe) -> Vec<Check> {
    let mut found = Vec::new();
    if probe.connected {
        let how =
            if probe.tls.is_some() { "protected by TLS" } else { "NOT protected: passwords travel in clear" };
        let says = format!("connected to {}, {how}", probe.address);
        found.push(if probe.tls.is_some() { ok(name, says) } else { warn(name, says) });
    }
    if let (true, Some(server)) = (probe.bound, &probe.server) {
        let with = match login {
            Login::Password { .. } => "a password",
            Login::Kerberos { .. } => "a Kerberos ticket",
        };
        let server = server.dns_host_name.as_deref().unwrap_or(&probe.address);
        found.push(ok(name, format!("signed in as {} with {with}; the server is {server}", login.name())));
    }
    found.extend(probe.tracking.iter().flat_map(|facts| of_tracking(name, facts)));
    for base in &probe.people {
        found.push(match base.exists {
            true => ok(name, format!("{} people below {}", base.people, base.base)),
            false => warn(name, format!("the search base {} does not exist", base.base)),
        });
    }
    found
}

/// How far our clock and the server's may be apart before it is told.
const CLOCK_APART: SignedDuration = SignedDuration::from_secs(60);

/// What `serve` can follow with this account, and what an administrator runs where it cannot.
fn of_tracking(name: &str, facts: &TrackingFacts) -> Vec<Check> {
    let mut found = vec![match (&facts.dirsync, &facts.notification) {
        (Permission::Granted, Permission::Granted) => {
            ok(name, "changes are announced and can be asked for".into())
        }
        (Permission::Granted, Permission::Refused(answer)) => ok(
            name,
            format!(
                "what changed can be asked for, and is not announced ({answer}): it is asked for each second"
            ),
        ),
        (Permission::Refused(answer), _) => warn(
            name,
            format!("what changed cannot be asked for ({answer}): objects with a newer uSNChanged are read"),
        ),
    }];
    let days = facts.deletions_remembered_days;
    found.push(match facts.grant_deleted() {
        None => ok(name, format!("deleted objects can be seen; the domain remembers them for {days} days")),
        Some([windows, samba]) => Check {
            hint: Some(format!("an administrator runs on Windows: {windows}; on Samba: {samba}")),
            ..warn(
                name,
                "deleted objects cannot be seen: a deletion shows only when everything is read".into(),
            )
        },
    });
    let apart = facts.clock_ahead.filter(|ahead| ahead.abs() > CLOCK_APART);
    found.extend(apart.map(|ahead| {
        warn(
            name,
            format!(
                "the server's clock is {} s from ours: accounts expire at the wrong time",
                ahead.as_secs()
            ),
        )
    }));
    found
}
