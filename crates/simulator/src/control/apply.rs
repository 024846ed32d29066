//! Makes the edits of other hands, all or none of them.

use super::edit::{ChangeUser, Edit, GrantEdit, LevelEdit, QueueMembership};
use super::things;
use crate::changes::{conversations, groupmembers, holdings, people, queuemembers};
use crate::model::ids::{ClientId, UserId};
use crate::model::state::{Grant, QueueMember, Subject, UserState};
use crate::model::world::World;
use crate::seed::SeedError;
use crate::seed::names::{Names, look_up};
use crate::seed::{SeedConversation, SeedUser, plant, talks};
use crate::tenant::Tenant;
use crate::users::edit::set_text;
use jiff::Timestamp;

/// Why an edit cannot be made. None of the edits was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("edit {place} cannot be made: {because}")]
pub struct EditError {
    /// Which one, from 1.
    pub place: usize,
    /// The reason.
    pub because: String,
}

/// The reason alone.
pub(super) type Reason = String;

impl Tenant {
    /// Changes the tenant as other hands would, by the platform's own rules, without a token or a permission.
    pub fn apply(&mut self, edits: &[Edit], now: Timestamp) -> Result<(), EditError> {
        let before = self.world.clone();
        for (place, edit) in edits.iter().enumerate() {
            if let Err(because) = one(&mut self.world, edit, now) {
                self.world = before;
                return Err(EditError { place: place + 1, because });
            }
        }
        Ok(())
    }
}

fn said(error: SeedError) -> Reason {
    error.to_string()
}

/// A user that is not deleted, by e-mail.
pub(super) fn user(world: &World, email: &str) -> Result<UserId, Reason> {
    let id = world.index.by_email.get(&email.to_lowercase()).copied();
    id.ok_or_else(|| format!("there is no user {email:?}"))
}

fn one(world: &mut World, edit: &Edit, now: Timestamp) -> Result<(), Reason> {
    let names = Names::of(&world.state);
    match edit {
        Edit::CreateUser(seed) => create_user(world, &names, seed, now)?,
        Edit::ChangeUser(change) => change_user(world, &names, change, now)?,
        Edit::DeleteUser { user: email } => {
            let id = user(world, email)?;
            people::set_state(world, id, UserState::Deleted, now);
        }
        Edit::AddToGroup(member) | Edit::RemoveFromGroup(member) => {
            let id = user(world, &member.user)?;
            let group = look_up(&names.groups, "group", &member.group, "the edit").map_err(said)?;
            let joins = matches!(edit, Edit::AddToGroup(_));
            groupmembers::set_members(world, group, &[id], joins, now);
        }
        Edit::AddToQueue(member) => queue_member(world, &names, member, true, now)?,
        Edit::RemoveFromQueue(member) => queue_member(world, &names, member, false, now)?,
        Edit::AddToTeam { team, user: email } => {
            let id = user(world, email)?;
            let team = look_up(&names.teams, "team", team, "the edit").map_err(said)?;
            for (other, one) in &mut world.state.teams {
                if *other == team {
                    one.members.insert(id)
                } else {
                    one.members.remove(&id)
                };
            }
            world.index.team_of.insert(id, team);
        }
        Edit::Grant(grant) => {
            let (subject, grant) = granted(world, &names, grant)?;
            holdings::hold(world, subject, grant, now);
        }
        Edit::Revoke(grant) => {
            let (subject, grant) = granted(world, &names, grant)?;
            if !holdings::release(world, subject, grant, now) {
                return Err("the grant is not held directly".to_owned());
            }
        }
        Edit::SetSkill(level) | Edit::RemoveSkill(level) => {
            let skill = look_up(&names.skills, "skill", &level.name, "the edit").map_err(said)?;
            let has = matches!(edit, Edit::SetSkill(_));
            set_level(world, level, has, |user| &mut user.skills, skill)?;
        }
        Edit::SetLanguage(level) | Edit::RemoveLanguage(level) => {
            let language = look_up(&names.languages, "language", &level.name, "the edit").map_err(said)?;
            let has = matches!(edit, Edit::SetLanguage(_));
            set_level(world, level, has, |user| &mut user.languages, language)?;
        }
        Edit::StartConversation(seed) => start(world, &names, seed, now)?,
        Edit::SetStage { .. } | Edit::EndConversation { .. } => talk(world, edit, now)?,
        Edit::SignIn { user: email } => {
            let id = user(world, email)?;
            world.tokens.sessions.insert(id);
        }
        Edit::SignOut { user: email } => {
            let id = user(world, email)?;
            world.tokens.sessions.remove(&id);
        }
        Edit::Delete(thing) => things::delete(world, &names, thing, now)?,
        Edit::Rename(rename) => things::rename(world, &names, &rename.thing, &rename.to)?,
        Edit::CreateDivision(_)
        | Edit::CreateRole(_)
        | Edit::CreateSkill(_)
        | Edit::CreateLanguage(_)
        | Edit::CreateGroup(_)
        | Edit::CreateQueue(_)
        | Edit::CreateTeam(_) => things::create(world, names, edit)?,
    }
    Ok(())
}

fn create_user(world: &mut World, names: &Names, seed: &SeedUser, now: Timestamp) -> Result<(), Reason> {
    if user(world, &seed.email).is_ok() {
        return Err(format!("the e-mail {:?} is taken", seed.email));
    }
    let made = plant::user(seed, &world.state, names).map_err(said)?;
    let grants = made.grants.clone();
    let id = people::create(world, made, now);
    for grant in grants {
        holdings::release(world, Subject::User(id), grant, now);
        holdings::hold(world, Subject::User(id), grant, now);
    }
    plant::plant_memberships(seed, id, &mut world.state, names).map_err(said)?;
    world.reindex();
    if seed.signed_in {
        world.tokens.sessions.insert(id);
    }
    Ok(())
}

fn change_user(world: &mut World, names: &Names, change: &ChangeUser, now: Timestamp) -> Result<(), Reason> {
    let id = user(world, &change.user)?;
    let by = "the edit";
    let division = change.division.as_deref().map(|name| names.division(Some(name), by));
    let division = division.transpose().map_err(said)?;
    let manager = match change.manager.as_deref() {
        None => None,
        Some("") => Some(None),
        Some(email) => Some(Some(user(world, email)?)),
    };
    let presence = change.presence.as_deref().map(|name| look_up(&names.presences, "presence", name, by));
    let presence = presence.transpose().map_err(said)?;
    if let Some(email) = &change.email {
        people::require_free_email(world, email, Some(id)).map_err(|refusal| refusal.message)?;
    }
    people::change(world, id, now, |user| {
        user.name = change.name.clone().unwrap_or_else(|| user.name.clone());
        user.email = change.email.clone().unwrap_or_else(|| user.email.clone());
        user.division = division.unwrap_or(user.division);
        user.manager = manager.unwrap_or(user.manager);
        set_text(&mut user.department, change.department.clone());
        set_text(&mut user.title, change.title.clone());
        set_text(&mut user.employer_info.employee_id, change.employee_id.clone());
        user.presence = presence.unwrap_or(user.presence);
        if change.presence.is_some() {
            let on_queue = change.presence.as_deref() == Some("OnQueue");
            user.routing_status = if on_queue { "IDLE" } else { "OFF_QUEUE" }.to_owned();
        }
        user.routing_status = change.routing_status.clone().unwrap_or_else(|| user.routing_status.clone());
    });
    if let Some(state) = change.state {
        people::set_state(world, id, state, now);
    }
    Ok(())
}

fn queue_member(
    world: &mut World,
    names: &Names,
    member: &QueueMembership,
    is_in: bool,
    now: Timestamp,
) -> Result<(), Reason> {
    let id = user(world, &member.user)?;
    let queue = look_up(&names.queues, "queue", &member.queue, "the edit").map_err(said)?;
    let wanted = is_in.then_some(QueueMember { joined: member.joined, ring: 1 });
    queuemembers::set_member(world, queue, id, wanted, now);
    Ok(())
}

fn granted(world: &World, names: &Names, edit: &GrantEdit) -> Result<(Subject, Grant), Reason> {
    let subject = match (&edit.user, &edit.group, &edit.client) {
        (Some(email), None, None) => Subject::User(user(world, email)?),
        (None, Some(name), None) => {
            Subject::Group(look_up(&names.groups, "group", name, "the edit").map_err(said)?)
        }
        (None, None, Some(name)) => Subject::Client(client(world, name)?),
        _ => return Err("a grant names exactly one of user, group and client".to_owned()),
    };
    let grants = names.grants(std::slice::from_ref(&edit.grant), "the edit").map_err(said)?;
    let grant = grants.first().copied().ok_or_else(|| "a grant names no role".to_owned())?;
    Ok((subject, grant))
}

/// An OAuth client by name.
pub(super) fn client(world: &World, name: &str) -> Result<ClientId, Reason> {
    let found = world.state.clients.iter().find(|(_, client)| client.name == name);
    found.map(|(id, _)| *id).ok_or_else(|| format!("there is no client {name:?}"))
}

fn set_level<I: Ord>(
    world: &mut World,
    edit: &LevelEdit,
    has: bool,
    levels: impl Fn(&mut crate::model::state::User) -> &mut std::collections::BTreeMap<I, f64>,
    of: I,
) -> Result<(), Reason> {
    let id = user(world, &edit.user)?;
    if !(0.0..=5.0).contains(&edit.level) {
        return Err(format!("the level {} is not between 0 and 5", edit.level));
    }
    if let Some(user) = world.state.users.get_mut(&id) {
        if has {
            levels(user).insert(of, edit.level)
        } else {
            levels(user).remove(&of)
        };
    }
    Ok(())
}

fn start(world: &mut World, names: &Names, seed: &SeedConversation, now: Timestamp) -> Result<(), Reason> {
    let place = world.state.conversations.len();
    let (id, talk) = talks::conversation(seed, place, now, &world.state, names).map_err(said)?;
    if world.state.conversations.contains_key(&id) {
        return Err(format!("there is a conversation {id} already; give another name"));
    }
    world.index.add_conversation(id, &talk);
    world.state.conversations.insert(id, talk);
    Ok(())
}

fn talk(world: &mut World, edit: &Edit, now: Timestamp) -> Result<(), Reason> {
    let (Edit::SetStage { conversation: id, .. } | Edit::EndConversation { conversation: id }) = edit else {
        return Ok(());
    };
    let known = world.state.conversations.get(id);
    let known = known.ok_or_else(|| format!("there is no conversation {id}"))?;
    let Edit::SetStage { user: email, stage, .. } = edit else {
        conversations::change(world, *id, now, |talk| conversations::end(talk, now));
        return Ok(());
    };
    let user = user(world, email)?;
    let part = known.live_part_of(user).map(|part| part.id);
    let part = part.ok_or_else(|| format!("{email} takes no part in the conversation {id}"))?;
    conversations::change(world, *id, now, |talk| {
        if let Some(part) = talk.participants.iter_mut().find(|one| one.id == part) {
            part.stage = *stage;
            part.ended = if part.is_talking() { None } else { Some(now) };
        }
    });
    Ok(())
}
