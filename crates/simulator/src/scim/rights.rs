//! Which rights the parts of a SCIM user need: the operation as a whole needs any of a list, each part its own.

use super::draft::Draft;
use crate::call::Call;
use crate::errors::Refusal;
use crate::ids::DivisionId;
use crate::permissions::require_need_in;
use crate::state::{Scope, User};
use crate::wire::call::Need;
use crate::world::World;

const ADD: Need = Need::All(&["directory:user:add"]);
const EDIT: Need = Need::All(&["directory:user:edit"]);
const PASSWORD: Need = Need::All(&["directory:user:setPassword"]);
const GRANT: Need = Need::All(&["authorization:grant:add"]);
const REVOKE: Need = Need::All(&["authorization:grant:delete"]);
const SKILLS: Need = Need::All(&["routing:skill:assign"]);
const LANGUAGES: Need = Need::Any(&["routing:language:assign", "routing:skill:assign"]);

/// Asks for one right in one division.
struct Asker<'a> {
    world: &'a World,
    call: &'a Call<'a>,
    division: DivisionId,
}

impl Asker<'_> {
    fn need(&self, is_needed: bool, need: Need) -> Result<(), Refusal> {
        self.need_in(is_needed, need, Scope::Division(self.division))
    }

    fn need_in(&self, is_needed: bool, need: Need, scope: Scope) -> Result<(), Refusal> {
        if is_needed { require_need_in(self.world, self.call, need, scope) } else { Ok(()) }
    }

    /// The rights that grants, skills and languages need, whether the user is new or not.
    fn parts(&self, before: &User, draft: &Draft) -> Result<(), Refusal> {
        let changes = draft.role_changes(self.world, &before.grants);
        for grant in changes.gained {
            self.need_in(true, GRANT, grant.scope)?;
        }
        for grant in changes.lost {
            self.need_in(true, REVOKE, grant.scope)?;
        }
        self.need(draft.after.skills != before.skills, SKILLS)?;
        self.need(draft.after.languages != before.languages, LANGUAGES)
    }
}

/// Refuses a new user that the client may not make.
pub(super) fn require_create(world: &World, call: &Call, blank: &User, draft: &Draft) -> Result<(), Refusal> {
    let asker = Asker { world, call, division: draft.after.division };
    asker.need(true, ADD)?;
    asker.parts(blank, draft)
}

/// Refuses a change of a user that the client may not make.
pub(super) fn require_change(
    world: &World,
    call: &Call,
    before: &User,
    draft: &Draft,
) -> Result<(), Refusal> {
    let asker = Asker { world, call, division: before.division };
    let after = &draft.after;
    let profile =
        User { skills: before.skills.clone(), languages: before.languages.clone(), ..after.clone() };
    let is_active = before.state == crate::state::UserState::Active;
    let changes_state = draft.active.is_some_and(|wanted| wanted != is_active);
    asker.need(profile != *before || changes_state, EDIT)?;
    let moves = after.division != before.division && world.behaviour.division_move_needs_edit;
    asker.need_in(moves, EDIT, Scope::Division(after.division))?;
    asker.need(draft.has_password, PASSWORD)?;
    asker.parts(before, draft)
}
