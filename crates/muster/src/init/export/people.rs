//! Who stands for whom: ids, names, mails.

use super::words::{MadeUp, Names, capital, words};
use muster_connectors::genesys::export::User;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The domain of most made-up mails; nobody can register it.
const DOMAIN: &str = "example.com";

/// Who stands for whom.
pub(super) struct People {
    ids: BTreeMap<Uuid, Uuid>,
    names: Names,
    /// By the real mail in small letters.
    mails: BTreeMap<String, String>,
    used: BTreeSet<String>,
    domains: BTreeMap<String, String>,
    /// Full names of two words and more, in small letters, by their words.
    full: BTreeMap<Vec<String>, String>,
}

impl People {
    /// Somebody made up for everybody of `users`, in an order that tells nothing.
    pub(super) fn of(users: &[User]) -> Self {
        let real = users.iter().flat_map(|user| {
            let more = [user.preferred_name.as_deref(), user.employment.official_name.as_deref()];
            [user.name.as_str(), user.mail.as_str()].into_iter().chain(more.into_iter().flatten())
        });
        let mut people = Self {
            ids: users.iter().map(|user| (user.id, Uuid::new_v4())).collect(),
            names: Names::avoiding(real),
            mails: BTreeMap::new(),
            used: users.iter().map(|user| user.mail.to_lowercase()).collect(),
            domains: domains(users),
            full: full_names(users),
        };
        let mut order: Vec<&User> = users.iter().collect();
        order.sort_by_key(|user| people.ids[&user.id]);
        for user in order {
            people.enter(user);
        }
        people
    }

    fn enter(&mut self, user: &User) {
        let name = if user.name.trim().is_empty() { &user.mail } else { &user.name };
        let made = self.names.of(name);
        let mail = self.free_mail(&user.mail, &made);
        self.mails.insert(user.mail.to_lowercase(), mail);
    }

    fn free_mail(&mut self, real: &str, made: &MadeUp) -> String {
        let (local, domain) = match real.rsplit_once('@') {
            Some((local, domain)) => (
                local,
                format!("@{}", self.domains.get(&domain.to_lowercase()).map_or(DOMAIN, String::as_str)),
            ),
            None if real.is_empty() => ("", format!("@{DOMAIN}")),
            None => (real, String::new()),
        };
        let base = local_part(local, made);
        let numbered = (2_u32..).map(|number| format!("{base}{number}"));
        let mut wanted =
            std::iter::once(base.clone()).chain(numbered).map(|local| format!("{local}{domain}"));
        let free = wanted.find(|mail| !self.used.contains(&mail.to_lowercase())).unwrap_or_default();
        self.used.insert(free.to_lowercase());
        free
    }

    /// The id that stands for a user; `None`: nobody who was read.
    pub(super) fn id(&self, real: Uuid) -> Option<Uuid> {
        self.ids.get(&real).copied()
    }

    /// The name that stands for a name.
    pub(super) fn name(&mut self, real: &str) -> String {
        if real.trim().is_empty() { String::new() } else { self.names.of(real).shown }
    }

    /// The login that stands for a login.
    pub(super) fn known_mail(&self, real: &str) -> Option<&String> {
        self.mails.get(&real.to_lowercase())
    }

    /// The mail that stands for any mail.
    pub(super) fn mail(&mut self, real: &str) -> String {
        if let Some(known) = self.known_mail(real) {
            return known.clone();
        }
        let made = self.names.of(real);
        let mail = self.free_mail(real, &made);
        self.mails.insert(real.to_lowercase(), mail.clone());
        mail
    }

    /// The full name whose words these are.
    pub(super) fn full_name(&self, words: &[String]) -> Option<&String> {
        self.full.get(words)
    }
}

/// `given.family` or `gfamily`, as the original has a dot or not, and with capitals where it has some.
fn local_part(real: &str, made: &MadeUp) -> String {
    let initial = &made.given[..1];
    let (first, dot) =
        if real.contains('.') || real.is_empty() { (made.given.as_str(), ".") } else { (initial, "") };
    match real.chars().any(char::is_uppercase) {
        true => format!("{}{dot}{}", capital(first), capital(&made.family)),
        false => format!("{first}{dot}{}", made.family),
    }
}

/// The most frequent domain is `example.com`, the others are below it.
fn domains(users: &[User]) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, domain) in users.iter().filter_map(|user| user.mail.rsplit_once('@')) {
        *counts.entry(domain.to_lowercase()).or_default() += 1;
    }
    let mut order: Vec<(String, usize)> = counts.into_iter().collect();
    order.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let made = |(place, (domain, _)): (usize, (String, usize))| match place {
        0 => (domain, DOMAIN.to_owned()),
        place => (domain, format!("d{}.{DOMAIN}", place + 1)),
    };
    order.into_iter().enumerate().map(made).collect()
}

/// Also with the last word first, as directories write names.
fn full_names(users: &[User]) -> BTreeMap<Vec<String>, String> {
    let mut full = BTreeMap::new();
    for user in users {
        let mut parts: Vec<String> = words(&user.name).collect();
        if parts.len() < 2 {
            continue;
        }
        full.insert(parts.clone(), user.name.clone());
        parts.rotate_right(1);
        full.entry(parts).or_insert_with(|| user.name.clone());
    }
    full
}
