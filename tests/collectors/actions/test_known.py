"""Actions that are given up or have a published hole."""

import re

import pytest

from checker.collectors.actions.known import Advisory, known

ARCHIVED, ADVISED = "actions.archived_uses", "actions.advised_uses"
COMMIT = "3df4ab11eba7bda6032a0b82a6bb43b11571feac"
OTHER = "4df4ab11eba7bda6032a0b82a6bb43b11571feac"
TO_FIX = Advisory("GHSA-a", "a/b", "high", "x", "4.1.3", since="4.0.0", before="4.1.3")
THROUGH = Advisory("GHSA-a", "a/b", "high", "x", "46.0.1", through="45.0.7")
LATE = Advisory("GHSA-a", "a/b", "high", "x", "3.28.3", since="2.26.11", before="3.0.0")


@pytest.mark.parametrize(
    ("advisory", "version", "newest", "affected"),
    [
        (TO_FIX, (4, 1, 2), True, True),
        (TO_FIX, (4, 1, 3), True, False),
        (TO_FIX, (4, 0), True, True),
        (TO_FIX, (4, 1), True, False),
        (TO_FIX, (4,), True, False),
        (TO_FIX, (4,), False, None),
        (TO_FIX, (3,), False, False),
        (TO_FIX, (5,), False, False),
        (THROUGH, (44,), True, True),
        (THROUGH, (44,), False, True),
        (THROUGH, (45,), True, None),
        (THROUGH, (45, 0, 7), True, True),
        (THROUGH, (45, 0, 8), True, False),
        (THROUGH, (46,), True, False),
        (LATE, (2,), True, True),
        (LATE, (2,), False, None),
        (LATE, (2, 25, 0), True, False),
        (LATE, (2, 27, 0), False, True),
        (LATE, (3,), True, False),
    ],
)
def test_versions(advisory, version, newest, affected) -> None:
    """A tag that moves is the newest release of its line; a comment may be any of it."""
    assert advisory.holds(version, newest=newest) is affected


@pytest.mark.parametrize(
    ("uses", "affected"),
    [
        ("actions/download-artifact@v4.1.2", True),
        ("Actions/Download-Artifact@4.1.2", True),
        ("actions/download-artifact@v4", False),
        ("actions/download-artifact@main", False),
        (f"actions/download-artifact@{COMMIT} # v4.1.2", True),
        (f"actions/download-artifact@{COMMIT} # pinv8.0.1", False),
        (f"actions/download-artifact@{COMMIT} # v4", None),
        (f"actions/download-artifact@{COMMIT} # see 12 below", None),
        (f"actions/download-artifact@{COMMIT}", None),
        ("actions/download-artifact@3df4ab1", None),
        ("github/codeql-action/init@v2", True),
        (f"tj-actions/changed-files@{COMMIT} # v45.0.7", False),
        ("tj-actions/changed-files@0e58ed8671d6b60d0890c21b07f8835ace038e67 # v46.0.1", True),
        ("tj-actions/changed-files@v45", True),
        ("tj-actions/changed-files@v45.0", None),
        ("tj-actions/changed-files@v45.0.8", False),
        ("tj-actions/changed-files@v46", False),
        (f"aquasecurity/trivy-action@{COMMIT} # v0.36.0", False),
        (f"aquasecurity/trivy-action@{COMMIT} # v0.30.0", None),
        ("aquasecurity/trivy-action@ddb9da4475c1cef7d5389062bdfdfbdbd1394648", True),
        ("reviewdog/action-setup@v1", False),
        ("acme/download-artifact@v4.1.2", False),
    ],
)
def test_uses(job, uses, affected) -> None:
    """What neither tag nor comment says is not decided; of an attack only the bad commits are bad."""
    facts = job(f"      - uses: {uses}\n")
    advisories = {each["advisory"] for each in facts.values.get(ADVISED, ()) if not each["ok"]}
    undecided = any(each.path == ADVISED for each in facts.problems)
    assert undecided is (affected is None)
    assert bool(advisories) is (affected is True)


def test_comment_elsewhere(job) -> None:
    """A comment beside one use of a commit says what the others are."""
    facts = job(
        f"      - uses: actions/download-artifact@{COMMIT}\n"
        f"      - uses: actions/download-artifact@{COMMIT} # v8.0.1\n"
        f"      - uses: actions/download-artifact@{OTHER} # v4.1.0\n"
    )
    assert [each["line"] for each in facts.values[ADVISED] if not each["ok"]] == [9]
    assert not any(each.path == ADVISED for each in facts.problems)


@pytest.mark.parametrize(
    ("uses", "archived"),
    [
        ("actions/create-release@v1", True),
        ("Actions-RS/Toolchain@v1", True),
        ("marvinpinto/actions/keybase@v1", True),
        ("hashicorp/terraform-github-actions@v1", True),
        ("marvinpinto/other@v1", False),
        ("./actions/create-release", False),
        ("docker://actions/create-release", False),
    ],
)
def test_archived(job, uses, archived) -> None:
    """A repository is given up with all its folders; what is local is one's own."""
    assert bool(job(f"      - uses: {uses}\n").values[ARCHIVED]) is archived


def test_table() -> None:
    """Every entry names an action in lower case, and every advisory its range or its commits."""
    name = re.compile(r"[a-z0-9-]+/[a-z0-9._-]+")
    table = known()
    assert all(name.fullmatch(each) for each in (*table.given_up, *table.advisories))
    for entry in (each for listed in table.advisories.values() for each in listed):
        assert re.fullmatch(r"GHSA(-[0-9a-z]{4}){3}", entry.id)
        assert entry.severity in ("low", "medium", "high", "critical")
        assert entry.fixed
        assert entry.before or entry.through or entry.commits
        assert all(re.fullmatch("[0-9a-f]{40}", commit) for commit in entry.commits)
        assert not entry.before or entry.holds(_parts(entry.before), newest=True) is False


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
