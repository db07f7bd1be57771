"""Declared dependencies, their locks and their update bots."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, dependencies
from checker.collectors.dependencies.requirement import requirement
from checker.errors import Cause
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = frozenset(spec.path for spec in dependencies.FACTS)
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def observe(files: dict[str, str]) -> Facts:
    checkout = Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW)
    return dependencies.collect(checkout, WANTED)


def records(facts: Facts, path: str) -> Any:
    return facts.values[path]


def collect(files: dict[str, str]) -> Any:
    facts = observe(files)
    assert not facts.problems
    assert set(facts.values) == WANTED
    return facts.values


def brief(files: dict[str, str]) -> list[tuple[object, ...]]:
    keys = ("name", "version", "source", "scope", "pinned", "line")
    return [tuple(item[key] for key in keys) for item in collect(files)["dependencies"]]


PYPROJECT = """\
[build-system]
requires = ["hatchling"]

[project]
name = "x"
dependencies = [
  "requests>=2",
  "mine @ git+https://example.com/mine@v1",
]
optional-dependencies.cli = ["click==8.1.7"]

[dependency-groups]
dev = ["pytest", {include-group = "lint"}]
"""


def test_pyproject_declares_by_section() -> None:
    """Every table has its scope, every requirement its line."""
    assert brief({"pyproject.toml": PYPROJECT}) == [
        ("requests", ">=2", "registry", "runtime", False, 7),
        ("mine", "git+https://example.com/mine@v1", "git", "runtime", False, 8),
        ("click", "==8.1.7", "registry", "optional", True, 10),
        ("hatchling", "", "registry", "build", False, 2),
        ("pytest", "", "registry", "dev", False, 13),
    ]


def test_poetry_is_read() -> None:
    """Poetry's own tables count, its python constraint does not."""
    git = f'{{git = "https://x/b", rev = "{COMMIT}"}}'
    text = f'[tool.poetry.dependencies]\npython = "^3.11"\na = "^1"\nb = {git}\n'
    assert brief({"pyproject.toml": text}) == [
        ("a", "^1", "registry", "runtime", False, 3),
        ("b", "https://x/b", "git", "runtime", True, 4),
    ]


def test_requirements_files_are_read_line_by_line() -> None:
    """Comments, options, continued lines and markers are understood."""
    text = (
        "# comment\n-r other.txt\na==1 \\\n  --hash=sha256:00\nb>2 ; python_version < '3.12'  # why\n-e .\n"
    )
    assert brief({"requirements.txt": text}) == [
        ("a", "==1", "registry", "runtime", True, 3),
        ("b", ">2", "registry", "runtime", False, 5),
        (".", "", "path", "runtime", True, 6),
    ]


def test_package_json_is_read() -> None:
    """Ranges are not pinned, exact versions and commits are."""
    text = '{"name": "x",\n"dependencies": {\n"a": "^1.0.0",\n"b": "1.2.3",\n"c": "github:o/c#%s",\n"d": "o/d"},\n"devDependencies": {"e": "workspace:*"}}'
    assert brief({"package.json": text % COMMIT}) == [
        ("a", "^1.0.0", "registry", "runtime", False, 3),
        ("b", "1.2.3", "registry", "runtime", True, 4),
        ("c", f"github:o/c#{COMMIT}", "git", "runtime", True, 5),
        ("d", "o/d", "git", "runtime", False, 6),
        ("e", "workspace:*", "path", "dev", True, 7),
    ]


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        (
            "Cargo.toml",
            '[dependencies]\nserde = "1"\n[target."cfg(unix)".dependencies]\nnix = "0.29"\n',
            ["serde", "nix"],
        ),
        (
            "go.mod",
            "module m\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0 // indirect\n)\n",
            ["example.com/a"],
        ),
        ("Gemfile", "source 'https://rubygems.org'\ngem 'rails', '~> 7.0'\n  gem \"pg\"\n", ["rails", "pg"]),
        ("composer.json", '{"require": {"php": ">=8", "a/b": "^1"}}', ["a/b"]),
        (
            "pom.xml",
            "<project><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId></dependency></dependencies></project>",
            ["g:a"],
        ),
        ("build.gradle", "dependencies {\n  implementation 'g:a:1.0'\n}\n", ["g:a"]),
        ("setup.py", "setup(install_requires=[\n\"a>=1\",\n'b',\n])\n", ["a", "b"]),
        ("setup.cfg", "[metadata]\nname = x\n[options]\ninstall_requires =\n  a\n  b>1\n", ["a", "b"]),
        ("Pipfile", '[packages]\na = "*"\n', ["a"]),
        ("requirements/base.in", "a\n", ["a"]),
    ],
)
def test_every_manifest_is_read(path: str, text: str, names: list[str]) -> None:
    """Direct dependencies are named in order; indirect ones and the platform are not."""
    assert [item["name"] for item in collect({path: text})["dependencies"]] == names


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("pyproject.toml", "[project\n", 1),
        ("package.json", '{"name": "x",\n}', 2),
        ("pom.xml", "<project>", 1),
        ("Cargo.toml", "a = [", 1),
    ],
)
def test_a_broken_manifest_is_a_finding(path: str, text: str, line: int) -> None:
    """It is reported at its line and hides nothing else."""
    facts = observe({path: text, "go.mod": "module m\n"})
    (broken,) = records(facts, "dependencies.broken")
    assert (broken["path"], broken["line"]) == (path, line)
    ecosystems = facts.problem("dependencies.ecosystems")
    assert ecosystems
    assert (ecosystems.seen, ecosystems.files) == (["go"], (path,))


def test_a_manifest_that_is_not_read_says_so() -> None:
    """It is there, and nothing is claimed about its content."""
    facts = observe({"Makefile.PL": "do './build.pl';"})
    (found,) = records(facts, "dependencies.manifests")
    assert (found["ecosystem"], found["dependencies"]) == ("makemaker", -1)
    for path in ("dependencies", "dependencies.untrusted"):
        problem = facts.problem(path)
        assert problem is not None
        assert (problem.seen, problem.cause, problem.files) == ([], Cause.NOT_UNDERSTOOD, ("Makefile.PL",))


def test_what_is_not_ours_declares_nothing() -> None:
    """Vendored, example, template and test manifests are left out; a tests' requirements file is not."""
    values = collect(
        {
            "vendor/a/go.mod": "module a\n",
            "examples/a/package.json": '{"name": "a"}',
            "packages/create/template-vue/package.json": '{"name": "a"}',
            "tests/data/pyproject.toml": "[project]\nname='a'\n",
            "tests/requirements.txt": "pytest\n",
        }
    )
    assert [item["path"] for item in values["dependencies.manifests"]] == ["tests/requirements.txt"]


def locks(files: dict[str, str]) -> list[tuple[bool, str]]:
    return [(item["application"], item["lockfile"]) for item in collect(files)["dependencies.manifests"]]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"package.json": '{"private": true, "scripts": {"start": "x"}, "dependencies": {"a": "1"}}'},
            (True, ""),
        ),
        ({"package.json": '{"name": "lib", "dependencies": {"a": "1"}}', "Dockerfile": ""}, (False, "")),
        ({"Cargo.toml": '[package]\nname = "x"\n', "src/main.rs": ""}, (True, "")),
        ({"Cargo.toml": '[package]\nname = "x"\n', "src/lib.rs": ""}, (False, "")),
        ({"fuzz/Cargo.toml": '[package]\nname = "x"\n[[bin]]\nname = "f"\n'}, (False, "")),
        ({"pyproject.toml": '[project]\ndependencies = ["a"]\n[tool.uv]\npackage = false\n'}, (True, "")),
        ({"pyproject.toml": PYPROJECT, "Dockerfile": ""}, (False, "")),
        ({"requirements.txt": "flask\n", "Dockerfile": ""}, (True, "")),
        ({"requirements.txt": "flask\n"}, (False, "")),
        ({"Gemfile": "gem 'rails'\n", "config.ru": ""}, (True, "")),
        ({"Gemfile": "gem 'rails'\n", "Dockerfile": "", "Gemfile.lock": ""}, (True, "Gemfile.lock")),
        ({"requirements.txt": "flask==3.0.0\n", "Dockerfile": ""}, (True, "requirements.txt")),
        (
            {"composer.json": '{"type": "project", "require": {"a/b": "1"}}', "composer.lock": "{}"},
            (True, "composer.lock"),
        ),
    ],
)
def test_applications_are_told_from_libraries(files: dict[str, str], expected: tuple[bool, str]) -> None:
    """Only what is plainly run from here is an application."""
    assert locks(files) == [expected]


def test_a_workspace_is_locked_at_its_root() -> None:
    """The lock file may stand in any folder above, of the same ecosystem."""
    files = {
        "apps/web/package.json": '{"name": "w"}',
        "pnpm-lock.yaml": "",
        "uv.lock": "",
        "apps/Cargo.lock": "",
    }
    assert locks(files) == [(False, "pnpm-lock.yaml")]


@pytest.mark.parametrize(
    ("path", "text", "kind", "line"),
    [
        ("requirements.txt", "--index-url http://pypi.example.com/simple\na\n", "http", 1),
        ("requirements.txt", "a\n--trusted-host pypi.example.com\n", "unverified", 2),
        ("requirements.txt", "git+https://example.com/a.git@main#egg=a\n", "git", 1),
        ("requirements.txt", "a @ https://example.com/a.tar.gz\n", "url", 1),
        (
            "pyproject.toml",
            '[[tool.uv.index]]\nurl = "http://example.com/simple"\n[project]\nname = "x"\n',
            "http",
            2,
        ),
        ("package.json", '{"dependencies": {\n"a": "git+ssh://git@example.com/a.git"}}', "git", 2),
        ("package.json", '{"dependencies": {\n"a": "https://example.com/a.tgz"}}', "url", 2),
        ("Cargo.toml", '[dependencies]\na = {git = "https://example.com/a", branch = "main"}\n', "git", 2),
        ("Gemfile", "source 'http://rubygems.org'\ngem 'a'\n", "http", 1),
        (
            "composer.json",
            '{"repositories": [{"url": "http://example.com"}], "require": {"a/b": "1"}}',
            "http",
            1,
        ),
        (
            "pom.xml",
            "<project>\n<repositories><repository><url>http://m.example.com</url></repository></repositories></project>",
            "http",
            2,
        ),
    ],
)
def test_doubtful_sources_are_findings(path: str, text: str, kind: str, line: int) -> None:
    """Each stands at its line with its kind."""
    (found,) = collect({path: text})["dependencies.untrusted"]
    assert (found["path"], found["kind"], found["line"]) == (path, kind, line)


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": f"git+https://example.com/a.git@{COMMIT}#egg=a\n"},
        {"requirements.txt": "a @ https://example.com/a.tar.gz#sha256=00\n-i https://pypi.org/simple\n"},
        {"requirements.txt": "-i http://localhost:3141/simple\na\n"},
        {"package.json": '{"dependencies": {"a": "o/a"}}', "package-lock.json": "{}"},
        {
            "Cargo.toml": f'[dependencies]\na = {{git = "https://x/a", rev = "{COMMIT}"}}\nb = {{path = "../b"}}\n'
        },
        {
            "pom.xml": '<project xmlns="http://maven.apache.org/POM/4.0.0"><url>http://example.com</url></project>'
        },
    ],
)
def test_what_cannot_move_is_trusted(files: dict[str, str]) -> None:
    """Commits, hashes, lock files, local hosts and XML namespaces are fine."""
    assert collect(files)["dependencies.untrusted"] == []


DEPENDABOT = """\
version: 2
updates:
- package-ecosystem: pip
  directory: /
  schedule: {interval: weekly}
  cooldown: {default-days: 7}
- package-ecosystem: gomod
  directories: [/tools/*]
  schedule: {interval: weekly}
  insecure-external-code-execution: allow
"""


def test_dependabot_is_read() -> None:
    """Its entries have lines, cooldowns and permissions."""
    values = collect({".github/dependabot.yml": DEPENDABOT})
    assert values["dependencies.update_tools"] == ["dependabot"]
    assert values["dependencies.update_errors"] == []
    assert values["dependencies.updates"] == [
        {
            "path": ".github/dependabot.yml",
            "line": 3,
            "tool": "dependabot",
            "ecosystem": "pip",
            "cooldown": 7,
            "external_code": False,
        },
        {
            "path": ".github/dependabot.yml",
            "line": 7,
            "tool": "dependabot",
            "ecosystem": "gomod",
            "cooldown": 3,
            "external_code": True,
        },
    ]


def uncovered(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(item["path"], item["ecosystem"]) for item in collect(files)["dependencies.uncovered"]]


GO_MOD = "module m\nrequire example.com/a v1.0.0\n"
WORKFLOW = "jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n"


def test_coverage_is_by_ecosystem_and_folder() -> None:
    """A folder that no entry names is missed, and so are actions without an entry."""
    files = {
        ".github/dependabot.yml": DEPENDABOT,
        ".github/workflows/ci.yml": WORKFLOW,
        "docs/requirements.txt": "sphinx\n",
        "tools/a/go.mod": GO_MOD,
        "go.mod": GO_MOD,
        "empty/Cargo.toml": "[package]\n",
    }
    assert uncovered(files) == [("go.mod", "go"), (".github/workflows/ci.yml", "github-actions")]


def test_a_go_workspace_is_watched_at_its_root() -> None:
    """With go.work there, the entry for the root reaches the modules."""
    bot = "version: 2\nupdates:\n- {package-ecosystem: gomod, directory: /}\n"
    files = {"api/go.mod": GO_MOD, ".github/dependabot.yml": bot}
    assert uncovered(files) == [("api/go.mod", "go")]
    assert uncovered({**files, "go.work": "go 1.24\n"}) == []


def test_an_ecosystem_without_any_entry_is_missed_once() -> None:
    """Forty modules nobody watches are one finding, at the topmost."""
    files = {
        "a/b/go.mod": GO_MOD,
        "c/go.mod": GO_MOD,
        ".github/dependabot.yml": "version: 2\nupdates:\n- {package-ecosystem: pip, directory: /}\n",
    }
    assert uncovered(files) == [("c/go.mod", "go")]


def test_renovate_covers_everything_it_is_not_told_to_leave() -> None:
    """Managers and ignored paths restrict it."""
    files = {
        "go.mod": GO_MOD,
        "old/go.mod": GO_MOD,
        "requirements.txt": "a\n",
        ".github/workflows/ci.yml": WORKFLOW,
    }
    assert uncovered({**files, "renovate.json": "{}"}) == []
    settings = '{"enabledManagers": ["gomod", "github-actions"], "ignorePaths": ["old/**"]}'
    assert uncovered({**files, ".github/renovate.json": settings}) == [
        ("old/go.mod", "go"),
        ("requirements.txt", "pypi"),
    ]


def test_renovate_with_foreign_managers_only_covers_none_of_ours() -> None:
    """Managers that we do not know are still a restriction."""
    assert uncovered({"go.mod": GO_MOD, "renovate.json": '{"enabledManagers": ["custom.regex"]}'}) == [
        ("go.mod", "go")
    ]


@pytest.mark.parametrize(
    ("settings", "days"),
    [
        ("{}", 0),
        ('{"minimumReleaseAge": "3 days"}', 3),
        ('{"packageRules": [{"matchDatasources": ["npm"], "minimumReleaseAge": "2 weeks"}]}', 14),
        ('{"packageRules": [{"matchManagers": ["pip_requirements"], "minimumReleaseAge": "2 weeks"}]}', 0),
        ('{"packageRules": [{"matchUpdateTypes": ["major"], "minimumReleaseAge": "2 weeks"}]}', 0),
        ('{"major": {"minimumReleaseAge": "2 weeks"}}', 0),
        ('{"minimumReleaseAge": "7 days", "patch": {"minimumReleaseAge": null}}', 0),
        ('{"minimumReleaseAge": "7 days", "packageRules": [{"minimumReleaseAge": "1 day"}]}', 1),
        ('{"npm": {"minimumReleaseAge": "5 days"}}', 5),
        ('{"packageRules": [{"matchPackageNames": ["a"], "minimumReleaseAge": "2 weeks"}]}', 0),
        ('{"extends": ["config:best-practices"]}', 3),
        ('{"extends": ["config:recommended", ":semanticCommits"], "minimumReleaseAge": "1440 minutes"}', 1),
    ],
)
def test_renovate_waits_for_releases_to_age(settings: str, days: int) -> None:
    """The wait is counted in days; one for a single package is no policy."""
    files = {"renovate.json": settings, "package.json": '{"name": "x", "dependencies": {"a": "1"}}'}
    (entry,) = collect(files)["dependencies.updates"]
    assert entry["cooldown"] == days


def test_renovate_waits_by_ecosystem() -> None:
    """A preset that waits with packages of npm does not wait with those of Go."""
    files = {"renovate.json": '{"extends": ["config:best-practices"]}', "go.mod": GO_MOD}
    assert [item["cooldown"] for item in collect(files)["dependencies.updates"]] == [0]
    files["package.json"] = '{"name": "x", "dependencies": {"a": "1"}}'
    waits = [(item["ecosystem"], item["cooldown"]) for item in collect(files)["dependencies.updates"]]
    assert waits == [("all", 0), ("npm", 3)]


JULIA = 'name = "X"\nuuid = "1"\n[deps]\nA = "2"\n[compat]\nA = "1"\n'


@pytest.mark.parametrize(
    ("files", "step", "left"),
    [
        ({"Project.toml": JULIA}, "run: julia -e 'using CompatHelper; CompatHelper.main()'", []),
        ({"build.sbt": 'libraryDependencies += "a" %% "b" % "1"\n'}, "uses: scala-steward-org/scala-steward-action@v2", []),
        ({"go.mod": GO_MOD}, "uses: renovatebot/github-action@v40", []),
        # No bot: another ecosystem's, a remark, another action of the same owner.
        ({"go.mod": GO_MOD}, "run: julia -e 'using CompatHelper; CompatHelper.main()'", ["go"]),
        ({"Project.toml": JULIA}, "run: echo # CompatHelper.main()", ["julia"]),
        ({"go.mod": GO_MOD}, "uses: renovatebot/internal-tools@v1", ["go"]),
    ],
)  # fmt: skip
def test_bots_that_workflows_start_look_after_their_ecosystems(
    files: dict[str, str], step: str, left: list[str]
) -> None:
    workflow = f"on: {{schedule: [{{cron: '0 0 * * *'}}]}}\njobs:\n  a:\n    steps:\n    - {step}\n"
    facts = observe({**files, ".github/workflows/bot.yml": workflow})
    missed = [each["ecosystem"] for each in records(facts, "dependencies.uncovered")]
    assert [ecosystem for ecosystem in missed if ecosystem != "github-actions"] == left


@pytest.mark.parametrize(
    ("entry", "days"),
    [
        ("", 3),
        ("  cooldown: {default-days: 0}\n", 0),
        ("  cooldown: {default-days: 7}\n", 7),
        ("  cooldown: {default-days: 7, semver-patch-days: 1}\n", 1),
        ("  cooldown: {default-days: 0, semver-major-days: 30}\n", 0),
        ("  cooldown: {semver-major-days: 30}\n", 3),
        ("  cooldown: {semver-major-days: 9, semver-minor-days: 8, semver-patch-days: 7}\n", 7),
        ("  cooldown: {default-days: 7, exclude: ['*']}\n", 0),
        ("  cooldown: {default-days: 7, exclude: [ours]}\n", 7),
        ("  cooldown: {default-days: 7, include: [react]}\n", 0),
        ("  cooldown: {default-days: 7, include: ['*']}\n", 7),
    ],
)
def test_dependabot_waits_as_long_as_the_hastiest_release(entry: str, days: int) -> None:
    """Three days where nothing is written, and the fewest of what may apply."""
    text = f"version: 2\nupdates:\n- package-ecosystem: npm\n  directory: /\n{entry}"
    (found,) = collect({".github/dependabot.yml": text})["dependencies.updates"]
    assert found["cooldown"] == days


@pytest.mark.parametrize(
    ("web", "days"),
    [
        ("", [3]),
        ("https://github.com/o/r", [3]),
        ("https://acme.ghe.com/o/r", [3]),
        ("https://github.acme.example/o/r", []),
    ],
)
def test_a_server_of_github_may_run_an_older_dependabot(web: str, days: list[int]) -> None:
    """What it does where nothing is written is not known there."""
    text = "version: 2\nupdates:\n- {package-ecosystem: npm, directory: /}\n"
    files = Files(MemoryTree({".github/dependabot.yml": text}))
    facts = dependencies.collect(Checkout(Repository(id="x", name="x", web=web), files, None, NOW), WANTED)
    problem = facts.problem("dependencies.updates")
    found: Any = facts.values.get("dependencies.updates", problem and problem.seen)
    assert [item["cooldown"] for item in found] == days
    assert (problem is None) == bool(days)


KINDS = ", ".join(f"'version-update:semver-{kind}'" for kind in ("major", "minor", "patch"))


@pytest.mark.parametrize(
    "entry",
    [
        "  open-pull-requests-limit: 0\n",
        f"  ignore: [{{dependency-name: '*', update-types: [{KINDS}]}}]\n",
    ],
)
def test_dependabot_for_security_alone_proposes_no_releases(entry: str) -> None:
    """It looks after the folder all the same."""
    text = f"version: 2\nupdates:\n- package-ecosystem: gomod\n  directory: /\n{entry}"
    values = collect({".github/dependabot.yml": text, "go.mod": GO_MOD})
    assert (values["dependencies.updates"], values["dependencies.uncovered"]) == ([], [])


def test_dependabot_that_ignores_everything_looks_after_nothing() -> None:
    text = "version: 2\nupdates:\n- package-ecosystem: gomod\n  directory: /\n  ignore: [{dependency-name: '*'}]\n"
    assert uncovered({".github/dependabot.yml": text, "go.mod": GO_MOD}) == [("go.mod", "go")]


@pytest.mark.parametrize("folder", ["/", "./", ".", "", "/./"])
def test_dependabot_knows_the_top_by_many_names(folder: str) -> None:
    text = f"version: 2\nupdates:\n- package-ecosystem: gomod\n  directories: ['{folder}']\n"
    assert uncovered({".github/dependabot.yml": text, "go.mod": GO_MOD}) == []
    assert uncovered({".github/dependabot.yml": text, "a/go.mod": GO_MOD}) == [("a/go.mod", "go")]


@pytest.mark.parametrize("folder", ["./a", "a", "/a/", "/a", "/*", "./*"])
def test_dependabot_normalizes_folders(folder: str) -> None:
    text = f"version: 2\nupdates:\n- package-ecosystem: gomod\n  directories: ['{folder}']\n"
    assert uncovered({".github/dependabot.yml": text, "a/go.mod": GO_MOD}) == []


@pytest.mark.parametrize(
    ("name", "path", "text"),
    [
        ("terraform", "main.tf", 'module "a" {\n  source = "a/b/c"\n}\n'),
        ("helm", "Chart.yaml", "name: x\ndependencies: [{name: a, version: '1', repository: 'oci://x'}]\n"),
        ("docker", "Dockerfile", "FROM python:3.13 AS base\nFROM base\n"),
        ("julia", "Project.toml", '[deps]\nA = "00000000-0000-0000-0000-000000000000"\n'),
        ("nuget", "App.csproj", '<Project><PackageReference Include="A" Version="1"/></Project>'),
        ("gitsubmodule", ".gitmodules", '[submodule "a"]\n\tpath = a\n\turl = https://x/a.git\n'),
    ],
)
def test_ecosystems_of_dependabot_are_covered_by_their_entry(name: str, path: str, text: str) -> None:
    """Each has its own word in dependabot.yml, and is missed without it."""
    bot = "version: 2\nupdates:\n- {{package-ecosystem: {}, directory: /}}\n"
    files = {path: text, "a": ""}
    assert len(uncovered({**files, ".github/dependabot.yml": bot.format("pip")})) == 1
    assert uncovered({**files, ".github/dependabot.yml": bot.format(name)}) == []


@pytest.mark.parametrize("text", ["FROM scratch\n", "FROM $BASE\n", "ARG A\n"])
def test_dockerfiles_without_versions_need_no_bot(text: str) -> None:
    assert uncovered({"Dockerfile": text, "renovate.json": '{"enabledManagers": ["npm"]}'}) == []


@pytest.mark.parametrize(
    "text",
    [
        r'{"packageRules": [{"allowedVersions": "/^[0-9]+\.[0-9]+$/"}]}',
        "{extends:['config:recommended'],minimumReleaseAge:'7 days'}",
        "// why\n{extends: ['config:recommended'],}",
        '{"labels": ["a"], "labels": ["b"]}',
        "{a: +.5, b: 0x10, c: 'x\\\ny'}",
    ],
)
@pytest.mark.parametrize("path", ["renovate.json", ".renovaterc", ".github/renovate.json5"])
def test_renovate_reads_json5_whatever_the_name(text: str, path: str) -> None:
    values = collect({path: text})
    assert (values["dependencies.update_tools"], values["dependencies.update_errors"]) == (["renovate"], [])


def test_renovate_reads_the_first_of_its_files() -> None:
    """What stands in the second counts for nothing."""
    files = {"renovate.json": "{}", ".renovaterc": '{"enabled": false}', "package.json": '{"renovate": {}}'}
    (entry,) = collect(files)["dependencies.updates"]
    assert entry["path"] == "renovate.json"


def test_settings_kept_elsewhere_are_unknown() -> None:
    """A preset of the organization may wait: its absence here says nothing."""
    facts = observe({"renovate.json": '{"extends": ["github>acme/presets"]}'})
    assert facts.values["dependencies.update_tools"] == ["renovate"]
    problem = facts.problem("dependencies.updates")
    assert problem is not None
    assert problem.seen == []


def test_renovate_in_package_json_counts() -> None:
    """The key is enough, even with nothing in it; switched off it is none."""
    assert collect({"package.json": '{"renovate": {}}'})["dependencies.update_tools"] == ["renovate"]
    assert collect({"package.json": '{"renovate": false}'})["dependencies.update_tools"] == []
    assert collect({"package.json": '{"renovate": {"extends": ["config:base"]}}'})[
        "dependencies.update_tools"
    ] == ["renovate"]
    assert collect({"renovate.json": '{"enabled": false}'})["dependencies.update_tools"] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("version: 1\nupdates: [{package-ecosystem: pip, directory: /}]\n", 1),
        ("version: 2\n", 1),
        ("version: 2\nupdates:\n- {directory: /}\n", 3),
        ("a: [\n", 2),
    ],
)
def test_a_broken_bot_configuration_is_a_finding(text: str, line: int) -> None:
    """The bot is there, and what is wrong is reported at its line."""
    facts = observe({".github/dependabot.yml": text})
    assert facts.values["dependencies.update_tools"] == ["dependabot"]
    assert [item["line"] for item in records(facts, "dependencies.update_errors")] == [line]


def test_what_a_broken_bot_configuration_covers_is_not_known() -> None:
    """Nothing is said to be uncovered that it may cover."""
    facts = observe({".github/dependabot.yml": "a: [\n", "requirements.txt": "a\n"})
    problem = facts.problem("dependencies.uncovered")
    assert problem
    assert (problem.seen, problem.files) == (None, (".github/dependabot.yml",))


def test_too_many_manifests_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not read is said, and what was seen is kept."""
    monkeypatch.setattr("checker.collectors.dependencies.survey.MANIFEST_LIMIT", 1)
    facts = observe({"a/go.mod": GO_MOD, "b/go.mod": GO_MOD})
    problem = facts.problem("dependencies")
    assert problem is not None
    assert "dependencies" not in facts.values
    assert isinstance(problem.seen, list)
    assert len(problem.seen) == 1


@given(st.text(max_size=60))
def test_any_requirement_line_is_read(text: str) -> None:
    """No line of a requirements file raises."""
    assert requirement(text, 1).line == 1


@given(
    st.sampled_from(
        ["package.json", "pyproject.toml", "Gemfile", "pom.xml", "setup.cfg", "requirements.txt"]
    ),
    st.text(max_size=80),
)
def test_any_manifest_is_survived(path: str, text: str) -> None:
    """Whatever stands in a manifest, the facts come out complete."""
    facts = observe({path: text})
    assert all(name in facts.values or facts.problem(name) for name in WANTED)
