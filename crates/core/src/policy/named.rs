//! Finds roles and divisions by what a list calls them: the name, the id, or what Genesys calls a default role.

use super::lookup::{self, Found};
use super::pins::Pins;
use crate::entitlement::DivisionScope;
use crate::id::{DivisionId, RoleId};
use crate::tenant::Catalogue;
use std::collections::BTreeMap;

/// The roles and divisions of a tenant under all their names.
pub struct Named<'a> {
    roles: BTreeMap<RoleId, String>,
    divisions: BTreeMap<DivisionId, String>,
    catalogue: &'a Catalogue,
    pins: &'a Pins,
}

impl<'a> Named<'a> {
    /// What the catalogue and the pinned names know.
    pub fn new(catalogue: &'a Catalogue, pins: &'a Pins) -> Self {
        let roles = catalogue.roles.iter().map(|(id, role)| (*id, role.name.clone()));
        let divisions = catalogue.divisions.iter().map(|(id, division)| (*id, division.name.clone()));
        Self { roles: roles.collect(), divisions: divisions.collect(), catalogue, pins }
    }

    /// The one role that is meant: by its id, by its name, else by its default role id, which no language changes.
    ///
    /// # Errors
    /// A sentence where no role or several are.
    pub fn role(&self, written: &str) -> Result<RoleId, String> {
        lookup::find("role", written, &self.roles, self.pins).map(|Found { id, .. }| id).or_else(|fault| {
            let is_default = |id: &&RoleId| {
                let role = self.catalogue.roles.get(id);
                role.and_then(|role| role.default_role_id.as_deref()) == Some(written)
            };
            let named_so = self.roles.values().any(|name| name == written);
            match self.roles.keys().filter(is_default).collect::<Vec<_>>().as_slice() {
                [only] if !named_so => Ok(**only),
                _ => Err(fault),
            }
        })
    }

    /// Where a role is to count: `*` stands for all divisions.
    ///
    /// # Errors
    /// A sentence where no division or several are meant.
    pub fn division(&self, written: &str) -> Result<DivisionScope, String> {
        if written == "*" {
            return Ok(DivisionScope::All);
        }
        let found = lookup::find("division", written, &self.divisions, self.pins);
        found.map(|Found { id, .. }| DivisionScope::In(id))
    }
}
