//! The attributes of users: SCIM's own, the enterprise extension, the vendor's extension.

use super::attribute::{Attribute, Kind, complex, link, list, plain, text};

const PRIMARY: Attribute = plain("primary", Kind::Flag, "Whether this one is preferred.");

const EMAIL: &[Attribute] = &[
    text("value", "The address."),
    text("type", "What it is for; the login is of type other.").one_of(&["work", "other"]),
    PRIMARY,
];

const PHONE_TYPES: &[&str] = &[
    "work",
    "work2",
    "work3",
    "work4",
    "home",
    "mobile",
    "other",
    "microsoftteams",
    "zoomphone",
    "eightbyeight",
    "ringcentral",
];

const PHONE: &[Attribute] = &[
    text("value", "The number in E.164 form, or an extension."),
    text("type", "What it is for.").one_of(PHONE_TYPES),
    PRIMARY,
];

const GROUP: &[Attribute] = &[
    text("value", "The id of the group.").exact().read_only(),
    link(&["Group"]),
    text("type", "The type of the resource.").read_only(),
];

/// `urn:ietf:params:scim:schemas:core:2.0:User`.
pub(super) const CORE: &[Attribute] = &[
    text("userName", "The login, an e-mail address.").required().unique().always(),
    text("displayName", "The full name.").required(),
    plain("active", Kind::Flag, "Whether the user may log in.").kept().always(),
    text("title", "The job title."),
    text("password", "A new password; never shown.").write_only(),
    list("emails", &["type"], EMAIL, "E-mail addresses, one of each type."),
    list("phoneNumbers", &["type"], PHONE, "Phone numbers, one of each type."),
    list("groups", &["value"], GROUP, "Groups that the user is a member of.").read_only(),
    list("roles", &["value"], &[text("value", "The name of the role.").exact()], "Roles, by name."),
];

const MANAGER: &[Attribute] = &[text("value", "The id of the manager.").exact(), link(&["User"])];

/// `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User`.
pub(super) const ENTERPRISE: &[Attribute] = &[
    text("division", "The division by name; changing it moves the user.").kept(),
    text("department", "The department."),
    text("employeeNumber", "The personnel number."),
    text("dateHire", "The day of hire as YYYY-MM-DD."),
    complex("manager", MANAGER, "The manager."),
];

const PROFICIENCY: Attribute = plain("proficiency", Kind::Decimal, "From 0 to 5.");

const SKILL: &[Attribute] = &[text("name", "The name of the skill.").required(), PROFICIENCY];

const LANGUAGE: &[Attribute] = &[text("name", "The name of the language.").required(), PROFICIENCY];

const EXTERNAL_ID: &[Attribute] = &[
    text("authority", "Who gave the identifier.").required().exact(),
    text("value", "The identifier.").required().exact(),
];

/// `urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User`.
pub(super) const GENESYS: &[Attribute] = &[
    list("routingSkills", &["name"], SKILL, "Routing skills by name, 50 at most."),
    list("routingLanguages", &["name"], LANGUAGE, "Routing languages by name, 50 at most."),
    list("externalIds", &["authority", "value"], EXTERNAL_ID, "Identifiers that other systems gave."),
];
