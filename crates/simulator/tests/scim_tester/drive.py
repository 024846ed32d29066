"""Lets scim2-tester, which knows nothing of this simulator, check its SCIM.

Usage: drive.py BASE_URL CLIENT_ID CLIENT_SECRET GROUP_ID USER_ID...

It checks twice:

* `plain`: as the tester is. It fills attributes with random texts, so most of what it makes is refused.
* `informed`: it is told which names exist in the tenant and that logins are addresses, and a group that is there stands in
  for those it would make.

What the tester finds wrong must be in `deviations.json`, and each line there must be found: a result and a line belong
together when check and resource type are the same and the result's reason contains `says`. Ends with "done" and exit code 0,
or with a list of what does not fit and exit code 1.
"""

import json
import pathlib
import random
import sys
import uuid

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import Path
from scim2_tester import Status, check_server
from scim2_tester.utils import ResourceManager

BASE_URL, CLIENT_ID, CLIENT_SECRET, GROUP_ID, *USER_IDS = sys.argv[1:]
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GENESYS = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"
DEVIATIONS = json.loads(pathlib.Path(__file__).with_name("deviations.json").read_text())
FINE = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE, Status.SKIPPED}


def log_in():
    form = {"grant_type": "client_credentials"}
    reply = httpx2.post(f"{BASE_URL}/oauth/token", data=form, auth=(CLIENT_ID, CLIENT_SECRET))
    token = reply.raise_for_status().json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    return SyncSCIMClient(httpx2.Client(base_url=f"{BASE_URL}/api/v2/scim/v2", headers=headers))


class FreshAddresses(list):
    """Examples that are never the same: a deleted user keeps its login."""

    def __getitem__(self, place):
        return f"{uuid.uuid4()}@example.org"


def known_values():
    """What the tester cannot know: by path, values that the tenant accepts."""
    return {
        "userName": FreshAddresses([None]),
        # A list shows active users only.
        "active": [True],
        # The login, of type `other`, mirrors userName.
        "emails.type": ["work"],
        # Of the other types the platform does not keep which one is primary.
        "phoneNumbers.type": ["work"],
        "roles.value": ["Agent", "Supervisor"],
        f"{ENTERPRISE}:division": ["Support", "Sales"],
        f"{ENTERPRISE}:dateHire": ["2026-03-01", "2020-02-29"],
        f"{ENTERPRISE}:manager.value": USER_IDS,
        f"{GENESYS}:routingSkills.name": ["Billing", "Network"],
        f"{GENESYS}:routingSkills.proficiency": [1.0, 4.5],
        f"{GENESYS}:routingLanguages.name": ["English", "Deutsch"],
        f"{GENESYS}:routingLanguages.proficiency": [1.0, 4.5],
    }


def give_examples(model, values):
    for path, examples in values.items():
        found = Path[model](path).resolve()
        found.target_model.model_fields[found.target_field_name].examples = examples


def stand_in(client, group):
    """Where the tester would make a group it gets the one that is there, empty or with everything."""
    make = ResourceManager.create_and_register

    def make_or_take(manager, model, fill_all=False):
        if model is not group:
            return make(manager, model, fill_all)
        body = {"displayName": "Choir", "members": []}
        if fill_all:
            body |= {"externalId": str(uuid.uuid4()), "members": [{"value": USER_IDS[0]}]}
        client.client.put(f"/groups/{GROUP_ID}", json=body).raise_for_status()
        return client.query(group, GROUP_ID)

    ResourceManager.create_and_register = make_or_take


def informed():
    client = log_in()
    client.discover()
    user, group = client.get_resource_model("User"), client.get_resource_model("Group")
    give_examples(user, known_values())
    give_examples(group, {"members.value": USER_IDS})
    stand_in(client, group)
    return client


def belongs(line, result):
    same = (line["check"], line["resource"]) == (result.title, result.resource_type)
    return same and line["says"] in (result.reason or "")


def compare(name, results):
    """Sentences about what does not fit the list."""
    lines = [line for line in DEVIATIONS if line["pass"] == name]
    wrong = [result for result in results if result.status not in FINE]
    told = lambda result: f"{result.title} of {result.resource_type}: {result.reason}"
    unlisted = [result for result in wrong if sum(belongs(line, result) for line in lines) != 1]
    unfound = [line for line in lines if sum(belongs(line, result) for result in wrong) != 1]
    right = sum(result.status is Status.SUCCESS for result in results)
    print(f"{name}: {right} right, {len(wrong)} wrong, {len(lines)} of those expected")
    yield from (f"{name}: not in the list, or there twice: {told(result)}" for result in unlisted)
    yield from (f"{name}: in the list and not found once: {line}" for line in unfound)


def main():
    random.seed(7643)
    only = ["User", "Group"]
    faults = list(compare("plain", check_server(log_in(), resource_types=only)))
    faults += compare("informed", check_server(informed(), resource_types=only))
    print("\n".join(faults) or "done")
    return 1 if faults else 0


sys.exit(main())
