//! Where it is looked for what a lost reply left behind.

use crate::class::Class;

/// Where it is looked for what a lost reply left behind.
pub fn probes(class: Class) -> &'static [&'static str] {
    match class {
        Class::CreateAccount => &["/api/v2/users/search"],
        Class::ProvisionAccount => {
            &["/api/v2/users/externalid/{authorityName}/{externalKey}", "/api/v2/users/search"]
        }
        Class::AmendAccount | Class::SetStateScim => {
            &["/api/v2/scim/v2/users/{userId}", "/api/v2/users/{userId}"]
        }
        Class::SetState | Class::UpdateProfile => &["/api/v2/users/{userId}"],
        Class::AddExternalId => &["/api/v2/users/externalid/{authorityName}/{externalKey}"],
        Class::MoveToDivision => &["/api/v2/users"],
        Class::GrantRole => &[
            "/api/v2/authorization/roles/{roleId}/subjectgrants",
            "/api/v2/authorization/subjects/{subjectId}",
        ],
        Class::AddGrants | Class::RemoveGrants => &["/api/v2/authorization/subjects/{subjectId}"],
        Class::AddGroupMembers | Class::RemoveGroupMembers => {
            &["/api/v2/groups/{groupId}", "/api/v2/groups/{groupId}/individuals"]
        }
        Class::AddGroupMembersScim | Class::RemoveGroupMembersScim => &["/api/v2/scim/v2/groups/{groupId}"],
        Class::AddQueueMembers | Class::RemoveQueueMembers => &["/api/v2/routing/queues/{queueId}/members"],
        Class::SetSkills | Class::RemoveSkill => &["/api/v2/users/{userId}/routingskills"],
        Class::SetLanguages | Class::RemoveLanguage => &["/api/v2/users/{userId}/routinglanguages"],
    }
}
