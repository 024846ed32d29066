//! Whether a resource, or an element of a list, fits a filter.

use super::{Comparison, Filter, Named};
use crate::scim::schema::attribute::Kind;
use jiff::Timestamp;
use serde_json::Value;
use std::cmp::Ordering;

impl Filter {
    /// Whether `value` fits.
    pub(crate) fn fits(&self, value: &Value) -> bool {
        match self {
            Self::And(left, right) => left.fits(value) && right.fits(value),
            Self::Or(left, right) => left.fits(value) || right.fits(value),
            Self::Not(inner) => !inner.fits(value),
            Self::Present(named) => values(value, &named.steps).into_iter().any(is_something),
            Self::Within(named, inner) => values(value, &named.steps).into_iter().any(|one| inner.fits(one)),
            Self::Compare(named, Comparison::Differs, wanted) => {
                !any(value, named, Comparison::Equal, wanted)
            }
            Self::Compare(named, comparison, wanted) => any(value, named, *comparison, wanted),
        }
    }
}

fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Object(parts) => !parts.is_empty(),
        _ => true,
    }
}

/// All values at the end of a path; lists on the way are walked through.
fn values<'a>(value: &'a Value, steps: &[&str]) -> Vec<&'a Value> {
    if let Value::Array(list) = value {
        return list.iter().flat_map(|element| values(element, steps)).collect();
    }
    match steps.split_first() {
        None => vec![value],
        Some((first, rest)) => value.get(first).map(|below| values(below, rest)).unwrap_or_default(),
    }
}

fn any(value: &Value, named: &Named, comparison: Comparison, wanted: &Value) -> bool {
    let holds = |held: &Value| match named.attribute.kind {
        Kind::Time => {
            time(held).zip(time(wanted)).is_some_and(|(held, wanted)| agrees(held.cmp(&wanted), comparison))
        }
        _ => holds(held, comparison, wanted, named.attribute.is_case_exact),
    };
    values(value, &named.steps).into_iter().any(holds)
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

fn holds(held: &Value, comparison: Comparison, wanted: &Value, is_case_exact: bool) -> bool {
    let fold = |text: &str| if is_case_exact { text.to_owned() } else { text.to_lowercase() };
    let (held, wanted) = match (held, wanted) {
        (Value::String(held), Value::String(wanted)) => (fold(held), fold(wanted)),
        (Value::Bool(held), Value::Bool(wanted)) => return comparison == Comparison::Equal && held == wanted,
        (Value::Number(held), Value::Number(wanted)) => {
            let order = held.as_f64().partial_cmp(&wanted.as_f64());
            return order.is_some_and(|order| agrees(order, comparison));
        }
        _ => return false,
    };
    match comparison {
        Comparison::Contains => held.contains(&wanted),
        Comparison::Starts => held.starts_with(&wanted),
        Comparison::Ends => held.ends_with(&wanted),
        _ => agrees(held.cmp(&wanted), comparison),
    }
}

fn agrees(order: Ordering, comparison: Comparison) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::Differs => order.is_ne(),
        Comparison::Above => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
        Comparison::Below => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Contains | Comparison::Starts | Comparison::Ends => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Names;
    use super::*;
    use crate::scim::schema::{ENTERPRISE, GENESYS, USERS};
    use serde_json::json;

    #[test]
    fn filters_mean_what_rfc_7644_says() {
        let ana = json!({
            "id": "Ab", "userName": "Ana@Example.org", "active": true, "title": "Lead",
            "emails": [{ "value": "x@y.z", "type": "work" }, { "value": "ana@example.org", "type": "other" }],
            "roles": [], "meta": { "lastModified": "2026-03-01T08:00:00.000Z" },
            ENTERPRISE.urn: { "division": "Support", "manager": { "value": "m1" } },
            GENESYS.urn: { "routingSkills": [{ "name": "Billing", "proficiency": 3.0 }] },
        });
        let skills = format!("{}:routingSkills", GENESYS.urn);
        for (text, wanted) in [
            ("userName eq ana@example.org", true),
            ("id eq ab", false),
            ("title sw le and not (active eq false)", true),
            ("title ew ad", true),
            ("title co \"ea\"", true),
            ("title ne lead", false),
            ("title gt Agent and title le lead", true),
            ("email eq x@y.z and email eq ana@example.org", true),
            ("emails[type eq work and value eq \"ana@example.org\"]", false),
            ("emails[type eq work and value eq \"x@y.z\"]", true),
            ("meta.lastModified ge \"2026-03-01T08:00:00Z\"", true),
            ("meta.lastModified gt \"2026-03-01T09:00:00+01:00\"", false),
            ("roles pr or externalId pr", false),
            ("manager eq m1 and division eq support", true),
            (&format!("{skills}[name eq billing and proficiency ge 3]"), true),
            (&format!("{skills}[proficiency gt 3]"), false),
        ] {
            assert_eq!(Filter::read(text, Names::Resource(&USERS)).unwrap().fits(&ana), wanted, "{text}");
        }
    }
}
