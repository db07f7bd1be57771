"""READMEs, guides, and links that lead nowhere."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, readme
from checker.collectors.readme import links
from checker.errors import Unobserved
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts
from checker.model.tree import TreeEntry
from checker.prose.parse import read

WANTED = frozenset(spec.path for spec in readme.FACTS)


def collect_tree(tree: MemoryTree) -> Facts:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    return readme.collect(Checkout(Repository("x", "x"), Files(tree), None, moment), WANTED)


def value(files: dict[str, str], fact: str) -> Any:
    return collect_tree(MemoryTree(files)).values[f"readme.{fact}"]


def broken(files: dict[str, str]) -> list[tuple[str, int, str, str]]:
    found = value(files, "broken_links")
    return [(item["path"], item["line"], item["target"], item["kind"]) for item in found]


def test_no_readme_is_known_absence() -> None:
    """Every declared fact has its empty value."""
    facts = collect_tree(MemoryTree({"src/a.py": ""}))
    assert set(facts.values) == WANTED
    assert not any(facts.values.values())


@pytest.mark.parametrize(
    ("paths", "expected", "kind"),
    [
        (["README.md"], "README.md", "markdown"),
        (["readme.rst", "docs/README.md"], "readme.rst", "rst"),
        ([".github/README.md", "docs/README.md"], ".github/README.md", "markdown"),
        (["README", "README.md"], "README.md", "markdown"),
        (["README.adoc"], "README.adoc", "asciidoc"),
        (["README"], "README", "text"),
        (["README.org"], "README.org", "org"),
        (["src/README.md", "readme.py", "README-zh.md"], "", ""),
    ],
)
def test_the_readme_is_found(paths: list[str], expected: str, kind: str) -> None:
    """The top folder first, then .github and docs, whatever it is written in."""
    files = dict.fromkeys(paths, "x")
    assert value(files, "path") == expected
    assert value(files, "format") == kind


def test_words_leave_out_what_is_no_prose() -> None:
    """Badges, code, HTML, comments and link targets are not read by anyone."""
    text = (
        "# One two\n[![build](https://a.b/c.svg)](https://d.e)\n<img src='x.png' alt='no'>\n<!-- not\nthis -->\n"
        "three [four](https://five.six) `seven`\n```\neight nine\n```\n"
    )
    assert value({"README.md": text}, "words") == 4


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        (
            "README.rst",
            "One\n===\n\ntwo `three <https://x.y>`_ ``four``\n\n.. code-block:: sh\n\n   five six\n",
            4,
        ),
        ("README.adoc", "= One\n\ntwo https://x.y[three]\n\n----\nfour\n----\n", 3),
        ("README.org", "* One\ntwo [[https://x.y][three]]\n#+begin_src\nfour\n#+end_src\n", 3),
        ("README", "One two\n=======\nthree\n", 3),
        ("README.md", "这是一个很好的项目", 5),
    ],
)
def test_words_in_every_format(path: str, text: str, words: int) -> None:
    """The same prose counts alike."""
    assert value({path: text}, "words") == words


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "# A `b`\n\nC [d](e)\n---\n```\n# not\n```\n<h2 align='center'>E f</h2>\n    # code\n"),
        ("README.rst", "A b\n===\n\nC d\n---\n\nE f\n~~~\n\n::\n\n    No\n    ==\n"),
        ("README.adoc", "= A b\n\n== C d\n\n=== E f\n"),
        ("README.org", "* A b\n** C d\n** E f\n"),
        ("README", "A b\n===\n\nC d\n---\n\nE f:\n"),
    ],
)
def test_headings_in_every_format(path: str, text: str) -> None:
    """Without markup, and not those in code."""
    assert value({path: text}, "headings") == ["A b", "C d", "E f"]


def test_best_practices_badge() -> None:
    """The badge leads to a project of the programme."""
    badge = "[![b](https://www.bestpractices.dev/projects/1/badge)](https://www.bestpractices.dev/projects/1)"
    assert value({"README.md": badge}, "best_practices") is True
    assert value({"README.md": "https://bestpractices.dev"}, "best_practices") is False


@pytest.mark.parametrize(
    "path",
    [
        "mkdocs.yml",
        "docs/conf.py",
        "website/docusaurus.config.js",
        "docs/guide.md",
        "GUIDE.md",
        "man/x.1",
        "book.toml",
    ],
)
def test_guides(path: str) -> None:
    """A site, a folder of pages, or a page by its name."""
    assert value({path: "x", "src/a.py": ""}, "guide") == path


def test_guides_of_packages() -> None:
    """Each of several packages has a README for its own users; one that explains no use is no guide."""
    usage, silent = "# Rope\n## Usage\nPull it.\n", "# Rope\nA rope.\n"
    assert (
        value({"README.md": silent, "packages/rope/README.md": usage}, "guide") == "packages/rope/README.md"
    )
    assert (
        value({"pkgs/knot/README.md": silent, "pkgs/rope/README.md": usage}, "guide") == "pkgs/rope/README.md"
    )
    assert value({"README.md": usage, "packages/rope/README.md": usage}, "guide") == "README.md"
    for path in ("packages/rope/README.md", "tests/rope/README.md", "vendor/rope/README.md"):
        text = silent if path.startswith("packages") else usage
        assert value({"README.md": silent, path: text}, "guide") == ""


@pytest.mark.parametrize(
    "path",
    [
        *("src/conf.py", "acme/conf.py.in", "docs/robots.png", "docs/CONTRIBUTING.md", "test/manual/a.html"),
        *(
            "docs/adr/0001-rope.md",
            "docs/0001-rope.md",
            "docs/decisions.md",
            "docs/rfcs/cache.md",
            "docs/cache-proposal.md",
        ),
        *("docs/architecture/parts.md", "docs/benchmarks.md", "docs/development/tests.md", "docs/roadmap.md"),
        *(
            "docs/issue-template.md",
            "docs/releasing.md",
            "docs/migration/v2.md",
            "docs/meetings/2026-01-02.md",
            "doc/ChangeLog-old.md",
            "doc/ReleaseNotes4.10.html",
            "docs/3.0-Upgrade.md",
            "docs/new-in-2.md",
            "docs/building.txt",
        ),
    ],
)
def test_no_guides(path: str) -> None:
    """Code, pictures, community files, tests and records of decisions explain no use."""
    assert value({path: "x"}, "guide") == ""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "## Building from source\nRun it.\n"),
        ("README.md", "```\ncargo build --release\n```\n"),
        ("CONTRIBUTING.md", "Run `make test` first: `tox -e py`.\n"),
        ("INSTALL", "x"),
        ("docs/development.md", "x"),
        ("HACKING", "x"),
        ("docs/building-on-linux.md", "```\nmake all\n```\n"),
        ("docs/contributing/pull-requests.md", "## Test it\n```\ncargo test --all-features\n```\n"),
        ("BUILD", "To build it:\n\n    make all\n"),
        ("AGENTS.md", "## Build commands\n```\ndotnet build\n```\n"),
        ("readme.markdown", "```\ncd tests/example\nnim c -r example.nim\n```\n"),
        (
            "docs/overview.rst",
            "Overview\n========\n\nContributing\n============\n\nRun the tests::\n\n    make test\n",
        ),
    ],
)
def test_build_guides(path: str, text: str) -> None:
    """A section, commands, or a page by its name."""
    assert value({path: text}, "build_guide") == path


def test_no_build_guide() -> None:
    """Installing a release is not building."""
    assert value({"README.md": "## Usage\n`pip install x`\n"}, "build_guide") == ""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("BUILD", 'load("@rules//:x.bzl", "x")\n'),
        ("docs/build_test_doc.md", "# build_test\nA rule that checks that targets are built.\n"),
        ("docs/BUILD", 'stardoc(name = "x")\n'),
        ("docs/overview.md", "# Overview\n## Usage\n```\nnpm install\n```\n"),
        ("docs/overview.md", "# Overview\n## Development\nEverybody is welcome.\n"),
        ("AGENTS.md", "# Rules\nBe kind.\n"),
    ],
)
def test_pages_that_do_not_say_how_to_build(path: str, text: str) -> None:
    """Files of Bazel, commands for users, and guides on other things."""
    assert value({path: text}, "build_guide") == ""


@pytest.mark.parametrize(
    "path",
    [
        "ARCHITECTURE.md",
        "AcmeDesignDocument.md",
        "docs/adr/0001-x.md",
        "docs/design.rst",
        "rfcs/1.md",
        "docs/decisions.md",
    ],
)
def test_designs(path: str) -> None:
    """Architecture pages and records of decisions."""
    assert value({path: "x"}, "design") == path


@pytest.mark.parametrize("path", ["src/design/button.md.ts", "design/logo.png", "src/architecture.py"])
def test_no_designs(path: str) -> None:
    """Pictures and code are none."""
    assert value({path: "x"}, "design") == ""


GOOD = """# Title `x` & more
[a](docs/a.md) [b](docs) [c](./docs/) [d](docs/a.md#some-part) [e](#title-x--more) [f](<with space.md>)
[g](with%20space.md) ![h](logo.png "t") [i](https://x.y/z) [j](mailto:a@b) [k](../../issues) [l](/a/b/pulls)
[m](docs/a.md?raw=true) [n](#custom) [o](#L10) [p](docs/page) [q]( docs/a.md ) [r](a_(b).md) [s](docs/a.md#part-1)
`[code](missing.md)` <a href="docs/a.md"> <a name="custom"></a> <!-- [no](missing.md) --> [t]({{ url }})

```
[code](missing.md)
```

    [code](missing.md)

[ref]: docs/a.md
[sub](module/file) [u](docs/a.html) [v](#1-emoji-) [^1] [w](#readme)

[^1]: missing.md

## 1. Emoji \U0001f680
"""
TREE = {
    "docs/a.md": "# Some part\n## Part\n## Part\n",
    "docs/page.md": "",
    "with space.md": "",
    "logo.png": "",
    "a_(b).md": "",
}


def test_links_that_work_are_not_reported() -> None:
    """Files, folders, anchors, routes, placeholders, code, other sites, submodules."""
    tree = MemoryTree({"README.md": GOOD, "module": "", **TREE}, {"module": 0o160000})
    assert collect_tree(tree).values["readme.broken_links"] == []


@pytest.mark.parametrize(
    ("line", "target", "kind"),
    [
        ("[a](missing.md)", "missing.md", "file"),
        ("text [a](docs/A.md) text", "docs/A.md", "file"),
        ("![a](missing.png)", "missing.png", "image"),
        ("<img src='missing.png'>", "missing.png", "image"),
        ("[a]: missing.md", "missing.md", "file"),
        ("[a](#nowhere)", "#nowhere", "anchor"),
        ("[a](docs/a.md#nowhere)", "docs/a.md#nowhere", "anchor"),
        ("[a](docs/a.md#part-2)", "docs/a.md#part-2", "anchor"),
        ("[![a](logo.png)](missing.md)", "missing.md", "file"),
        ("- [a](missing.md)", "missing.md", "file"),
        ("[a](/LICENSE.txt)", "/LICENSE.txt", "file"),
    ],
)
def test_links_that_lead_nowhere_are_found(line: str, target: str, kind: str) -> None:
    """With line, target and kind; paths are case-sensitive."""
    assert broken({"README.md": f"# T\n\n{line}\n", **TREE}) == [("README.md", 3, target, kind)]


def test_links_of_rst() -> None:
    """Hyperlinks, targets and pictures; anchors are left to docutils."""
    text = "T\n=\n`a <missing.rst>`_ `b <docs/a.md>`_\n\n.. image:: missing.png\n\n.. _c: gone.txt\n"
    assert broken({"README.rst": text, **TREE}) == [
        ("README.rst", 3, "missing.rst", "file"),
        ("README.rst", 5, "missing.png", "image"),
        ("README.rst", 7, "gone.txt", "file"),
    ]


def test_links_are_resolved_from_their_page() -> None:
    """A page in docs goes up to reach the top."""
    assert broken({"docs/a.md": "[x](../LICENSE) [y](LICENSE)", "LICENSE": ""}) == [
        ("docs/a.md", 1, "LICENSE", "file")
    ]


@pytest.mark.parametrize(
    "site",
    ["mkdocs.yml", "docs/conf.py", "docs/en/mkdocs.yml", "website/docusaurus.config.js", "docs/_config.yml"],
)
def test_pages_of_a_site_are_left_out(site: str) -> None:
    """Their generator resolves links in its own way; the README still counts."""
    files = {site: "", "docs/a.md": "[x](missing.md)", "README.md": "[x](missing.md)"}
    assert broken(files) == [("README.md", 1, "missing.md", "file")]


@pytest.mark.parametrize(
    "path", ["CHANGELOG.md", "vendor/x/README.md", ".github/ISSUE_TEMPLATE.md", "src/notes.md"]
)
def test_pages_that_are_not_checked(path: str) -> None:
    """The past, other people's pages, templates, notes elsewhere."""
    assert broken({path: "[x](missing.md)"}) == []


def test_too_many_pages_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was seen is kept."""
    monkeypatch.setattr(links, "PAGES_LIMIT", 2)
    problem = collect_tree(MemoryTree({f"docs/{n}.md": "[x](no.md)" for n in range(3)})).problem(
        "readme.broken_links"
    )
    assert problem
    assert len(problem.seen) == 2  # type: ignore[arg-type]


class Unreadable(MemoryTree):
    """A tree none of whose objects is there."""

    def read(self, entry: TreeEntry) -> bytes:
        raise Unobserved(entry.path, "gone")


def test_what_cannot_be_read_is_unknown_but_the_place_is_known() -> None:
    """Missing objects never look like a stub."""
    facts = collect_tree(Unreadable({"README.md": "x"}))
    assert facts.values["readme.path"] == "README.md"
    for fact in ("words", "topics", "guide", "build_guide", "broken_links"):
        assert facts.problem(f"readme.{fact}"), fact


def test_a_linked_readme_is_unknown_unless_another_is_there() -> None:
    """Links are never followed, but a file elsewhere will do."""
    link = {"README.md": 0o120000}
    assert collect_tree(MemoryTree({"README.md": "x"}, link)).problem("readme.words")
    both = collect_tree(MemoryTree({"README.md": "docs/README.md", "docs/README.md": "a b"}, link))
    assert both.values["readme.words"] == 2


@given(st.text(max_size=300), st.sampled_from(["a.md", "a.rst", "a.adoc", "a.org", "a"]))
def test_any_text_is_read(text: str, path: str) -> None:
    """No content raises."""
    page = read(path, text)
    assert page.words >= 0


@pytest.mark.parametrize(
    "piece", ["[", "![", "](", "`", "<a ", "<!--", "[a](", "((", "**", "[a]: ", "<h1>", "|"]
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    """Reading is linear in the length of a line, whatever it repeats."""
    assert read("a.md", "\n".join([piece * 3000] * 20)).lines == 20


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"api/openapi.yaml": "x"}, "api/openapi.yaml"),
        ({"proto/pay.proto": "x", "README.md": "# A\n## API\n"}, "proto/pay.proto"),
        ({"man/tool.1": "x"}, "man/tool.1"),
        ({"CHANGELOG-1.2": "x", "lib.so.1": "x"}, ""),
        ({"action.yml": "x"}, "action.yml"),
        ({"setup/action.yml": "x"}, "setup/action.yml"),
        ({".github/actions/setup/action.yml": "x"}, ""),
        ({"tool.1.prebuilt": "x"}, "tool.1.prebuilt"),
        ({"docs/cli-reference.md": "x"}, "docs/cli-reference.md"),
        ({"docs/api/index.rst": "x"}, "docs/api/index.rst"),
        ({"src/api/index.md": "x"}, ""),
        ({"tests/api/openapi.json": "x"}, ""),
        ({"docs/conf.py": "extensions = ['sphinx.ext.autodoc']"}, "docs/conf.py"),
        ({"docs/conf.py": "extensions = []"}, ""),
        ({"man/Makefile": "x"}, ""),
        ({"roles/a/meta/argument_specs.yml": "x"}, "roles/a/meta/argument_specs.yml"),
        ({"Sources/Docs.docc/Topics/Caching.md": "x"}, "Sources/Docs.docc/Topics/Caching.md"),
        ({"Sources/Docs.docc/logo.png": "x"}, ""),
        ({".spi.yml": "builder: {configs: [{documentation_targets: [A]}]}"}, ".spi.yml"),
        ({"Package.swift": '.package(url: "https://github.com/apple/swift-docc-plugin")'}, "Package.swift"),
        ({"Package.swift": "let package = Package()"}, ""),
        ({"docs/API-Changes.md": "x", "docs/api-upgrade.md": "x"}, ""),
        ({"README.md": "# A\n## Command-line options\n- `--x`\n"}, "README.md"),
        ({"README.md": "# A\nSee the [API](https://docs.rs/a).\n"}, "README.md"),
        ({"README.md": "# A\n## Role Variables\n| name | default |\n"}, "README.md"),
        ({"README.md": "# A\nRead the [documentation](https://a.example).\n"}, "README.md"),
        ({"README.md": "# A\n## Configuration\nIs easy.\n"}, ""),
        ({"README.md": "# A\n## Options trading\n- calls\n- puts\n"}, ""),
        ({"README.md": "# A\nSee the [Docker documentation](https://docs.docker.com).\n"}, ""),
        ({"README.md": "# A\n## Usage\nRun it.\n"}, ""),
        ({"README.md": "# A\n## API Reference\nIt is made at\nhttps://o.github.io/a.\n"}, "README.md"),
        ({"README.md": "# A\n## API Reference\nIs yet to come.\n"}, ""),
        (
            {"README.md": "# acme-http\n- [Http API Documentation](https://o.github.io/acme-http/)\n"},
            "README.md",
        ),
        ({"README.md": "# acme-http\n- [Pool API Documentation](https://o.github.io/acme-pool/)\n"}, ""),
        ({"README.md": "# Cats\n- ScalaDoc: [a.org/cats/api/](https://a.org/cats/api/)\n"}, "README.md"),
        ({"README.md": "# Cats\n- See [dogs](https://a.org/dogs/api/).\n"}, ""),
        ({"README.md": "# Cats\n- See [ScalaDoc](https://a.org/x).\n"}, "README.md"),
    ],
)
def test_where_interfaces_are_described(files: dict[str, str], where: str) -> None:
    """A specification, a manual, a reference in the documentation, or a section of the README."""
    assert value(files, "interfaces") == where


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Get [the archive](http://a.org/x.tar.gz).\n", ["http://a.org/x.tar.gz"]),
        ("[Download](https://a.org/get)\n", ["https://a.org/get"]),
        ("[![downloads](http://b.org/downloads.svg)](https://a.org)\n", []),
        ("Read [the guide](http://a.org/guide).\n", []),
        ("Install it by [Scoop](http://scoop.sh) or [Rust](https://rustup.rs/install.sh).\n", ["https://rustup.rs/install.sh"]),
        ("```\ncurl -O http://a.org/x\nwget http://a.org/setup.sh\n```\n", ["http://a.org/x", "http://a.org/setup.sh"]),
        ("```\ncurl http://a.org/run | sh\n```\n", ["http://a.org/run"]),
        ("```\ncurl http://api.a.org/v1/users\n```\n", []),
        ("```\ncurl -O http://localhost:80/x.zip http://$HOST/x.zip http://www.example.com/x.zip\n```\n", []),
        ("`git clone git://a.org/x.git`\n", ["git://a.org/x.git"]),
    ],
)  # fmt: skip
def test_what_readers_are_to_download(text: str, addresses: list[str]) -> None:
    """By links and by commands; calls of an interface and the reader's own machine are left out."""
    assert [each["address"] for each in value({"README.md": text}, "downloads")] == addresses


def test_a_download_has_its_line() -> None:
    found = value({"README.md": "# A\n\nGet [it](http://a.org/x.zip).\n"}, "downloads")
    assert found == [{"path": "README.md", "line": 3, "address": "http://a.org/x.zip"}]


@pytest.mark.parametrize(
    ("files", "listed"),
    [
        ({"README.md": "# A\n[x](https://github.com/acme/x)\n## Our projects\n[Y](https://github.com/Acme/Y)\n"}, ["github.com/acme/y"]),
        ({"profile/README.md": "[x](https://github.com/acme/x/tree/main/y) <https://acme.com>"}, ["github.com/acme/x"]),
        ({"docs/repositories.md": "- https://github.com/acme/x\n- [y](git@github.com:acme/y.git)\n"}, ["github.com/acme/y"]),
        ({".github/security-insights.yml": "project:\n  repositories:\n    - {url: 'https://github.com/acme/x'}\n"}, ["github.com/acme/x"]),
        ({".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = git@gitlab.com:acme/tools/x.git\n'}, ["gitlab.com/acme/tools/x"]),
        ({"README.md": "## Related\n[x](../x) [y](https://github.com/acme) ![z](https://github.com/acme/z)\n"}, []),
    ],
)  # fmt: skip
def test_repositories_that_lists_name(files: dict[str, str], listed: list[str]) -> None:
    """Sections and pages that announce a list, security-insights.yml and submodules."""
    assert value(files, "repositories") == listed


def test_who_lists_others_is_known_itself() -> None:
    """Where the list names repositories of the same owner."""
    tree = MemoryTree({"profile/README.md": "[x](https://github.com/acme/x)"})
    wanted = frozenset(("readme.repositories",))
    for identity, listed in (("github.com/Acme/.github", 2), ("github.com/other/x", 1)):
        checkout = Checkout(Repository(identity, "x"), Files(tree), None, datetime(2026, 11, 1, tzinfo=UTC))
        assert len(readme.collect(checkout, wanted).values["readme.repositories"]) == listed  # type: ignore[arg-type]


def test_a_list_that_cannot_be_read_is_unknown() -> None:
    """A README that is a link may be the list."""
    tree = MemoryTree({"README.md": "docs/README.md"}, {"README.md": 0o120000})
    assert collect_tree(tree).problem("readme.repositories") is not None


def test_more_repositories_than_fit_are_partly_seen() -> None:
    lines = "".join(f"[x](https://github.com/acme/x{n})\n" for n in range(1100))
    problem = collect_tree(MemoryTree({"profile/README.md": lines})).problem("readme.repositories")
    assert problem is not None
    assert isinstance(problem.seen, list)
    assert len(problem.seen) == 1000


@pytest.mark.parametrize(
    ("files", "page"),
    [
        ({"doc/Doxyfile": "INPUT = .\n"}, "doc/mainpage.md"),
        ({"Doxyfile.in": "x"}, "README.md"),
        ({"docs/conf.py": "x"}, "README.md"),
        ({"typedoc.json": "{}"}, "README.md"),
        ({"_pkgdown.yml": "x"}, "README.md"),
    ],
)
def test_pages_that_a_generator_makes_are_not_missing(files: dict[str, str], page: str) -> None:
    """They are HTML, which it makes of the code; other files it does not make."""
    assert broken({**files, page: "[All files](files.html)\n"}) == []
    assert len(broken({**files, page: "[All files](files.md)\n"})) == 1
    assert len(broken({page: "[All files](files.html)\n"})) == 1


def test_what_is_built_and_ignored_is_not_missing() -> None:
    """`.gitignore` says where it will be."""
    text = "[a](docs/api/index.md) [b](dist/a/b.txt) [c](docs/apis.md)\n"
    found = broken({"README.md": text, ".gitignore": "# x\n/docs/api/\ndist/a\n*.log\n"})
    assert [target for _, _, target, _ in found] == ["docs/apis.md"]


def test_plugins_add_pages_to_a_site() -> None:
    """A README may link to them; without a plugin the page is missing."""
    text = "[a](docs/reference/crane.md)\n"
    assert broken({"README.md": text, "mkdocs.yml": "plugins: [gen-files]\n", "docs/index.md": "x"}) == []
    assert len(broken({"README.md": text, "mkdocs.yml": "plugins: [search]\n", "docs/index.md": "x"})) == 1


def test_routes_of_a_site_that_is_made_elsewhere() -> None:
    """Pages with front matter are shown by a site."""
    text = "---\ntitle: x\n---\n[a](./install) [b](missing.png)\n"
    found = broken({"docs/a.md": text, "README.md": "x"})
    assert [target for _, _, target, _ in found] == ["missing.png"]
    assert len(broken({"docs/a.md": "[a](./install)\n", "README.md": "x"})) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": "See [x](build/api/index.md).\n", ".gitignore": "/build\n"},
        {"README.md": "See [x](coverage/index.html).\n", ".gitignore": "coverage\n"},
        {"README.md": "See [x](docs/gen/a.md).\n", ".gitignore": "/docs/gen/\n"},
        {"README.md": "See [X](X.html).\n", "mix.exs": "{:ex_doc, only: :dev}\n"},
        {"README.md": "See [x](apidocs/index.html).\n", "pom.xml": "<x>maven-javadoc-plugin</x>\n"},
    ],
)
def test_what_a_build_or_a_tool_makes_is_not_missed(files: dict[str, str]) -> None:
    """It is never in the tree."""
    assert broken(files) == []


def test_names_in_gitignore_excuse_no_other_path() -> None:
    """Only what stands below them."""
    files = {"README.md": "[x](builder/a.md) [y](docs/build.md)\n", ".gitignore": "/build\n"}
    assert [target for _, _, target, _ in broken(files)] == ["builder/a.md", "docs/build.md"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"ARCHITECTURE.org": "x"}, "ARCHITECTURE.org"),
        ({"README.md": "# X\n## Architecture\n" + "The crane writes to a queue. " * 8}, "README.md"),
        ({"AGENTS.md": "# X\n## Architecture overview\n" + "The crane writes to a queue. " * 8}, "AGENTS.md"),
        ({"README.md": "# X\n## Architecture\n- x86\n- arm64\n"}, ""),
        ({"README.md": "# X\n## Supported architectures\n" + "Words of no use here. " * 8}, ""),
        ({"docs/adr/template.md": "x"}, ""),
        ({"docs/adr/0001-rope.md": "x"}, "docs/adr/0001-rope.md"),
    ],
)
def test_where_the_design_is_described(files: dict[str, str], expected: str) -> None:
    """A page, a record, or a section that describes it; a template decides nothing."""
    assert value(files, "design") == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"lib/X.pm": "package X;\n\n=head1 METHODS\n\n=head2 lift\n"}, "lib/X.pm"),
        ({"lib/X.pm": "package X;\n\n=head1 NAME\n\nX\n"}, ""),
        ({"man/lift.Rd": "\\name{lift}"}, "man/lift.Rd"),
        ({"meta/argument_specs.yml": "argument_specs: {}"}, "meta/argument_specs.yml"),
        ({"plugins/modules/x.py": 'DOCUMENTATION = r"""\n"""\n'}, "plugins/modules/x.py"),
        ({"docs/make.jl": "using Documenter\nmakedocs()\n"}, "docs/make.jl"),
        ({"Sources/X/X.docc/X.md": "# X"}, "Sources/X/X.docc/X.md"),
        ({"X.csproj": "<GenerateDocumentationFile>true</GenerateDocumentationFile>"}, "X.csproj"),
        ({"X.csproj": "<GenerateDocumentationFile>false</GenerateDocumentationFile>"}, ""),
        ({"doc/x.txt": "*x.txt* Lifts things\n"}, "doc/x.txt"),
        ({"doc/x.txt": "*Bold* words\n"}, ""),
        ({"README.md": "# X\n## Lifting\nCall `lift(w)`.\n## Lowering\nCall `lower()`.\n"}, "README.md"),
        ({"README.md": "# X\n## Lifting\nCall `lift(w)`.\n"}, ""),
        (
            {
                "README.md": "# X\n## Making\nUse `xy_ab`, `xy_bc`, `xy_cd`.\n"
                "## Breaking\nUse `xy_de`, `xy_ef` and `xy_fg`, which wait.\n"
            },
            "README.md",
        ),
        ({"README.md": "# X\n## Files\nSee `a.md`, `node_modules`.\n## More\nSee `my_file.json`.\n"}, ""),
    ],
)
def test_interfaces_in_the_code_and_in_sentences(files: dict[str, str], expected: str) -> None:
    """What a language, or a tool of it, knows as the description of an interface."""
    assert value(files, "interfaces") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## build_test\n\nFails in the `bazel test` that builds it.\n", ""),
        ("# Building\n\nRun `make all`.\n", "docs/build_x.md"),
        ("# Linux\n\n```\nmake all\n```\n", "docs/build_x.md"),
    ],
)
def test_a_page_called_build_is_read(text: str, expected: str) -> None:
    """A rule may be called so."""
    assert value({"docs/build_x.md": text}, "build_guide") == expected


@pytest.mark.parametrize(
    "name", ["postmortem-2024-03", "code-review", "meeting-notes", "incident-12", "sprint-4", "team-charter"]
)
def test_the_affairs_of_the_team_are_no_guide(name: str) -> None:
    """They teach nobody how to use the product."""
    assert value({f"docs/{name}.md": "# X\n\nWords.\n"}, "guide") == ""


@pytest.mark.parametrize(
    ("files", "fact", "expected"),
    [
        ({"spec/main.tsp": "x"}, "interfaces", "spec/main.tsp"),
        ({"spec/main_spec.rb": "x"}, "interfaces", ""),
        ({"docs/arc42/arc42.adoc": "= X"}, "design", "docs/arc42/arc42.adoc"),
    ],
)
def test_names_of_specifications_and_templates(files: dict[str, str], fact: str, expected: str) -> None:
    """A folder called spec holds both tests and specifications."""
    assert value(files, fact) == expected


def test_ignored_below_a_folder() -> None:
    """A .gitignore speaks for its own folder."""
    files = {"README.md": "[x](web/dist/a.js) [y](dist/a.js)\n", "web/.gitignore": "dist\n"}
    assert [target for _, _, target, _ in broken(files)] == ["dist/a.js"]
