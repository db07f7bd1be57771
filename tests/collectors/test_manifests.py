"""The addresses that manifests give for the project."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, manifests
from checker.errors import Unobserved
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts
from checker.model.tree import TreeEntry

FACT = "manifests.addresses"


def observe(tree: MemoryTree) -> Facts:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    checkout = Checkout(Repository("x", "x"), Files(tree), None, moment)
    return manifests.collect(checkout, frozenset((FACT,)))


def addresses(files: dict[str, str]) -> Any:
    return observe(MemoryTree(files)).values[FACT]


POM = """<project>
  <parent><url>http://parent</url></parent>
  <url>http://page.example</url>
  <licenses><license><url>http://www.apache.org/licenses</url></license></licenses>
  <build><plugins><plugin><dependencies><url>http://plugin</url></dependencies></plugin></plugins>
    <url>http://still.build</url></build>
  <scm><url>https://source.example</url></scm>
</project>"""


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("package.json", '{"homepage": "http://a.b",\n"bugs": {"url": "https://c.d"}}', ["http://a.b", "https://c.d"]),
        ("package.json", '{"repository": "git+http://a.b/c.git"}', ["http://a.b/c.git"]),
        ("package.json", '{"author": {"url": "http://me"}, "dependencies": {"x": "http://a.b/x.tgz"}}', []),
        ("pyproject.toml", '[project.urls]\nHome = "http://a.b"\n', ["http://a.b"]),
        ("pyproject.toml", '[tool.poetry]\nrepository = "https://a.b"\n', ["https://a.b"]),
        ("setup.cfg", "[metadata]\nurl = http://a.b\nproject_urls =\n    Docs = http://c.d\n", ["http://a.b", "http://c.d"]),
        ("setup.py", "setup(\n    url='http://a.b',\n    author_url='http://me',\n)", ["http://a.b"]),
        ("Cargo.toml", '[package]\nhomepage = "http://a.b"\n[dependencies.x]\ngit = "http://c.d"\n', ["http://a.b"]),
        ("x.gemspec", 's.homepage = "http://a.b"\ns.metadata["source_code_uri"] = "http://c.d"\n', ["http://a.b", "http://c.d"]),
        ("src/X.csproj", "<PackageProjectUrl>http://a.b</PackageProjectUrl>", ["http://a.b"]),
        ("x.cabal", "homepage: http://a.b\n", ["http://a.b"]),
        ("mix.exs", 'source_url: "git://a.b/c",\n', ["git://a.b/c"]),
        ("pom.xml", POM, ["http://page.example", "https://source.example"]),
        ("charts/x/Chart.yaml", "home: http://a.b\nsources: [https://c.d]\n", ["http://a.b", "https://c.d"]),
        (".github/security-insights.yml", "project:\n  homepage: http://a.b\n", ["http://a.b"]),
        ("docs/security-insights.yml", "homepage: http://a.b\n", []),
    ],
)  # fmt: skip
def test_only_what_is_said_of_the_project_counts(path: str, text: str, found: list[str]) -> None:
    """Not the addresses of authors, licences, plugins or dependencies."""
    assert [each["address"] for each in addresses({path: text})] == found


def test_each_address_has_its_line() -> None:
    found = addresses({"pom.xml": POM, "vendor/x/package.json": '{"homepage": "http://a.b"}'})
    assert [(each["path"], each["line"]) for each in found] == [("pom.xml", 3), ("pom.xml", 7)]


def test_nothing_is_read_for_others() -> None:
    """A policy without the fact costs nothing."""
    checkout = Checkout(
        Repository("x", "x"), Files(_Unreadable({"package.json": "{}"})), None, datetime.now(UTC)
    )
    assert manifests.collect(checkout, frozenset(("readme.words",))) == Facts()


class _Unreadable(MemoryTree):
    def read(self, entry: TreeEntry) -> bytes:
        if entry.path == "package.json":
            raise Unobserved(entry.path, "is not in this clone")
        return super().read(entry)


def test_an_unreadable_manifest_hides_no_other() -> None:
    """What was seen is kept as seen."""
    found = observe(_Unreadable({"package.json": "{}", "pubspec.yaml": "homepage: http://a.b\n"}))
    problem = found.problem(FACT)
    assert problem is not None
    assert problem.seen == [{"path": "pubspec.yaml", "line": 1, "address": "http://a.b"}]


def test_too_many_manifests_are_partly_seen() -> None:
    files = {f"p{n}/package.json": '{"homepage": "http://a.b"}' for n in range(manifests.MANIFEST_LIMIT + 3)}
    problem = observe(MemoryTree(files)).problem(FACT)
    assert problem is not None
    assert len(problem.files) == 3
    assert isinstance(problem.seen, list)
    assert len(problem.seen) == manifests.MANIFEST_LIMIT


@given(st.sampled_from(("pom.xml", "package.json", "setup.py", "x.cabal")), st.text(max_size=200))
def test_any_content_is_survived(path: str, text: str) -> None:
    """There are addresses, or none, or it is not known."""
    facts = observe(MemoryTree({path: text}))
    assert FACT in facts.values or facts.problem(FACT)
