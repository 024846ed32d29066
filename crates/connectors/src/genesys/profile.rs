//! Profile fields as `CreateUser` and `UpdateUser` take them.
//!
//! Arrays and objects replace what was there, so changing one phone or the employee number carries everything else
//! that the account has in the same array or object: that is what [`Present`] is read for.

use super::dto::User;
use super::refusal::our_refusal;
use super::wire::Reply;
use muster_core::entitlement::Field;
use muster_core::operation::{Outcome, Profile};
use serde_json::{Map, Value, json};

/// What an account has now, as far as a change must carry it along.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Present {
    /// `User.version`.
    pub version: Option<i64>,
    /// `User.addresses`, raw.
    pub addresses: Vec<Value>,
    /// `User.employerInfo`, raw.
    pub employer_info: Map<String, Value>,
}

impl Present {
    /// From the answer to `GET /api/v2/users/{id}?expand=employerInfo`.
    pub(crate) fn of(reply: &Reply) -> Result<Self, Outcome> {
        let odd = |reason: String| Outcome::Transient(our_refusal("muster.answer.unreadable", reason));
        let user: User = serde_json::from_slice(&reply.body).map_err(|e| odd(e.to_string()))?;
        let raw: Value = serde_json::from_slice(&reply.body).map_err(|e| odd(e.to_string()))?;
        Ok(Self {
            version: user.version,
            addresses: raw["addresses"].as_array().cloned().unwrap_or_default(),
            employer_info: raw["employerInfo"].as_object().cloned().unwrap_or_default(),
        })
    }
}

/// Whether the account shows in a field what was written: an empty text is none, and mails have no case.
pub(crate) fn shows(field: Field, present: Option<&str>, wanted: Option<&str>) -> bool {
    let filled = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    match (filled(present), filled(wanted)) {
        (None, None) => true,
        (Some(present), Some(wanted)) if field == Field::Mail => {
            present.to_lowercase() == wanted.to_lowercase()
        }
        (Some(present), Some(wanted)) => field.same(&present, &wanted),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Whether writing the profile needs to know what the account has now.
pub(crate) fn replaces_a_part(profile: &Profile) -> bool {
    let part = [Field::WorkPhone, Field::MobilePhone, Field::EmployeeNumber];
    part.iter().any(|field| profile.contains_key(field))
}

/// The profile's properties for a `PATCH`. An empty text clears a field; a field that is not in `profile` stays.
pub(crate) fn update_properties(profile: &Profile, present: &Present) -> Map<String, Value> {
    let mut properties = texts(profile);
    if let Some(number) = profile.get(&Field::EmployeeNumber) {
        let mut info = present.employer_info.clone();
        info.insert("employeeId".into(), json!(number.as_deref().unwrap_or("")));
        properties.insert("employerInfo".into(), Value::Object(info));
    }
    if phones(profile).next().is_some() {
        let addresses = merged_addresses(&present.addresses, profile);
        properties.insert("addresses".into(), Value::Array(addresses));
    }
    properties
}

/// The profile's properties for a `POST`, which knows no employee number.
pub(crate) fn create_properties(profile: &Profile) -> Map<String, Value> {
    let mut properties = texts(profile);
    properties.retain(|_, value| value != "");
    let addresses = merged_addresses(&[], profile);
    if !addresses.is_empty() {
        properties.insert("addresses".into(), Value::Array(addresses));
    }
    properties
}

fn texts(profile: &Profile) -> Map<String, Value> {
    let named = [
        (Field::Name, "name"),
        (Field::Mail, "email"),
        (Field::Title, "title"),
        (Field::Department, "department"),
    ];
    let given = named.iter().filter_map(|(field, name)| {
        let value = profile.get(field)?;
        Some(((*name).to_owned(), json!(value.as_deref().unwrap_or(""))))
    });
    given.collect()
}

fn phones(profile: &Profile) -> impl Iterator<Item = (&'static str, Option<&str>)> {
    let kinds = [(Field::WorkPhone, "WORK"), (Field::MobilePhone, "MOBILE")];
    kinds.into_iter().filter_map(|(field, kind)| Some((kind, profile.get(&field)?.as_deref())))
}

/// The addresses afterwards: those of the account without its login address, which may not be written here, with
/// the phones of `profile` put in, replaced or left out.
fn merged_addresses(present: &[Value], profile: &Profile) -> Vec<Value> {
    let mut addresses: Vec<Value> = present.iter().filter(|one| !is_login(one)).cloned().collect();
    for (kind, number) in phones(profile) {
        let place = addresses.iter().position(|one| is_phone(one, kind));
        match (place, number) {
            (Some(place), Some(number)) => addresses[place] = renumbered(&addresses[place], kind, number),
            (Some(place), None) => _ = addresses.remove(place),
            (None, Some(number)) => addresses.push(phone(kind, number)),
            (None, None) => {}
        }
    }
    addresses
}

fn phone(kind: &str, number: &str) -> Value {
    json!({"mediaType": "PHONE", "type": kind, "address": number})
}

/// A new number keeps the extension, which has a permission of its own; country and display follow from the number.
fn renumbered(old: &Value, kind: &str, number: &str) -> Value {
    let mut new = phone(kind, number);
    if let Some(extension) = old.get("extension").filter(|value| !value.is_null()) {
        new["extension"] = extension.clone();
    }
    new
}

fn is_phone(contact: &Value, kind: &str) -> bool {
    contact["mediaType"] == "PHONE" && contact["type"] == kind
}

fn is_login(contact: &Value) -> bool {
    contact["mediaType"] == "EMAIL" && contact["type"] == "PRIMARY"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(fields: &[(Field, Option<&str>)]) -> Profile {
        let owned = |(field, value): &(Field, Option<&str>)| (*field, value.map(str::to_owned));
        fields.iter().map(owned).collect()
    }

    fn present() -> Present {
        let user = json!({
            "id": "7c1d3a30-6c1f-4b5c-9a30-000000000001",
            "version": 4,
            "addresses": [
                {"mediaType": "EMAIL", "type": "PRIMARY", "address": "ana@example.org"},
                {"mediaType": "PHONE", "type": "HOME", "address": "+4930111"},
                {"mediaType": "PHONE", "type": "WORK", "address": "+4930222", "extension": "22", "countryCode": "DE"}
            ],
            "employerInfo": {"employeeId": "1", "dateHire": "2020-01-01"}
        });
        Present::of(&Reply::new(200, user.to_string())).unwrap()
    }

    #[test]
    fn changing_one_phone_carries_the_others() {
        let changed = profile(&[(Field::WorkPhone, Some("+4930333")), (Field::MobilePhone, Some("+49170"))]);
        assert_eq!(
            Value::Object(update_properties(&changed, &present())),
            json!({"addresses": [
                {"mediaType": "PHONE", "type": "HOME", "address": "+4930111"},
                {"mediaType": "PHONE", "type": "WORK", "address": "+4930333", "extension": "22"},
                {"mediaType": "PHONE", "type": "MOBILE", "address": "+49170"}
            ]})
        );
    }

    #[test]
    fn clearing_a_phone_leaves_the_others() {
        let changed = profile(&[(Field::WorkPhone, None)]);
        assert_eq!(
            Value::Object(update_properties(&changed, &present())),
            json!({"addresses": [{"mediaType": "PHONE", "type": "HOME", "address": "+4930111"}]})
        );
    }

    #[test]
    fn the_employee_number_carries_the_date_of_hire() {
        let changed = profile(&[(Field::EmployeeNumber, Some("7")), (Field::Title, None)]);
        assert_eq!(
            Value::Object(update_properties(&changed, &present())),
            json!({"title": "", "employerInfo": {"employeeId": "7", "dateHire": "2020-01-01"}})
        );
    }

    #[test]
    fn a_creation_sends_only_what_has_a_value() {
        let fields = profile(&[
            (Field::Title, Some("Agent")),
            (Field::Department, None),
            (Field::MobilePhone, Some("+49170")),
        ]);
        assert_eq!(
            Value::Object(create_properties(&fields)),
            json!({"title": "Agent", "addresses": [{"mediaType": "PHONE", "type": "MOBILE", "address": "+49170"}]})
        );
    }
}
