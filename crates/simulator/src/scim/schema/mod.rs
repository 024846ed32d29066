//! What resources can have, as constants: discovery shows it, requests are checked against it.

pub(crate) mod attribute;
mod config;
mod group;
pub(crate) mod shape;
mod user;

use attribute::{Access, Attribute, Kind, complex, find, plain, text};

/// A schema and its URN.
pub(crate) struct Schema {
    pub(crate) urn: &'static str,
    pub(crate) name: &'static str,
    pub(crate) attributes: &'static [Attribute],
}

/// A resource type: its schema and the extensions of that.
pub(crate) struct ResourceType {
    pub(crate) name: &'static str,
    /// The last part of its address.
    pub(crate) endpoint: &'static str,
    pub(crate) core: &'static Schema,
    pub(crate) extensions: &'static [&'static Schema],
}

macro_rules! schemas {
    ($($constant:ident = $name:literal $urn:literal $attributes:expr;)*) => {
        $(pub(crate) static $constant: Schema = Schema { urn: $urn, name: $name, attributes: $attributes };)*
        /// Every schema.
        pub(crate) static SCHEMAS: &[&Schema] = &[$(&$constant),*];
    };
}

schemas! {
    USER = "User" "urn:ietf:params:scim:schemas:core:2.0:User" user::CORE;
    ENTERPRISE = "EnterpriseUser" "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User" user::ENTERPRISE;
    GENESYS = "GenesysUser" "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User" user::GENESYS;
    GROUP = "Group" "urn:ietf:params:scim:schemas:core:2.0:Group" group::CORE;
    PROVIDER = "ServiceProviderConfig" "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig" config::PROVIDER;
    TYPE = "ResourceType" "urn:ietf:params:scim:schemas:core:2.0:ResourceType" config::RESOURCE_TYPE;
    SCHEMA = "Schema" "urn:ietf:params:scim:schemas:core:2.0:Schema" config::SCHEMA;
}

macro_rules! types {
    ($($constant:ident = $core:ident $endpoint:literal [$($extension:ident),*];)*) => {
        $(pub(crate) static $constant: ResourceType = ResourceType {
            name: $core.name, endpoint: $endpoint, core: &$core, extensions: &[$(&$extension),*],
        };)*
        /// Every resource type.
        pub(crate) static TYPES: &[&ResourceType] = &[$(&$constant),*];
    };
}

types! {
    USERS = USER "users" [ENTERPRISE, GENESYS];
    GROUPS = GROUP "groups" [];
    CONFIGS = PROVIDER "serviceproviderconfig" [];
    RESOURCE_TYPES = TYPE "resourcetypes" [];
    ALL_SCHEMAS = SCHEMA "schemas" [];
}

const META: &[Attribute] = &[
    text("resourceType", "The type of the resource.").exact().read_only(),
    plain("lastModified", Kind::Time, "When it was last changed.").read_only(),
    text("location", "Where it is.").exact().read_only(),
    text("version", "Its version.").exact().read_only(),
];

/// What every resource has (RFC 7643, section 3.1). No schema lists these.
const COMMON: &[Attribute] = &[
    text("schemas", "The schemas in use.").exact().many().always().read_only(),
    text("id", "The id.").exact().always().read_only(),
    text("externalId", "The id that the caller gave.").exact(),
    complex("meta", META, "About the resource.").always().read_only(),
];

impl ResourceType {
    /// The extension with this URN.
    pub(crate) fn extension(&self, urn: &str) -> Option<&'static Schema> {
        self.extensions.iter().copied().find(|schema| schema.urn.eq_ignore_ascii_case(urn))
    }

    /// An attribute of the core schema, or one that every resource has.
    pub(crate) fn core_attribute(&self, name: &str) -> Option<&'static Attribute> {
        find(self.core.attributes, name).or_else(|| find(COMMON, name))
    }

    /// Splits `urn:…:User:name.part` into the extension (none: core) and the rest; the rest may be empty.
    pub(crate) fn split<'a>(&self, text: &'a str) -> Option<(Option<&'static Schema>, &'a str)> {
        if !text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:")) {
            return Some((None, text));
        }
        let below = |schema: &Schema| {
            let start = text.get(..schema.urn.len())?;
            let rest = &text[start.len()..];
            let fits = start.eq_ignore_ascii_case(schema.urn) && (rest.is_empty() || rest.starts_with(':'));
            fits.then(|| rest.trim_start_matches(':'))
        };
        if let Some(rest) = below(self.core) {
            return Some((None, rest));
        }
        self.extensions.iter().find_map(|schema| Some((Some(*schema), below(schema)?)))
    }

    /// The attribute with this name in the core schema or in an extension.
    pub(crate) fn attribute(
        &self,
        within: Option<&'static Schema>,
        name: &str,
    ) -> Option<&'static Attribute> {
        match within {
            Some(schema) => find(schema.attributes, name),
            None => self.core_attribute(name),
        }
    }
}

/// Whether a caller may write this attribute.
pub(crate) fn is_writable(attribute: &Attribute) -> bool {
    attribute.access != Access::ReadOnly
}
