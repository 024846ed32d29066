//! `muster doctor`

mod source;

use super::world::World;
use super::{Options, Outcome, print, print_json};
use crate::console::columns;
use crate::console::table::{Check, Health, checks};
use crate::error::{Exit, Failure};
use muster_connectors::genesys::{self, Verdict, Wants, scim_service};
use muster_core::compile::Way;
use muster_core::policy::Leavers;
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
        match source::checks(source).await {
            Ok(checks) => found.extend(checks),
            Err(failure) => found.push(failed(&mut exit, &format!("source {}", source.name), &failure)),
        }
    }
    for check in genesys::check(&world.client, wants(&world)).await {
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

/// What the tenant must permit beyond accounts and what they hold.
fn wants(world: &World) -> Wants {
    let people = world.config.policy_text().people;
    let departures = people.leavers == Leavers::Depart;
    Wants { departures, deletions: departures && people.terms.delete }
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
