//! Edits by other hands: what somebody else changes in the tenant while a client is at work.

use crate::model::conversation::Stage;
use crate::model::ids::ConversationId;
use crate::model::state::UserState;
use crate::seed::{
    SeedConversation, SeedDivision, SeedGroup, SeedLanguage, SeedQueue, SeedRole, SeedSkill, SeedTeam,
    SeedUser,
};
use serde::{Deserialize, Serialize};

/// One edit. Everything is named as in a seed: users by e-mail, all else by name, grants as `role@division`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// A new user, with memberships.
    CreateUser(Box<SeedUser>),
    /// Other properties for a user. A change of `state` has all its consequences.
    ChangeUser(Box<ChangeUser>),
    /// A user is softly deleted.
    DeleteUser {
        /// Who, by e-mail.
        user: String,
    },
    /// A user joins a group.
    AddToGroup(GroupMember),
    /// A user leaves a group.
    RemoveFromGroup(GroupMember),
    /// A user becomes a member of a queue.
    AddToQueue(QueueMembership),
    /// A user leaves a queue.
    RemoveFromQueue(QueueMembership),
    /// A user joins a team, and leaves its former one.
    AddToTeam {
        /// Team by name.
        team: String,
        /// User by e-mail.
        user: String,
    },
    /// Somebody is granted a role.
    Grant(GrantEdit),
    /// A direct grant is taken away.
    Revoke(GrantEdit),
    /// A user has a skill at a level.
    SetSkill(LevelEdit),
    /// A user has a skill no more.
    RemoveSkill(LevelEdit),
    /// A user speaks a language at a level.
    SetLanguage(LevelEdit),
    /// A user speaks a language no more.
    RemoveLanguage(LevelEdit),
    /// A new division.
    CreateDivision(SeedDivision),
    /// A new role.
    CreateRole(SeedRole),
    /// A new skill.
    CreateSkill(SeedSkill),
    /// A new language.
    CreateLanguage(SeedLanguage),
    /// A new group.
    CreateGroup(SeedGroup),
    /// A new queue.
    CreateQueue(SeedQueue),
    /// A new team.
    CreateTeam(SeedTeam),
    /// Something gets another name; its id stays.
    Rename(Rename),
    /// Something is deleted, with all that refers to it.
    Delete(Thing),
    /// A conversation begins, now when it has no `started`.
    StartConversation(Box<SeedConversation>),
    /// A user's part of a conversation gets another stage.
    SetStage {
        /// Which conversation.
        conversation: ConversationId,
        /// Whose part, by e-mail.
        user: String,
        /// The stage.
        stage: Stage,
    },
    /// A conversation ends for everybody.
    EndConversation {
        /// Which conversation.
        conversation: ConversationId,
    },
    /// A user logs in.
    SignIn {
        /// Who, by e-mail.
        user: String,
    },
    /// A user logs out.
    SignOut {
        /// Who, by e-mail.
        user: String,
    },
}

/// What changes about a user. What is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChangeUser {
    /// Who, by e-mail.
    pub user: String,
    /// Full name.
    pub name: Option<String>,
    /// Login.
    pub email: Option<String>,
    /// `active`, `inactive` or `deleted`.
    pub state: Option<UserState>,
    /// Division by name.
    pub division: Option<String>,
    /// Department; empty for none.
    pub department: Option<String>,
    /// Job title; empty for none.
    pub title: Option<String>,
    /// Manager by e-mail; empty for none.
    pub manager: Option<String>,
    /// Personnel number; empty for none.
    pub employee_id: Option<String>,
    /// Presence: `Available`, `OnQueue` …
    pub presence: Option<String>,
    /// `OFF_QUEUE`, `IDLE`, `NOT_RESPONDING` …
    pub routing_status: Option<String>,
}

/// A user and a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupMember {
    /// Group by name.
    pub group: String,
    /// User by e-mail.
    pub user: String,
}

/// A user and a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueMembership {
    /// Queue by name.
    pub queue: String,
    /// User by e-mail.
    pub user: String,
    /// Whether the user takes work there; true when left out.
    #[serde(default = "yes")]
    pub joined: bool,
}

fn yes() -> bool {
    true
}

/// A grant and who holds it: exactly one of `user`, `group` and `client`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GrantEdit {
    /// User by e-mail.
    pub user: Option<String>,
    /// Group by name.
    pub group: Option<String>,
    /// OAuth client by name.
    pub client: Option<String>,
    /// `role`, `role@division` or `role@*`.
    pub grant: String,
}

/// A level of a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelEdit {
    /// User by e-mail.
    pub user: String,
    /// Skill or language by name.
    pub name: String,
    /// 0.0 to 5.0; not needed to take it away.
    #[serde(default)]
    pub level: f64,
}

/// Something by kind and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Thing {
    /// A division; its objects go to Home.
    Division(String),
    /// A role, and every grant of it.
    Role(String),
    /// A skill, also of users.
    Skill(String),
    /// A language, also of users.
    Language(String),
    /// A group, and its place in queues.
    Group(String),
    /// A queue.
    Queue(String),
    /// A team.
    Team(String),
}

/// Another name for something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// What.
    pub thing: Thing,
    /// Its new name.
    pub to: String,
}
