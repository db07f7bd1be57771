"""Code of strangers in jobs that have secrets."""

import pytest

OLD = "a" * 40


def checkouts(job, ref: str, on: str = "pull_request_target", extra: str = "", before: str = "") -> list[int]:
    text = f"      - uses: actions/checkout@{OLD}\n{before}        with:\n          ref: {ref}\n      - run: make\n"
    return [item["line"] for item in job(text, on=on, extra=extra).values["actions.untrusted_checkouts"]]


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("${{ github.event.pull_request.head.sha }}", True),
        ("${{ github.event.pull_request.head.ref }}", True),
        ("${{ github.head_ref }}", True),
        ("refs/pull/${{ github.event.number }}/merge", True),
        ("${{ format('refs/pull/{0}/head', github.event.number) }}", True),
        ("${{ github.event.pull_request.merge_commit_sha }}", True),
        ("${{ github.event.pull_request.base.sha }}", False),
        ("main", False),
        ("${{ inputs.ref }}", False),
        ("${{ github['event']['pull_request']['head']['sha'] }}", True),
    ],
)
def test_references_of_strangers(job, ref, found) -> None:
    """Only what a stranger chooses is dangerous."""
    assert checkouts(job, ref) == ([9] if found else [])
    assert checkouts(job, ref, on="pull_request") == []


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('git fetch origin "$SHA"', True),
        ("git -C x checkout ${SHA}", True),
        ("git fetch origin ${{ env.SHA }}", True),
        ("git clone ${{ github.event.pull_request.head.repo.clone_url }} x", True),
        ("git checkout ${{ github.event.pull_request.head.sha }}", True),
        ('git fetch origin "$BASE"', False),
        ("git diff $SHA", False),
        ("echo $SHA", False),
    ],
)
def test_heads_that_git_fetches(job, script, found) -> None:
    """Git is told by a variable, too, what to fetch."""
    env = "{SHA: '${{ github.event.pull_request.head.sha }}', BASE: '${{ github.base_ref }}'}"
    text = f"      - run: {script}\n        env: {env}\n      - run: make\n"
    assert bool(job(text, on="pull_request_target").values["actions.untrusted_checkouts"]) is found


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ('echo "SHA=$(gh pr view 3 --json headRefOid)" >> $GITHUB_ENV', "found"),
        ("echo SHA=$(date) >> $GITHUB_ENV", "open"),
        ("make", "fine"),
    ],
)
def test_heads_that_a_step_hands_on(job, script, outcome) -> None:
    """What is written for later steps may be a head."""
    text = f"      - run: {script}\n      - uses: actions/checkout@{OLD}\n        with: {{ref: '${{{{ env.SHA }}}}'}}\n      - run: make\n"
    facts = job(text, on="pull_request_target")
    problem = facts.problem("actions.untrusted_checkouts")
    assert (problem is not None) is (outcome == "open")
    assert bool(facts.values.get("actions.untrusted_checkouts")) is (outcome == "found")


@pytest.mark.parametrize(
    "extra",
    [
        "    if: github.event.pull_request.head.repo.full_name == github.repository\n",
        "    if: github.event.pull_request.author_association == 'MEMBER'\n",
    ],
)
def test_guards(job, extra) -> None:
    """A condition on the origin stands before strangers' code."""
    assert checkouts(job, "${{ github.head_ref }}", extra=extra) == []


@pytest.mark.parametrize("name", ["reviewed", "{name: preview}"])
def test_environments_may_ask_somebody(job, name) -> None:
    """Whether anybody has to approve stands in settings, so neither a yes nor a no is certain."""
    text = f"      - uses: actions/checkout@{OLD}\n        with: {{ref: '${{{{ github.head_ref }}}}'}}\n      - run: make\n"
    facts = job(text, on="pull_request_target", extra=f"    environment: {name}\n")
    assert "nobody looked at" in facts.problem("actions.untrusted_checkouts").reason


@pytest.mark.parametrize(
    ("types", "ref", "found"),
    [
        ("[labeled]", "${{ github.event.pull_request.head.sha }}", False),
        ("[labeled]", "${{ github.head_ref }}", True),
        ("[labeled, synchronize]", "${{ github.event.pull_request.head.sha }}", True),
    ],
)
def test_a_label_is_consent_to_one_commit(job, types, ref, found) -> None:
    """A later push, or a branch that moved, was not looked at."""
    extra = "    if: contains(github.event.pull_request.labels.*.name, 'safe')\n"
    on = f"{{pull_request_target: {{types: {types}}}}}"
    assert bool(checkouts(job, ref, on=on, extra=extra)) is found


def test_a_guard_of_the_step_counts(job) -> None:
    """The condition may stand at the checkout itself, or at all that runs after it."""
    guard = "github.event.pull_request.head.repo.fork == false"
    assert checkouts(job, "${{ github.head_ref }}", before=f"        if: {guard}\n") == []
    text = (
        f"      - uses: actions/checkout@{OLD}\n        with: {{ref: '${{{{ github.head_ref }}}}'}}\n"
        f"      - run: make\n        if: {guard}\n"
    )
    assert job(text, on="pull_request_target").values["actions.untrusted_checkouts"] == []


def test_code_that_nothing_runs(job) -> None:
    """A last checkout is only looked at."""
    text = f"      - uses: actions/checkout@{OLD}\n        with: {{ref: '${{{{ github.head_ref }}}}'}}\n"
    assert job(text, on="pull_request_target").values["actions.untrusted_checkouts"] == []


@pytest.mark.parametrize(
    ("version", "inputs", "outcome"),
    [
        ("v7", "", "guarded"),
        ("v4", "", "guarded"),
        ("v4.4.0", "", "guarded"),
        ("v4.3.1", "", "found"),
        ("v1", "", "found"),
        ("main", "", "guarded"),
        ("9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0", "", "guarded"),
        (OLD, "", "found"),
        (f"{OLD} # v4.2.2", "", "found"),
        (f"{OLD} # v7.3.0", "", "unclear"),
        ("v7", ", allow-unsafe-pr-checkout: true", "found"),
    ],
)
def test_versions_that_refuse_the_code_of_forks(job, version, inputs, outcome) -> None:
    """Newer releases do, unless they are told otherwise; what a comment says is not seen."""
    text = (
        f"      - uses: actions/checkout@{version}\n        with: {{ref: '${{{{ github.head_ref }}}}'{inputs}}}\n"
        "      - run: make\n"
    )
    facts = job(text, on="pull_request_target")
    problem = facts.problem("actions.untrusted_checkouts")
    found = bool(facts.values.get("actions.untrusted_checkouts"))
    assert ("found" if found else "unclear" if problem else "guarded") == outcome


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        ("run: gh pr view 1 --json headRefOid >> $GITHUB_OUTPUT", "found"),
        ("uses: acme/find@v1", "unclear"),
    ],
)
def test_references_that_a_step_works_out(job, step, outcome) -> None:
    """A step that asks for the head gives it; another may give anything."""
    text = (
        f"      - id: pr\n        {step}\n      - uses: actions/checkout@v7\n"
        "        with: {ref: '${{ steps.pr.outputs.sha }}'}\n      - run: make\n"
    )
    facts = job(text, on="issue_comment")
    assert bool(facts.values.get("actions.untrusted_checkouts")) is (outcome == "found")
    assert bool(facts.problem("actions.untrusted_checkouts")) is (outcome == "unclear")


def test_a_step_that_asks_for_rights_may_stop_the_job(job) -> None:
    """What it makes of the answer is not read."""
    text = (
        "      - uses: actions/github-script@v8\n        with:\n"
        "          script: await github.rest.repos.getCollaboratorPermissionLevel({})\n"
        f"      - uses: actions/checkout@{OLD}\n        with: {{ref: '${{{{ github.head_ref }}}}'}}\n"
        "      - run: make\n"
    )
    facts = job(text, on="pull_request_target")
    assert facts.problem("actions.untrusted_checkouts").files == (".github/workflows/ci.yml",)


CALLER = "on: pull_request_target\njobs:\n  call:\n    uses: ./.github/workflows/b.yml\n    with: {ref: '${{ github.head_ref }}'}\n"
CALLED = (
    "on: {workflow_call: {inputs: {ref: {type: string}}}}\njobs:\n  b:\n    runs-on: x\n    steps:\n"
    f"      - uses: actions/checkout@{OLD}\n        with: {{ref: '${{{{ inputs.ref }}}}'}}\n      - run: make\n"
)


@pytest.mark.parametrize(
    ("guard", "found"),
    [("", True), ("    if: github.event.pull_request.head.repo.fork == false\n", False)],
)
def test_called_workflows_run_for_the_events_of_their_callers(collect, guard, found) -> None:
    """With what the callers give, and behind their conditions."""
    caller = CALLER.replace("    with:", f"{guard}    with:")
    facts = collect({".github/workflows/a.yml": caller, ".github/workflows/b.yml": CALLED})
    assert [each["path"] for each in facts.values["actions.untrusted_checkouts"]] == (
        [".github/workflows/b.yml"] if found else []
    )


def test_a_job_waits_for_the_guard_of_those_it_needs(collect) -> None:
    """A skipped job skips what needs it, unless that runs always."""
    text = (
        "on: pull_request_target\njobs:\n  gate:\n    runs-on: x\n    environment: reviewed\n    steps: [{run: ok}]\n"
        "  build:\n    needs: gate\nIF    runs-on: x\n    steps:\n"
        f"      - uses: actions/checkout@{OLD}\n        with: {{ref: '${{{{ github.head_ref }}}}'}}\n      - run: make\n"
    )
    assert collect({".github/workflows/a.yml": text.replace("IF", "")}).problem("actions.untrusted_checkouts")
    always = collect({".github/workflows/a.yml": text.replace("IF", "    if: always()\n")})
    assert always.values["actions.untrusted_checkouts"]
