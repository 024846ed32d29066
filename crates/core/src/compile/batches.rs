//! Group and queue members in full batches, skills and languages by account.

use super::{StepDraft, account_of};
use crate::entitlement::{Level, Slot, Value};
use crate::id::{AccountId, GroupId, LanguageId, QueueId, SkillId};
use crate::operation::{AccountRef, Api, Call, Stage};
use crate::plan::{Change, Plan};
use std::collections::BTreeMap;

/// `POST /api/v2/groups/{id}/members` takes at most 50 (`GroupMembersUpdate.memberIds`).
const GROUP_MAX: usize = 50;
/// `POST /api/v2/routing/queues/{id}/members` takes at most 100.
const QUEUE_MAX: usize = 100;
/// The bulk calls for skills and languages take at most 50.
const LEVELS_MAX: usize = 50;

/// Members of batches by what the batch is about, each with the number of its change.
type Batches<K, M> = BTreeMap<K, Vec<(M, u32)>>;

/// Changes sorted into what one call can carry.
#[derive(Default)]
struct Sorted {
    group_gains: Batches<GroupId, AccountRef>,
    group_losses: Batches<GroupId, AccountId>,
    queue_gains: Batches<QueueId, AccountRef>,
    queue_losses: Batches<QueueId, AccountId>,
    skills: Batches<AccountRef, (SkillId, Level)>,
    languages: Batches<AccountRef, (LanguageId, Level)>,
    single: Vec<StepDraft>,
}

/// The fewest calls for memberships, skills and languages.
pub(super) fn steps(plan: &Plan, changes: &[(u32, &Change)], api: Api) -> Vec<StepDraft> {
    let mut sorted = Sorted::default();
    for (number, change) in changes.iter().copied() {
        sorted.add(number, change);
    }
    sorted.calls(&plan.body.basis.group_versions, api)
}

impl Sorted {
    fn add(&mut self, number: u32, change: &Change) {
        let who = account_of(&change.subject);
        match (&change.slot, &change.after, change.subject.account) {
            (Slot::Group { group }, Some(_), _) => {
                self.group_gains.entry(*group).or_default().push((who, number))
            }
            (Slot::Queue { queue }, Some(_), _) => {
                self.queue_gains.entry(*queue).or_default().push((who, number))
            }
            (Slot::Skill { skill }, Some(Value::Level(level)), _) => {
                self.skills.entry(who).or_default().push(((*skill, *level), number));
            }
            (Slot::Language { language }, Some(Value::Level(level)), _) => {
                self.languages.entry(who).or_default().push(((*language, *level), number));
            }
            (slot, None, Some(account)) => self.lose(number, slot, account),
            _ => {}
        }
    }

    fn lose(&mut self, number: u32, slot: &Slot, account: AccountId) {
        let call = match slot {
            Slot::Group { group } => {
                return self.group_losses.entry(*group).or_default().push((account, number));
            }
            Slot::Queue { queue } => {
                return self.queue_losses.entry(*queue).or_default().push((account, number));
            }
            Slot::Skill { skill } => Call::RemoveSkill { account, skill: *skill },
            Slot::Language { language } => Call::RemoveLanguage { account, language: *language },
            Slot::Account
            | Slot::ExternalId
            | Slot::Division
            | Slot::Field { .. }
            | Slot::Manager
            | Slot::Role(_)
            | Slot::Presence
            | Slot::Routing
            | Slot::Conversation { .. }
            | Slot::Tokens
            | Slot::Station { .. }
            | Slot::Licence { .. } => {
                return;
            }
        };
        self.single.push(StepDraft { stage: Stage::Losses, call, changes: vec![number] });
    }

    fn calls(self, versions: &BTreeMap<GroupId, i64>, api: Api) -> Vec<StepDraft> {
        let version = |group: &GroupId| versions.get(group).copied().unwrap_or(1);
        let mut steps = self.single;
        steps.extend(chunked(self.group_gains, GROUP_MAX, Stage::Gains, |group, accounts| {
            Call::AddGroupMembers { group, accounts, version: version(&group), api }
        }));
        steps.extend(chunked(self.group_losses, GROUP_MAX, Stage::Losses, |group, accounts| {
            Call::RemoveGroupMembers { group, accounts, api }
        }));
        steps.extend(chunked(self.queue_gains, QUEUE_MAX, Stage::Gains, |queue, accounts| {
            Call::AddQueueMembers { queue, accounts }
        }));
        steps.extend(chunked(self.queue_losses, QUEUE_MAX, Stage::Losses, |queue, accounts| {
            Call::RemoveQueueMembers { queue, accounts }
        }));
        steps.extend(chunked(self.skills, LEVELS_MAX, Stage::Gains, |account, skills| Call::SetSkills {
            account,
            skills: skills.into_iter().collect(),
        }));
        steps.extend(chunked(self.languages, LEVELS_MAX, Stage::Gains, |account, languages| {
            Call::SetLanguages { account, languages: languages.into_iter().collect() }
        }));
        steps
    }
}

fn chunked<K: Clone, M: Clone>(
    by_key: Batches<K, M>,
    max: usize,
    stage: Stage,
    call: impl Fn(K, Vec<M>) -> Call,
) -> Vec<StepDraft> {
    let mut steps = Vec::new();
    for (key, members) in by_key {
        for part in members.chunks(max) {
            let (members, changes) = part.iter().cloned().unzip();
            steps.push(StepDraft { stage, call: call(key.clone(), members), changes });
        }
    }
    steps
}
