"""How a user leaves, and comes back."""

import PureCloudPlatformClientV2 as sdk

from . import check, made, refused


def state(session, word):
    version = session.users.get_user_state(session.eve.id).version
    return session.users.put_user_state(session.eve.id, made(sdk.UserState, state=word, version=version))


@check
def an_inactive_user_holds_no_grants(session):
    assert state(session, "inactive").state == "inactive"
    assert session.users.get_authorization_subject(session.eve.id).grants == []


@check
def a_users_tokens_are_ended(session):
    sdk.TokensApi(session.client).delete_token(session.eve.id)


@check
def a_deleted_user_is_hidden(session):
    session.users.delete_user(session.eve.id)
    refused(404, session.users.get_user, session.eve.id)
    assert session.users.get_user(session.eve.id, state="deleted").state == "deleted"


@check
def a_restored_user_is_in_home(session):
    version = session.users.get_user(session.eve.id, state="deleted").version
    back = session.users.patch_user(session.eve.id, made(sdk.UpdateUser, version=version, state="active"))
    assert back.state == "active" and session.users.get_user(session.eve.id).division.name == "Home"
