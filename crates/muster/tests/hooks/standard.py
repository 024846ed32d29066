"""Signs events with the official client of Standard Webhooks and sends them: each twice, and one that was altered."""

import datetime
import json
import os
import sys
import urllib.error
import urllib.request

from standardwebhooks.webhooks import Webhook


def post(url, body, headers):
    request = urllib.request.Request(url, body.encode(), {"content-type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def main(url, events):
    webhook = Webhook(os.environ["SECRET"])
    counted = {"accepted": 0, "known": 0}
    for number in range(int(events)):
        body = json.dumps({"type": "worker.hired", "worker": {"id": str(number), "name": "Åsa Ōnishi"}})
        ident, now = f"msg_{number}", datetime.datetime.now(datetime.timezone.utc)
        headers = {
            "webhook-id": ident,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": webhook.sign(ident, now, body),
        }
        webhook.verify(body, headers)
        for _ in range(2):
            status, reply = post(url, body, headers)
            assert status == 202, (status, reply)
            counted[reply["state"]] += 1
    status, reply = post(url, body.replace("hired", "ended"), headers)
    assert status == 401, (status, reply)
    print(f"{counted['accepted']} accepted, {counted['known']} known, 1 turned away")


main(*sys.argv[1:])
