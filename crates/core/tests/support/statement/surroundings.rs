//! Limits, approvals, how far reads can be believed, and the tenant's and directory's names.

use super::account::kind;
use super::person::add_group;
use super::{Stage, moment, number, unknown};
use crate::support::names::{SOURCE, account, anchor, group_anchor, uuid};
use muster_core::guard::{Act, Approval, Standing};
use muster_core::id::{DivisionId, GroupId, LanguageId, QueueId, RoleId, SkillId, SourceId};
use muster_core::record::{Coverage, Rejected};
use muster_core::tenant::{Catalogue, Named};
use std::collections::BTreeSet;

impl Stage {
    pub(super) fn surroundings(&mut self, words: &[&str], items: &[&str], text: &str) -> Result<(), String> {
        match words {
            ["limit", which, value] => self.limit(which, value),
            ["owned", of, count] => {
                self.world.owned_besides.insert(kind(of)?, number(count)?);
                Ok(())
            }
            ["removed", of, count] => {
                self.world.removed_today.insert(kind(of)?, number(count)?);
                Ok(())
            }
            ["baseline", source, count] => {
                self.world.baselines.insert(SourceId::new(source), number(count)?);
                Ok(())
            }
            ["approval", ..] => self.approval(text),
            ["read", whom, how, place @ ..] => self.read(whom, how, &place.join(" "), &items.join(", ")),
            ["directory", rest @ ..] => self.directory(rest),
            ["tenant", rest @ ..] => self.tenant(rest),
            _ => unknown("the surroundings", text),
        }
    }

    fn limit(&mut self, which: &str, value: &str) -> Result<(), String> {
        if let "allows" | "unattended" = which {
            return self.standing(which, value);
        }
        let limits = &mut self.world.limits;
        match which {
            "removals" => limits.removals_max = number(value)?,
            "percent" => limits.removals_percent = number(value)?,
            "day" => limits.removals_per_day_max = number(value)?,
            "deactivations" => limits.deactivations_max = number(value)?,
            "shrink" => limits.shrink_percent = number(value)?,
            "protects" => {
                limits.protected_people.insert(value.to_owned());
            }
            "protects-account-of" => {
                limits.protected_people.insert(account(value).to_string());
            }
            _ => return unknown("limits", which),
        }
        Ok(())
    }

    /// With nobody looking on: what is allowed, and how much of it.
    fn standing(&mut self, which: &str, value: &str) -> Result<(), String> {
        let nothing = Standing { allowed: BTreeSet::new(), changes_max: 100 };
        let standing = self.world.limits.standing.get_or_insert(nothing);
        if which == "unattended" {
            standing.changes_max = number(value)?;
            return Ok(());
        }
        let act = Act::all().find(|act| act.to_string() == value);
        standing.allowed.insert(act.ok_or_else(|| format!("`{value}` is nothing that can be allowed"))?);
        Ok(())
    }

    /// `approval removal-budget:removals:2 by kim until 2026-03-09`: the finding's key has colons in it.
    fn approval(&mut self, text: &str) -> Result<(), String> {
        let words: Vec<&str> = text.split(' ').collect();
        let ["approval", finding, "by", approver, "until", date] = words.as_slice() else {
            return Err("an approval is written `approval KEY by NAME until DATE`".into());
        };
        // Ids are long and nobody's to know: `deletion:corp-ad/ana`, `floor:queue:Billing:1`.
        let finding = match (finding.rsplit_once('/'), finding.split(':').collect::<Vec<&str>>().as_slice()) {
            (Some((before, name)), _) => format!("{before}/{}", anchor(name)),
            (None, ["floor", kind, name, left]) => {
                format!("floor:{kind}:{}:{left}", uuid(&format!("{kind}:{name}")))
            }
            (None, _) => (*finding).to_owned(),
        };
        self.world.approvals.push(Approval {
            finding,
            approver: (*approver).to_owned(),
            reason: "looked at".into(),
            expires_at: moment(date)?,
        });
        Ok(())
    }

    fn read(&mut self, whom: &str, how: &str, place: &str, reason: &str) -> Result<(), String> {
        let coverage = match how {
            "partial" => Coverage::Partial { missing: vec![reason.to_owned()] },
            "complete" => Coverage::Complete,
            "fails" => {
                let batch = self.world.batch(whom);
                (batch.records, batch.groups, batch.population) = (Vec::new(), Vec::new(), 0);
                Coverage::Partial { missing: vec![reason.to_owned()] }
            }
            "rejects" => {
                let (location, reason) = (place.to_owned(), reason.to_owned());
                self.world.batch(whom).rejected.push(Rejected { location, reason });
                return Ok(());
            }
            other => return unknown("a read", other),
        };
        match whom {
            "tenant" => self.world.estate.snapshot.coverage = coverage,
            source => self.world.batch(source).coverage = coverage,
        }
        Ok(())
    }

    fn directory(&mut self, words: &[&str]) -> Result<(), String> {
        if let ["group", name, ..] = words {
            self.names.learn_id(group_anchor(name).as_str(), format!("<directory group {name}>"));
        }
        if let ["forest", sources @ ..] = words {
            sources.iter().for_each(|source| self.world.batch(source).is_directory = true);
            return Ok(());
        }
        let batch = self.world.batch(SOURCE);
        match words {
            ["group", name] => add_group(batch, name),
            ["group", name, "through", source] => {
                add_group(batch, name);
                let anchor = group_anchor(name);
                let group = batch.groups.iter_mut().find(|group| group.anchor == anchor);
                group.ok_or("there is no such group")?.through.insert(SourceId::new(source));
            }
            ["group", name, "outside"] => {
                add_group(batch, name);
                let anchor = group_anchor(name);
                let group = batch.groups.iter_mut().find(|group| group.anchor == anchor);
                group.ok_or("there is no such group")?.in_scope = false;
            }
            ["rename", old, "to", new] => {
                let group = batch.groups.iter_mut().find(|group| group.name == *old);
                group.ok_or("there is no such group")?.name = (*new).to_owned();
            }
            ["drop", name] => batch.groups.retain(|group| group.name != *name),
            _ => return unknown("the directory", &words.join(" ")),
        }
        Ok(())
    }

    fn tenant(&mut self, words: &[&str]) -> Result<(), String> {
        let snapshot = &mut self.world.estate.snapshot;
        match words {
            ["own", "client", "is", name] => snapshot.own_client.id = account(name).to_string(),
            ["administrators", "by", "group", name] => {
                let group = GroupId(uuid(&format!("group:{name}")));
                snapshot.administrators_by_group.insert(group);
            }
            ["rename", kind, old, "to", new @ ..] => {
                rename(&mut snapshot.catalogue, kind, old, &new.join(" "))?
            }
            ["drop", kind, name] => drop_entry(&mut snapshot.catalogue, kind, name)?,
            [kind, name] => self.add(kind, name, &format!("{kind}:{name}"))?,
            [kind, name, "as", key] => self.add(kind, name, key)?,
            _ => return unknown("the tenant", &words.join(" ")),
        }
        Ok(())
    }

    fn add(&mut self, kind: &str, name: &str, key: &str) -> Result<(), String> {
        let named = Named { name: name.to_owned() };
        let id = uuid(key);
        self.names.learn_id(id, key);
        let snapshot = &mut self.world.estate.snapshot;
        match kind {
            "queue" => {
                snapshot.catalogue.queues.insert(QueueId(id), named);
                snapshot.queues_read.insert(QueueId(id));
            }
            "group" => {
                snapshot.catalogue.groups.insert(GroupId(id), named);
            }
            "skill" => {
                snapshot.catalogue.skills.insert(SkillId(id), named);
            }
            "language" => {
                snapshot.catalogue.languages.insert(LanguageId(id), named);
            }
            other => return unknown("the tenant", other),
        }
        Ok(())
    }
}

/// The key under which a standard entry has its id: `queue:Billing`.
fn standard(kind: &str, name: &str) -> uuid::Uuid {
    uuid(&format!("{kind}:{name}"))
}

fn rename(catalogue: &mut Catalogue, kind: &str, old: &str, new: &str) -> Result<(), String> {
    let id = standard(kind, old);
    let name = match kind {
        "role" => catalogue.roles.get_mut(&RoleId(id)).map(|entry| &mut entry.name),
        "division" => catalogue.divisions.get_mut(&DivisionId(id)).map(|entry| &mut entry.name),
        "queue" => catalogue.queues.get_mut(&QueueId(id)).map(|entry| &mut entry.name),
        _ => None,
    };
    new.clone_into(name.ok_or("there is no such name")?);
    Ok(())
}

fn drop_entry(catalogue: &mut Catalogue, kind: &str, name: &str) -> Result<(), String> {
    let id = standard(kind, name);
    let gone = match kind {
        "role" => catalogue.roles.remove(&RoleId(id)).is_some(),
        "queue" => catalogue.queues.remove(&QueueId(id)).is_some(),
        _ => false,
    };
    gone.then_some(()).ok_or_else(|| "there is no such name".into())
}
