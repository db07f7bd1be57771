"""Permissions, credentials, secrets, and code of strangers."""

import pytest

from checker.collectors.actions.privileges import permission_kind
from checker.collectors.actions.workflow import MISSING


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (MISSING, "none-declared"),
        (None, "empty"),
        ({}, "empty"),
        ({"contents": "read"}, "read"),
        ({"contents": "read", "packages": "write"}, "write"),
        ("read-all", "read-all"),
        ("write-all", "write-all"),
        ("nonsense", "none-declared"),
    ],
)
def test_permission_kinds(value, kind) -> None:
    """Every form of `permissions` has a name."""
    assert permission_kind(value) == kind


def checkouts(job, ref: str, on: str = "pull_request_target", extra: str = "", before: str = "") -> list[int]:
    text = (
        f"      - uses: actions/checkout@v4\n{before}        with:\n          ref: {ref}\n      - run: make\n"
    )
    return [item["line"] for item in job(text, on=on, extra=extra).values["actions.untrusted_checkouts"]]


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("${{ github.event.pull_request.head.sha }}", True),
        ("${{ github.event.pull_request.head.ref }}", True),
        ("${{ github.head_ref }}", True),
        ("refs/pull/${{ github.event.number }}/merge", True),
        ("${{ github.event.pull_request.merge_commit_sha }}", True),
        ("${{ github.event.pull_request.base.sha }}", False),
        ("main", False),
        ("${{ inputs.ref }}", False),
    ],
)
def test_references_of_strangers(job, ref, found) -> None:
    """Only what a stranger chooses is dangerous."""
    assert checkouts(job, ref) == ([9] if found else [])
    assert checkouts(job, ref, on="pull_request") == []


@pytest.mark.parametrize(
    "extra",
    [
        "    if: github.event.pull_request.head.repo.full_name == github.repository\n",
        "    if: github.event.comment.author_association == 'MEMBER'\n",
        "    if: contains(github.event.pull_request.labels.*.name, 'safe')\n",
        "    environment: reviewed\n",
    ],
)
def test_guards(job, extra) -> None:
    """A person or a condition on the origin stands before strangers' code."""
    assert checkouts(job, "${{ github.head_ref }}", extra=extra) == []


def test_a_guard_of_the_step_counts(job) -> None:
    """The condition may stand at the checkout itself."""
    before = "        if: github.event.pull_request.head.repo.fork == false\n"
    assert checkouts(job, "${{ github.head_ref }}", before=before) == []


def test_code_that_nothing_runs(job) -> None:
    """A last checkout is only looked at."""
    text = "      - uses: actions/checkout@v4\n        with: {ref: '${{ github.head_ref }}'}\n"
    assert job(text, on="pull_request_target").values["actions.untrusted_checkouts"] == []


@pytest.mark.parametrize(
    ("later", "leaks"),
    [
        ("run: make test", True),
        ("run: git push", False),
        ("run: git -c a=b push --tags", False),
        ("run: git submodule update --init", False),
        ("run: npx semantic-release", False),
        ("uses: peter-evans/create-pull-request@v7", False),
        ("run: git status", True),
        ("run: docker push x", True),
    ],
)
def test_credentials_of_checkouts(job, later, leaks) -> None:
    """Jobs that talk to the remote need the token."""
    facts = job(f"      - uses: actions/checkout@v4\n      - {later}\n")
    assert bool(facts.values["actions.credential_leaks"]) is leaks


@pytest.mark.parametrize("value", ["false", "'false'", "'${{ inputs.keep }}'"])
def test_credentials_that_are_not_kept(job, value) -> None:
    """Switched off is off; what an input decides is not judged."""
    facts = job(f"      - uses: actions/checkout@v4\n        with: {{persist-credentials: {value}}}\n")
    assert facts.values["actions.credential_leaks"] == []


@pytest.mark.parametrize(
    ("called", "exposed"),
    [
        ("acme/shared/.github/workflows/x.yml@v1", False),
        ("other/x/.github/workflows/x.yml@v1", True),
        ("./x.yml", False),
    ],
)
def test_inherited_secrets(collect, called, exposed) -> None:
    """One's own organization may have them."""
    text = f"on: push\njobs:\n  a:\n    uses: {called}\n    secrets: inherit\n"
    facts = collect({".github/workflows/x.yml": text})
    assert [item["line"] for item in facts.values["actions.secret_exposures"]] == ([5] if exposed else [])


@pytest.mark.parametrize(
    ("runner", "found"),
    [
        ("self-hosted", True),
        ("[self-hosted, linux]", True),
        ("{labels: [self-hosted]}", True),
        ("{group: big}", False),
        ("ubuntu-latest", False),
    ],
)
def test_own_machines(collect, runner, found) -> None:
    """Only what says so is self-hosted; groups may be GitHub's larger runners."""
    text = f"on: push\njobs:\n  a:\n    runs-on: {runner}\n    steps: [{{run: x}}]\n"
    assert bool(collect({".github/workflows/x.yml": text}).values["actions.self_hosted"]) is found
