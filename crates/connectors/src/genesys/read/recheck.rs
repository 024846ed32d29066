//! Absent is not empty, and an expansion is best effort: before anything is taken away, or forgotten because it seems
//! gone, the tenant is asked once more, at the endpoint of its own and with the fewest calls.

use super::pages;
use super::queues;
use super::tally::{Listing, Tally};
use super::users;
use crate::genesys::account::{account_of, levels_of};
use crate::genesys::client::Client;
use crate::genesys::dto::{Page, Proficiency, Ref, Subject};
use crate::genesys::error::TenantError;
use crate::genesys::probe::grants::{direct, subject};
use crate::genesys::probe::levels::{LEVELS_PAGE, languages_page, skills_page};
use crate::genesys::wire::Request;
use futures_util::{StreamExt, stream};
use muster_core::entitlement::{Slot, Value};
use muster_core::id::{AccountId, DivisionId, GroupId, LanguageId, QueueId, SkillId};
use std::collections::{BTreeMap, BTreeSet};

/// What an account may hold: roles, groups, queues, skills, languages.
pub type Asked = BTreeMap<AccountId, BTreeSet<Slot>>;

/// What it holds: the value, nothing, or why that could not be learned.
pub type Answers = BTreeMap<(AccountId, Slot), Result<Option<Value>, TenantError>>;

/// What one call (or a few pages) answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    /// Who is in the group? One answer for all its accounts.
    Group(GroupId),
    /// Who is in the queue? One answer for all its accounts.
    Queue(QueueId),
    /// Which grants has the account?
    Roles(AccountId),
    /// Which skills has the account?
    Skills(AccountId),
    /// Which languages has the account?
    Languages(AccountId),
}

/// What an answer shows, and why something may be missing in it.
#[derive(Default)]
struct Shown {
    held: BTreeMap<(AccountId, Slot), Value>,
    shortfall: Option<String>,
}

/// Asks about everything in `asked` that can be granted; about other slots there is no answer.
///
/// One call for each group, one for each account and kind, one for each 100 members of a queue or 50 skills of an
/// account; none where nothing is asked. What a listing shows is held; what it does not show counts as not held only
/// where the listing is whole. An account, group or queue that does not exist holds nothing.
pub async fn recheck(client: &Client, asked: &Asked) -> Answers {
    let parallel = client.config().parallel_reads.max(1);
    let mut replies = stream::iter(questions(asked))
        .map(|(question, about)| async move { (question.ask(client).await, about) })
        .buffer_unordered(parallel);
    let mut answers = Answers::new();
    while let Some((shown, about)) = replies.next().await {
        answers.extend(about.into_iter().map(|one| {
            let answer = answer(&one, &shown);
            (one, answer)
        }));
    }
    answers
}

/// The same for what is believed to be held, mostly with one call for 100 accounts: what the listing of these accounts
/// shows once more is held. What it does not show is asked about at the endpoint of its own, as [`recheck`] does.
pub async fn still_held(client: &Client, asked: &Asked) -> Answers {
    if asked.is_empty() {
        return Answers::new();
    }
    let mut shown = Answers::new();
    let home = DivisionId(uuid::Uuid::nil());
    match users::only(client, &asked.keys().copied().collect()).await {
        Ok(listed) => {
            for user in listed.users.values() {
                let account = account_of(user, home);
                let slots = asked.get(&account.id).into_iter().flatten();
                shown.extend(slots.filter_map(|slot| {
                    account.value(slot).map(|value| ((account.id, slot.clone()), Ok(Some(value))))
                }));
            }
        }
        Err(error) => tracing::warn!("what is to be taken away is asked for one by one: {error}"),
    }
    let is_open = |account: &AccountId, slot: &Slot| !shown.contains_key(&(*account, slot.clone()));
    let mut open = Asked::new();
    for (account, slots) in asked {
        let slots: BTreeSet<Slot> = slots.iter().filter(|slot| is_open(account, slot)).cloned().collect();
        if !slots.is_empty() {
            open.insert(*account, slots);
        }
    }
    shown.extend(recheck(client, &open).await);
    shown
}

/// The fewest questions, each with what its answer tells.
fn questions(asked: &Asked) -> BTreeMap<Question, Vec<(AccountId, Slot)>> {
    let mut questions: BTreeMap<Question, Vec<(AccountId, Slot)>> = BTreeMap::new();
    for (account, slots) in asked {
        for slot in slots {
            if let Some(question) = Question::about(*account, slot) {
                questions.entry(question).or_default().push((*account, slot.clone()));
            }
        }
    }
    questions
}

fn answer(one: &(AccountId, Slot), shown: &Result<Shown, TenantError>) -> Result<Option<Value>, TenantError> {
    let shown = shown.as_ref().map_err(TenantError::clone)?;
    match (shown.held.get(one), &shown.shortfall) {
        (Some(value), _) => Ok(Some(value.clone())),
        (None, None) => Ok(None),
        (None, Some(reason)) => {
            Err(TenantError::NotGenesys { what: "asking again".into(), reason: reason.clone() })
        }
    }
}

impl Question {
    fn about(account: AccountId, slot: &Slot) -> Option<Self> {
        match slot {
            Slot::Group { group } => Some(Self::Group(*group)),
            Slot::Queue { queue } => Some(Self::Queue(*queue)),
            Slot::Role(_) => Some(Self::Roles(account)),
            Slot::Skill { .. } => Some(Self::Skills(account)),
            Slot::Language { .. } => Some(Self::Languages(account)),
            Slot::Account | Slot::ExternalId | Slot::Division | Slot::Field { .. } | Slot::Manager => None,
            Slot::Presence
            | Slot::Routing
            | Slot::Conversation { .. }
            | Slot::Tokens
            | Slot::Station { .. }
            | Slot::Licence { .. } => None,
        }
    }

    async fn ask(self, client: &Client) -> Result<Shown, TenantError> {
        let shown = match self {
            Self::Group(group) => of_group(client, group).await,
            Self::Queue(queue) => of_queue(client, queue).await,
            Self::Roles(account) => roles(client, account).await,
            Self::Skills(account) => skills(client, account).await,
            Self::Languages(account) => languages(client, account).await,
        };
        match shown {
            Err(TenantError::NotFound { .. }) => Ok(Shown::default()),
            other => other,
        }
    }
}

/// The direct members of a group, which come in one answer.
async fn of_group(client: &Client, group: GroupId) -> Result<Shown, TenantError> {
    let path = "/api/v2/groups/{groupId}/individuals";
    let request = Request::get(path, format!("/api/v2/groups/{group}/individuals"));
    let tally = Tally::new(client.get::<Page<Ref>>(request).await?);
    Ok(members(&tally.finish("members"), &Slot::Group { group }))
}

async fn of_queue(client: &Client, queue: QueueId) -> Result<Shown, TenantError> {
    Ok(members(&queues::members(client, queue, None).await?, &Slot::Queue { queue }))
}

fn members(listing: &Listing<Ref>, slot: &Slot) -> Shown {
    let accounts = listing.items.iter().filter_map(Ref::uuid).map(AccountId);
    let held = accounts.map(|account| ((account, slot.clone()), Value::Held)).collect();
    Shown { held, shortfall: listing.shortfall() }
}

async fn roles(client: &Client, account: AccountId) -> Result<Shown, TenantError> {
    let grants = direct(account, &client.get::<Subject>(subject(account)).await?);
    let held = grants.into_iter().map(|at| ((account, Slot::Role(at)), Value::Held)).collect();
    Ok(Shown { held, shortfall: None })
}

async fn skills(client: &Client, account: AccountId) -> Result<Shown, TenantError> {
    let listing = levels(client, |page| skills_page(account, page)).await?;
    let levels = levels_of(&listing.items, SkillId).into_iter();
    let held = levels.map(|(skill, level)| ((account, Slot::Skill { skill }), Value::Level(level))).collect();
    Ok(Shown { held, shortfall: listing.shortfall() })
}

async fn languages(client: &Client, account: AccountId) -> Result<Shown, TenantError> {
    let listing = levels(client, |page| languages_page(account, page)).await?;
    let levels = levels_of(&listing.items, LanguageId).into_iter();
    let held = levels
        .map(|(language, level)| ((account, Slot::Language { language }), Value::Level(level)))
        .collect();
    Ok(Shown { held, shortfall: listing.shortfall() })
}

async fn levels(
    client: &Client,
    page: impl Fn(usize) -> Request,
) -> Result<Listing<Proficiency>, TenantError> {
    let page = |number: u64| page(usize::try_from(number).unwrap_or(usize::MAX));
    pages::all(client, "levels of one account", LEVELS_PAGE, page).await
}
