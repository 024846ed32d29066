//! The table of all operations: method, path, permission, service, handler. Each kind keeps its own part of it.
//!
//! To add an operation: one line in the `ROUTES` of its file. To add a kind: one file and one line in `TABLES`.

use crate::call::{Answer, Call};
use crate::limits::Service;
use crate::world::World;
use crate::{
    audit, divisions, externalids, grants, groups, languages, licences, memberships, oauth, organisation,
    presence, queues, roles, scim, search, skills, subjects, tokens, users,
};
use percent_encoding::percent_decode_str;

/// One operation.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// The path with `{…}` for its variable parts.
    pub(crate) template: &'static str,
    pub(crate) need: Need,
    pub(crate) service: Service,
    pub(crate) handler: Handler,
}

/// Does one operation.
pub(crate) type Handler = fn(&mut World, &Call) -> Answer;

/// Which permissions an operation needs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Need {
    /// None is named by the sources.
    Nothing,
    /// One of these.
    Any(&'static [&'static str]),
    /// All of these.
    All(&'static [&'static str]),
}

/// A line of a table.
pub(crate) const fn route(
    method: &'static str,
    template: &'static str,
    need: Need,
    service: Service,
    handler: Handler,
) -> Route {
    Route { method, template, need, service, handler }
}

const TABLES: &[&[Route]] = &[
    organisation::ROUTES,
    oauth::ROUTES,
    tokens::ROUTES,
    users::ROUTES,
    search::ROUTES,
    externalids::ROUTES,
    roles::ROUTES,
    subjects::ROUTES,
    grants::ROUTES,
    divisions::ROUTES,
    licences::ROUTES,
    groups::ROUTES,
    skills::ROUTES,
    languages::ROUTES,
    queues::ROUTES,
    memberships::ROUTES,
    presence::ROUTES,
    audit::ROUTES,
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
        for route in all() {
            let name = format!("{} {}", route.method, route.template);
            let documented = &document["operations"][&name]["permissions"];
            let own = match route.need {
                Need::Nothing => Value::Null,
                Need::Any(list) => json!({ "ANY": list }),
                Need::All(list) => json!({ "ALL": list }),
            };
            let stricter = STRICTER.contains(&name.as_str()) && documented.is_null();
            assert!(own == *documented || stricter, "{name}: {own} here, {documented} there");
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
