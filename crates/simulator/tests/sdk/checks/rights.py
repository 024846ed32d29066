"""Roles, grants, divisions, licences."""

import PureCloudPlatformClientV2 as sdk

from . import check, made, refused


def pairs(session, *wanted):
    grants = [made(sdk.RoleDivisionPair, role_id=session.role(r), division_id=session.division(d)) for r, d in wanted]
    return made(sdk.RoleDivisionGrants, grants=grants)


def held(session, subject_id):
    grants = session.users.get_authorization_subject(subject_id, include_duplicates=True).grants
    return sorted((grant.role.name, grant.division.name) for grant in grants)


@check
def grants_are_added_in_bulk(session):
    session.users.post_authorization_subject_bulkadd(session.eve.id, pairs(session, ("Agent", "Support")))
    assert ("Agent", "Support") in held(session, session.eve.id)


@check
def grants_are_replaced_in_bulk(session):
    wanted = pairs(session, ("Agent", "Support"), ("Reader", "Sales"))
    session.users.post_authorization_subject_bulkreplace(session.eve.id, wanted)
    assert held(session, session.eve.id) == [("Agent", "Support"), ("Reader", "Sales")]


@check
def grants_are_removed_in_bulk(session):
    session.users.post_authorization_subject_bulkremove(session.eve.id, pairs(session, ("Reader", "Sales")))
    assert held(session, session.eve.id) == [("Agent", "Support")]


@check
def one_grant_comes_and_goes(session):
    place = (session.eve.id, session.division("Sales"), session.role("Reader"))
    session.authorization.post_authorization_subject_division_role(*place)
    assert ("Reader", "Sales") in held(session, session.eve.id)
    session.authorization.delete_authorization_subject_division_role(*place)
    assert ("Reader", "Sales") not in held(session, session.eve.id)


@check
def a_role_is_granted_to_many(session):
    many = made(sdk.SubjectDivisions, subject_ids=[session.eve.id, session.user("ben@example.org").id], division_ids=["*"])
    session.authorization.post_authorization_role(session.role("Reader"), many)
    holders = session.authorization.get_authorization_role_subjectgrants(session.role("Reader")).entities
    assert set(many.subject_ids) <= {holder.id for holder in holders}


@check
def an_unknown_role_is_not_granted(session):
    nowhere = "00000000-0000-4000-8000-000000000000"
    place = (session.eve.id, session.division("Sales"), nowhere)
    refused(404, session.authorization.post_authorization_subject_division_role, *place)


@check
def what_comes_from_a_group_says_so(session):
    ana = session.user("ana@example.org").id
    grants = session.users.get_authorization_subject(ana, include_duplicates=True).grants
    assert session.group("Leads").id in {grant.subject_id for grant in grants}


@check
def the_grants_of_a_division_are_listed(session):
    assert session.authorization.get_authorization_division_grants(session.division("Support"), page_size=500).total >= 3


@check
def roles_without_division_are_listed_too(session):
    assert "Agent" in {role.name for role in session.users.get_user_roles(session.eve.id).roles}


@check
def a_role_shows_its_permissions(session):
    role = session.authorization.get_authorization_role(session.role("Reader"))
    assert any(policy.domain == "directory" for policy in role.permission_policies)


@check
def a_user_is_moved_into_a_division(session):
    move = session.authorization.post_authorization_division_object
    move(session.division("Sales"), "USER", [session.eve.id])
    assert session.users.get_user(session.eve.id).division.name == "Sales"


@check
def a_role_needs_a_licence(session):
    assert sdk.LicenseApi(session.client).post_license_infer(body=[session.role("Agent")]) == ["cloudCX1"]


@check
def licences_follow_roles(session):
    licences = sdk.LicenseApi(session.client)
    assert licences.get_license_users(page_size=100).entities
    assert "cloudCX1" in {licence.id for licence in licences.get_license_user(session.eve.id).licenses}


@check
def roles_are_counted_by_subject(session):
    assert session.authorization.get_authorization_subjects_rolecounts(id=[session.eve.id])
