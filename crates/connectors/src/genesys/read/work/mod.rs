//! What accounts are doing right now, in the fewest calls: one for 100 accounts, one for 50 agents, one for each live
//! conversation. What is not answered is unread, with the reason: absent is not empty.

mod agents;
mod licences;
mod presences;
mod seen;
mod talks;

pub use presences::read_presences;

use crate::genesys::client::Client;
use agents::{Agent, Agents};
use muster_core::entitlement::Kind;
use muster_core::id::AccountId;
use muster_core::tenant::{Live, Work};
use seen::Seen;
use std::collections::{BTreeMap, BTreeSet};
use talks::Talks;

const NOT_ASKED: &str = "it was not asked about";
const NOT_SHOWN: &str = "the tenant did not show it";

impl Client {
    /// What each of the accounts is doing, of those `kinds` that are asked about: presence, conversations, access
    /// (phones), licences. Every account is in the answer.
    ///
    /// Conversations are those that analytics name, looked up one by one, and counted against the summary that the
    /// account itself shows; where the two differ, one of them lags, and the conversations count as unread.
    pub async fn work_of(&self, accounts: &[AccountId], kinds: &BTreeSet<Kind>) -> BTreeMap<AccountId, Work> {
        let mut work: BTreeMap<AccountId, Work> =
            accounts.iter().map(|account| (*account, Work::unknown(NOT_ASKED))).collect();
        let accounts: Vec<AccountId> = work.keys().copied().collect();
        let asks = |kind: Kind| kinds.contains(&kind) && !accounts.is_empty();
        if asks(Kind::Presence) || asks(Kind::Conversation) || asks(Kind::Access) {
            let seen = seen::read(self, &accounts).await;
            let agents = match asks(Kind::Conversation) {
                true => agents::read(self, &accounts).await,
                false => Agents::default(),
            };
            let talks = talks::read(self, &agents).await;
            for (account, work) in &mut work {
                let about = About { account: *account, seen: seen.get(account), agent: agents.get(account) };
                about.fill(work, kinds, &talks);
            }
        }
        if asks(Kind::Licence) {
            licences::fill(self, &accounts, &mut work).await;
        }
        work
    }
}

/// Everything that was answered about one account.
struct About<'a> {
    account: AccountId,
    seen: Option<&'a Result<Seen, String>>,
    agent: Option<&'a Result<Agent, String>>,
}

impl About<'_> {
    fn fill(&self, work: &mut Work, kinds: &BTreeSet<Kind>, talks: &Talks) {
        let seen = self.seen.and_then(|seen| seen.as_ref().ok());
        let agent = self.agent.and_then(|agent| agent.as_ref().ok());
        if kinds.contains(&Kind::Presence) {
            work.presence = seen.and_then(|seen| seen.presence).or(agent.and_then(|agent| agent.presence));
            work.routing = seen.and_then(|seen| seen.routing).or(agent.and_then(|agent| agent.routing));
            let whole = work.presence.is_some() && work.routing.is_some();
            note(work, Kind::Presence, (!whole).then(|| self.why_unseen()));
        }
        if kinds.contains(&Kind::Access) {
            let stations = seen.and_then(|seen| seen.stations.clone());
            note(work, Kind::Access, stations.is_none().then(|| self.why_unseen()));
            work.stations = stations.unwrap_or_default();
        }
        if kinds.contains(&Kind::Conversation) {
            let counted = seen.and_then(|seen| seen.conversations);
            let (conversations, why) = match self.agent {
                Some(Ok(agent)) => self.live(agent, talks, counted),
                Some(Err(reason)) => (Vec::new(), only_counted(counted, reason)),
                None => (Vec::new(), only_counted(counted, NOT_SHOWN)),
            };
            work.conversations = conversations;
            note(work, Kind::Conversation, why);
        }
    }

    fn why_unseen(&self) -> String {
        match self.seen {
            Some(Err(reason)) => reason.clone(),
            Some(Ok(_)) | None => NOT_SHOWN.into(),
        }
    }

    /// Conversations that are live, and why they may not be all.
    fn live(&self, agent: &Agent, talks: &Talks, counted: Option<u64>) -> (Vec<Live>, Option<String>) {
        let mut found: Vec<Live> = Vec::new();
        let mut why = None;
        for (id, session) in &agent.sessions {
            match talks.get(id) {
                Some(Ok(talk)) => found.extend(talks::parts_of(self.account, *id, session, talk)),
                Some(Err(reason)) => why = Some(reason.clone()),
                None => why = Some(NOT_SHOWN.to_owned()),
            }
        }
        found.sort_by_key(|live| (live.since, live.conversation, live.participant));
        found.dedup_by_key(|live| (live.conversation, live.participant));
        let shown = found.len() as u64;
        let differs = counted.filter(|counted| *counted != shown);
        let differs =
            differs.map(|counted| format!("the tenant counts {counted} conversations and shows {shown}"));
        (found, why.or(differs))
    }
}

/// Nothing at all is an answer, too.
fn only_counted(counted: Option<u64>, reason: &str) -> Option<String> {
    match counted {
        Some(0) => None,
        Some(count) => Some(format!("busy with {count}, and it is not known with which: {reason}")),
        None => Some(reason.to_owned()),
    }
}

fn note(work: &mut Work, kind: Kind, why: Option<String>) {
    match why {
        Some(reason) => work.unread.insert(kind, reason),
        None => work.unread.remove(&kind),
    };
}
