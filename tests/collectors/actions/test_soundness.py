"""Conditions and choices that do not mean what they say."""

import pytest

CONDITIONS, CHOICES = "actions.unsound_conditions", "actions.choices"


def _found(job, fact: str, steps: str) -> list[tuple[int, str, str]]:
    found = job(steps).values[fact]
    return [(each["line"], each["what"], each["instead"]) for each in found if not each.get("ok")]


@pytest.mark.parametrize(
    ("condition", "instead"),
    [
        ("'${{ a.b == 1 }} && c.d'", "`(a.b == 1) && c.d`"),
        ("'${{ a.b || a.c }} && !${{ c.d }}'", "`(a.b || a.c) && !c.d`"),
        ("'${{ a.b }} and c.d'", "the whole condition as one expression without `${{ }}`"),
        ("'${{ a.b }} '", "the expression without `${{ }}`"),
        ("|\n          ${{ a.b }}", "the expression without `${{ }}`"),
        ("contains('x y', github.ref)", """`contains(fromJSON('["x", "y"]'), github.ref)`"""),
        ("""contains('["x","y"]', github.ref)""", """`contains(fromJSON('["x", "y"]'), github.ref)`"""),
        (
            "contains('main', github.event.pull_request.head.ref)",
            "`github.event.pull_request.head.ref == 'main'`",
        ),
        ("github.ref == 'x' || 'y'", "a comparison on both sides of `||`"),
        ("github.ref == ('x' || 'y')", "a question for each value, with `||` between them"),
        ("github.ref != ('x' && 'y')", "a question for each value, with `||` between them"),
        ("contains('x' || 'y', matrix.os)", "a question for each value, with `||` between them"),
        ("startsWith(github.ref, 'x' || 'y')", "a question for each value, with `||` between them"),
        ("github.ref == 'x' && 'y'", "a comparison on both sides of `&&`"),
        ("github.ref != 'x' || github.ref != 'y'", "`&&` between the two"),
        ("github.ref == 'x' && 'y' == github.ref", "`||` between the two"),
    ],
)
def test_what_to_write_instead(job, condition, instead) -> None:
    """Each finding says what would be right."""
    [(line, _, said)] = _found(job, CONDITIONS, f"      - if: {condition}\n        run: make\n")
    assert (line, said) == (7, instead)


@pytest.mark.parametrize(
    "condition",
    [
        "contains(github.ref, 'x')",
        "contains('push schedule', github.event_name)",
        "contains('opened edited', github.event.action)",
        "contains('a b', matrix.name)",
        "contains(',a,b,', format(',{0},', github.ref_name))",
        "(github.event.inputs.kind || 'all') == 'all'",
        "always() || github.ref == 'x'",
        "github.ref == 'x' || github.ref == 'y'",
        "github.ref != 'x' && github.ref != 'y'",
        "github.ref != 'x' || github.event_name != 'y'",
        "github.ref != 'x' || github.ref != 'X'",
        "github.ref == (matrix.ref || 'x')",
        "matrix.n != '1' || matrix.n != '1.0'",
        "startsWith(github.ref, 'x') || startsWith(github.ref, 'y')",
        "github.ref == 'x' && true",
        "'true'",
        "${{ broken",
    ],
)
def test_sound_conditions(job, condition) -> None:
    """What GitHub chooses, other functions and what is broken anyway is no finding."""
    assert not _found(job, CONDITIONS, f"      - if: {condition}\n        run: make\n")


def test_with_of_action_is_no_condition(job) -> None:
    """An input with the name `if` is a text like any other."""
    assert not _found(job, CONDITIONS, "      - uses: a/b@v1\n        with: {if: 'x ${{ a.b }} y'}\n")


@pytest.mark.parametrize(
    ("choice", "middle"),
    [
        ("a.b && '' || c.d", "''"),
        ("a.b && 0 || 1", "0"),
        ("a.b && null || 1", "null"),
        ("(a && false) || b", "false"),
        ("a && fromJSON('false') || true", "false"),
        ("a && fromJSON('null') || 1", "null"),
        ("a && !true || true", "false"),
        ("a && !'x' || true", "false"),
        ("a && format('') || b", "''"),
        ("a && (1 == 2) || b", "false"),
        ("a && ('' || 0) || b", "0"),
        ("a && '' && 'x' || b", "''"),
        ("a && case(b, '', false, 1, '') || c", "false"),
    ],
)
def test_dead_choices(job, choice, middle) -> None:
    """Every literal that counts as false is never chosen."""
    [(line, what, instead)] = _found(
        job, CHOICES, f"      - run: |\n          set -e\n          x ${{{{ {choice} }}}}\n"
    )
    assert line == 9
    assert what.endswith(f"never chooses `{middle}`, because it counts as false")
    assert f"case(CONDITION, {middle}, OTHERWISE)" in instead


@pytest.mark.parametrize(
    ("choice", "listed"),
    [
        ("a.b && 'x' || ''", True),
        ("a && '0' || b", True),
        ("a && fromJSON('[]') || b", True),
        ("a && fromJSON('{}') || b", True),
        ("a && fromJSON('\"0\"') || b", True),
        ("a && !false || b", True),
        ("a && ('1' == 1) || b", True),
        ("a && case(b, '', c) || d", False),
        ("a && fromJSON(b) || c", False),
        ("a.b && ''", False),
        ("'' || a.b", False),
        ("a.b && c.d || ''", False),
    ],
)
def test_live_choices(job, choice, listed) -> None:
    """An empty text at the end is right; what only the run knows is no choice between literals."""
    facts = job(f"      - run: x ${{{{ {choice} }}}}\n")
    assert [each["ok"] for each in facts.values[CHOICES]] == [True] * listed


def test_anchors_are_visited_once(collect) -> None:
    """A text that anchors name many times is found once, and however many there are in no time."""
    shared = "on: push\nenv: &e {A: \"${{ x && '' || y }}\"}\njobs:\n"
    jobs = "".join(f"  j{number}: {{runs-on: x, env: *e, steps: [{{run: make}}]}}\n" for number in range(50))
    facts = collect({".github/workflows/ci.yml": shared + jobs}, wanted=frozenset({CHOICES}))
    assert [each["line"] for each in facts.values[CHOICES]] == [2]
