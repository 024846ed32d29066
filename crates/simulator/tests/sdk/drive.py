"""Drives the simulator with the vendor's own Python SDK.

Usage: drive.py BASE_URL CLIENT_ID CLIENT_SECRET

The SDK turns every reply into its own typed models, so a wrong name or type shows here. Ends with "done" and exit
code 0, or with a traceback.
"""

import sys

import PureCloudPlatformClientV2 as sdk
from PureCloudPlatformClientV2.rest import ApiException

BASE_URL, CLIENT_ID, CLIENT_SECRET = sys.argv[1:4]


def refused(status, call, *args, **kwargs):
    """The call must fail with this status."""
    try:
        call(*args, **kwargs)
    except ApiException as error:
        assert error.status == status, (error.status, error.body)
        return error
    raise AssertionError(f"{call} was not refused")


def log_in():
    sdk.configuration.host = BASE_URL
    client = sdk.api_client.ApiClient(BASE_URL).get_client_credentials_token(CLIENT_ID, CLIENT_SECRET)
    assert client.access_token
    return client


def organisation(client):
    assert sdk.TokensApi(client).get_tokens_me().organization.name == "Example"
    assert sdk.OrganizationApi(client).get_organizations_me().version == 1
    limits = sdk.OrganizationApi(client).get_organizations_limits_namespace("platform.api")
    assert any(limit.key == "token.rate.per.minute" for limit in limits.entities)
    own = sdk.UsersApi(client).get_authorization_subjects_me(include_full_roles=True)
    assert own.grants[0].role.policies


def people(client):
    api = sdk.UsersApi(client)
    expand = ["groups", "skills", "languages", "employerInfo", "authorization"]
    page = api.get_users(page_size=2, page_number=1, state="any", expand=expand)
    assert page.total == 4 and page.page_count == 2 and page.next_uri
    assert len(api.get_users_query(page_size=500, state="any").entities) == 4
    body = sdk.CreateUser()
    body.name, body.email, body.state = "Eve Sdk", "eve@example.org", "active"
    body.division_id = sdk.AuthorizationApi(client).get_authorization_divisions_home().id
    eve = api.post_users(body)
    assert eve.version == 1 and eve.state == "active"
    refused(409, api.post_users, body)
    change = sdk.UpdateUser()
    change.version, change.title, change.department = eve.version, "Agent", "Care"
    changed = api.patch_user(eve.id, change)
    assert changed.version == 2 and changed.title == "Agent"
    refused(409, api.patch_user, eve.id, change)
    search(client, eve)
    external_ids(client, eve)
    return eve


def search(client, eve):
    by_mail = sdk.UserSearchCriteria()
    by_mail.type, by_mail.fields, by_mail.value = "EXACT", ["email"], eve.email
    any_state = sdk.UserSearchCriteria()
    any_state.type, any_state.fields, any_state.values = "EXACT", ["state"], ["active", "inactive", "deleted"]
    request = sdk.UserSearchRequest()
    request.query = [by_mail, any_state]
    found = sdk.UsersApi(client).post_users_search(request)
    assert found.total == 1 and found.results[0].id == eve.id


def external_ids(client, eve):
    api = sdk.UsersApi(client)
    pair = sdk.UserExternalIdentifier()
    pair.authority_name, pair.external_key = "ad:objectGUID", "a/b c"
    assert api.post_user_externalid(eve.id, pair)[0].external_key == "a/b c"
    pair.external_key = "plain"
    api.post_user_externalid(eve.id, pair)
    assert api.get_users_externalid_authority_name_external_key("ad:objectGUID", "plain").id == eve.id
    refused(404, api.get_users_externalid_authority_name_external_key, "ad:objectGUID", "other")


def grants(client, eve):
    users, authorization = sdk.UsersApi(client), sdk.AuthorizationApi(client)
    roles = {role.name: role.id for role in authorization.get_authorization_roles(page_size=100, user_count=False).entities}
    divisions = {division.name: division.id for division in authorization.get_authorization_divisions().entities}
    pair = sdk.RoleDivisionPair()
    pair.role_id, pair.division_id = roles["Agent"], divisions["Support"]
    wanted = sdk.RoleDivisionGrants()
    wanted.grants = [pair]
    users.post_authorization_subject_bulkadd(eve.id, wanted)
    users.post_authorization_subject_bulkreplace(eve.id, wanted)
    held = users.get_authorization_subject(eve.id, include_duplicates=True).grants
    assert [(grant.role.name, grant.division.name) for grant in held] == [("Agent", "Support")]
    many = sdk.SubjectDivisions()
    many.subject_ids, many.division_ids = [eve.id], ["*"]
    authorization.post_authorization_role(roles["Reader"], many)
    holders = authorization.get_authorization_role_subjectgrants(roles["Reader"]).entities
    assert eve.id in [holder.id for holder in holders]
    assert authorization.get_authorization_division_grants(divisions["Support"], page_size=500).total >= 3
    assert [role.name for role in users.get_user_roles(eve.id).roles]
    authorization.post_authorization_division_object(divisions["Sales"], "USER", [eve.id])
    assert users.get_user(eve.id).division.name == "Sales"
    assert sdk.LicenseApi(client).post_license_infer(body=[roles["Agent"]]) == ["cloudCX1"]
    assert sdk.LicenseApi(client).get_license_users(page_size=100).entities


def memberships(client, eve):
    groups, routing = sdk.GroupsApi(client), sdk.RoutingApi(client)
    choir = next(group for group in groups.get_groups(page_size=100).entities if group.name == "Choir")
    change = sdk.GroupMembersUpdate()
    change.member_ids, change.version = [eve.id], choir.version
    groups.post_group_members(choir.id, change)
    assert eve.id in [user.id for user in groups.get_group_individuals(choir.id).entities]
    refused(409, groups.post_group_members, choir.id, change)
    groups.delete_group_members(choir.id, eve.id)
    queue = routing.get_routing_queues(name="Billing").entities[0]
    member = sdk.WritableEntity()
    member.id = eve.id
    routing.post_routing_queue_members(queue.id, [member])
    members = routing.get_routing_queue_members(queue.id, page_size=100, member_by="user").entities
    assert eve.id in [one.id for one in members]
    assert sdk.UsersApi(client).get_user_queues(eve.id, joined=True).entities[0].id == queue.id
    routing.post_routing_queue_members(queue.id, [member], delete=True)


def assignments(client, eve):
    users, routing = sdk.UsersApi(client), sdk.RoutingApi(client)
    skill = sdk.UserRoutingSkillPost()
    skill.id, skill.proficiency = routing.get_routing_skills(name="Bill").entities[0].id, 4.0
    assert users.put_user_routingskills_bulk(eve.id, [skill]).entities[0].proficiency == 4.0
    language = sdk.UserRoutingLanguagePost()
    language.id, language.proficiency = routing.get_routing_languages(name="Deu").entities[0].id, 3.0
    assert users.patch_user_routinglanguages_bulk(eve.id, [language]).total == 1
    users.delete_user_routinglanguage(eve.id, language.id)
    presence = sdk.PresenceApi(client)
    offline = next(one for one in presence.get_presence_definitions().entities if one.system_presence == "Offline")
    body = sdk.UserPresence()
    body.presence_definition = sdk.PresenceDefinition()
    body.presence_definition.id = offline.id
    shown = presence.patch_user_presences_purecloud(eve.id, body)
    assert shown.presence_definition.system_presence == "Offline"


def leaving(client, eve):
    users = sdk.UsersApi(client)
    change = sdk.UserState()
    change.state, change.version = "inactive", users.get_user_state(eve.id).version
    assert users.put_user_state(eve.id, change).state == "inactive"
    assert users.get_authorization_subject(eve.id).grants == []
    sdk.TokensApi(client).delete_token(eve.id)
    users.delete_user(eve.id)
    refused(404, users.get_user, eve.id)
    assert users.get_user(eve.id, state="deleted").state == "deleted"


def scim(client):
    api = sdk.SCIMApi(client)
    assert api.get_scim_v2_serviceproviderconfig().patch.supported
    body = sdk.ScimV2CreateUser()
    body.user_name, body.display_name, body.active = "fay@example.org", "Fay", True
    fay = api.post_scim_v2_users(body)
    found = api.get_scim_v2_users(filter='userName eq "fay@example.org"')
    assert found.total_results == 1 and found.resources[0].id == fay.id
    operation = sdk.ScimV2PatchOperation()
    operation.op, operation.path, operation.value = "replace", "active", False
    patch = sdk.ScimV2PatchRequest()
    patch.schemas, patch.operations = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], [operation]
    assert api.patch_scim_v2_user(fay.id, patch).active is False
    api.delete_scim_v2_user(fay.id)


def throttled(client):
    """Runs into the ceiling: the SDK obeys Retry-After by itself and no caller notices."""
    api = sdk.OrganizationApi(client)
    for _ in range(40):
        assert api.get_organizations_me().name == "Example"


def main():
    client = log_in()
    organisation(client)
    eve = people(client)
    grants(client, eve)
    memberships(client, eve)
    assignments(client, eve)
    leaving(client, eve)
    scim(client)
    throttled(client)
    print("done")


main()
