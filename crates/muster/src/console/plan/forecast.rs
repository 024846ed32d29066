//! What applying a plan will cost: calls by operation, the share of the budget, the time.

use super::Rate;
use crate::console::style::{HEADING, QUIET, paint};
use crate::console::words::{grouped, length, many};
use muster_core::operation::{Call, Leave, Operation};
use muster_core::tenant::AccountState;
use serde::Serialize;
use std::time::Duration;

/// What applying will cost, at best: failures, probes and other integrations add to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Forecast {
    /// How many calls there are of each operation, in the order in which they are sent first.
    pub(crate) calls_by_operation: Vec<(String, u64)>,
    /// All of them.
    pub(crate) calls: u64,
    /// How many calls Muster allows itself in a minute: the tenant's limit less the reserve, or less `wait_below`.
    pub(crate) calls_per_minute: u32,
    /// The tenant's limit.
    pub(crate) allowed_per_minute: u32,
    /// How long sending takes, in seconds: by what is known of the budget, else at that rate.
    pub(crate) eta_seconds: u64,
}

/// The forecast for compiled operations; `eta` where somebody knows better than the rate.
pub(crate) fn forecast(operations: &[Operation], rate: Rate, eta: Option<Duration>) -> Forecast {
    let mut calls_by_operation: Vec<(String, u64)> = Vec::new();
    for operation in operations {
        let (word, requests) = (word(&operation.call), u64::from(operation.call.requests()));
        match calls_by_operation.iter_mut().find(|(known, _)| known == word) {
            Some((_, count)) => *count += requests,
            None => calls_by_operation.push((word.to_owned(), requests)),
        }
    }
    let calls: u64 = operations.iter().map(|operation| u64::from(operation.call.requests())).sum();
    let calls_per_minute = rate.usable();
    let at_best = || (calls * 60).div_ceil(u64::from(calls_per_minute));
    let eta_seconds = eta.map_or_else(at_best, |eta| eta.as_secs());
    let allowed_per_minute = rate.allowed_per_minute;
    Forecast { calls_by_operation, calls, calls_per_minute, allowed_per_minute, eta_seconds }
}

impl Forecast {
    /// For people; empty where there is nothing to send.
    pub(crate) fn render(&self) -> String {
        if self.calls == 0 {
            return String::new();
        }
        let mut text = format!(
            "{}\n",
            paint(HEADING, format!("Forecast: {}, {}", many(self.calls, "call"), self.time()))
        );
        for (word, count) in &self.calls_by_operation {
            text.push_str(&format!("  {:>7}  {word}\n", grouped(*count)));
        }
        text.push_str(&format!("  {}\n", paint(QUIET, self.share())));
        text
    }

    fn time(&self) -> String {
        match self.eta_seconds {
            0..60 => "less than a minute".into(),
            seconds => format!("about {}", length(Duration::from_secs(seconds))),
        }
    }

    fn share(&self) -> String {
        let per_minute = u64::from(self.calls_per_minute);
        let reserve = self.allowed_per_minute - self.calls_per_minute;
        let left = match reserve {
            0 => String::new(),
            reserve => format!(" ({} allowed, {reserve} left to others)", self.allowed_per_minute),
        };
        match self.calls <= per_minute {
            true => format!(
                "{} % of one minute's budget of {per_minute} calls{left}",
                percent(self.calls, per_minute)
            ),
            false => format!("the whole budget of {per_minute} calls a minute{left} for that time"),
        }
    }
}

fn percent(part: u64, whole: u64) -> u64 {
    (part * 100).div_ceil(whole.max(1))
}

/// What a call does, for people.
fn word(call: &Call) -> &'static str {
    match call {
        Call::CreateAccount { .. } => "create an account",
        Call::ProvisionAccount { .. } => "create an account with all of its profile (SCIM)",
        Call::AmendAccount { .. } => "change an account in one call (SCIM)",
        Call::SetState { state: AccountState::Active, .. } => "reactivate an account",
        Call::SetState { .. } => "deactivate an account",
        Call::AddExternalId { .. } => "write an external id",
        Call::UpdateProfile { .. } => "update a profile",
        Call::MoveToDivision { .. } => "move accounts to a division",
        Call::GrantRole { .. } => "grant a role to accounts",
        Call::AddGrants { .. } => "grant roles to an account",
        Call::RemoveGrants { .. } => "revoke roles of an account",
        Call::AddGroupMembers { .. } => "add members to a group",
        Call::RemoveGroupMembers { .. } => "remove members from a group",
        Call::AddQueueMembers { .. } => "add members to a queue",
        Call::RemoveQueueMembers { .. } => "remove members from a queue",
        Call::SetSkills { .. } => "set skills of an account",
        Call::RemoveSkill { .. } => "remove a skill from an account",
        Call::SetLanguages { .. } => "set languages of an account",
        Call::RemoveLanguage { .. } => "remove a language from an account",
        Call::Leave(leave) => leaving(leave),
    }
}

fn leaving(leave: &Leave) -> &'static str {
    match leave {
        Leave::SetPresence { .. } => "set the presence of accounts",
        Leave::SetOffQueue { .. } => "take an account off its queues",
        Leave::TransferToUser { .. } => "hand a conversation to somebody",
        Leave::TransferToQueue { .. } => "put a conversation back in a queue",
        Leave::Disconnect { .. } => "end an account's part in a conversation",
        Leave::EndTokens { .. } => "end the tokens of an account",
        Leave::ReleaseStation { .. } => "release the phone of an account",
        Leave::ReleaseLicences { .. } => "release a licence of accounts",
        Leave::DeleteAccount { .. } => "delete an account",
    }
}
