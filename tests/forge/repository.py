"""The REST operations about repositories."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.forge.access import Access
from tests.forge.alerts import Item, advisory, code_alert, dependency_alert, secret_alert
from tests.forge.shapes import NOT_FOUND, Query, Response, Shapes, hook, said, workflow_token
from tests.forge.store import Repository

_Parts = Mapping[str, str]


def _whole(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    return Response(200, rest.full(repository, access))


def _actions(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    actions = repository.actions
    found = {"enabled": actions["enabled"], "sha_pinning_required": actions["pinning"]}
    return Response(200, found | ({"allowed_actions": actions["allowed"]} if actions["enabled"] else {}))


def _token(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    return workflow_token(repository.actions)


def _forks(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    return Response(200, {"approval_policy": repository.actions["forks"]})


def _runners(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    listed = [
        {**each, "id": number, "busy": False, "labels": [{"name": "self-hosted"}]}
        for number, each in enumerate(repository["runners"], 1)
    ]
    return Response(200, {"total_count": len(listed), "runners": listed}, wrapped="runners")


def _secrets(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    listed = [
        {"name": each["name"], "created_at": moment, "updated_at": moment}
        for each in repository["secrets"]
        if (moment := rest.world.stamp(each["days"]))
    ]
    return Response(200, {"total_count": len(listed), "secrets": listed}, wrapped="secrets")


def _runs(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    since = query.get("created", "").removeprefix(">=")
    listed = [
        _run(rest, repository, each, number)
        for number, each in enumerate(sorted(repository["runs"], key=lambda each: each["days"]), 1)
        if str(rest.world.stamp(each["days"])) >= since
    ]
    return Response(200, {"total_count": len(listed), "workflow_runs": listed}, wrapped="workflow_runs")


def _run(rest: Shapes, repository: Repository, run: Mapping[str, Any], number: int) -> dict[str, Any]:
    minutes = run.get("minutes", 5)
    found = {
        "id": number,
        "node_id": f"WFR_{repository.number}_{number}",
        "name": run["path"],
        "head_branch": run.get("branch", repository["branch"]),
        "head_sha": repository.head,
        "path": run["path"],
        "run_number": number,
        "event": run.get("event", "push"),
        "display_title": "A change",
        "status": "completed",
        "conclusion": run["conclusion"],
        "workflow_id": 1,
        "pull_requests": [],
        "created_at": rest.world.stamp(run["days"]),
        "run_started_at": rest.world.stamp(run["days"]),
        "updated_at": rest.world.stamp(run["days"] - minutes / 1440),
        "head_commit": None,
        "repository": rest.short(repository, "minimal-repository"),
        "head_repository": rest.short(repository, "minimal-repository"),
    }
    return rest.known("workflow-run", found, f"repos/{repository.full_name}/actions/runs/{number}")


def _hooks(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    place = f"repos/{repository.full_name}"
    return Response(
        200, [hook(rest, each, n, place, "hook") for n, each in enumerate(repository["hooks"], 1)]
    )


def _analyses(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    analysed = repository["code_scanning"]["analysed"]
    if analysed is None:
        return said(404, "no analysis found")
    found = {
        "ref": f"refs/heads/{repository['branch']}",
        "commit_sha": repository.head,
        "analysis_key": "dynamic/github-code-scanning/codeql:analyze",
        "environment": "{}",
        "error": "",
        "created_at": rest.world.stamp(analysed),
        "results_count": 0,
        "rules_count": 100,
        "id": 1,
        "url": f"{rest.base}/repos/{repository.full_name}/code-scanning/analyses/1",
        "sarif_id": "1",
        "tool": {"name": "CodeQL", "guid": None, "version": "2.0.0"},
        "deletable": True,
        "warning": "",
    }
    return Response(200, [found])


def _setup(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    return Response(200, {"state": repository["code_scanning"]["setup"]})


def _alerts(kind: str, item: Item, off: str) -> Callable[..., Response]:
    """Return the operation that lists a repository's alerts; *off* is said where there are none to be had."""

    def operation(
        rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access
    ) -> Response:
        alerts = repository["alerts"][kind]
        if alerts is None:
            return said(int(off[:3]), off[4:])
        return Response(200, [item(rest, repository, each, n) for n, each in enumerate(alerts, 1)])

    return operation


def _reporting(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    return Response(200, {"enabled": repository["private_reporting"]})


def _advisories(
    rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access
) -> Response:
    listed = enumerate(repository["advisories"], 1)
    return Response(200, [advisory(rest, repository, each, number) for number, each in listed])


def _teams(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    found = [
        rest.known(
            "team",
            {
                "id": number,
                "node_id": f"T_{each['slug']}",
                "name": each["slug"],
                "slug": each["slug"],
                "description": None,
                "permission": each["permission"],
                "parent": None,
                "type": "organization",
            },
            f"organizations/1/team/{number}",
        )
        for number, each in enumerate(repository["teams"], 1)
    ]
    return Response(200, found)


def _invitations(
    rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access
) -> Response:
    found = [
        rest.known(
            "repository-invitation",
            {
                "id": number,
                "node_id": f"RI_{number}",
                "permissions": "write",
                "inviter": rest.user("olga"),
                "invitee": rest.user(login),
                "repository": rest.short(repository, "minimal-repository"),
                "created_at": rest.world.stamp(3),
            },
            f"repository_invitations/{number}",
        )
        for number, login in enumerate(repository["invitations"], 1)
    ]
    return Response(200, found)


def _release(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    listed = {each["tag"]: each for each in repository["releases"] if not each.get("draft")}
    if parts["tag"] not in listed:
        return NOT_FOUND
    release, place = listed[parts["tag"]], f"repos/{repository.full_name}/releases/{parts['tag']}"
    moment = rest.world.stamp(release["days"])
    found = {
        "id": 1,
        "node_id": f"RE_{repository.number}",
        "tag_name": release["tag"],
        "target_commitish": repository["branch"],
        "name": release["tag"],
        "body": release.get("notes", ""),
        "draft": False,
        "prerelease": release.get("prerelease", False),
        "immutable": release.get("immutable", False),
        "created_at": moment,
        "published_at": moment,
        "author": rest.user("ada"),
        "assets": [_asset(rest, name, place, moment) for name in release.get("assets", ())],
    }
    return Response(200, rest.known("release", found, place))


def _asset(rest: Shapes, name: str, place: str, moment: str | None) -> dict[str, Any]:
    found = {
        "id": 1,
        "name": name,
        "content_type": "application/octet-stream",
        "size": 1000,
        "digest": f"sha256:{digest(name)}",
        "state": "uploaded",
        "node_id": f"RA_{name}",
        "download_count": 0,
        "label": None,
        "uploader": None,
        "created_at": moment,
        "updated_at": moment,
    }
    return rest.known("release-asset", found, f"{place}/assets/{name}")


def digest(name: str) -> str:
    """Return the digest of a file that only has a name."""
    return hashlib.sha256(name.encode()).hexdigest()


def _attestations(
    rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access
) -> Response:
    attested = {
        f"sha256:{digest(name)}"
        for release in repository["releases"]
        if release.get("attested")
        for name in release.get("assets", ())
    }
    if parts["subject_digest"] not in attested:
        return NOT_FOUND
    statement = json.dumps({"predicateType": "https://slsa.dev/provenance/v1"}).encode()
    envelope = {
        "payload": base64.b64encode(statement).decode(),
        "payloadType": "application/vnd.in-toto+json",
    }
    bundle = {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "dsseEnvelope": envelope}
    return Response(200, {"attestations": [{"bundle": bundle, "repository_id": repository.number}]})


def _immutable(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    return NOT_FOUND


def _tree(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    if repository.empty:
        return said(409, "Git Repository is empty.")
    found = [
        {
            "path": path,
            "mode": "100644",
            "type": "blob",
            "sha": oid,
            "size": len(raw),
            "url": f"{rest.base}/repos/{repository.full_name}/git/blobs/{oid}",
        }
        for path, (oid, raw) in repository.blobs.items()
    ]
    place = f"{rest.base}/repos/{repository.full_name}/git/trees/{repository.head}"
    return Response(200, {"sha": repository.head, "url": place, "tree": found, "truncated": False})


def _blob(rest: Shapes, repository: Repository, parts: _Parts, query: Query, access: Access) -> Response:
    contents = dict(repository.blobs.values())
    if (oid := parts["file_sha"]) not in contents:
        return NOT_FOUND
    found = {
        "sha": oid,
        "url": f"{rest.base}/repos/{repository.full_name}/git/blobs/{oid}",
        "node_id": f"B_{oid}",
        "size": len(contents[oid]),
        "content": base64.b64encode(contents[oid]).decode(),
        "encoding": "base64",
    }
    return Response(200, found)


OPERATIONS: dict[str, Callable[..., Response]] = {
    "": _whole,
    "/actions/permissions": _actions,
    "/actions/permissions/workflow": _token,
    "/actions/permissions/fork-pr-contributor-approval": _forks,
    "/actions/runners": _runners,
    "/actions/secrets": _secrets,
    "/actions/runs": _runs,
    "/hooks": _hooks,
    "/code-scanning/analyses": _analyses,
    "/code-scanning/default-setup": _setup,
    "/code-scanning/alerts": _alerts("code", code_alert, "404 no analysis found"),
    "/private-vulnerability-reporting": _reporting,
    "/security-advisories": _advisories,
    "/dependabot/alerts": _alerts(
        "dependencies", dependency_alert, "403 Dependabot alerts are disabled for this repository."
    ),
    "/secret-scanning/alerts": _alerts(
        "secrets", secret_alert, "404 Secret scanning is disabled on this repository."
    ),
    "/teams": _teams,
    "/invitations": _invitations,
    "/releases/tags/{tag}": _release,
    "/attestations/{subject_digest}": _attestations,
    "/immutable-releases": _immutable,
    "/git/trees/{tree_sha}": _tree,
    "/git/blobs/{file_sha}": _blob,
}
