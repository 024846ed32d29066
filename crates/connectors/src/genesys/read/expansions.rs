//! Expansions are best effort: what the listing left out is asked for, account by account, at the endpoint of its own.
//!
//! Up to a tenth of the accounts (at least 100 questions) are asked about; what is left stays unread.

use super::pages;
use crate::genesys::client::Client;
use crate::genesys::dto::{Proficiency, User};
use crate::genesys::error::TenantError;
use crate::genesys::probe::levels::{LEVELS_PAGE, languages_page, skills_page};
use crate::genesys::request::USER;
use crate::genesys::wire::Request;
use futures_util::{StreamExt, stream};
use muster_core::entitlement::Kind;
use muster_core::id::AccountId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Asked about at least.
const QUESTIONS_MIN: usize = 100;

/// Fills in what the listing left out of accounts that are not deleted. What cannot be read stays absent.
pub(in crate::genesys) async fn complete(client: &Client, users: &mut BTreeMap<Uuid, User>) {
    users.values_mut().for_each(without_odd_groups);
    let questions_max = (users.len() / 10).max(QUESTIONS_MIN);
    let questions: Vec<(Uuid, Kind)> = users.values().flat_map(absent).take(questions_max).collect();
    let parallel = client.config().parallel_reads.max(1);
    let mut answers = stream::iter(questions)
        .map(|(user, kind)| ask(client, AccountId(user), kind))
        .buffer_unordered(parallel);
    while let Some((account, answer)) = answers.next().await {
        let Some(user) = users.get_mut(&account.0) else {
            continue;
        };
        match answer {
            Ok(Answer::Groups(found)) => {
                user.groups = found.groups;
                without_odd_groups(user);
            }
            Ok(Answer::Skills(skills)) => user.skills = Some(skills),
            Ok(Answer::Languages(languages)) => user.languages = Some(languages),
            Err(error) => tracing::warn!("account {account} stays partly unread: {error}"),
        }
    }
}

/// A list of groups of which one makes no sense is as good as none.
fn without_odd_groups(user: &mut User) {
    user.groups.take_if(|groups| groups.iter().any(|group| group.uuid().is_none()));
}

enum Answer {
    Groups(Box<User>),
    Skills(Vec<Proficiency>),
    Languages(Vec<Proficiency>),
}

fn absent(user: &User) -> impl Iterator<Item = (Uuid, Kind)> {
    let id = user.id;
    let deleted = user.state.as_deref() == Some("deleted");
    let kinds = [
        (Kind::Group, user.groups.is_none()),
        (Kind::Skill, user.skills.is_none()),
        (Kind::Language, user.languages.is_none()),
    ];
    let absent = kinds.into_iter().filter(move |(_, absent)| *absent && !deleted);
    absent.map(move |(kind, _)| (id, kind))
}

async fn ask(client: &Client, account: AccountId, kind: Kind) -> (AccountId, Result<Answer, TenantError>) {
    let answer = match kind {
        Kind::Skill => levels(client, |page| skills_page(account, page)).await.map(Answer::Skills),
        Kind::Language => levels(client, |page| languages_page(account, page)).await.map(Answer::Languages),
        _ => {
            let request = Request::get(USER, format!("/api/v2/users/{account}?expand=groups"));
            client.get(request).await.map(|user| Answer::Groups(Box::new(user)))
        }
    };
    (account, answer)
}

async fn levels(client: &Client, page: impl Fn(usize) -> Request) -> Result<Vec<Proficiency>, TenantError> {
    let page = |number: u64| page(usize::try_from(number).unwrap_or(usize::MAX));
    let listing = pages::all(client, "levels", LEVELS_PAGE, page).await?;
    match listing.shortfall() {
        None => Ok(listing.items),
        Some(reason) => Err(TenantError::NotGenesys { what: "the levels of one account".into(), reason }),
    }
}
