"""A tenant with a low ceiling whose versions are refused with 400, and a client whose tokens live for a second."""

import time

import PureCloudPlatformClientV2 as sdk
import urllib3

from . import check, log_in, made, refused


@check
def a_full_window_says_how_long_to_wait(session):
    client = log_in(session.tight_url, session.client_id, session.secret)
    impatient = client.get_http_client().rest_client
    impatient.pool_manager.connection_pool_kw["retries"] = urllib3.Retry(total=0, respect_retry_after_header=False)
    api = sdk.OrganizationApi(client)
    error = None
    for _ in range(31):
        try:
            api.get_organizations_me()
        except sdk.rest.ApiException as caught:
            error = caught
            break
    assert error is not None and error.status == 429, error
    assert 1 <= int(error.headers["Retry-After"]) <= 3
    assert "too.many.requests.retry.after" in error.body and "[" in error.body
    assert int(error.headers["inin-ratelimit-allowed"]) == 30
    assert int(error.headers["inin-ratelimit-count"]) >= 30 and int(error.headers["inin-ratelimit-reset"]) <= 3


@check
def the_sdk_waits_as_long_as_it_is_told(session):
    api = sdk.OrganizationApi(log_in(session.tight_url, session.client_id, session.secret))
    for _ in range(40):
        assert api.get_organizations_me().name == "Example"


@check
def a_stale_version_may_be_a_400_that_says_so(session):
    users = sdk.UsersApi(log_in(session.tight_url, session.client_id, session.secret))
    ana = next(one for one in users.get_users().entities if one.email == "ana@example.org")
    stale = made(sdk.UpdateUser, version=ana.version + 5, title="Lead")
    _, body = refused(400, users.patch_user, ana.id, stale)
    assert "does not match the current version" in body["message"]


@check
def a_token_dies_of_age(session):
    client = log_in(session.tight_url, *session.brief)
    tokens = sdk.TokensApi(client)
    assert tokens.get_tokens_me().organization.name == "Example"
    time.sleep(1.2)
    _, body = refused(401, tokens.get_tokens_me)
    assert body["code"] == "bad.credentials"
    assert sdk.TokensApi(log_in(session.tight_url, *session.brief)).get_tokens_me().organization.name == "Example"
