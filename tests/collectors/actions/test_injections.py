"""Strangers' data in scripts and in the environment files."""

import pytest


@pytest.mark.parametrize(
    ("on", "expression", "found"),
    [
        ("issues", "github.event.issue.title", True),
        ("issue_comment", "github.event.comment.body", True),
        ("pull_request", "github.event.pull_request.head.label", True),
        ("pull_request", "github.event.pull_request.head.sha", False),
        ("pull_request", "github.event.pull_request.base.ref", False),
        ("pull_request", "github.event.number", False),
        ("pull_request_review", "github.event.review.body", True),
        ("discussion", "github.event.discussion.title", True),
        ("gollum", "github.event.pages[0].page_name", True),
        ("push", "github.event.commits[0].author.name", True),
        ("push", "join(github.event.commits.*.message, ' ')", True),
        ("push", "github.event.head_commit.author.email", True),
        ("push", "github.event.head_commit.id", False),
        ("push", "github.head_ref", False),
        ("push", "github.ref_name", False),
        ("workflow_run", "github.event.workflow_run.head_branch", True),
        ("workflow_run", "github.event.workflow_run.head_sha", False),
        ("workflow_run", "github.event.workflow_run.display_title", True),
        ("workflow_call", "github.head_ref", True),
        ("issues", "toJSON(github.event.issue)", True),
        ("issues", "toJSON(github)", True),
        ("issues", "toJSON(github.event.issue.labels)", False),
        ("issues", "toJSON(github.event.sender)", False),
        ("issues", "github.event.issue.title != '' && 'a' || 'b'", False),
        ("issues", "env.SAFE", False),
        ("issues", "ENV.unsafe", True),
    ],
)
def test_sources(job, on, expression, found) -> None:
    """The list of GitHub's guide, where the workflow's events fill it."""
    top = "env: {SAFE: 'x', UNSAFE: '${{ github.event.issue.body }}'}\n"
    facts = job(f"      - run: echo '${{{{ {expression} }}}}'\n", on=on, top=top)
    assert bool(facts.values["actions.injections"]) is found


def test_the_nearest_environment_counts(job) -> None:
    """A step's own variable hides the workflow's."""
    top = "env: {T: '${{ github.event.issue.title }}'}\n"
    facts = job("      - run: ${{ env.T }}\n        env: {T: safe}\n", on="issues", top=top)
    assert facts.values["actions.injections"] == []


@pytest.mark.parametrize(
    ("step", "sink"),
    [
        (
            "uses: actions/github-script@v7\n        with: {script: 'x(`${{ github.head_ref }}`)'}",
            "actions/github-script script",
        ),
        (
            "uses: nick-fields/retry@v3\n        with: {command: 'x ${{ github.head_ref }}'}",
            "nick-fields/retry command",
        ),
        (
            "uses: azure/CLI@v2\n        with: {inlineScript: 'x ${{ github.head_ref }}'}",
            "azure/cli inlineScript",
        ),
    ],
)
def test_inputs_that_are_code(job, step, sink) -> None:
    """Some actions run an input."""
    (item,) = job(f"      - {step}\n").values["actions.injections"]
    assert (item["sink"], item["line"], item["expression"]) == (sink, 8, "github.head_ref")


@pytest.mark.parametrize(
    "step",
    [
        "uses: a/b@v1\n        with: {title: '${{ github.head_ref }}'}",
        "if: ${{ github.head_ref }}\n        run: x",
        "name: ${{ github.head_ref }}\n        run: x",
        "run: x $T\n        env: {T: '${{ github.head_ref }}'}",
        "working-directory: ${{ github.head_ref }}\n        run: x",
        "uses: actions/github-script@v7\n        with: {script: 'x(${{ toJSON(github.head_ref) }})'}",
    ],
)
def test_places_that_are_not_code(job, step) -> None:
    """Values elsewhere stay data."""
    assert job(f"      - {step}\n").values["actions.injections"] == []


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('echo "T=$T" >> $GITHUB_ENV', True),
        ('echo "$env:T" >> $env:GITHUB_ENV', True),
        ("echo ${T} | tee -a ${GITHUB_PATH}", True),
        ("echo T=$TT >> $GITHUB_ENV", False),
        ("echo $T > out\necho A=1 >> $GITHUB_ENV", False),
        ("{\necho A=1\n} >> $GITHUB_ENV\necho $T", False),
        ("echo $T >> $GITHUB_OUTPUT", False),
        ("# echo $T >> $GITHUB_ENV", False),
    ],
)
def test_env_writes(job, script, found) -> None:
    """Only strangers' data in the very command that writes counts."""
    indented = script.replace("\n", "\n          ")
    text = f"      - run: |\n          {indented}\n        env:\n          T: ${{{{ github.event.pull_request.title }}}}\n"
    assert bool(job(text).values["actions.env_writes"]) is found


def test_artifacts_of_strangers(job) -> None:
    """After a run of strangers, what it left behind is theirs."""
    text = "      - uses: actions/download-artifact@v4\n      - run: cat pr.env >> $GITHUB_ENV\n"
    assert len(job(text, on="{workflow_run: {workflows: [CI]}}").values["actions.env_writes"]) == 1
    assert job(text, on="push").values["actions.env_writes"] == []
    own = text.replace("      - run: cat", "      - uses: actions/upload-artifact@v4\n      - run: cat")
    assert job(own, on="{workflow_run: {workflows: [CI]}}").values["actions.env_writes"] == []


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('N=$(cat pr)\necho "N=$N" >> $GITHUB_ENV', True),
        ('N="$(jq -r .n pr.json)"\nM=$N\necho "N=$M" >> $GITHUB_ENV', True),
        ('read -r N < pr\necho "N=$N" >> $GITHUB_ENV', True),
        ('N=`head -1 pr`\nif [ -z "$N" ]; then exit 1; fi\necho "N=$N" >> $GITHUB_ENV', True),
        ('N=$(cat pr)\n[[ "$N" =~ ^[0-9]+$ ]] || exit 1\necho "N=$N" >> $GITHUB_ENV', False),
        ("N=$(cat pr | grep -E '^[0-9]+$')\necho \"N=$N\" >> $GITHUB_ENV", False),
        ('N=$(cat pr)\necho "N=1" >> $GITHUB_ENV', False),
        ('N=$(date)\necho "N=$N" >> $GITHUB_ENV', False),
    ],
)
def test_variables_out_of_artifacts(job, script, found) -> None:
    """What a script reads out of an artifact and does not check is the strangers' as well."""
    indented = script.replace("\n", "\n          ")
    text = f"      - run: gh run download 1\n      - run: |\n          {indented}\n"
    facts = job(text, on="{workflow_run: {workflows: [CI]}}")
    assert bool(facts.values["actions.env_writes"]) is found


@pytest.mark.parametrize(("on", "found"), [("{push: {tags: [v1]}}", False), ("pull_request", True)])
def test_artifacts_of_runs_that_only_maintainers_start(collect, on, found) -> None:
    """An artifact is a stranger's only where strangers can start the workflow that is waited for."""
    files = {
        ".github/workflows/a.yml": f"name: A\non: {on}\njobs:\n  a:\n    runs-on: x\n    steps: [{{run: x}}]\n",
        ".github/workflows/b.yml": "on: {workflow_run: {workflows: [A]}}\njobs:\n  b:\n    runs-on: x\n    steps:\n"
        "      - run: gh run download 1\n      - run: cat pr.env >> $GITHUB_ENV\n",
    }
    assert bool(collect(files).values["actions.env_writes"]) is found


def test_inputs_by_type(job) -> None:
    """Only free text can carry a command."""
    on = "{workflow_dispatch: {inputs: {a: , b: {type: boolean}, C: {type: string}}}}"
    facts = job("      - run: ${{ inputs.a }} ${{ inputs.b }} ${{ inputs.c }} ${{ inputs.d }}\n", on=on)
    assert [item["expression"] for item in facts.values["actions.raw_inputs"]] == ["inputs.a", "inputs.c"]
