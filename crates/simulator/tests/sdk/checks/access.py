"""Logging in, the organisation, errors."""

import PureCloudPlatformClientV2 as sdk

from . import check, log_in, refused


@check
def a_token_comes_for_basic_credentials(session):
    assert session.client.access_token


@check
def a_wrong_secret_gets_the_oauth_error(session):
    _, body = refused(401, log_in, session.url, session.client_id, "wrong")
    assert body["error"] == "invalid_client" and body["description"]


@check
def a_token_knows_its_organisation(session):
    assert sdk.TokensApi(session.client).get_tokens_me().organization.name == "Example"


@check
def the_organisation_has_a_version(session):
    assert sdk.OrganizationApi(session.client).get_organizations_me().version == 1


@check
def limits_are_told(session):
    limits = sdk.OrganizationApi(session.client).get_organizations_limits_namespace("platform.api")
    assert any(limit.key == "token.rate.per.minute" for limit in limits.entities)


@check
def a_client_sees_its_own_rights(session):
    own = session.users.get_authorization_subjects_me(include_full_roles=True)
    assert own.grants[0].role.policies


@check
def a_client_is_no_user(session):
    _, body = refused(400, session.users.get_users_me)
    assert body["code"] == "not.a.user"


@check
def an_error_carries_its_body_and_headers(session):
    error, body = refused(404, session.users.get_user, "00000000-0000-4000-8000-000000000000")
    assert error.reason == "Not Found"
    assert body["status"] == 404 and body["code"] == "not.found" and body["message"]
    assert body["contextId"] == error.headers["ININ-Correlation-Id"]
    assert body["details"] == [] and body["errors"] == []


@check
def a_made_up_token_is_a_bad_credential(session):
    client = log_in(session.url, session.client_id, session.secret)
    client.access_token = "made-up"
    _, body = refused(401, sdk.GroupsApi(client).get_groups)
    assert body["code"] == "bad.credentials"


@check
def a_missing_right_is_named(session):
    reader = log_in(session.url, *session.reader)
    _, body = refused(403, sdk.GroupsApi(reader).delete_group, session.group("Choir").id)
    assert "directory:group" in body["messageParams"]["permissions"] or "group" in body["message"]


@check
def a_token_that_was_ended_is_refused(session):
    client = log_in(session.url, session.client_id, session.secret)
    tokens = sdk.TokensApi(client)
    tokens.delete_tokens_me()
    refused(401, tokens.get_tokens_me)
