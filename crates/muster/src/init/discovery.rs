//! What `init` found before it writes.

use muster_core::record::DirectoryGroup;
use muster_core::tenant::Catalogue;

/// What a tenant and a directory hold.
#[derive(Clone, Debug)]
pub(crate) struct Discovery {
    /// The organisation's name.
    pub(crate) organisation: String,
    /// Where the tenant is.
    pub(crate) endpoint: FoundEndpoint,
    /// Our OAuth client's id, where it is known; a variable is referred to otherwise.
    pub(crate) client_id: Option<String>,
    /// Roles, divisions, groups, queues, skills and languages.
    pub(crate) catalogue: Catalogue,
    /// The configured name of the source, such as `corp-ad`.
    pub(crate) source_name: String,
    /// How the source is read.
    pub(crate) source: FoundSource,
    /// Where people stand, as a distinguished name; empty for anywhere.
    pub(crate) base: String,
    /// Where the groups that matter stand; `None` for anywhere.
    pub(crate) group_base: Option<String>,
    /// Patterns for the names of the groups that matter; empty for any.
    pub(crate) group_names: Vec<String>,
    /// The directory's security groups; those out of scope are not listed.
    pub(crate) groups: Vec<DirectoryGroup>,
    /// How many people the source holds.
    pub(crate) people: u64,
}

/// Where the tenant is.
#[derive(Clone, Debug)]
pub(crate) enum FoundEndpoint {
    /// A region by its AWS name.
    Region(String),
    /// Two addresses.
    Urls {
        /// Of the Platform API.
        api: String,
        /// Of the token service.
        login: String,
    },
}

/// How the source is read. Paths are written as they are given here.
#[derive(Clone, Debug)]
pub(crate) enum FoundSource {
    /// A directory over LDAP.
    Ldap {
        /// Its address, such as `ldaps://dc1.corp.example.com`.
        url: String,
        /// `ldaps`, `starttls` or `plain`.
        security: String,
        /// Authorities for its certificate; the system's own without one.
        ca_file: Option<String>,
        /// The account to read with.
        bind: String,
    },
    /// A directory as a file in LDIF.
    Ldif {
        /// The file.
        file: String,
    },
    /// A table of people in CSV.
    Csv {
        /// The file.
        file: String,
    },
}
