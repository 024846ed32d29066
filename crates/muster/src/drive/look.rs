//! What accounts of people who leave are doing right now. Where nobody leaves, nothing is asked.

use super::survey::Survey;
use muster_connectors::genesys::{Client, read_presences};
use muster_core::draft::{Roster, to_watch};
use muster_core::entitlement::Kind;
use muster_core::id::{AccountId, PersonId};
use std::collections::BTreeSet;

/// Everything that a departure looks at.
const KINDS: [Kind; 4] = [Kind::Presence, Kind::Conversation, Kind::Access, Kind::Licence];

impl Survey {
    /// Looks at the accounts of everybody who leaves, or of those in `focus` who do. What the tenant does not say is
    /// unread, and no failure: a departure waits then.
    pub(super) async fn look(&mut self, focus: Option<&BTreeSet<PersonId>>, client: &Client) {
        let input = self.input(focus);
        let accounts: Vec<AccountId> = to_watch(&input, &Roster::new(&input)).into_iter().collect();
        if accounts.is_empty() {
            return;
        }
        if self.snapshot.catalogue.presences.is_empty() {
            match read_presences(client).await {
                Ok(presences) => self.snapshot.catalogue.presences = presences,
                // Leaving the queue is asked for by itself then.
                Err(error) => tracing::warn!("presences could not be read: {error}"),
            }
        }
        self.snapshot.work = client.work_of(&accounts, &KINDS.into()).await;
    }
}
