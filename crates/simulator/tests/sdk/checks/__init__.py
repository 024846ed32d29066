"""What every check uses.

A check is a function with a telling name that takes the session; the checks of a file run in their order and build on one
another.
"""

import json

import PureCloudPlatformClientV2 as sdk
from PureCloudPlatformClientV2.rest import ApiException

CHECKS = []


def check(function):
    """Enters a check."""
    CHECKS.append(function)
    return function


def log_in(url, client_id, secret):
    return sdk.api_client.ApiClient(url).get_client_credentials_token(client_id, secret)


class Session:
    """A tenant, a client that may do everything in it, and what checks leave for later ones."""

    def __init__(self, url, tight_url, client_id, secret):
        self.url, self.tight_url, self.client_id, self.secret = url, tight_url, client_id, secret
        self.client = log_in(url, client_id, secret)
        self.users = sdk.UsersApi(self.client)
        self.authorization = sdk.AuthorizationApi(self.client)
        self.groups = sdk.GroupsApi(self.client)
        self.routing = sdk.RoutingApi(self.client)
        self.scim = sdk.SCIMApi(self.client)
        self.eve = None

    def user(self, email):
        """A user that was there from the start."""
        return next(one for one in self.users.get_users(page_size=100, state="any").entities if one.email == email)

    def division(self, name):
        return next(one.id for one in self.authorization.get_authorization_divisions().entities if one.name == name)

    def role(self, name):
        roles = self.authorization.get_authorization_roles(page_size=100, user_count=False).entities
        return next(one.id for one in roles if one.name == name)

    def group(self, name):
        return next(one for one in self.groups.get_groups(page_size=100).entities if one.name == name)

    def queue(self, name):
        return self.routing.get_routing_queues(name=name).entities[0].id


def made(kind, **values):
    """A model with these properties."""
    body = kind()
    for name, value in values.items():
        setattr(body, name, value)
    return body


def refused(status, call, *args, **kwargs):
    """The call must fail with this status; returns the exception and its body."""
    try:
        call(*args, **kwargs)
    except ApiException as error:
        assert error.status == status, (error.status, error.body)
        return error, json.loads(error.body)
    raise AssertionError(f"{call} was not refused")
