//! Whether the tenant can be worked with: a handful of calls, nothing changed.

mod needs;

pub use needs::{DELETION, DEPARTURE_NEEDS, NEEDS, Need, Wants};

use crate::genesys::client::Client;
use crate::genesys::dto::{Limits, Page, Role};
use crate::genesys::error::TenantError;
use crate::genesys::permissions::any_covers;
use crate::genesys::read::own::{self, Own};
use crate::genesys::wire::Request;
use muster_core::id::RoleId;
use std::collections::BTreeSet;

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Pass,
    /// It works, but somebody should look at it.
    Warn,
    /// Something will not work.
    Fail,
}

/// One check with what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub name: &'static str,
    /// What came of it.
    pub verdict: Verdict,
    /// What was found, as a sentence.
    pub says: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Token, organisation, permissions and limits. Stops after the first thing without which nothing else can be asked.
pub async fn check(client: &Client, wants: Wants) -> Vec<Check> {
    let own = match own::read(client).await {
        Ok(own) => own,
        Err(error @ TenantError::Token(_)) => return vec![failed("token", &error)],
        Err(error) => {
            return vec![pass("token", "the client has a token".into()), failed("organisation", &error)];
        }
    };
    let mut own = own;
    if let Err(error) = spell_out(client, &mut own).await {
        return vec![pass("token", "the client has a token".into()), failed("permissions", &error)];
    }
    let mut checks = vec![
        pass("token", format!("the client is `{}` ({})", own.client.name, own.client.id)),
        pass("organisation", format!("`{}` ({})", own.organisation_name, own.organisation)),
    ];
    checks.extend(permissions(&own.client.permissions, wants));
    checks.push(limits(client).await);
    checks
}

/// Fills in the permissions of roles that the first answer only named.
async fn spell_out(client: &Client, own: &mut Own) -> Result<(), TenantError> {
    if !own.client.permissions.is_empty() {
        return Ok(());
    }
    let path = "/api/v2/authorization/roles";
    let page: Page<Role> =
        client.get(Request::get(path, format!("{path}?pageSize=100&userCount=false"))).await?;
    let roles = page.entities.good.into_iter().map(|role| {
        let policies = role.permission_policies.iter().flat_map(|policy| policy.permissions());
        (RoleId(role.id), policies.chain(role.permissions.clone()).collect())
    });
    own.spell_out(&roles.collect());
    Ok(())
}

fn permissions(held: &BTreeSet<String>, wants: Wants) -> Vec<Check> {
    let lacking = |need: &&Need| !need.any_of.iter().any(|permission| any_covers(held, permission));
    let mut checks: Vec<Check> = wants.needs().filter(lacking).map(lack).collect();
    if checks.is_empty() {
        let count = wants.needs().count();
        checks.push(pass("permissions", format!("the client holds all {count} permissions it needs")));
    }
    if !wants.deletions && any_covers(held, "directory:user:delete") {
        checks.push(Check {
            name: "permissions",
            verdict: Verdict::Warn,
            says: "the client may delete users, which Muster is not configured to do".into(),
            hint: Some("take directory:user:delete out of its roles".into()),
        });
    }
    checks
}

fn lack(need: &Need) -> Check {
    let wanted = need.any_of.join(" or ");
    Check {
        name: "permissions",
        verdict: Verdict::Fail,
        says: format!("{} needs {wanted}, which the client does not hold", need.feature),
        hint: Some(format!("give the OAuth client a role with {wanted}, in all divisions concerned")),
    }
}

/// The ceiling in force for our kind of token.
async fn limits(client: &Client) -> Check {
    let path = "/api/v2/organizations/limits/namespaces/platform.api";
    let template = "/api/v2/organizations/limits/namespaces/{namespaceName}";
    match client.get::<Limits>(Request::get(template, path)).await {
        Ok(limits) => {
            let keys = ["client.credentials.token.rate.per.minute", "token.rate.per.minute"];
            let found = keys.iter().find_map(|key| limits.entities.iter().find(|limit| limit.key == *key));
            let per_minute = found.and_then(|limit| limit.value);
            pass(
                "limits",
                per_minute.map_or_else(
                    || format!("{} requests a minute, by the headers", client.budget().allowed),
                    |value| format!("{value} requests a minute for the token"),
                ),
            )
        }
        Err(error) => Check { verdict: Verdict::Warn, ..failed("limits", &error) },
    }
}

fn pass(name: &'static str, says: String) -> Check {
    Check { name, verdict: Verdict::Pass, says, hint: None }
}

fn failed(name: &'static str, error: &TenantError) -> Check {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    Check {
        name,
        verdict: Verdict::Fail,
        says: format!("{error}{}", cause.unwrap_or_default()),
        hint: Some(error.hint()),
    }
}
