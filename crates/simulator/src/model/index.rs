//! Look-ups that would otherwise walk over everyone. Built from a state; kept true by the few places that write it.

use crate::model::conversation::Conversation;
use crate::model::ids::{ConversationId, GroupId, QueueId, RoleId, TeamId, UserId};
use crate::model::state::{Grant, Scope, State, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// All look-ups.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// By lower-case e-mail, deleted users included.
    pub(crate) by_email: BTreeMap<String, UserId>,
    /// By authority, then key.
    pub(crate) by_external: BTreeMap<String, BTreeMap<String, UserId>>,
    /// Groups of which a user is a direct member.
    pub(crate) groups_of: BTreeMap<UserId, BTreeSet<GroupId>>,
    /// Queues of which a user is a direct member.
    pub(crate) queues_of: BTreeMap<UserId, BTreeSet<QueueId>>,
    /// Queues that a group works in.
    pub(crate) queues_of_group: BTreeMap<GroupId, BTreeSet<QueueId>>,
    /// Conversations in which a user is live.
    pub(crate) talks_of: BTreeMap<UserId, BTreeSet<ConversationId>>,
    /// The team of a user.
    pub(crate) team_of: BTreeMap<UserId, TeamId>,
    /// Who holds a role directly.
    pub(crate) by_role: BTreeMap<RoleId, BTreeSet<(Subject, Scope)>>,
    /// What is granted for a division or for all of them.
    pub(crate) by_scope: BTreeMap<Scope, BTreeSet<(Subject, RoleId)>>,
}

impl Index {
    /// Builds the look-ups of a state.
    pub(crate) fn of(state: &State) -> Self {
        let mut index = Self::default();
        for (id, user) in &state.users {
            index.by_email.insert(user.email.to_lowercase(), *id);
            for pair in &user.external_ids {
                index.by_external.entry(pair.authority.clone()).or_default().insert(pair.key.clone(), *id);
            }
            user.grants.iter().for_each(|grant| index.add_grant(Subject::User(*id), *grant));
        }
        for (id, group) in &state.groups {
            for user in &group.members {
                index.groups_of.entry(*user).or_default().insert(*id);
            }
            group.grants.iter().for_each(|grant| index.add_grant(Subject::Group(*id), *grant));
        }
        for (id, queue) in &state.queues {
            for user in queue.members.keys() {
                index.queues_of.entry(*user).or_default().insert(*id);
            }
            for group in &queue.groups {
                index.queues_of_group.entry(*group).or_default().insert(*id);
            }
        }
        for (id, client) in &state.clients {
            client.grants.iter().for_each(|grant| index.add_grant(Subject::Client(*id), *grant));
        }
        for (id, talk) in &state.conversations {
            index.add_conversation(*id, talk);
        }
        for (id, team) in &state.teams {
            index.team_of.extend(team.members.iter().map(|user| (*user, *id)));
        }
        index
    }

    /// Enters the live parts of a conversation.
    pub(crate) fn add_conversation(&mut self, id: ConversationId, talk: &Conversation) {
        for user in talk.live_users() {
            self.talks_of.entry(user).or_default().insert(id);
        }
    }

    /// Strikes the live parts of a conversation out.
    pub(crate) fn forget_conversation(&mut self, id: ConversationId, talk: &Conversation) {
        for user in talk.live_users() {
            if let Some(talks) = self.talks_of.get_mut(&user) {
                talks.remove(&id);
            }
        }
    }

    /// Enters a grant.
    pub(crate) fn add_grant(&mut self, subject: Subject, grant: Grant) {
        self.by_role.entry(grant.role).or_default().insert((subject, grant.scope));
        self.by_scope.entry(grant.scope).or_default().insert((subject, grant.role));
    }

    /// Strikes a grant out.
    pub(crate) fn remove_grant(&mut self, subject: Subject, grant: Grant) {
        if let Some(holders) = self.by_role.get_mut(&grant.role) {
            holders.remove(&(subject, grant.scope));
        }
        if let Some(grants) = self.by_scope.get_mut(&grant.scope) {
            grants.remove(&(subject, grant.role));
        }
    }
}
