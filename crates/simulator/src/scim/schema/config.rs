//! The attributes of what discovery itself answers with (RFC 7643, sections 5 to 7).

use super::attribute::{Attribute, Kind, complex, list, plain, text};

const SUPPORTED: Attribute = plain("supported", Kind::Flag, "Whether it is supported.").read_only();

const FEATURE: &[Attribute] = &[SUPPORTED];

const BULK: &[Attribute] = &[
    SUPPORTED,
    plain("maxOperations", Kind::Integer, "Most operations in one request.").read_only(),
    plain("maxPayloadSize", Kind::Integer, "Most bytes in one request.").read_only(),
];

const FILTER: &[Attribute] =
    &[SUPPORTED, plain("maxResults", Kind::Integer, "Most resources in one reply.").read_only()];

const SCHEME: &[Attribute] = &[
    text("type", "The kind of the scheme.").read_only(),
    text("name", "The name of the scheme.").read_only(),
    text("description", "What it is.").read_only(),
    plain("primary", Kind::Flag, "Whether this one is preferred.").read_only(),
];

/// `urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig`.
pub(super) const PROVIDER: &[Attribute] = &[
    complex("patch", FEATURE, "PATCH.").read_only(),
    complex("bulk", BULK, "Bulk requests.").read_only(),
    complex("filter", FILTER, "Filters.").read_only(),
    complex("changePassword", FEATURE, "Changing passwords.").read_only(),
    complex("sort", FEATURE, "Sorting.").read_only(),
    complex("etag", FEATURE, "Versions.").read_only(),
    list("authenticationSchemes", &["type"], SCHEME, "How callers prove who they are.").read_only(),
];

const EXTENSION: &[Attribute] = &[
    text("schema", "The URN of the extension.").exact().read_only(),
    plain("required", Kind::Flag, "Whether a resource must have it.").read_only(),
];

/// `urn:ietf:params:scim:schemas:core:2.0:ResourceType`.
pub(super) const RESOURCE_TYPE: &[Attribute] = &[
    text("name", "The name of the type.").read_only(),
    text("description", "What it is.").read_only(),
    text("endpoint", "Where its resources are, below the base URL.").read_only(),
    text("schema", "The URN of its schema.").exact().read_only(),
    list("schemaExtensions", &["schema"], EXTENSION, "The extensions of the type.").read_only(),
];

const PART: &[Attribute] = &[
    text("name", "The name.").exact().read_only(),
    text("type", "The type of the value.").read_only(),
    plain("multiValued", Kind::Flag, "Whether it is a list.").read_only(),
    text("description", "What it is.").read_only(),
    plain("required", Kind::Flag, "Whether it must be there.").read_only(),
    text("canonicalValues", "The values that are known.").many().read_only(),
    plain("caseExact", Kind::Flag, "Whether case matters.").read_only(),
    text("mutability", "Whether it can be written.").read_only(),
    text("returned", "When it is shown.").read_only(),
    text("uniqueness", "Among what it is unique.").read_only(),
    text("referenceTypes", "What a reference leads to.").many().read_only(),
];

/// `urn:ietf:params:scim:schemas:core:2.0:Schema`.
pub(super) const SCHEMA: &[Attribute] = &[
    text("name", "The name.").read_only(),
    text("description", "What it is.").read_only(),
    list("attributes", &["name"], PART, "The attributes.").read_only(),
];
