"""Users: pages, versions, search, external identifiers, profile."""

import PureCloudPlatformClientV2 as sdk

from . import check, made, refused


@check
def a_page_says_how_many_there_are(session):
    page = session.users.get_users(page_size=2, page_number=1, state="any")
    assert (page.total, page.page_count, len(page.entities)) == (4, 2, 2) and page.next_uri


@check
def pages_do_not_overlap(session):
    pages = [session.users.get_users(page_size=1, page_number=n, state="any").entities for n in (1, 2, 3, 4)]
    assert len({page[0].id for page in pages}) == 4


@check
def a_list_shows_the_active_unless_asked(session):
    assert {one.state for one in session.users.get_users().entities} == {"active"}
    assert [one.state for one in session.users.get_users(state="inactive").entities] == ["inactive"]


@check
def a_page_can_be_too_big(session):
    refused(400, session.users.get_users, page_size=501)


@check
def the_cursor_reaches_everyone(session):
    assert len(session.users.get_users_query(page_size=500, state="any").entities) == 4


@check
def users_are_found_by_id(session):
    ana = session.user("ana@example.org")
    assert [one.name for one in session.users.get_users(id=[ana.id]).entities] == ["Ana Ito"]


@check
def expansions_bring_what_belongs_to_a_user(session):
    expand = ["groups", "skills", "languages", "employerInfo", "authorization"]
    ana = session.users.get_user(session.user("ana@example.org").id, expand=expand)
    assert ana.skills[0].proficiency == 3.0 and ana.languages[0].name == "English"
    assert ana.employer_info.employee_id == "1001" and ana.groups and ana.authorization.roles


@check
def a_user_is_made(session):
    home = session.authorization.get_authorization_divisions_home().id
    body = made(sdk.CreateUser, name="Eve Sdk", email="eve@example.org", state="active", division_id=home)
    session.eve = session.users.post_users(body)
    assert session.eve.version == 1 and session.eve.state == "active"


@check
def an_address_belongs_to_one_user(session):
    body = made(sdk.CreateUser, name="Eve", email="EVE@example.org", state="active")
    _, told = refused(409, session.users.post_users, body)
    assert told["code"] == "general.conflict"


@check
def a_deleted_user_keeps_the_address(session):
    refused(409, session.users.post_users, made(sdk.CreateUser, name="Dan", email="dan@example.org"))


@check
def a_patch_raises_the_version(session):
    change = made(sdk.UpdateUser, version=1, title="Agent", department="Care")
    changed = session.users.patch_user(session.eve.id, change)
    assert (changed.version, changed.title) == (2, "Agent")


@check
def a_stale_version_is_a_conflict(session):
    refused(409, session.users.patch_user, session.eve.id, made(sdk.UpdateUser, version=1, title="Lead"))


@check
def a_patch_needs_a_version(session):
    refused(400, session.users.patch_user, session.eve.id, made(sdk.UpdateUser, title="Lead"))


@check
def a_manager_is_given_by_id(session):
    ana = session.user("ana@example.org").id
    assert session.users.patch_user(session.eve.id, made(sdk.UpdateUser, version=2, manager=ana)).manager.id == ana


@check
def the_auto_answer_flag_is_set_in_bulk(session):
    entry = made(sdk.PatchUser, id=session.eve.id, acd_auto_answer=True)
    assert session.users.patch_users_bulk([entry]).entities[0].acd_auto_answer is True


@check
def a_search_finds_by_address_in_all_states(session):
    by_mail = made(sdk.UserSearchCriteria, type="EXACT", fields=["email"], values=["eve@example.org", "dan@example.org"])
    states = ["active", "inactive", "deleted"]
    any_state = made(sdk.UserSearchCriteria, type="EXACT", fields=["state"], values=states)
    found = session.users.post_users_search(made(sdk.UserSearchRequest, query=[by_mail, any_state]))
    assert found.total == 2 and {one.email for one in found.results} == {"eve@example.org", "dan@example.org"}


@check
def a_search_for_nobody_is_no_error(session):
    nobody = made(sdk.UserSearchCriteria, type="EXACT", fields=["email"], value="nobody@example.org")
    assert session.users.post_users_search(made(sdk.UserSearchRequest, query=[nobody])).total == 0


@check
def an_external_id_is_added(session):
    for key in ("a/b c", "plain"):
        pair = made(sdk.UserExternalIdentifier, authority_name="ad:objectGUID", external_key=key)
        keys = [one.external_key for one in session.users.post_user_externalid(session.eve.id, pair)]
        assert key in keys


@check
def an_external_id_leads_to_its_user(session):
    find = session.users.get_users_externalid_authority_name_external_key
    assert find("ad:objectGUID", "plain").id == session.eve.id
    refused(404, find, "ad:objectGUID", "PLAIN")


@check
def an_external_id_belongs_to_one_user(session):
    pair = made(sdk.UserExternalIdentifier, authority_name="ad:objectGUID", external_key="guid-ana")
    refused(409, session.users.post_user_externalid, session.eve.id, pair)


@check
def an_external_id_is_taken_away(session):
    session.users.delete_user_externalid_authority_name_external_key(session.eve.id, "ad:objectGUID", "plain")
    assert len(session.users.get_user_externalid(session.eve.id)) == 1


@check
def profile_skills_are_words(session):
    session.users.put_user_profileskills(session.eve.id, ["Juggling"])
    assert session.users.get_user_profileskills(session.eve.id) == ["Juggling"]
