"""Places where manifests of less common tools, and settings beside manifests, say what is installed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from checker.collectors import Checkout, dependencies
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts
from checker.model.tree import LINK_MODE

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = frozenset(spec.path for spec in dependencies.FACTS)
PACKAGE = '{"name": "crane", "dependencies": {"rope": "^1.0.0"}%s}'
CRATE = '[package]\nname = "crane"\nversion = "1.0.0"\n[dependencies]\nserde = "1"\n'
RENOVATE = '{"extends": ["config:recommended"], %s}'
DEPENDABOT = """\
version: 2
updates:
- package-ecosystem: %s
  directory: %s
  schedule: {interval: weekly}
"""


def observe(files: dict[str, str], links: dict[str, str] | None = None) -> Facts:
    tree = MemoryTree({**files, **(links or {})}, dict.fromkeys(links or {}, LINK_MODE))
    checkout = Checkout(Repository(id="x", name="x"), Files(tree), None, NOW)
    return dependencies.collect(checkout, WANTED)


def collect(files: dict[str, str]) -> Any:
    return observe(files).values


MOVING = {
    "cargo, a patch": (
        {"Cargo.toml": CRATE + '[patch.crates-io]\nserde = {git = "https://x.invalid/s", branch = "main"}\n'},
        ("Cargo.toml", 7, "git"),
    ),
    "pip, editable": (
        {"requirements.txt": "--editable git+https://x.invalid/rope@main#egg=rope\n"},
        ("requirements.txt", 1, "git"),
    ),
    "pipenv, certificates": (
        {"Pipfile": '[[source]]\nurl = "https://x.invalid"\nverify_ssl = false\n[packages]\nrope = "*"\n'},
        ("Pipfile", 2, "unverified"),
    ),
    "setuptools, a list of any name": (
        {
            "pyproject.toml": '[project]\nname = "crane"\ndynamic = ["dependencies"]\n'
            '[tool.setuptools.dynamic]\ndependencies = {file = ["deps.list"]}\n',
            "deps.list": "rope @ git+https://x.invalid/rope@main\n",
        },
        ("pyproject.toml", 3, "git"),
    ),
    "bundler, a block": (
        {
            "Gemfile": "source 'https://rubygems.org'\ngit 'https://x.invalid/rope', branch: 'main' do\n"
            "  gem 'rope'\nend\ngem 'hook'\n"
        },
        ("Gemfile", 3, "git"),
    ),
    "composer, TLS": (
        {"composer.json": '{"name": "a/b", "config": {"secure-http": false}}'},
        ("composer.json", 1, "unverified"),
    ),
    "npm, certificates": (
        {"package.json": PACKAGE % "", ".npmrc": "; ours\nstrict-ssl=false\n"},
        (".npmrc", 2, "unverified"),
    ),
    "npm, an override": (
        {
            "package.json": PACKAGE
            % ', "overrides": {"hook": {"rope": "git+https://x.invalid/rope.git#main"}}'
        },
        ("package.json", 1, "git"),
    ),
    "pnpm, a catalog": (
        {
            "package.json": '{"name": "crane", "dependencies": {"rope": "catalog:"}}',
            "pnpm-workspace.yaml": "catalog:\n  rope: git+https://x.invalid/rope.git#main\n",
        },
        ("pnpm-workspace.yaml", 2, "git"),
    ),
    "cmake, a download": (
        {"CMakeLists.txt": "file(DOWNLOAD http://x.invalid/rope.tgz ${CMAKE_BINARY_DIR}/rope.tgz)\n"},
        ("CMakeLists.txt", 1, "http"),
    ),
    "xmake": (
        {"xmake.lua": 'add_requires("rope 1.0")\npackage("rope")\n  add_urls("http://x.invalid/rope.git")\n'},
        ("xmake.lua", 3, "http"),
    ),
    "erlang.mk": (
        {
            "Makefile": "DEPS = rope\ndep_rope = git https://x.invalid/rope master\ninclude erlang.mk\n",
            "erlang.mk": "",
        },
        ("Makefile", 2, "git"),
    ),
    "dub": (
        {
            "dub.json": '{"name": "c", "dependencies": {"rope": {"repository": "git+http://x.invalid/r", "version": "main"}}}'
        },
        ("dub.json", 1, "http"),
    ),
    "dub, SDLang": ({"dub.sdl": 'name "c"\ndependency "rope" version="~master"\n'}, ("dub.sdl", 2, "git")),
    "unity": (
        {"Packages/manifest.json": '{"dependencies": {"com.rope": "https://x.invalid/rope.git#main"}}'},
        ("Packages/manifest.json", 1, "git"),
    ),
    "xcodegen": (
        {"project.yml": "name: C\npackages:\n  Rope:\n    url: https://x.invalid/rope\n    branch: main\n"},
        ("project.yml", 3, "git"),
    ),
    "jsonnet-bundler": (
        {
            "jsonnetfile.json": '{"dependencies": [{"source": {"git": {"remote": "https://x.invalid/r"}}, "version": "main"}]}'
        },
        ("jsonnetfile.json", 1, "git"),
    ),
    "helmfile": (
        {
            "helmfile.yaml": "repositories:\n- name: own\n  url: http://x.invalid\n{{ if x }}\nreleases:\n- chart: own/rope\n"
        },
        ("helmfile.yaml", 3, "http"),
    ),
    "puppet": (
        {"Puppetfile": "mod 'rope',\n  :git => 'https://x.invalid/rope',\n  :branch => 'main'\n"},
        ("Puppetfile", 1, "git"),
    ),
    "chef": (
        {"Berksfile": "cookbook 'rope', git: 'https://x.invalid/rope', branch: 'main'\n"},
        ("Berksfile", 1, "git"),
    ),
    "terraform, JSON": (
        {"main.tf.json": '{"module": {"net": {"source": "git::https://x.invalid/net.git?ref=main"}}}'},
        ("main.tf.json", 1, "git"),
    ),
    "maven, settings": (
        {
            "pom.xml": "<project><artifactId>c</artifactId></project>",
            ".mvn/settings.xml": "<settings>\n<url>http://x.invalid/m2</url>\n</settings>",
        },
        (".mvn/settings.xml", 2, "http"),
    ),
    "mill": (
        {
            "build.mill": 'def ivyDeps = Seq(ivy"a::b:1.0")\ndef repositories = Seq(MavenRepository("http://x.invalid"))\n'
        },
        ("build.mill", 2, "http"),
    ),
}


@pytest.mark.parametrize("name", MOVING)
def test_a_place_that_can_be_swapped_is_seen(name: str) -> None:
    files, expected = MOVING[name]
    found = [(each["path"], each["line"], each["kind"]) for each in collect(files)["dependencies.untrusted"]]
    assert expected in found


KEPT = {
    "erlang.mk at a commit": {
        "Makefile": f"DEPS = rope\ndep_rope = git https://x.invalid/rope {'a' * 40}\ninclude erlang.mk\n"
    },
    "a Makefile of something else": {"Makefile": "DEPS = main.o\ndep_rope = git x y\nall: $(DEPS)\n"},
    "a download with a hash": {
        "CMakeLists.txt": "file(DOWNLOAD https://x.invalid/r.tgz r.tgz EXPECTED_HASH SHA256=00)\n"
    },
    "an override of a version": {"package.json": PACKAGE % ', "overrides": {"rope": "1.2.3"}'},
    "a gem behind a block": {
        "Gemfile": f"git 'https://x.invalid/rope', ref: '{'a' * 40}' do\n  gem 'rope'\nend\n"
    },
    "certificates that are checked": {"package.json": PACKAGE % "", ".npmrc": "strict-ssl=true\n"},
    "a host of this machine": {
        "requirements.txt": "rope\n",
        "pip.conf": "[global]\ntrusted-host = localhost\n",
    },
}


@pytest.mark.parametrize("name", KEPT)
def test_what_cannot_be_swapped_is_left(name: str) -> None:
    facts = observe(KEPT[name])
    assert facts.values["dependencies.untrusted"] == []
    assert not facts.problems


DECLARING = {
    "a script of Python": (
        {"crane.py": '# /// script\n# dependencies = [\n#   "requests<3",\n# ]\n# ///\n'},
        "Python",
    ),
    "a program of one file": ({"crane.cs": "#:package Newtonsoft.Json@13.0.3\nusing System;\n"}, "C#"),
    "a script of F#": ({"crane.fsx": '#r "nuget: FSharp.Data, 6.4.0"\n'}, "F#"),
    "Scala CLI": ({"project.scala": "//> using dep com.lihaoyi::upickle:3.1.0\n"}, "Scala"),
    "Mill": ({"build.sc": 'def ivyDeps = Agg(ivy"com.lihaoyi::upickle:3.1.0")\n'}, "Scala"),
    "Ivy": (
        {
            "ivy.xml": '<ivy-module><dependencies><dependency org="a" name="b" rev="1.0"/></dependencies></ivy-module>'
        },
        "Java",
    ),
    "Pants": ({"pants.toml": "", "3rdparty/python/requirements.txt": "requests==2.0\n"}, "Python"),
    "XcodeGen": (
        {"project.yml": "name: C\npackages: {Rope: {url: 'https://x.invalid/r', from: 1.0.0}}\n"},
        "Swift",
    ),
    "Unity": ({"Packages/manifest.json": '{"dependencies": {"com.unity.ugui": "2.0.0"}}'}, "C#"),
    "Elm": ({"elm.json": '{"type": "package", "dependencies": {"elm/core": "1.0.0 <= v < 2.0.0"}}'}, "Elm"),
    "buildSrc": (
        {"buildSrc/src/main/kotlin/Deps.kt": 'object Deps { const val rope = "org.example:rope:1.0" }\n'},
        "Kotlin",
    ),
}


@pytest.mark.parametrize("name", DECLARING)
def test_a_manifest_of_a_language_is_found(name: str) -> None:
    files, language = DECLARING[name]
    facts = collect(files)
    assert language in facts["dependencies.languages"]
    assert [each["dependencies"] for each in facts["dependencies.manifests"]] == [1]


def test_scripts_are_not_looked_at_where_a_manifest_stands() -> None:
    files = {
        "pyproject.toml": '[project]\nname = "c"\n',
        "a.py": '# /// script\n# dependencies = ["x"]\n# ///\n',
    }
    assert [each["path"] for each in collect(files)["dependencies.manifests"]] == ["pyproject.toml"]


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("install_requires=read()", True),
        ("install_requires=[*REQUIRES]", True),
        ("install_requires=['rope',  # why\n]", False),
        ("install_requires=REQUIRES\n)\nREQUIRES = ['rope']\n", False),
        ("install_requires=open('requirements.txt').readlines()", False),
    ],
)
def test_requirements_that_are_computed_are_missed(text: str, missed: bool) -> None:
    facts = observe({"setup.py": f"setup({text})"})
    assert any(problem.path == "dependencies.untrusted" for problem in facts.problems) == missed


def test_a_manifest_behind_a_link_is_read() -> None:
    facts = observe({"build/package.json": PACKAGE % ""}, {"package.json": "build/package.json"})
    assert not facts.problems
    manifests: Any = facts.values["dependencies.manifests"]
    assert "package.json" in [each["path"] for each in manifests]


def waits(files: dict[str, str]) -> list[int]:
    return [
        each["cooldown"] for each in collect({"package.json": PACKAGE % "", **files})["dependencies.updates"]
    ]


@pytest.mark.parametrize(
    ("age", "days"),
    [
        ("1w", 7),
        ("72 hours", 3),
        ("24h", 1),
        ("36hours", 1),
        ("7 days 12 hours", 7),
        ("2 months", 60),
        ("10080m", 7),
    ],
)
def test_renovate_reads_ages_in_many_units(age: str, days: int) -> None:
    assert waits({"renovate.json": RENOVATE % f'"minimumReleaseAge": "{age}"'}) == [days]


@pytest.mark.parametrize(
    "names",
    [
        '"matchPackageNames": ["*"]',
        '"matchPackageNames": ["/.*/"]',
        '"matchPackagePatterns": ["^.*$"]',
        '"matchPackageNames": ["!@acme/**"]',
    ],
)
def test_a_rule_for_every_package_is_one_for_all(names: str) -> None:
    rule = f'"packageRules": [{{{names}, "minimumReleaseAge": "5 days"}}]'
    assert waits({"renovate.json": RENOVATE % rule}) == [5]


def test_a_rule_for_one_package_is_not() -> None:
    rule = '"packageRules": [{"matchPackageNames": ["rope"], "minimumReleaseAge": "5 days"}]'
    assert waits({"renovate.json": RENOVATE % rule}) == [0]


def test_a_package_manager_that_refuses_young_releases_makes_the_bot_wait() -> None:
    bot = {"renovate.json": RENOVATE % '"timezone": "UTC"'}
    assert waits({**bot, "pnpm-workspace.yaml": "minimumReleaseAge: 10080\n"}) == [7]
    assert waits({**bot, ".yarnrc.yml": "npmMinimalAgeGate: 5d\n"}) == [5]
    assert waits({**bot, ".npmrc": "min-release-age=4\n"}) == [4]
    assert waits({**bot, "bunfig.toml": "[install]\nminimumReleaseAge = 259200\n"}) == [3]
    assert waits({**bot, "pnpm-workspace.yaml": "minimumReleaseAge: 30\n"}) == [0]


@pytest.mark.parametrize(
    "setting",
    [
        '"npm": {"enabled": false}',
        '"packageRules": [{"matchManagers": ["npm"], "enabled": false}]',
        '"packageRules": [{"matchDatasources": ["npm"], "enabled": false}]',
        '"includePaths": ["web/**"]',
        '"enabledManagers": ["pep621"]',
    ],
)
def test_renovate_leaves_alone_what_is_switched_off(setting: str) -> None:
    found = collect({"package.json": PACKAGE % "", "renovate.json": RENOVATE % setting})
    assert [each["path"] for each in found["dependencies.uncovered"]] == ["package.json"]


@pytest.mark.parametrize(
    "setting",
    [
        '"packageRules": [{"matchPackageNames": ["rope"], "enabled": false}]',
        '"packageRules": [{"matchUpdateTypes": ["major"], "enabled": false}]',
        '"includePaths": ["package.json"]',
        '"pip_requirements": {"enabled": false}',
    ],
)
def test_renovate_looks_after_what_is_on(setting: str) -> None:
    found = collect({"package.json": PACKAGE % "", "renovate.json": RENOVATE % setting})
    assert found["dependencies.uncovered"] == []


def test_renovate_is_off_by_its_preset() -> None:
    found = collect({"package.json": PACKAGE % "", "renovate.json": '{"extends": [":disableRenovate"]}'})
    assert found["dependencies.update_tools"] == []


@pytest.mark.parametrize(("folder", "missed"), [("/", False), ("/.github/workflows", False), ("/app", True)])
def test_dependabot_sees_workflows_from_the_top(folder: str, missed: bool) -> None:
    files = {
        ".github/dependabot.yml": DEPENDABOT % ("github-actions", folder),
        ".github/workflows/a.yml": "jobs: {a: {steps: [\n  uses: actions/checkout@v4\n]}}\n",
    }
    assert bool(collect(files)["dependencies.uncovered"]) == missed


def test_a_name_that_dependabot_refuses_is_a_mistake() -> None:
    files = {"package.json": PACKAGE % "", ".github/dependabot.yml": DEPENDABOT % ("javascript", "/")}
    (error,) = collect(files)["dependencies.update_errors"]
    assert (error["line"], "'npm' is meant" in error["reason"]) == (3, True)


def test_renovate_takes_an_object() -> None:
    found = collect({"package.json": PACKAGE % "", "renovate.json": '["config:recommended"]'})
    assert [each["reason"] for each in found["dependencies.update_errors"]] == ["is no object of settings"]


def test_a_rule_for_a_category_is_one_for_its_ecosystems() -> None:
    rule = '"packageRules": [{"matchCategories": ["%s"], "minimumReleaseAge": "5 days"}]'
    assert waits({"renovate.json": RENOVATE % (rule % "js")}) == [5]
    assert waits({"renovate.json": RENOVATE % (rule % "python")}) == [0]


WORKFLOW = (
    "on: {schedule: [{cron: '0 0 * * 0'}]}\njobs: {a: {steps: [\n  {run: '%s'},\n  {uses: 'x/y@v1'},\n%s]}}\n"
)
PROPOSAL = "  {uses: 'peter-evans/create-pull-request@v7'},\n"


@pytest.mark.parametrize(
    ("command", "proposal", "tools"),
    [
        ("npx npm-check-updates -u", PROPOSAL, ["workflow"]),
        ("npx npm-check-updates -u", "", []),
        ("make docs", PROPOSAL, []),
        ("docker run renovate/renovate:38 acme/crane", "", ["renovate"]),
        ("npx --yes renovate acme/crane", "", ["renovate"]),
    ],
)
def test_a_workflow_may_be_the_bot(command: str, proposal: str, tools: list[str]) -> None:
    files = {"package.json": PACKAGE % "", ".github/workflows/a.yml": WORKFLOW % (command, proposal)}
    assert collect(files)["dependencies.update_tools"] == tools
