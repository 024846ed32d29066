"""Drives the simulator with the vendor's own Python SDK.

Usage: drive.py URL TIGHT_URL CLIENT_ID SECRET READER_ID READER_SECRET BRIEF_ID BRIEF_SECRET

The SDK turns every reply into its own typed models, so a wrong name or type shows here. Prints a line for each check, how many
there were, and "done" when all of them held; the exit code is 0 then, and 1 otherwise.
"""

import sys
import traceback

import PureCloudPlatformClientV2 as sdk

from checks import CHECKS, Session

# The order counts: later files build on what earlier ones made.
from checks import access, people, rights, work, conversations, identity, leaving, limits  # noqa: F401, I001


def main():
    url, tight_url, client_id, secret, *others = sys.argv[1:]
    sdk.configuration.host = url
    session = Session(url, tight_url, client_id, secret)
    session.reader, session.brief = others[:2], others[2:]
    failed = 0
    for one in CHECKS:
        try:
            one(session)
            print("ok", one.__name__)
        except Exception:
            failed += 1
            print("FAILED", one.__name__)
            traceback.print_exc()
    names = {one.__name__ for one in CHECKS}
    assert len(names) == len(CHECKS), "two checks have one name"
    print(f"{len(CHECKS)} checks, {failed} failed")
    if failed == 0:
        print("done")
    return 1 if failed else 0


sys.exit(main())
