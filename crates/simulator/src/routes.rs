//! The table of all operations: method, path, permission, service, handler. Each kind keeps its own part of it.
//!
//! To add an operation: one line in the `ROUTES` of its file. To add a kind: one file and one line in `TABLES`.

use crate::authorization::divisions;
use crate::authorization::grants;
use crate::authorization::licences;
use crate::authorization::roles;
use crate::authorization::subjects;
use crate::authorization::{assignments, catalogue as permissions, divisionedit, roleusers};
use crate::conversations::{activity, agents, calls, details};
use crate::groups::{catalogue as groups, edit as groupedit, teams};
use crate::platform::audit;
use crate::platform::organisation;
use crate::platform::tokens;
use crate::platform::{auditquery, clients};
use crate::routing::languages;
use crate::routing::queues;
use crate::routing::skills;
use crate::routing::userqueues as memberships;
use crate::scim;
use crate::users::catalogue as users;
use crate::users::externalids;
use crate::users::presence;
use crate::users::search;
use crate::users::{attributes, extras};
pub(crate) use crate::wire::call::{Need, Route};
use percent_encoding::percent_decode_str;
use std::collections::BTreeSet;

const TABLES: &[&[Route]] = &[
    organisation::ROUTES,
    clients::ROUTES,
    tokens::ROUTES,
    users::ROUTES,
    search::ROUTES,
    externalids::ROUTES,
    roles::ROUTES,
    subjects::ROUTES,
    grants::ROUTES,
    divisions::ROUTES,
    divisionedit::ROUTES,
    roleusers::ROUTES,
    permissions::ROUTES,
    assignments::ROUTES,
    licences::ROUTES,
    groups::ROUTES,
    groupedit::ROUTES,
    teams::ROUTES,
    attributes::ROUTES,
    extras::ROUTES,
    skills::ROUTES,
    languages::ROUTES,
    queues::ROUTES,
    memberships::ROUTES,
    presence::ROUTES,
    audit::ROUTES,
    auditquery::ROUTES,
    calls::ROUTES,
    agents::ROUTES,
    details::ROUTES,
    activity::ROUTES,
    scim::users::ROUTES,
    scim::groups::ROUTES,
    scim::discovery::ROUTES,
];

/// Where a path leads.
pub(crate) enum Found {
    /// To an operation, with the decoded variable parts.
    Route(&'static Route, Vec<String>),
    /// To a place that does not know the method.
    WrongMethod,
    /// Nowhere.
    Nowhere,
}

/// Every operation, for tests and references: `METHOD template`.
pub(crate) fn all() -> impl Iterator<Item = &'static Route> {
    TABLES.iter().copied().flatten()
}

/// Every permission that some operation needs.
pub(crate) fn permissions() -> BTreeSet<&'static str> {
    let of = |route: &'static Route| match route.need {
        Need::Nothing => &[][..],
        Need::Any(list) | Need::All(list) => list,
    };
    all().flat_map(of).copied().collect()
}

/// Whether an operation changes nothing: reads, searches, previews, queries, logins.
pub(crate) fn only_asks(method: &str, template: &str) -> bool {
    let asks =
        ["/search", "/infer", "/infer/permissions", "/license/users", "/query", "/realtime", "/oauth/token"];
    matches!(method, "GET" | "HEAD") || asks.iter().any(|end| template.ends_with(end))
}

/// Finds the operation of a path. Where two fit, the one with more fixed parts wins (`/users/search`).
pub(crate) fn find(method: &str, path: &str) -> Found {
    let path = one_scim_family(path);
    let parts = path.trim_end_matches('/').split('/').skip(1).collect::<Vec<_>>();
    let fixed = |route: &&Route| route.template.split('/').filter(|part| !part.starts_with('{')).count();
    let fits = || all().filter(|route| fits(route.template, &parts));
    match fits().filter(|route| route.method == method).max_by_key(fixed) {
        Some(route) => Found::Route(route, variable_parts(route.template, &parts)),
        None if fits().next().is_some() => Found::WrongMethod,
        None => Found::Nowhere,
    }
}

fn fits(template: &str, parts: &[&str]) -> bool {
    let mut wanted = template.split('/').skip(1);
    let all_fit =
        parts.iter().all(|part| wanted.next().is_some_and(|want| want.starts_with('{') || want == *part));
    all_fit && wanted.next().is_none()
}

fn variable_parts(template: &str, parts: &[&str]) -> Vec<String> {
    let pairs = template.split('/').skip(1).zip(parts);
    let variable = pairs.filter(|(want, _)| want.starts_with('{'));
    variable.map(|(_, part)| percent_decode_str(part).decode_utf8_lossy().into_owned()).collect()
}

/// `/scim/Users` and `/scim/v2/users` are the same operations.
fn one_scim_family(path: &str) -> String {
    let Some(rest) = path.strip_prefix("/api/v2/scim/") else {
        return path.to_owned();
    };
    let rest = rest.strip_prefix("v2/").unwrap_or(rest);
    let (resource, below) = rest.split_once('/').map_or((rest, ""), |(head, tail)| (head, tail));
    let slash = if below.is_empty() { "" } else { "/" };
    format!("/api/v2/scim/v2/{}{slash}{below}", resource.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Operations of which another source names a permission that the API document does not.
    const STRICTER: &[&str] = &[
        "POST /api/v2/groups/{groupId}/members",
        "DELETE /api/v2/groups/{groupId}/members",
        "PATCH /api/v2/users/{userId}/presences/purecloud",
    ];

    #[test]
    fn permissions_are_those_of_the_api_document() {
        let document: Value = serde_json::from_str(include_str!("../tests/openapi/operations.json")).unwrap();
        let mut wrong = Vec::new();
        for route in all() {
            let name = format!("{} {}", route.method, route.template);
            let documented = &document["operations"][&name]["permissions"];
            let own = match route.need {
                Need::Nothing => Value::Null,
                Need::Any(list) => json!({ "ANY": list }),
                Need::All(list) => json!({ "ALL": list }),
            };
            let stricter = STRICTER.contains(&name.as_str()) && documented.is_null();
            if own != *documented && !stricter {
                wrong.push(format!("{name}: {own} here, {documented} there"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn parameters_are_those_of_the_api_document() {
        let document: Value = serde_json::from_str(include_str!("../tests/openapi/operations.json")).unwrap();
        for route in all() {
            let name = format!("{} {}", route.method, route.template);
            let documented = document["operations"][&name]["query"].as_object();
            let documented: BTreeSet<_> =
                documented.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            let own = crate::wire::parameters::of(route).iter().copied().collect::<BTreeSet<_>>();
            assert_eq!(own, documented, "{name}");
        }
    }

    #[test]
    fn the_more_fixed_template_wins() {
        let template = |path: &str| match find("GET", path) {
            Found::Route(route, params) => (route.template, params),
            _ => panic!("{path} leads nowhere"),
        };
        assert_eq!(template("/api/v2/users/search").0, "/api/v2/users/search");
        assert_eq!(template("/api/v2/users/a%20b"), ("/api/v2/users/{userId}", vec!["a b".to_owned()]));
        assert!(matches!(find("PUT", "/api/v2/users"), Found::WrongMethod));
        assert!(matches!(find("GET", "/api/v2"), Found::Nowhere));
    }
}
