"""Strangers' data that goes roundabout ways to a script."""

import pytest

from checker.collectors.actions import runs, taint

TITLE = "${{ github.event.issue.title }}"
SCRIPT = "      - run: echo {0}\n"


def workflow(steps: str, job: str = "") -> str:
    return f"on: issues\njobs:\n  p:\n    runs-on: x\n{job}    steps:\n{steps}"


def action(steps: str, top: str = "") -> str:
    return f"name: a\n{top}runs:\n  using: composite\n  steps:\n{steps}"


def injections(collect, text: str, **more: str) -> list[dict[str, object]]:
    files = {".github/workflows/a.yml": text}
    files |= {f"{name}/action.yml": content for name, content in more.items() if name != "called"}
    files |= {".github/workflows/called.yml": more["called"]} if "called" in more else {}
    found: list[dict[str, object]] = collect(files).values["actions.injections"]
    return found


@pytest.mark.parametrize(
    ("steps", "job", "found"),
    [
        (
            "      - run: echo ${{ env.B }}\n        env: {B: '${{ env.A }}'}\n",
            f"    env: {{A: '{TITLE}'}}\n",
            True,
        ),
        ("      - run: echo ${{ env.A }}\n        env: {A: '${{ env.A }}'}\n", "", False),
        ("      - run: echo ${{ matrix.t }}\n", f"    strategy: {{matrix: {{t: ['{TITLE}', b]}}}}\n", True),
        (
            "      - run: echo ${{ matrix.t }}\n",
            f"    strategy: {{matrix: {{t: [a], u: ['{TITLE}']}}}}\n",
            False,
        ),
        (
            "      - run: echo ${{ matrix.T }}\n",
            f"    strategy: {{matrix: {{include: [{{T: '{TITLE}'}}]}}}}\n",
            True,
        ),
        (
            "      - run: echo ${{ matrix.t.u }}\n",
            f"    strategy: {{matrix: {{t: [{{u: '{TITLE}'}}]}}}}\n",
            True,
        ),
    ],
)
def test_variables_and_matrices(collect, steps, job, found) -> None:
    """They hand on what they were given, each for itself."""
    assert bool(injections(collect, workflow(steps, job))) is found


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('echo "t=$T" >> "$GITHUB_OUTPUT"', True),
        ('echo "::set-output name=t::$T"', True),
        ('V="$T"; echo', False),
        ('{\n  echo "t<<E"\n  echo "$T"\n  echo E\n} >> $GITHUB_OUTPUT', True),
        ('V="$T"\necho "t=$V" >> $GITHUB_OUTPUT', True),
        ("V=$(echo $T | tr -cd a-z)\necho t=$V >> $GITHUB_OUTPUT", False),
        ('echo "t=1" >> $GITHUB_OUTPUT', False),
        ('echo "other=$T" >> $GITHUB_OUTPUT', False),
    ],
)
def test_outputs_of_steps(collect, script, found) -> None:
    """What a script writes down as it is, is handed on."""
    block = "".join(f"          {line}\n" for line in script.split("\n"))
    steps = f"      - id: s\n        env: {{T: '{TITLE}'}}\n        run: |\n{block}" + SCRIPT.format(
        "${{ steps.s.outputs.t }}"
    )
    assert bool(injections(collect, workflow(steps))) is found


@pytest.mark.parametrize(
    ("value", "found"),
    [(TITLE, True), ("${{ steps.s.outputs.v }}", True), ("x", False), ("${{ github.sha }}", False)],
)
def test_outputs_of_jobs(collect, value, found) -> None:
    """Outputs of a job are those of its steps, or expressions of their own."""
    steps = f"      - id: s\n        run: echo \"v=$T\" >> $GITHUB_OUTPUT\n        env: {{T: '{TITLE}'}}\n"
    later = "  q:\n    needs: p\n    runs-on: x\n    steps:\n      - run: echo ${{ needs.p.outputs.t }}\n"
    assert bool(injections(collect, workflow(steps, f"    outputs: {{t: '{value}'}}\n") + later)) is found


def test_outputs_of_actions_and_called_workflows(collect) -> None:
    """Their outputs are worked out in their own files, with the inputs of this call."""
    says = action(
        "    - run: 'true'\n      shell: sh\n",
        "inputs: {text: {}}\noutputs: {out: {value: '${{ inputs.text }}'}}\n",
    )
    use = "      - id: s\n        uses: ./say\n        with: {text: '%s'}\n" + SCRIPT.format(
        "${{ steps.s.outputs.out }}"
    )
    assert injections(collect, workflow(use % TITLE), say=says)
    assert not injections(collect, workflow(use % "hello"), say=says)
    called = (
        "on:\n  workflow_call:\n    outputs: {t: {value: '${{ jobs.z.outputs.t }}'}}\n"
        f"jobs:\n  z:\n    runs-on: x\n    outputs: {{t: '{TITLE}'}}\n    steps: [{{run: 'true'}}]\n"
    )
    text = (
        "on: issues\njobs:\n  p: {uses: ./.github/workflows/called.yml}\n"
        "  q:\n    needs: p\n    runs-on: x\n    steps:\n      - run: echo ${{ needs.p.outputs.t }}\n"
    )
    assert injections(collect, text, called=called)


def test_defaults_and_types_of_inputs(collect) -> None:
    """A default may hold an expression; what is given takes its place."""
    say = action(
        "    - run: echo ${{ inputs.text }}\n      shell: sh\n", f"inputs: {{text: {{default: '{TITLE}'}}}}\n"
    )
    assert injections(collect, workflow("      - uses: ./say\n"), say=say)
    assert not injections(collect, workflow("      - uses: ./say\n        with: {text: a}\n"), say=say)
    called = (
        "on: {workflow_call: {inputs: {go: {type: boolean}, t: {type: string}}}}\n"
        "jobs:\n  z:\n    if: inputs.go\n    runs-on: x\n    steps: [{run: 'echo ${{ inputs.t }}'}]\n"
    )
    text = "on: issues\njobs:\n  p:\n    uses: ./.github/workflows/called.yml\n    with: {go: %s, t: '${{ github.head_ref || github.event.issue.title }}'}\n"
    assert injections(collect, text % "true", called=called)
    assert not injections(collect, text % "false", called=called)


def test_bounds_leave_out_what_they_say(collect, monkeypatch) -> None:
    """What was not followed is not seen, never fine."""
    files = {".github/workflows/a.yml": workflow("      - run: echo ${{ env.A }}\n        env: {A: b}\n")}
    monkeypatch.setattr(taint, "_LIMIT", 1)
    assert "not followed" in collect(files).problem("actions.injections").reason
    monkeypatch.setattr(taint, "_LIMIT", 100)
    monkeypatch.setattr(runs, "_STEP_LIMIT", 0)
    assert "not followed" in collect(files).problem("actions.untrusted_checkouts").reason


def test_a_matrix_is_handed_on(collect) -> None:
    """A called action gets what the caller's matrix holds."""
    say = action("    - run: echo ${{ inputs.text }}\n      shell: sh\n", "inputs: {text: {}}\n")
    steps = "      - uses: ./say\n        with: {text: '${{ matrix.t }}'}\n"
    assert injections(collect, workflow(steps, f"    strategy: {{matrix: {{t: ['{TITLE}']}}}}\n"), say=say)
    assert not injections(collect, workflow(steps, "    strategy: {matrix: {t: [a]}}\n"), say=say)


@pytest.mark.parametrize("jobs", [20, 400])
def test_long_chains_end(collect, jobs) -> None:
    """One that is too long is not seen, a short one is followed to its end."""
    first = (
        f"on: issues\njobs:\n  j0:\n    runs-on: x\n    outputs: {{o: '{TITLE}'}}\n    steps: [{{run: a}}]\n"
    )
    later = "".join(
        f"  j{number}:\n    needs: j{number - 1}\n    runs-on: x\n"
        f"    outputs: {{o: '${{{{ needs.j{number - 1}.outputs.o }}}}'}}\n    steps: [{{run: a}}]\n"
        for number in range(1, jobs)
    )
    last = f"  z:\n    needs: j{jobs - 1}\n    runs-on: x\n    steps: [{{run: 'echo ${{{{ needs.j{jobs - 1}.outputs.o }}}}'}}]\n"
    facts = collect({".github/workflows/a.yml": first + later + last})
    problem = facts.problem("actions.injections")
    assert (problem is not None) is (jobs > 50)
    assert problem is not None or facts.values["actions.injections"]


def test_calls_that_fan_out_end(collect) -> None:
    """Ten workflows that each call ten are not gone through to the end, and that is said."""
    calls = "on: [issues, workflow_call]\njobs:\n" + "".join(
        f"  j{number}: {{uses: ./.github/workflows/w{number}.yml}}\n" for number in range(10)
    )
    facts = collect({f".github/workflows/w{number}.yml": calls for number in range(10)})
    assert "not followed" in facts.problem("actions.untrusted_checkouts").reason


def test_a_chain_without_end_is_not_followed(collect) -> None:
    """A value that is handed on through hundreds of jobs is unknown, and costs no stack."""
    jobs = "".join(
        f"  j{number}:\n    needs: j{number - 1}\n    runs-on: x\n"
        f"    outputs: {{x: '${{{{ needs.j{number - 1}.outputs.x }}}}'}}\n    steps: [{{run: x}}]\n"
        for number in range(1, 250)
    )
    text = (
        "on: issues\njobs:\n  z:\n    needs: j249\n    runs-on: x\n"
        "    steps: [{run: 'echo ${{ needs.j249.outputs.x }}'}]\n"
        "  j0:\n    runs-on: x\n    outputs: {x: '${{ github.event.issue.title }}'}\n    steps: [{run: x}]\n"
    )
    facts = collect({".github/workflows/a.yml": text + jobs})
    assert "handed on" in facts.problem("actions.injections").reason
