//! People in a source.

use super::{Stage, item, moment, unknown};
use crate::support::names::{anchor, group_anchor};
use muster_core::id::{Anchor, GroupKey, PersonId, SourceId};
use muster_core::record::{DirectoryGroup, PhoneKind, SourceBatch, SourceRecord, Work};
use muster_core::time::Timestamp;
use muster_core::worker::{Employment, Zone};
use std::collections::BTreeSet;

impl Stage {
    /// Adds somebody to a source, or changes what the source says of them.
    pub(super) fn person(&mut self, source: &str, name: &str, items: &[&str]) -> Result<(), String> {
        self.names.learn(name);
        let batch = self.world.batch(source);
        let key = anchor(name);
        let known = batch.records.iter().position(|record| record.anchor == key);
        let mut record = known.map_or_else(|| record(name), |at| batch.records.remove(at));
        for text in items {
            describe(&mut record, text, batch)?;
        }
        batch.records.push(record);
        batch.records.sort_by(|one, other| one.anchor.cmp(&other.anchor));
        batch.population = batch.records.len() as u64;
        let groups = items.iter().filter_map(|text| text.strip_prefix("group ")?.split_once(':'));
        groups.for_each(|(source, name)| add_group(self.world.batch(source), name));
        Ok(())
    }

    /// Takes somebody out of a source.
    pub(super) fn vanish(&mut self, source: &str, name: &str) -> Result<(), String> {
        let batch = self.world.batch(source);
        let before = batch.records.len();
        batch.records.retain(|record| record.anchor != anchor(name));
        batch.population = batch.records.len() as u64;
        match batch.records.len() < before {
            true => Ok(()),
            false => Err(format!("{name} is not in {source}")),
        }
    }
}

/// Somebody called Ana with `ana@corp.example` and nothing else.
pub(crate) fn record(name: &str) -> SourceRecord {
    let mut display_name = name.to_owned();
    display_name[..1].make_ascii_uppercase();
    let mail = format!("{name}@corp.example");
    let location = format!("CN={display_name},OU=People,DC=corp,DC=example");
    SourceRecord {
        login: name.to_owned(),
        mail: Some(mail.clone()),
        user_principal_name: Some(mail),
        display_name,
        ..SourceRecord::blank(anchor(name), location)
    }
}

fn work(status: Employment, starts_at: Option<Timestamp>) -> Work {
    Work { status, starts_at, zone: Zone::utc() }
}

fn describe(record: &mut SourceRecord, text: &str, batch: &mut SourceBatch) -> Result<(), String> {
    let (word, rest) = item(text);
    let said = (rest != "none").then(|| rest.to_owned());
    match (word, rest) {
        ("enabled", "") => record.enabled = true,
        ("disabled", "") => record.enabled = false,
        ("on", "leave") => record.work = Some(Box::new(work(Employment::OnLeave, None))),
        ("back", "") => record.work = Some(Box::new(work(Employment::Active, None))),
        ("starts", date) => record.work = Some(Box::new(work(Employment::Active, Some(moment(date)?)))),
        ("expires", "never") => record.expires_at = None,
        ("expires", date) => record.expires_at = Some(moment(date)?),
        ("name", _) => record.display_name = said.unwrap_or_default(),
        ("login", _) => record.login = rest.to_owned(),
        ("mail", _) => record.mail = said,
        ("title", _) => record.title = said,
        ("department", _) => record.department = said,
        ("number", _) => record.employee_number = said,
        ("phone", _) => phone(record, PhoneKind::Work, said),
        ("mobile", _) => phone(record, PhoneKind::Mobile, said),
        ("manager", _) => record.manager = said.map(|name| manager(&name, batch)),
        ("attribute", pair) => {
            let (name, value) =
                pair.split_once('=').ok_or("an attribute is written `attribute name=value`")?;
            record.attributes.insert(name.to_owned(), vec![value.to_owned()]);
        }
        ("group", path) => match path.split_once(':') {
            Some((source, name)) => join_elsewhere(record, source, name),
            None => join(record, path, batch),
        },
        ("leaves", group) => match group.split_once(':') {
            Some((source, name)) => record.elsewhere.retain(|(key, _)| *key != group_key(source, name)),
            None => leave(record, &group_anchor(group))?,
        },
        _ => return unknown("a person", text),
    }
    Ok(())
}

fn phone(record: &mut SourceRecord, kind: PhoneKind, number: Option<String>) {
    record.phones.remove(&kind);
    record.phones.extend(number.map(|number| (kind, number)));
}

/// `Berlin > Agents`: a member of Berlin, which is a member of Agents.
pub(crate) fn join(record: &mut SourceRecord, path: &str, batch: &mut SourceBatch) {
    let groups: Vec<&str> = path.split(" > ").collect();
    let path: Vec<Anchor> = groups.iter().map(|group| group_anchor(group)).collect();
    for (name, length) in groups.into_iter().zip(1..) {
        record.memberships.insert(group_anchor(name), path[..length].to_vec());
        add_group(batch, name);
    }
}

fn join_elsewhere(record: &mut SourceRecord, source: &str, name: &str) {
    record.elsewhere.push((group_key(source, name), vec![group_anchor(name)]));
    record.elsewhere.sort();
}

fn group_key(source: &str, name: &str) -> GroupKey {
    GroupKey { source: SourceId::new(source), anchor: group_anchor(name) }
}

fn leave(record: &mut SourceRecord, group: &Anchor) -> Result<(), String> {
    let before = record.memberships.len();
    record.memberships.retain(|_, path| !path.contains(group));
    match record.memberships.len() < before {
        true => Ok(()),
        false => Err("they are not in that group".into()),
    }
}

/// Adds a directory group in scope, unless it is there already.
pub(crate) fn add_group(batch: &mut SourceBatch, name: &str) {
    let anchor = group_anchor(name);
    if batch.groups.iter().all(|group| group.anchor != anchor) {
        let location = format!("CN={name},OU=Groups,DC=corp,DC=example");
        batch.groups.push(DirectoryGroup {
            anchor,
            name: name.to_owned(),
            location,
            in_scope: true,
            members: 1,
            through: BTreeSet::new(),
        });
        batch.groups.sort_by(|one, other| one.anchor.cmp(&other.anchor));
    }
}

/// `bob`, or `source:bob` where the manager stands in another source.
fn manager(text: &str, batch: &SourceBatch) -> PersonId {
    match text.split_once(':') {
        Some((source, name)) => PersonId::new(&SourceId::new(source), &anchor(name)),
        None => PersonId::new(&batch.source, &anchor(text)),
    }
}
