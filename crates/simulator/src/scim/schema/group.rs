//! The attributes of groups.

use super::attribute::{Attribute, link, list, text};

const MEMBER: &[Attribute] = &[
    text("value", "The id of the member.").exact(),
    link(&["User"]),
    text("type", "The type of the member.").read_only(),
];

/// `urn:ietf:params:scim:schemas:core:2.0:Group`.
pub(super) const CORE: &[Attribute] = &[
    text("displayName", "The name; it is given where the group is made.").required().read_only(),
    list("members", &["value"], MEMBER, "Direct members."),
];
