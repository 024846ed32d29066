//! An organisation as it was read. Things refer to each other by id.

use std::collections::BTreeMap;
use uuid::Uuid;

/// An organisation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// The id of the OAuth client that read it.
    pub client: String,
    /// All divisions that the client may see.
    pub divisions: Vec<Division>,
    /// All roles.
    pub roles: Vec<Role>,
    /// The licences that the organisation owns.
    pub licences: Vec<Licence>,
    /// Routing skills.
    pub skills: Vec<Skill>,
    /// Routing languages.
    pub languages: Vec<Language>,
    /// Groups. Their members are listed with the users.
    pub groups: Vec<Group>,
    /// Queues with their direct members.
    pub queues: Vec<Queue>,
    /// Teams with their members.
    pub teams: Vec<Team>,
    /// Users in every state.
    pub users: Vec<User>,
    /// Direct grants of users, groups and OAuth clients.
    pub grants: Vec<Grant>,
    /// What could not be read, a sentence each.
    pub left_out: Vec<String>,
    /// How many calls the reading took.
    pub calls: u64,
}

/// A division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Whether it is the Home division.
    pub home: bool,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The vendor's own name of a default role.
    pub default_role_id: Option<String>,
    /// `domain:entity:action`, sorted.
    pub permissions: Vec<String>,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// Its id, such as `cloudCX1`.
    pub id: String,
    /// Who holds one of these needs it.
    pub permissions: Vec<String>,
    /// Ids of licences that it makes unnecessary.
    pub comprises: Vec<String>,
}

/// A routing skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skill {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Where it lives.
    pub division: Option<Uuid>,
}

/// A routing language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// `official` or `social`.
    pub kind: String,
    /// `public`, `owners` or `members`.
    pub visibility: String,
    /// Whether members hold the group's grants.
    pub roles_enabled: bool,
    /// Whether the rules of a dynamic group may be seen.
    pub rules_visible: bool,
    /// Whether owners count as members.
    pub include_owners: bool,
    /// Whether the group can be called.
    pub calls_enabled: bool,
    /// The group's own mail.
    pub mail: Option<String>,
    /// Its version.
    pub version: u64,
    /// Users who own it.
    pub owners: Vec<Uuid>,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Where it lives.
    pub division: Option<Uuid>,
    /// Groups whose members work here as well.
    pub groups: Vec<Uuid>,
    /// Direct members.
    pub members: Vec<Member>,
}

/// A direct member of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The user.
    pub user: Uuid,
    /// Whether the user takes work of the queue.
    pub joined: bool,
    /// The ring, from 1.
    pub ring: u8,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Where it lives.
    pub division: Option<Uuid>,
    /// Users in it.
    pub members: Vec<Uuid>,
}

/// A direct grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// Who holds it.
    pub holder: Holder,
    /// The role.
    pub role: Uuid,
    /// Where it counts.
    pub place: Place,
}

/// Who holds a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// A user.
    User(Uuid),
    /// A group, for its members.
    Group(Uuid),
    /// An OAuth client.
    Client(Uuid),
}

/// Where a grant counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In all divisions.
    Everywhere,
    /// In one division.
    Division(Uuid),
}

/// A user.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct User {
    /// The id.
    pub id: Uuid,
    /// The full name.
    pub name: String,
    /// The login; empty where the tenant shows none.
    pub mail: String,
    /// `active`, `inactive` or `deleted`.
    pub state: String,
    /// The version.
    pub version: u64,
    /// Where the user lives.
    pub division: Option<Uuid>,
    /// Department.
    pub department: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// Preferred name.
    pub preferred_name: Option<String>,
    /// Another user.
    pub manager: Option<Uuid>,
    /// Phone numbers and further mails; the login is not among them.
    pub contacts: Vec<Contact>,
    /// What the employer says.
    pub employment: Employment,
    /// Whether calls are answered without a click.
    pub auto_answer: bool,
    /// Keys by authority.
    pub external_ids: BTreeMap<String, String>,
    /// Level by skill.
    pub skills: BTreeMap<Uuid, f64>,
    /// Level by language.
    pub languages: BTreeMap<Uuid, f64>,
    /// Groups.
    pub groups: Vec<Uuid>,
    /// The phone in use.
    pub station: Option<Station>,
    /// The user's own phone.
    pub default_station: Option<Station>,
}

/// A way to reach a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The number or address.
    pub address: Option<String>,
    /// `PHONE`, `EMAIL` or `SMS`.
    pub medium: String,
    /// `WORK`, `MOBILE` …
    pub kind: String,
    /// Extension inside the organisation.
    pub extension: Option<String>,
    /// Country of the number, as `US`.
    pub country: Option<String>,
    /// The product that owns the number.
    pub integration: Option<String>,
}

/// What the employer says about a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Employment {
    /// Name in the employer's books.
    pub official_name: Option<String>,
    /// Personnel number.
    pub number: Option<String>,
    /// Kind of contract.
    pub kind: Option<String>,
    /// `YYYY-MM-DD`.
    pub hired: Option<String>,
}

/// A phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// Its id.
    pub id: String,
    /// `inin_webrtc_softphone` …
    pub kind: String,
}
