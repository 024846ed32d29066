//! A source that the service listens to, as far as what it knows depends on that.

use crate::config::{HrSource, Source, SourceKind};
use crate::staff::StaffSettings;
use muster_connectors::directory::ReadSpec;
use muster_core::id::SourceId;

/// A source that the service listens to.
#[derive(Clone, Debug)]
pub struct Watched {
    /// Its name.
    pub name: SourceId,
    /// The server, or the file.
    pub at: String,
    /// In which form it tells what it knows.
    pub form: Form,
}

/// In which form a source tells what it knows.
#[derive(Clone, Debug)]
pub enum Form {
    /// A directory that is followed from change to change, and what of it counts.
    Followed(ReadSpec),
    /// A directory that comes whole each time, and what of it counts.
    Described(ReadSpec),
    /// A table of people that comes whole each time.
    Table,
    /// An HR system that says things of workers.
    Staff(Box<StaffSettings>),
}

impl From<&Source> for Watched {
    fn from(source: &Source) -> Self {
        let (at, form) = match &source.kind {
            SourceKind::Ldap(ldap) => (ldap.reach.label(), Form::Followed(source.scope.clone())),
            SourceKind::Ldif { file } => (file.display().to_string(), Form::Described(source.scope.clone())),
            SourceKind::Csv { file } => (file.display().to_string(), Form::Table),
            SourceKind::Hr(hr) => {
                (at(hr), source.staff().map_or(Form::Table, |staff| Form::Staff(Box::new(staff))))
            }
        };
        Self { name: source.name.clone(), at, form }
    }
}

/// Where an HR system is: the place of its files, if it has any.
fn at(hr: &HrSource) -> String {
    hr.drops.as_ref().map_or_else(|| "deliveries".into(), |drops| drops.place.display().to_string())
}
