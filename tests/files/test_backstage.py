"""What catalog-info.yaml says of a repository, and what strangers may write there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.documents import Malformed
from checker.errors import Unobserved
from checker.files import Files, MemoryTree
from checker.files.backstage import Described, described, parents, reference

COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: pay-api, labels: {tier: critical}}
spec: {type: service, lifecycle: production, owner: %s, system: %s}
"""


def said(text: str, path: str = "catalog-info.yaml") -> Described:
    return described(Files(MemoryTree({path: text})))


def owners(text: str) -> list[str]:
    return [str(owner) for owner in said(text).owners]


def test_a_component_names_owner_and_attributes() -> None:
    """Its type is the kind; a system is known by its name."""
    found = said(COMPONENT % ("payments", "system:default/Shop"))
    assert [str(owner) for owner in found.owners] == ["group:default/payments"]
    assert found.attributes == {
        "kind": "service",
        "lifecycle": "production",
        "system": "shop",
        "tier": "critical",
    }
    assert found.flaw == ""


@pytest.mark.parametrize(
    ("written", "meant", "short"),
    [
        ("payments", "group:default/payments", "payments"),
        ("Group:Default/Payments", "group:default/payments", "payments"),
        ("emea/payments", "group:emea/payments", "emea/payments"),
        ("user:jo", "user:default/jo", "jo"),
        (" pay.ments_2 ", "group:default/pay.ments_2", "pay.ments_2"),
    ],
)
def test_references(written: str, meant: str, short: str) -> None:
    """Kind and namespace are filled in, case does not matter."""
    found = reference(written, "group", "default")
    assert found is not None
    assert (str(found), found.short) == (meant, short)


@pytest.mark.parametrize("written", ["", "a b", "a/b/c", "a:b:c", "-a", "a" * 64, "<b>", "group:", "über"])
def test_what_is_no_reference(written: str) -> None:
    assert reference(written, "group", "default") is None


def test_an_owner_is_of_the_namespace_of_its_entity() -> None:
    text = "kind: Component\nmetadata: {name: x, namespace: EMEA}\nspec: {owner: payments}\n"
    assert owners(text) == ["group:emea/payments"]


def test_components_go_before_everything_else() -> None:
    """A file may describe a system, its parts and its interfaces, of several owners."""
    api = "kind: API\nspec: {owner: web}\n"
    system = "kind: System\nspec: {owner: commerce}\n"
    assert owners("---\n".join([api, system, COMPONENT % ("payments", "shop")])) == ["group:default/payments"]
    assert owners(f"{api}---\n{system}") == ["group:default/commerce"]
    assert owners(api) == ["group:default/web"]
    assert owners("kind: Location\nspec: {owner: web}\n---\nkind: Group\nspec: {owner: web}\n") == []


def test_components_that_differ() -> None:
    """Every owner is named; attributes on which they differ are not stated."""
    found = said("---\n".join([COMPONENT % ("payments", "shop"), COMPONENT % ("web", "bank")]))
    assert [owner.name for owner in found.owners] == ["payments", "web"]
    assert found.attributes == {"kind": "service", "lifecycle": "production", "tier": "critical"}


@pytest.mark.parametrize("path", ["docs/catalog-info.yaml", "catalog-info.json", "Catalog-Info.yaml"])
def test_other_places_do_not_count(path: str) -> None:
    assert said(COMPONENT % ("payments", "shop"), path) == Described()


def test_a_file_that_does_not_parse_says_nothing() -> None:
    """It says where and why."""
    found = said("kind: Component\n---\nspec: [\n", "catalog-info.yml")
    assert found.owners == ()
    assert found.flaw.startswith("catalog-info.yml:4: does not parse: ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kind: Component\n",
        "kind: Component\nspec: owner\n",
        "kind: Component\nspec: {owner: [payments]}\n",
        "kind: Component\nspec: {owner: 7}\n",
        "[kind, Component]",
        "kind: {Component: x}\nspec: {owner: x}\n",
        "just text",
        "--- \n--- \n---\n",
    ],
)
def test_other_shapes_say_nothing(text: str) -> None:
    assert said(text) == Described()


def test_hostile_files() -> None:
    """Aliases are not unfolded, links not followed, documents counted."""
    bomb = "\n".join(
        ["l0: &l0 [x]", *(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12))]
    )
    assert "more than 500000 values" in said(bomb).flaw
    assert "more than 1000 documents" in said("--- x\n" * 2000).flaw
    with pytest.raises(Unobserved, match="larger than"):
        said("# " * 2_000_000)
    assert "nested too deeply" in said("[" * 100_000).flaw
    link = Files(MemoryTree({"catalog-info.yaml": "/etc/passwd"}, {"catalog-info.yaml": 0o120000}))
    with pytest.raises(Unobserved, match="not a regular file"):
        described(link)


@given(st.text(max_size=200))
def test_whatever_stands_there(text: str) -> None:
    """Any text says something or nothing, and never breaks."""
    found = said(text)
    assert not (found.flaw and found.owners)


@given(st.lists(st.sampled_from(["payments", "web", "platform"]), max_size=5), st.randoms())
def test_the_order_of_entities_does_not_matter(names: list[str], random: object) -> None:
    shuffled = sorted(names, key=lambda _: random.random())  # type: ignore[attr-defined]
    first, second = ("---\n".join(COMPONENT % (name, "shop") for name in each) for each in (names, shuffled))
    assert set(owners(first)) == set(owners(second))
    assert said(first).attributes == said(second).attributes


GROUPS = """\
kind: Group
metadata: {name: payments}
spec: {type: team, parent: commerce, children: [pay-core, emea/pay-shop]}
---
kind: Group
metadata: {name: commerce}
spec: {type: department, children: [payments]}
---
kind: Component
metadata: {name: api}
spec: {parent: elsewhere}
"""


def test_groups_say_what_they_are_part_of() -> None:
    """Parent and child may both say so."""
    assert parents(GROUPS) == {
        "payments": "commerce",
        "pay-core": "payments",
        "emea/pay-shop": "payments",
    }


def test_groups_that_contradict_each_other() -> None:
    more = "---\nkind: Group\nmetadata: {name: sales}\nspec: {children: [payments]}\n"
    with pytest.raises(Malformed, match="payments is part of commerce and of sales"):
        parents(GROUPS + more)
