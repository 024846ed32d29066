//! E-mail addresses and phone numbers, in SCIM's words and in the platform's.
//!
//! SCIM shows only a part of what the platform keeps: a contact that it does not show stays as it is, and one that comes
//! back unchanged is not written anew.

use super::refused;
use crate::errors::Refusal;
use crate::state::{Contact, User};
use serde_json::{Value, json};

/// The login and the work addresses. The login mirrors `userName`.
pub(super) fn emails(user: &User) -> Vec<Value> {
    let login = json!({ "value": user.email, "type": "other", "primary": true });
    std::iter::once(login).chain(user.addresses.iter().filter_map(email)).collect()
}

/// All numbers.
pub(super) fn phones(user: &User) -> Vec<Value> {
    user.addresses.iter().filter_map(phone).collect()
}

fn email(contact: &Contact) -> Option<Value> {
    let is_work = contact.media_type == "EMAIL" && contact.kind == "WORK";
    is_work.then(|| json!({ "value": contact.address, "type": "work", "primary": false }))
}

fn phone(contact: &Contact) -> Option<Value> {
    let number = contact.address.as_ref().or(contact.extension.as_ref());
    let shown =
        || json!({ "value": number, "type": phone_type(contact), "primary": contact.kind == "PRIMARY" });
    (contact.media_type == "PHONE").then(shown)
}

fn phone_type(contact: &Contact) -> String {
    match contact.kind.as_str() {
        "WORK" | "WORK2" | "WORK3" | "WORK4" | "HOME" | "MOBILE" => contact.kind.to_lowercase(),
        "PRIMARY" => "work".to_owned(),
        _ => contact.integration.clone().unwrap_or_else(|| "other".to_owned()),
    }
}

/// What a body makes of the contacts that a user has. `login` is the e-mail that the body gives the user.
pub(super) fn read(before: &User, body: &Value, login: &str) -> Result<Vec<Contact>, Refusal> {
    let mut wanted = Vec::new();
    for given in list(body, "emails")? {
        if let Some(contact) = read_email(given, before, login)? {
            wanted.push(contact);
        }
    }
    for given in list(body, "phoneNumbers")? {
        wanted.push(read_phone(given)?);
    }
    Ok(merge(before, wanted))
}

fn list<'a>(body: &'a Value, name: &str) -> Result<&'a [Value], Refusal> {
    let list = body[name].as_array().map_or(&[][..], Vec::as_slice);
    if list.iter().filter(|one| one["primary"] == json!(true)).count() > 1 {
        return Err(refused("invalidValue", format!("More than one of the {name} is primary")));
    }
    Ok(list)
}

fn text<'a>(given: &'a Value, what: &str) -> Result<&'a str, Refusal> {
    let text = given["value"].as_str().map(str::trim).filter(|text| !text.is_empty());
    text.ok_or_else(|| refused("invalidValue", format!("{what} without a value")))
}

fn read_email(given: &Value, before: &User, login: &str) -> Result<Option<Contact>, Refusal> {
    let address = text(given, "An e-mail address")?;
    let mirrors = |own: &str| address.eq_ignore_ascii_case(own);
    match given["type"].as_str() {
        Some("work") if address.contains('@') => Ok(Some(contact("EMAIL", "WORK", address))),
        Some("work") => Err(refused("invalidValue", format!("{address:?} is no e-mail address"))),
        Some("other") if mirrors(login) || mirrors(&before.email) => Ok(None),
        Some("other") => Err(refused("mutability", "The e-mail of type other mirrors userName")),
        _ => Err(refused("invalidValue", "An e-mail address needs its type, work or other")),
    }
}

fn read_phone(given: &Value) -> Result<Contact, Refusal> {
    let number = text(given, "A phone number")?;
    let kind = given["type"].as_str().unwrap_or("other");
    Ok(match kind {
        "work" if given["primary"] == json!(true) => contact("PHONE", "PRIMARY", number),
        "work" | "work2" | "work3" | "work4" | "home" | "mobile" | "other" => {
            contact("PHONE", &kind.to_uppercase(), number)
        }
        owner => Contact { integration: Some(owner.to_owned()), ..contact("PHONE", "OTHER", number) },
    })
}

fn contact(media: &str, kind: &str, address: &str) -> Contact {
    Contact {
        address: Some(address.to_owned()),
        media_type: media.to_owned(),
        kind: kind.to_owned(),
        ..Contact::default()
    }
}

/// Keeps what SCIM does not show and what comes back as it was shown, in its order; the rest follows.
fn merge(before: &User, mut wanted: Vec<Contact>) -> Vec<Contact> {
    let shown = |contact: &Contact| email(contact).or_else(|| phone(contact));
    let mut kept = Vec::new();
    for held in &before.addresses {
        match shown(held) {
            None => kept.push(held.clone()),
            Some(face) => {
                if let Some(at) = wanted.iter().position(|one| shown(one).as_ref() == Some(&face)) {
                    wanted.remove(at);
                    kept.push(held.clone());
                }
            }
        }
    }
    kept.extend(wanted);
    kept
}
