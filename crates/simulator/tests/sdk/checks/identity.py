"""SCIM, both families."""

import PureCloudPlatformClientV2 as sdk

from . import check, made, refused

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GENESYS = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"


def patch_of(*operations):
    listed = [made(sdk.ScimV2PatchOperation, op=op, path=path, value=value) for op, path, value in operations]
    schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
    return made(sdk.ScimV2PatchRequest, schemas=schemas, operations=listed)


def enterprise(user):
    return user.urnietfparamsscimschemasextensionenterprise2_0_user


def genesys(user):
    return user.urnietfparamsscimschemasextensiongenesyspurecloud2_0_user


@check
def scim_says_what_it_can_do(session):
    config = session.scim.get_scim_v2_serviceproviderconfig()
    assert config.patch.supported and config.etag.supported and not config.bulk.supported


@check
def scim_has_schemas_and_types(session):
    assert session.scim.get_scim_v2_schemas().total_results == 7
    assert session.scim.get_scim_v2_resourcetype("User").schema_extensions[0].schema == ENTERPRISE
    assert session.scim.get_scim_schema(GENESYS).attributes[0].sub_attributes


@check
def scim_makes_a_user_in_one_call(session):
    body = made(
        sdk.ScimV2CreateUser,
        user_name="fay@example.org",
        display_name="Fay Sdk",
        active=True,
        external_id="guid-fay",
        roles=[made(sdk.ScimUserRole, value="Agent")],
        phone_numbers=[made(sdk.ScimPhoneNumber, value="+15550101", type="mobile")],
        urnietfparamsscimschemasextensionenterprise2_0_user=made(
            sdk.ScimV2EnterpriseUser,
            division="Support",
            employee_number="77",
            manager=made(sdk.Manager, value=session.user("ana@example.org").id),
        ),
        urnietfparamsscimschemasextensiongenesyspurecloud2_0_user=made(
            sdk.ScimUserExtensions,
            routing_skills=[made(sdk.ScimUserRoutingSkill, name="Network", proficiency=5.0)],
            external_ids=[made(sdk.ScimGenesysUserExternalId, authority="hr", value="77")],
        ),
    )
    session.fay = session.scim.post_scim_v2_users(body)
    assert enterprise(session.fay).division == "Support" and session.fay.meta.version == '"1"'
    assert genesys(session.fay).routing_skills[0].name == "Network"


@check
def the_platform_sees_what_scim_made(session):
    fay = session.users.get_user(session.fay.id, expand=["skills", "employerInfo"])
    assert fay.division.name == "Support" and fay.employer_info.employee_id == "77"
    assert session.users.get_users_externalid_authority_name_external_key("hr", "77").id == fay.id


@check
def scim_finds_by_user_name(session):
    found = session.scim.get_scim_v2_users(filter='userName eq "fay@example.org"')
    assert found.total_results == 1 and found.resources[0].id == session.fay.id


@check
def scim_finds_by_external_id(session):
    assert session.scim.get_scim_users(filter="externalId eq guid-fay").resources[0].id == session.fay.id
    pair = f'{GENESYS}:externalIds[authority eq "hr" and value eq "77"]'
    assert session.scim.get_scim_v2_users(filter=pair).total_results == 1


@check
def scim_refuses_other_filters(session):
    error, body = refused(400, session.scim.get_scim_v2_users, filter='userName sw "f"')
    assert body["scimType"] == "invalidFilter" and body["status"] == "400"
    assert error.headers["Content-Type"] == "application/scim+json"


@check
def both_families_show_the_same_user(session):
    old, new = session.scim.get_scim_user(session.fay.id), session.scim.get_scim_v2_user(session.fay.id)
    assert old.user_name == new.user_name == "fay@example.org" and old.meta.version == new.meta.version


@check
def a_known_version_is_not_sent_again(session):
    refused_body = None
    try:
        session.scim.get_scim_v2_user(session.fay.id, if_none_match=session.fay.meta.version)
    except sdk.rest.ApiException as error:
        assert error.status == 304 and error.headers["ETag"] == session.fay.meta.version
        refused_body = error.body
    assert refused_body == ""


@check
def scim_shows_only_what_is_asked(session):
    shown = session.scim.get_scim_v2_user(session.fay.id, attributes=["displayName", f"{ENTERPRISE}:division"])
    assert shown.display_name == "Fay Sdk" and enterprise(shown).division == "Support"
    assert shown.roles is None and enterprise(shown).employee_number is None


@check
def scim_pages_with_an_index(session):
    page = session.scim.get_scim_v2_users(start_index=2, count=1)
    assert (page.start_index, page.items_per_page, len(page.resources)) == (2, 1, 1) and page.total_results > 2


@check
def big_costly_pages_are_throttled(session):
    light = ["id", "userName", "active"]
    assert session.scim.get_scim_v2_users(count=100, attributes=light).total_results > 2


@check
def scim_patches_many_places_at_once(session):
    skills = f"{GENESYS}:routingSkills"
    changed = session.scim.patch_scim_v2_user(
        session.fay.id,
        patch_of(
            ("replace", "title", "Lead"),
            ("add", skills, [{"name": "Billing", "proficiency": 2}]),
            ("replace", f'{skills}[name eq "Network"].proficiency', 4),
            ("add", 'emails[type eq "work"].value', "fay@work.example.org"),
            ("remove", 'phoneNumbers[type eq "mobile"]', None),
        ),
    )
    assert changed.title == "Lead" and len(changed.emails) == 2 and not changed.phone_numbers
    assert {one.name: one.proficiency for one in genesys(changed).routing_skills} == {"Billing": 2.0, "Network": 4.0}


@check
def one_bad_operation_undoes_the_others(session):
    patch = patch_of(("replace", "title", "Boss"), ("replace", "id", "x"))
    _, body = refused(400, session.scim.patch_scim_v2_user, session.fay.id, patch)
    assert body["scimType"] == "mutability"
    assert session.scim.get_scim_v2_user(session.fay.id).title == "Lead"


@check
def a_stale_etag_is_a_400(session):
    patch = patch_of(("replace", "title", "Boss"))
    _, body = refused(400, session.scim.patch_scim_v2_user, session.fay.id, patch, if_match='"1"')
    assert body["scimType"] == "invalidVers"


@check
def a_taken_name_is_a_409(session):
    body = made(sdk.ScimV2CreateUser, user_name="FAY@example.org", display_name="Fay")
    assert refused(409, session.scim.post_scim_v2_users, body)[1]["scimType"] == "uniqueness"


@check
def an_unknown_role_is_an_invalid_value(session):
    patch = patch_of(("add", "roles", [{"value": "Emperor"}]))
    assert refused(400, session.scim.patch_scim_v2_user, session.fay.id, patch)[1]["scimType"] == "invalidValue"


@check
def scim_groups_take_members(session):
    choir = session.scim.get_scim_v2_groups("displayName eq Choir").resources[0]
    add = patch_of(("add", "members", [{"value": session.fay.id}]))
    assert session.fay.id in {one.value for one in session.scim.patch_scim_v2_group(choir.id, add).members}
    gone = patch_of(("remove", f'members[value eq "{session.fay.id}"]', None))
    assert session.fay.id not in {one.value for one in session.scim.patch_scim_group(choir.id, gone).members}


@check
def what_was_read_can_be_put_back(session):
    whole = session.scim.get_scim_v2_user(session.fay.id)
    whole.display_name = "Fay S. Sdk"
    assert session.scim.put_scim_v2_user(session.fay.id, whole).display_name == "Fay S. Sdk"


@check
def scim_deactivates(session):
    off = patch_of(("replace", "active", False))
    assert session.scim.patch_scim_v2_user(session.fay.id, off).active is False
    assert session.users.get_user(session.fay.id).state == "inactive"


@check
def scim_deletes(session):
    session.scim.delete_scim_v2_user(session.fay.id)
    assert refused(404, session.scim.get_scim_v2_user, session.fay.id)[1]["status"] == "404"
