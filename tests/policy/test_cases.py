"""Rule cases: what they say and what is wrong with them."""

from collections.abc import Callable
from pathlib import Path

from checker.model.policy import Position
from checker.policy.cases import Case, load_cases

Write = Callable[..., Path]

CASES = """\
cases:
  - rule: docs/readme
    name: a long README passes
    files: {README.md: "…", "src/a.py": "x = 1\\n", VERSION: 1.0, empty: "", run.sh: ""}
    modes: {run.sh: 0o100755}
    facts: {history.version_tags: 3, repo.tier: critical, actions.uses: [{uses: a@b, line: 1}]}
    params: {min_words: 3, names: [a]}
    outcome: pass
    lines: ["README.md:1"]
  - {rule: docs/readme, name: nothing at all, outcome: fail}
"""


def test_everything_a_case_can_say(write: Write) -> None:
    """Files are texts as written, modes are octal, facts are any values."""
    root = write({"acme/pack.yml": "policy: acme\n", "acme/cases/docs.yml": CASES})
    cases, mistakes = load_cases(["acme"], root)
    assert mistakes == ()
    file = "acme/cases/docs.yml"
    assert cases == (
        Case(
            "docs/readme",
            "a long README passes",
            "pass",
            Position(file, 2, 5),
            {"README.md": "…", "src/a.py": "x = 1\n", "VERSION": "1.0", "empty": "", "run.sh": ""},
            {"run.sh": 0o100755},
            {
                "history.version_tags": 3,
                "repo.tier": "critical",
                "actions.uses": [{"uses": "a@b", "line": 1}],
            },
            {"min_words": 3, "names": ["a"]},
            ("README.md:1",),
        ),
        Case("docs/readme", "nothing at all", "fail", Position(file, 10, 5)),
    )


def test_cases_of_parents_and_of_lone_files(write: Write) -> None:
    """Cases lie beside every policy that is extended, each folder once."""
    case = "cases: [{{rule: a/b, name: {0}, outcome: pass}}]\n"
    root = write(
        {
            "p.yml": "policy: p\nextends: [./acme, q.yml]\n",
            "q.yml": "policy: q\n",
            "cases/b.yml": case.format("own b"),
            "cases/a.yml": case.format("own a"),
            "acme/pack.yml": "policy: acme\n",
            "acme/topic.yml": "rules: []\n",
            "acme/cases/x.yml": case.format("parent"),
            "other/cases/x.yml": case.format("nobody's"),
        }
    )
    cases, mistakes = load_cases(["p.yml"], root)
    assert mistakes == ()
    assert [each.name for each in cases] == ["parent", "own a", "own b"]


WRONG = """\
cases:
  - {rule: docs/readme, name: N, outcome: passes}
  - {rule: readme, nam: N, outcome: fail}
  - {rule: docs/readme, name: N, outcome: fail, modes: {a.sh: 0o100755}, files: {/etc/x: ""}}
  - {rule: docs/readme, name: N, outcome: fail, files: {a: ""}, modes: {b: 0o100755}}
  - {rule: docs/readme, name: N, outcome: fail, lines: [README.md]}
"""


def test_all_mistakes_are_found_in_one_go(write: Write) -> None:
    """Each is located; the sound cases are still there."""
    root = write(
        {"p.yml": "policy: p\n", "cases/a.yml": WRONG, "cases/b.yml": "cases: [", "cases/c.yml": CASES}
    )
    cases, mistakes = load_cases(["p.yml"], root)
    assert len(cases) == 3
    assert [str(each) for each in mistakes] == [
        "cases/a.yml:2:43: expected one of pass, fail, not-applicable, unknown, error, found 'passes'; did you mean 'pass'?",
        "cases/a.yml:3:5: a case needs the key 'name'",
        "cases/a.yml:3:12: expected a rule id like pack/name, found 'readme'",
        "cases/a.yml:3:20: unknown key 'nam' in a case; did you mean 'name'?",
        "cases/a.yml:4:82: expected a path in the repository, found '/etc/x'",
        "cases/a.yml:5:76: 'b' is not among the files",
        "cases/a.yml:6:57: expected a place like README.md:1, found 'README.md'",
        "cases/b.yml:2:1: not valid YAML: did not find expected node content",
    ]
