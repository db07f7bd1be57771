"""Merging: what unites, what appends, what replaces, in which order."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.policy.loading.load import Loaded, load

Say = Callable[..., Any]
RULE = "title: T\n    why: W\n    severity: high\n    fix: {text: F}\n    assert: a.b"


def header(name: str, *parents: str) -> str:
    """Return the first lines of a policy with one rule of its own."""
    listed = ", ".join(f"{parent}.yml" for parent in parents)
    return f"policy: {name}\nextends: [{listed}]\nrules:\n  - id: {name}/rule\n    {RULE}\n"


Graph = Mapping[str, Sequence[str]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Return policies that extend some of those before them."""
    names = [f"p{number}" for number in range(draw(st.integers(1, 6)))]
    return {
        name: draw(st.lists(st.sampled_from(names[:index]), max_size=4) if index else st.just([]))
        for index, name in enumerate(names)
    }


def expected(graph: Graph, sources: Sequence[str]) -> list[str]:
    """Return the order of merging: depth first, left to right, each once."""
    order: list[str] = []

    def visit(name: str) -> None:
        for parent in graph[name]:
            visit(parent)
        if name not in order:
            order.append(name)

    for source in sources:
        visit(source)
    return order


def loaded(graph: Graph, sources: Sequence[str]) -> Loaded:
    """Write and load a graph."""
    with TemporaryDirectory() as folder:
        for name, parents in graph.items():
            (Path(folder) / f"{name}.yml").write_text(header(name, *parents), encoding="utf-8")
        return load([f"{source}.yml" for source in sources], Path(folder))


@given(graphs(), st.data())
def test_parents_come_first_and_each_file_once(graph: Graph, data: st.DataObject) -> None:
    """However policies share parents, rules come in depth-first order and never twice."""
    sources = data.draw(st.lists(st.sampled_from(sorted(graph)), min_size=1, max_size=3))
    found = loaded(graph, sources)
    assert found.mistakes == ()
    assert found.policy is not None
    order = expected(graph, sources)
    assert [rule.id for rule in found.policy.rules] == [f"{name}/rule" for name in order]
    assert sorted(found.files) == sorted(f"{name}.yml" for name in order)
    assert found.policy.id == "+".join(dict.fromkeys(sources))


@given(graphs())
def test_naming_a_parent_again_changes_nothing(graph: Graph) -> None:
    """A policy that is extended already may be named before or after: content stays, order of rules too."""
    last = max(graph)
    once, again = loaded(graph, [last]), loaded({**graph, last: [*graph[last], *graph[last]]}, [last])
    assert once.policy is not None
    assert again.policy is not None
    assert once.policy.digest == again.policy.digest


def test_maps_merge_lists_replace_and_lists_of_changes_append(say: Say) -> None:
    """`tiers` merge, `levels` are replaced, scalars are the child's, adjustments and waivers append."""
    waiver = "{{rules: [p/rule], reason: {0}, owner: O, approved_by: A, until: 2026-12-01, everywhere: true}}"
    parent = header("p") + (
        "levels: [low, high]\ntiers: {a: 1, b: 2}\nmax_waiver_days: 100\n"
        "adjust: [{rules: [p/rule], severity: low}, {rules: [p/rule], level: low, where: x}]\n"
        f"waivers: [{waiver.format('first')}]\n"
    )
    child = header("c", "p") + (
        "levels: [low, middle, high]\ntiers: {b: 3}\n"
        "adjust: [{rules: [p/rule], severity: critical}, {rules: [p/rule], level: high, where: y}]\n"
        f"waivers: [{waiver.format('second')}]\n"
    )
    found = say({"c.yml": child, "p.yml": parent})
    assert found.mistakes == ()
    policy = found.policy
    assert policy.levels == ("low", "middle", "high")
    assert policy.tiers == {"a": 1.0, "b": 3.0}
    assert policy.max_waiver_days == 100
    assert policy.rule("p/rule").severity == "critical"
    assert [each.where for each in policy.adjustments] == ["x", "y"]
    assert [each.reason for each in policy.waivers] == ["first", "second"]


@pytest.mark.parametrize(
    ("parent", "child", "allowed"),
    [("", "", False), ("true", "", True), ("true", "false", False), ("false", "true", True)],
)
def test_whether_repositories_hold_waivers_is_said_last_by_the_child(
    say: Say, parent: str, child: str, allowed: bool
) -> None:
    """As other single values; unless somebody says so, they do not."""
    key = "repository_waivers: "
    files = {
        "c.yml": f"policy: c\nextends: [p.yml]\n{key + child if child else ''}\n",
        "p.yml": header("p") + (f"{key}{parent}\n" if parent else ""),
    }
    found = say(files).policy
    assert found
    assert found.repository_waivers is allowed
    assert ("repository_waivers" in found.origins) is bool(parent or child)


def test_an_id_from_two_files_names_both_places(say: Say) -> None:
    """Rules, objectives and initiatives cannot be said twice."""
    other = header("q").replace("q/rule", "p/rule") + "objectives: [{id: a, title: T}]\n"
    first = header("p") + "objectives: [{id: a, title: T}]\n"
    found = say({"q.yml": other, "p.yml": first}, "p.yml", "q.yml")
    assert [str(each) for each in found.mistakes] == [
        "q.yml:4:9: the rule 'p/rule' is there already, at p.yml:4:9; only 'adjust' changes a rule",
        "q.yml:10:19: the objective 'a' is there already, at p.yml:10:19",
    ]


def test_circles_of_policies_name_every_place(say: Say) -> None:
    """A policy that extends itself, over others or not, is a mistake where the circle closes."""
    files = {
        name: f"policy: {name[0]}\nextends: [{parent}]\n"
        for name, parent in (("a.yml", "b.yml"), ("b.yml", "c.yml"), ("c.yml", "b.yml"), ("d.yml", "d.yml"))
    }
    found = say(files, "a.yml", "d.yml").mistakes
    assert [str(each) for each in found] == [
        "c.yml:2:11: b.yml extends itself in a circle, through b.yml:2:11 and c.yml:2:11",
        "d.yml:2:11: d.yml extends itself",
    ]


def test_long_chains_of_policies_end(say: Say) -> None:
    """Hundreds of policies that extend one another in a row are refused, not followed."""
    files = {f"p{n}.yml": f"policy: p{n}\nextends: [p{n + 1}.yml]\n" for n in range(200)}
    (found,) = say(files).mistakes
    assert str(found) == "p49.yml:2:11: extends more than 50 policies in a row"


def test_a_folder_is_its_pack_with_the_files_beside_it(say: Say) -> None:
    """pack.yml first, then the other .yml files by name; cases and other folders stay out."""
    found = say(
        {
            "acme/pack.yml": header("acme"),
            "acme/b.yml": f"rules:\n  - id: acme/b\n    {RULE}\n",
            "acme/a.yml": f"rules:\n  - id: acme/a\n    {RULE}\n",
            "acme/cases/x.yml": "nonsense: 1\n",
            "acme/c.txt": "nonsense",
        },
        "acme",
    )
    assert found.mistakes == ()
    assert [rule.id for rule in found.policy.rules] == ["acme/rule", "acme/a", "acme/b"]
    assert found.files == ("acme/pack.yml", "acme/a.yml", "acme/b.yml")


def test_files_beside_a_pack_only_add(say: Say) -> None:
    """The header is pack.yml's alone."""
    found = say({"acme/pack.yml": header("acme"), "acme/a.yml": "policy: x\nlocked: []\n"}, "acme")
    assert [str(each) for each in found.mistakes] == [
        "acme/a.yml:1:1: unknown key 'policy' in a file beside pack.yml",
        "acme/a.yml:2:1: unknown key 'locked' in a file beside pack.yml",
    ]


def test_names_are_relative_to_the_file_that_says_them(say: Say) -> None:
    """A child in a folder reaches its neighbours and what lies above; names in messages start at the root."""
    files = {
        "deep/er/c.yml": header("c").replace("[]", "[../p.yml, ./q.yml, common]"),
        "deep/p.yml": header("p"),
        "deep/er/q.yml": header("q"),
    }
    found = say(files)
    assert found.mistakes == ()
    assert found.files == ("deep/er/c.yml", "deep/p.yml", "deep/er/q.yml", "policies/common/pack.yml")


def test_switching_off_and_on_again(say: Say) -> None:
    """A rule that is off is gone with its reason, and a child may revive it."""
    parent = (
        header("p")
        + f"  - id: p/other\n    {RULE}\n    requires: [p/rule]\nadjust: [{{rules: [p/*], off: no need}}]\n"
    )
    child = "policy: c\nextends: [p.yml]\nadjust: [{rules: [p/*], off: false}]\n"
    files = {"p.yml": parent, "c.yml": child}
    off, on = say(files, "p.yml").policy, say(files, "c.yml").policy
    assert off.off == {"p/rule": "no need", "p/other": "no need"}
    assert off.rules == ()
    assert on.off == {}
    assert [(rule.id, rule.requires) for rule in on.rules] == [("p/rule", ()), ("p/other", ("p/rule",))]


def test_what_others_require_is_not_off_alone(say: Say) -> None:
    """Everywhere, and where a condition holds; what requires it may be off with it."""
    requiring = header("p") + f"  - id: p/other\n    {RULE}\n    requires: [p/rule]\n"
    alone = say({"p.yml": requiring + "adjust: [{rules: [p/rule], off: no need}]\n"})
    there = "where: repo.archived, off: no need"
    sometimes = say({"p.yml": requiring + f"adjust: [{{rules: [p/rule], {there}}}]\n"})
    together = say(
        {"p.yml": requiring + f"adjust: [{{rules: [p/rule], {there}}}, {{rules: [p/other], {there}}}]\n"}
    )
    for found in (alone, sometimes):
        assert "switches off p/rule, which p/other requires" in str(found.mistakes[0])
        assert found.mistakes[0].position.line > 1
    assert together.mistakes == ()


def test_whole_numbers_do_for_fractions(say: Say) -> None:
    """2 is a fine value for a parameter that is 0.5 by default, and an empty list for any list."""
    text = (
        header("p")
        + "    params: {share: 0.5, names: [a]}\nadjust: [{rules: [p/rule], params: {share: 2, names: []}}]\n"
    )
    found = say({"p.yml": text})
    assert found.mistakes == ()
    assert found.policy.rule("p/rule").params == {"share": 2.0, "names": []}


def test_the_digest_is_of_the_content(say: Say) -> None:
    """Comments, layout and file names do not count; anything that is said does."""
    first = say({"p.yml": header("p")}).policy.digest
    same = say({"other.yml": "# more\n\n" + header("p")}).policy.digest
    other = say({"p.yml": header("p").replace("severity: high", "severity: low")}).policy.digest
    assert first == same != other


LOCKED = """\
policy: p
levels: [bronze, silver]
objectives: [{id: a, title: A, weight: 2}, {id: b, title: B}]
locked: [p/*]
rules:
  - id: p/rule
    RULE
    level: bronze
    objective: a
    params: {most: 1}
"""
WEAKER = """\
policy: c
extends: [p.yml]
adjust:
  - {rules: [p/rule], off: "no need"}
  - {rules: [p/rule], severity: low, where: repo.archived}
  - {rules: [p/rule], level: silver}
  - {rules: [p/rule], level: ""}
  - {rules: [p/rule], enforce_from: 2027-01-01}
  - {rules: [p/rule], objective: b}
  - {rules: ["*/*"], params: {most: 2}}
waivers:
  - {rules: [p/*], reason: R, owner: O, approved_by: A, until: 2026-12-01, everywhere: true}
initiatives:
  - {id: i, title: T, start: 2026-12-01, due: 2026-12-01, owner: O, level: bronze, grace: true}
"""


def test_locked_rules_are_not_weakened(say: Say) -> None:
    """Whatever a child tries, each attempt is a mistake that names the lock, and none takes effect."""
    found = say({"c.yml": WEAKER, "p.yml": LOCKED})
    where = "p/rule, which is locked at p.yml:4:10"
    assert [str(each) for each in found.mistakes] == [
        f"c.yml:4:28: switches off {where}",
        f"c.yml:5:33: lowers the severity of {where}",
        f"c.yml:6:30: asks later for {where}",
        f"c.yml:7:30: asks later for {where}",
        f"c.yml:8:37: puts off {where}",
        f"c.yml:9:34: gives less weight to {where}",
        f"c.yml:10:30: changes parameters of {where}",
        f"c.yml:12:13: waives {where}",
        f"c.yml:14:91: gives grace to {where}",
    ]
    assert found.policy.rule("p/rule") is not None
    assert found.policy.rule("p/rule").severity == "high"


def test_a_neighbour_is_bound_by_locks_too(say: Say) -> None:
    """A policy that is merely named beside the one that locks cannot weaken it either."""
    other = "policy: o\nadjust: [{rules: [p/rule], severity: low}]\n"
    files = {"o.yml": other, "p.yml": LOCKED}
    for sources in (("o.yml", "p.yml"), ("p.yml", "o.yml")):
        (found,) = say(files, *sources).mistakes
        assert str(found) == "o.yml:2:38: lowers the severity of p/rule, which is locked at p.yml:4:10"


def test_locked_rules_may_be_tightened(say: Say) -> None:
    """Making a locked rule stricter is welcome, and the policy that locks may do as it likes."""
    child = "policy: c\nextends: [p.yml]\nadjust: [{rules: [p/rule], severity: critical}, {rules: [p/rule], level: bronze}]\n"
    own = LOCKED + "adjust: [{rules: [p/rule], severity: low, params: {most: 3}}]\n"
    found = say({"c.yml": child, "p.yml": own})
    assert found.mistakes == ()
    rule = found.policy.rule("p/rule")
    assert (rule.severity, rule.params) == ("critical", {"most": 3})


def test_switching_on_again_ends_what_was_off_in_places(say: Say) -> None:
    """A rule that was off where something held is on everywhere; what else the adjustment named stays off there."""
    parent = (
        header("p")
        + f"  - id: p/other\n    {RULE}\nadjust: [{{rules: [p/*], where: repo.archived, off: no need}}]\n"
    )
    child = "policy: c\nextends: [p.yml]\nadjust: [{rules: [p/rule], off: false}]\n"
    files = {"p.yml": parent, "c.yml": child}
    assert [each.rules for each in say(files, "p.yml").policy.adjustments] == [("p/*",)]
    assert [each.rules for each in say(files, "c.yml").policy.adjustments] == [("p/other",)]
