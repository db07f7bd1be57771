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
        ("run: echo git push", True),
        ("run: mkdir gh-pages && pip install np", True),
        ("run: docker run hub/tool", True),
        ("uses: docker/build-push-action@v6", True),
        ("uses: docker/bake-action@v6", True),
        ("run: git push\n        if: false", True),
        ("run: gh pr checkout 1", True),
        (
            "uses: actions/github-script@v8\n        with: {script: \"await exec.exec('git', ['push'])\"}",
            False,
        ),
        ("run: cargo release patch --execute", False),
        ("run: mike deploy 1 --push", False),
        ("run: mike deploy 1", True),
        ("run: bash -c 'git fetch --all'", False),
    ],
)
def test_credentials_of_checkouts(job, later, leaks) -> None:
    """Jobs that talk to the remote need the token."""
    facts = job(f"      - uses: actions/checkout@v4\n      - {later}\n")
    assert bool(facts.values["actions.credential_leaks"]) is leaks


@pytest.mark.parametrize(
    ("command", "files", "leaks"),
    [
        ("./ci/tag.sh", {"ci/tag.sh": "#!/bin/sh\ngit tag v1\ngit push --tags\n"}, 0),
        ("make bump", {"Makefile": "bump:\n\tgit commit -am x\n\tgit push\n"}, 0),
        ("npm run bump", {"package.json": '{"scripts": {"bump": "git push origin main"}}'}, 0),
        ("./ci/tag.sh", {"ci/tag.sh": "#!/bin/sh\ngit tag -l\necho git push\n"}, 1),
    ],
)
def test_pushes_behind_scripts(collect, command, files, leaks) -> None:
    """What a step calls talks to the remote as the step would."""
    text = (
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n"
        f"      - run: {command}\n"
    )
    facts = collect({".github/workflows/x.yml": text, **files})
    assert len(facts.values["actions.credential_leaks"]) == leaks
    assert not [each for each in facts.problems if each.path == "actions.credential_leaks"]


@pytest.mark.parametrize(
    ("later", "unknown"),
    [
        ("run: ./release.bin", True),
        ("uses: other/push-changes@v1", True),
        ("run: ./measure.bin", False),
        ("run: ./release.bin\n      - run: git push", False),
    ],
)
def test_pushes_that_nobody_can_read(job, later, unknown) -> None:
    """A program that may push makes the answer unknown, unless another step is seen to."""
    facts = job(f"      - uses: actions/checkout@v4\n      - {later}\n")
    assert any(each.path == "actions.credential_leaks" for each in facts.problems) is unknown


@pytest.mark.parametrize(("push", "leaks"), [("git push", 0), ("git status", 1)])
def test_checkouts_of_composite_actions(collect, push, leaks) -> None:
    """A checkout that an action does serves the steps after it, in the action and in its callers."""
    action = "runs:\n  using: composite\n  steps:\n    - uses: actions/checkout@v4\n"
    caller = (
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/get\n"
        f"      - run: {push}\n"
    )
    files = {".github/actions/get/action.yml": action, ".github/workflows/x.yml": caller}
    found = collect(files).values["actions.credential_leaks"]
    assert [each["path"] for each in found] == [".github/actions/get/action.yml"] * leaks


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
    ("expression", "what"),
    [
        ("secrets[inputs.name]", "every secret is handed to the runner, because a name is computed"),
        ("secrets[format('{0}_KEY', matrix.os)]", "every secret is handed to the runner"),
        ("toJSON(secrets)", "every secret is pasted at once"),
        ("secrets.*", "every secret is pasted at once"),
        ("secrets['NAME']", ""),
        ("secrets.NAME", ""),
    ],
)
def test_computed_names_of_secrets(job, expression, what) -> None:
    """GitHub hands all secrets to a runner that has to compute a name."""
    facts = job(f'      - run: x\n        env: {{A: "${{{{ {expression} }}}}"}}\n')
    found = [each["what"] for each in facts.values["actions.secret_exposures"]]
    assert [each.startswith(what) for each in found] == ([True] if what else [])


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


@pytest.mark.parametrize(
    ("steps", "extra", "found"),
    [
        ("      - run: x\n        env: {T: \"${{ join(secrets.*, ' ') }}\"}\n", "", True),
        ("      - run: x\n", "    env: {T: '${{ secrets[matrix.n] }}'}\n", True),
        ("      - run: x\n        env: {T: \"${{ secrets['A'] }}\"}\n", "", False),
    ],
)
def test_secrets_that_are_handed_over_at_once(job, steps, extra, found) -> None:
    """A filter, and a computed name, hand over every secret."""
    assert bool(job(steps, extra=extra).values["actions.secret_exposures"]) is found


def test_computed_secrets_of_called_workflows(collect) -> None:
    """The secrets of a call are looked at, too."""
    call = "on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@v1\n    secrets: {t: '${{ secrets[matrix.n] }}'}\n"
    found = collect({".github/workflows/a.yml": call}).values["actions.secret_exposures"]
    assert [each["line"] for each in found] == [5]
