//! Names of what is new or gets another one. A tenant that is written down refers to things by name: within a kind a
//! name is given once, whoever gives it.

use crate::errors::Refusal;
use crate::model::ids::{DivisionId, GroupId, LanguageId, QueueId, RoleId, SkillId, TeamId};
use crate::model::state::{Division, Group, Language, Queue, Role, Skill, Team};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is referred to by name.
pub(crate) trait Named {
    /// Its id.
    type Id: Copy + Ord + From<Uuid> + Into<Uuid>;

    /// What people call it.
    const KIND: &'static str;

    /// Its name.
    fn name(&self) -> &str;

    /// Its name, to be changed.
    fn name_mut(&mut self) -> &mut String;

    /// The id that a name gives.
    fn id_of(name: &str) -> Self::Id;
}

macro_rules! named {
    ($($kind:ident, $id:ident = $word:literal;)*) => {$(
        impl Named for $kind {
            type Id = $id;

            const KIND: &'static str = $word;

            fn name(&self) -> &str {
                &self.name
            }

            fn name_mut(&mut self) -> &mut String {
                &mut self.name
            }

            fn id_of(name: &str) -> $id {
                $id::named(name)
            }
        }
    )*};
}

named! {
    Division, DivisionId = "division";
    Role, RoleId = "role";
    Skill, SkillId = "skill";
    Language, LanguageId = "language";
    Group, GroupId = "group";
    Queue, QueueId = "queue";
    Team, TeamId = "team";
}

/// Why a name cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NameError {
    /// There is none.
    #[error("a {0} needs a name")]
    Empty(&'static str),
    /// Something else of the kind has it, perhaps in other letters.
    #[error("there is a {kind} named {name:?} already")]
    Taken { kind: &'static str, name: String },
}

impl From<NameError> for Refusal {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Empty(_) => Self::invalid_value("name must not be empty"),
            NameError::Taken { kind, .. } => Self::conflict(format!("A {kind} of this name exists")),
        }
    }
}

/// Refuses a name that something else than `own` has; case is ignored.
pub(crate) fn require_free<T: Named>(
    all: &BTreeMap<T::Id, T>,
    name: &str,
    own: Option<T::Id>,
) -> Result<(), NameError> {
    if name.trim().is_empty() {
        return Err(NameError::Empty(T::KIND));
    }
    let mut others = all.iter().filter(|(id, _)| Some(**id) != own).map(|(_, one)| one.name());
    match others.find(|other| other.eq_ignore_ascii_case(name)) {
        Some(taken) => Err(NameError::Taken { kind: T::KIND, name: taken.to_owned() }),
        None => Ok(()),
    }
}

/// The id that a name gives, or that of the name with a number where something renamed has it already.
pub(crate) fn new_id<T: Named>(all: &BTreeMap<T::Id, T>, name: &str) -> T::Id {
    let mut id = T::id_of(name);
    let mut nth = 1;
    while all.contains_key(&id) {
        nth += 1;
        id = T::id_of(&format!("{name}#{nth}"));
    }
    id
}

/// Gives something another name; its id stays.
pub(crate) fn rename<T: Named>(all: &mut BTreeMap<T::Id, T>, id: T::Id, to: &str) -> Result<(), NameError> {
    require_free(all, to, Some(id))?;
    if let Some(one) = all.get_mut(&id) {
        to.clone_into(one.name_mut());
    }
    Ok(())
}
