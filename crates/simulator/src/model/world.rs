//! The tenant's inside: the state, its look-ups, and what is remembered beside it.

use crate::errors::Refusal;
use crate::faults::plan::FaultPlan;
use crate::model::behaviour::Behaviour;
use crate::model::history::AuditLog;
use crate::model::ids::{DivisionId, GroupId, QueueId, UserId};
use crate::model::index::Index;
use crate::model::lag::LagLog;
use crate::model::state::{Division, Grant, Group, Queue, State, Subject, User, UserState};
use crate::model::tokens::Tokens;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Everything handlers work on.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) state: State,
    pub(crate) index: Index,
    pub(crate) behaviour: Behaviour,
    pub(crate) lag: LagLog,
    pub(crate) audit: AuditLog,
    pub(crate) tokens: Tokens,
    pub(crate) faults: FaultPlan,
    /// Every permission that some operation needs.
    pub(crate) permissions: BTreeSet<&'static str>,
    /// When grants were made, where that is known.
    pub(crate) granted_at: BTreeMap<(Subject, Grant), Timestamp>,
    /// When the tenant came into being: the date of everything that was there from the start.
    pub(crate) born: Timestamp,
}

impl World {
    /// A user that is not deleted.
    pub(crate) fn living_user(&self, id: UserId) -> Result<&User, Refusal> {
        let user = self.any_user(id)?;
        if user.state == UserState::Deleted {
            return Err(Refusal::not_found("user", id));
        }
        Ok(user)
    }

    /// A user in any state.
    pub(crate) fn any_user(&self, id: UserId) -> Result<&User, Refusal> {
        self.state.users.get(&id).ok_or_else(|| Refusal::not_found("user", id))
    }

    /// A group.
    pub(crate) fn group(&self, id: GroupId) -> Result<&Group, Refusal> {
        self.state.groups.get(&id).ok_or_else(|| Refusal::not_found("group", id))
    }

    /// A queue.
    pub(crate) fn queue(&self, id: QueueId) -> Result<&Queue, Refusal> {
        self.state.queues.get(&id).ok_or_else(|| Refusal::not_found("queue", id))
    }

    /// A division.
    pub(crate) fn division(&self, id: DivisionId) -> Result<&Division, Refusal> {
        self.state.divisions.get(&id).ok_or_else(|| Refusal::not_found("division", id))
    }

    /// The Home division.
    pub(crate) fn home(&self) -> DivisionId {
        let home = self.state.divisions.iter().find(|(_, division)| division.home);
        home.map(|(id, _)| *id).unwrap_or_else(|| DivisionId::named("Home"))
    }

    /// A division as other objects refer to it.
    pub(crate) fn division_ref(&self, id: DivisionId) -> Value {
        let name = self.state.divisions.get(&id).map_or("", |division| division.name.as_str());
        json!({ "id": id, "name": name, "selfUri": format!("/api/v2/authorization/divisions/{id}") })
    }

    /// Builds the look-ups anew after the state was changed from outside.
    pub(crate) fn reindex(&mut self) {
        self.index = Index::of(&self.state);
    }
}

/// A time as the platform writes it: UTC with milliseconds.
pub(crate) fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
