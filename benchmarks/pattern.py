"""Asks as collectors do that go repository by repository: `pattern.py API TOKEN REQUESTS NAMES`."""

import json
import sys

import github


def main(api: str, token: str, requests: str, names: str) -> None:
    """Send so many requests for each repository, one after the other, over one connection."""
    requester = github.Github(
        base_url=api, auth=github.Auth.Token(token), seconds_between_requests=None, retry=None
    ).requester
    for name in json.loads(names):
        for _ in range(int(requests)):
            requester.requestJson("GET", f"/repos/{name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
