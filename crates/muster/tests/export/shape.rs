//! What is left of a seed when nobody in it has a name: what they hold, who manages whom, how many there are.

use muster_simulator::{Seed, SeedUser};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Everything that a copy must keep, in one order for all copies.
pub(crate) fn shape(seed: &Seed) -> Vec<String> {
    let users = refined(seed);
    let of = |mail: &String| users.get(&mail.to_lowercase()).copied();
    let mut lines: Vec<String> = users.values().map(|mark| format!("user {mark:x}")).collect();
    lines.extend(seed.divisions.iter().map(|one| format!("division {:?} {} {}", one.id, one.name, one.home)));
    for one in &seed.roles {
        let permissions = sorted(one.permissions.clone());
        lines.push(format!("role {:?} {} {:?} {permissions:?}", one.id, one.name, one.default_role_id));
    }
    lines.extend(seed.skills.iter().map(|one| format!("skill {:?} {} {:?}", one.id, one.name, one.division)));
    lines.extend(seed.languages.iter().map(|one| format!("language {:?} {}", one.id, one.name)));
    lines.extend(seed.queues.iter().map(|one| format!("queue {:?} {} {:?}", one.id, one.name, one.division)));
    lines.extend(seed.teams.iter().map(|one| format!("team {:?} {} {:?}", one.id, one.name, one.division)));
    for one in &seed.groups {
        let (grants, owners) = (sorted(one.grants.clone()), sorted(one.owners.iter().map(of).collect()));
        lines.push(format!(
            "group {:?} {} {} {} {} {grants:?} {owners:?} {}",
            one.id, one.name, one.kind, one.visibility, one.roles_enabled, one.version
        ));
    }
    lines.extend(seed.clients.iter().map(|one| format!("client {:?}", sorted(one.grants.clone()))));
    for one in &seed.licences {
        lines.push(format!(
            "licence {} {:?} {:?}",
            one.id,
            sorted(one.permissions.clone()),
            sorted(one.comprises.clone())
        ));
    }
    sorted(lines)
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list
}

/// A mark for each user by mail: what the user holds, and what manager and reports hold, and theirs.
fn refined(seed: &Seed) -> BTreeMap<String, u64> {
    let mut marks: BTreeMap<String, u64> =
        seed.users.iter().map(|user| (user.email.to_lowercase(), hash(&facts(user)))).collect();
    for _ in 0..4 {
        let mut reports: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for user in &seed.users {
            if let Some(manager) = &user.manager {
                reports.entry(manager.to_lowercase()).or_default().push(marks[&user.email.to_lowercase()]);
            }
        }
        let next = seed.users.iter().map(|user| {
            let own = user.email.to_lowercase();
            let manager = user.manager.as_ref().map(|manager| marks[&manager.to_lowercase()]);
            let below = sorted(reports.remove(&own).unwrap_or_default());
            let mark = hash(&(marks[&own], manager, below));
            (own, mark)
        });
        marks = next.collect();
    }
    marks
}

/// Everything about a user that has no name, number or address of its own.
fn facts(user: &SeedUser) -> String {
    let list = |list: &[String]| sorted(list.to_vec());
    let contacts = user.addresses.iter().map(|one| {
        (
            one.media_type.clone(),
            one.kind.clone(),
            one.country_code.clone(),
            one.address.as_deref().map(outline),
            one.extension.as_deref().map(outline),
        )
    });
    let employer = &user.employer_info;
    format!(
        "{:?}",
        (
            (
                user.state,
                user.version,
                &user.division,
                user.name.split_whitespace().count(),
                user.acd_auto_answer
            ),
            (user.title.is_some(), user.department.is_some(), user.preferred_name.is_some()),
            (
                sorted(contacts.collect::<Vec<_>>()),
                user.external_ids.iter().map(|(a, k)| (a, outline(k))).collect::<Vec<_>>()
            ),
            (
                employer.employee_id.as_deref().map(outline),
                employer.date_hire.is_some(),
                employer.official_name.is_some()
            ),
            (list(&user.grants), &user.skills, &user.languages, list(&user.groups)),
            (list(&user.queues), list(&user.unjoined_queues), &user.rings, &user.team),
            (user.station.is_some(), user.default_station.is_some()),
        )
    )
}

/// A number or key with its digits as 0 and its letters as x; what looks like a UUID is one.
fn outline(text: &str) -> String {
    if uuid::Uuid::try_parse(text).is_ok() {
        return "a UUID".to_owned();
    }
    if text.contains('@') {
        return "a mail".to_owned();
    }
    let mark = |c: char| match c {
        c if c.is_ascii_digit() => '0',
        c if c.is_uppercase() => 'X',
        c if c.is_alphabetic() => 'x',
        c => c,
    };
    text.chars().map(mark).collect()
}

fn hash<T: Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
