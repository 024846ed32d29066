//! Roles, grants, divisions, licences: who may do what where.

pub(crate) mod assignments;
pub(crate) mod catalogue;
pub(crate) mod divisions;
pub(crate) mod divisionedit;
pub(crate) mod roleusers;
pub(crate) mod seats;
pub(crate) mod grants;
pub(crate) mod licences;
pub(crate) mod moves;
pub(crate) mod roleholders;
pub(crate) mod roles;
pub(crate) mod subjects;
