//! `muster doctor`

use super::world::World;
use super::{Options, Outcome, print, print_json, sources};
use crate::config::{Source, SourceKind};
use crate::console::columns;
use crate::console::table::{Check, Health, checks};
use crate::error::{Exit, Failure};
use muster_connectors::genesys::{self, Verdict, scim_service};
use muster_connectors::ldap::{self, Permission, Probe, TrackingFacts};
use muster_core::compile::Way;
use muster_core::time::SignedDuration;
use muster_store::Access;

/// Checks everything in the order in which a run needs it.
pub(super) async fn run(options: &Options) -> Outcome {
    let world = World::open(options).await?;
    let mut found = vec![ok("configuration", format!("{} is valid", options.config.display()))];
    found.extend(
        world.config.secrets().iter().filter_map(|secret| secret.warning()).map(|says| warn("secrets", says)),
    );
    let mut exit = Exit::Done;
    for source in &world.config.sources {
        match source_checks(source).await {
            Ok(checks) => found.extend(checks),
            Err(failure) => found.push(failed(&mut exit, &format!("source {}", source.name), &failure)),
        }
    }
    for check in genesys::check(&world.client).await {
        if check.verdict == Verdict::Fail && exit == Exit::Done {
            exit = exit_of(&check, &world.client).await;
        }
        found.push(of_tenant(check));
    }
    if exit == Exit::Done && world.config.apply.provision != Way::Platform {
        found.push(scim_check(&world, &mut exit).await);
    }
    match world.store(Access::Read) {
        Ok(mut store) => {
            let links = store.links()?.len();
            let open = store.open_run()?;
            found.push(ok("store", format!("readable, {links} people are paired with accounts")));
            found.extend(open.map(|run| {
                warn("store", format!("run {} was interrupted; `muster apply` finishes it", run.id))
            }));
            if exit == Exit::Done {
                match world.plan(&mut *store).await {
                    Ok((survey, plan)) => {
                        found.extend(
                            survey.resolved.notices.iter().map(|notice| warn("policy", notice.clone())),
                        );
                        let body = &plan.body;
                        let (people, changes, held) =
                            (body.census.people, body.changes.len(), body.held.len());
                        found.push(ok(
                            "policy",
                            format!("every name is known; {people} people, {changes} changes, {held} held"),
                        ));
                    }
                    Err(failure) => found.push(failed(&mut exit, "policy", &failure)),
                }
            }
        }
        Err(failure) => found.push(failed(&mut exit, "store", &failure)),
    }
    match options.json {
        true => print_json(&found)?,
        false => print(&checks(&found, columns())),
    }
    Ok(exit)
}

/// Whether accounts can be written over SCIM. Where they need not be, it is no failure that they cannot.
async fn scim_check(world: &World, exit: &mut Exit) -> Check {
    let name = "tenant scim";
    match (scim_service(&world.client).await, world.config.apply.provision) {
        (Ok(service), _) if service.patch => {
            let ceiling =
                world.client.ceilings().get("scim").map(|calls| format!(", {calls} calls a minute"));
            ok(name, format!("accounts can be written in one call{}", ceiling.unwrap_or_default()))
        }
        (Ok(_), _) => warn(name, "users cannot be changed in part: the platform API is used".into()),
        (Err(error), Way::Scim) => failed(exit, name, &Failure::from(error)),
        (Err(error), _) => warn(name, format!("{error}: the platform API is used")),
    }
}

async fn source_checks(source: &Source) -> Result<Vec<Check>, Failure> {
    let name = format!("source {}", source.name);
    let mut found = Vec::new();
    if let SourceKind::Ldap(of) = &source.kind {
        let probe = ldap::probe(&of.ldap_config()?, &source.scope).await;
        found.extend(of_probe(&name, &probe));
        if let Some(error) = probe.error {
            return Err(error.into());
        }
    }
    let batch = sources::read(source).await?;
    let groups = batch.groups.iter().filter(|group| group.in_scope).count();
    let read = format!("{} people and {groups} groups in scope were read", batch.records.len());
    found.push(match &batch.coverage {
        muster_core::record::Coverage::Complete => ok(&name, read),
        muster_core::record::Coverage::Partial { missing } => {
            warn(&name, format!("{read}, but not all: {}", missing.join("; ")))
        }
    });
    let rejected = batch.rejected.iter();
    found.extend(rejected.map(|rejected| warn(&name, format!("{}: {}", rejected.location, rejected.reason))));
    Ok(found)
}

fn of_probe(name: &str, probe: &Probe) -> Vec<Check> {
    let mut found = Vec::new();
    if probe.connected {
        let how =
            if probe.tls.is_some() { "protected by TLS" } else { "NOT protected: passwords travel in clear" };
        let says = format!("connected to {}, {how}", probe.address);
        found.push(if probe.tls.is_some() { ok(name, says) } else { warn(name, says) });
    }
    if let (true, Some(server)) = (probe.bound, &probe.server) {
        found.push(ok(
            name,
            format!("signed in; the server is {}", server.dns_host_name.as_deref().unwrap_or(&probe.address)),
        ));
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

async fn exit_of(check: &genesys::Check, client: &genesys::Client) -> Exit {
    match check.name {
        "permissions" => Exit::NotPermitted,
        // A login that failed is remembered: nothing is sent a second time.
        "token" => genesys::read_names(client)
            .await
            .err()
            .map_or(Exit::TenantUnavailable, |error| Failure::from(error).exit),
        _ => Exit::TenantUnavailable,
    }
}

fn of_tenant(check: genesys::Check) -> Check {
    let health = match check.verdict {
        Verdict::Pass => Health::Ok,
        Verdict::Warn => Health::Warning,
        Verdict::Fail => Health::Failed,
    };
    Check { name: format!("tenant {}", check.name), health, detail: check.says, hint: check.hint }
}

fn ok(name: &str, says: String) -> Check {
    Check { name: name.into(), health: Health::Ok, detail: says, hint: None }
}

fn warn(name: &str, says: String) -> Check {
    Check { name: name.into(), health: Health::Warning, detail: says, hint: None }
}

/// The first failure decides the exit code.
fn failed(exit: &mut Exit, name: &str, failure: &Failure) -> Check {
    if *exit == Exit::Done {
        *exit = failure.exit;
    }
    let causes = failure.causes().into_iter().map(|cause| format!(": {cause}")).collect::<String>();
    Check {
        name: name.into(),
        health: Health::Failed,
        detail: in_one_line(&failure.what) + &causes,
        hint: failure.hint.clone(),
    }
}

/// A list in lines of its own as a table's cell can hold it.
fn in_one_line(text: &str) -> String {
    let mut lines = text.lines().map(str::trim);
    let head = lines.next().unwrap_or_default().to_owned();
    let rest: Vec<&str> = lines.collect();
    if rest.is_empty() { head } else { format!("{head} {}", rest.join("; ")) }
}
