"""What peers and we are asked about images, repositories and Python projects."""

from benchmarks.agreement.facts import Facts, Record
from benchmarks.agreement.reading import Reading, all_of, field, has, images, lacks, lacks_item
from benchmarks.agreement.values import Question


def _is_python(facts: Facts) -> bool:
    return bool(facts.value("languages.main") == "Python")


def _has_package(facts: Facts) -> bool:
    return _is_python(facts) and bool(facts.value("python.packages"))


def _uses_pytest(facts: Facts) -> bool:
    return _is_python(facts) and bool(facts.value("python.pytest"))


def _is_versioned(facts: Facts) -> bool:
    return (facts.value("history.version_tags") or 0) > 0


def _no_zizmor(facts: Facts) -> bool | None:
    """Tell whether neither hooks nor CI call zizmor."""
    found = [facts.has(name, "zizmor") for name in ("actions.hooks", "actions.tools")]
    return False if True in found else None if None in found else True


def _windows_programs(facts: Facts) -> bool | None:
    """Tell whether there are programs or libraries of Windows, which are all that repolinter looks for."""
    found = any(_is_of_windows(each["path"]) for each in facts.records("tree.executables"))
    unseen = any(map(_is_of_windows, facts.partly.get("tree.executables", ())))
    return found or (None if unseen else False)


def _is_of_windows(path: str) -> bool:
    return path.lower().endswith((".exe", ".dll"))


def _image(peer: str, rules: str, ours: str, answer: Reading) -> Question:
    return Question(peer, tuple(rules.split()), ours, "file", answer)


def _community(rule: str, ours: str, answer: Reading) -> Question:
    return Question("repolinter", (rule,), ours, "repository", answer)


def _general(rule: str, ours: str, answer: Reading) -> Question:
    return Question("repo-review", (rule,), ours, "repository", answer)


def _package(rule: str, ours: str, answer: Reading) -> Question:
    return Question("repo-review", (rule,), ours, "repository", answer, when=_has_package)


def _python(rule: str, ours: str, answer: Reading) -> Question:
    return Question("repo-review", (rule,), ours, "repository", answer, when=_is_python)


def _pytest(rule: str, setting: str) -> Question:
    answer = lacks_item("python.pytest_settings", setting)
    return Question("repo-review", (rule,), "python/pytest-config", "repository", answer, when=_uses_pytest)


def _is_movable(image: Record) -> bool:
    return bool(image["latest"] and not image["digest"])


_IMAGES = (
    _image("hadolint", "DL3006 DL3007", "containers/pinned-base", images("containers.images", _is_movable)),
    _image("checkov", "CKV_DOCKER_7", "containers/pinned-base", images("containers.images", _is_movable)),
    _image(
        "hadolint",
        "DL3002",
        "containers/non-root",
        # Where nobody is named, it is silent.
        images("containers.users", lambda user: user["root"] and bool(user["user"])),
    ),
    _image(
        "checkov",
        "CKV_DOCKER_3",
        "containers/non-root",
        images("containers.users", lambda user: user["root"]),
    ),
    _image("hadolint", "DL3064", "containers/no-secrets-in-build", images("containers.secrets")),
)
_COMMUNITY = (
    _community("license-file-exists", "licence/licence-file", lacks("license.path")),
    _community("readme-file-exists", "docs/readme", lacks("readme.path")),
    _community(
        "contributing-file-exists",
        "community/contributing-guide",
        all_of(lacks("community.contributing"), lacks_item("readme.topics", "contributing")),
    ),
    _community(
        "code-of-conduct-file-exists",
        "community/code-of-conduct",
        all_of(lacks("community.code_of_conduct"), lacks_item("readme.topics", "conduct")),
    ),
    Question(
        "repolinter",
        ("changelog-file-exists",),
        "docs/changelog",
        "repository",
        lacks("community.changelog"),
        when=_is_versioned,
    ),
    _community(
        "security-file-exists",
        "security/security-policy",
        lacks("community.security_contact", "readme.security_contact"),
    ),
    _community("binaries-not-present", "source/no-executables", _windows_programs),
    _community("test-directory-exists", "testing/tests-exist", lacks("testing.exists")),
    _community("integrates-with-ci", "ci/ci-configured", lacks("actions.ci_systems")),
    _community(
        "github-issue-template-exists", "community/issue-templates", lacks("community.issue_templates")
    ),
    _community(
        "github-pull-request-template-exists", "community/pr-template", lacks("community.pr_templates")
    ),
)
_REVIEW = (
    _general("PY002", "docs/readme", lacks("readme.path")),
    _general("PY003", "licence/licence-file", lacks("license.path")),
    _general("PY005", "testing/tests-exist", lacks("testing.exists")),
    _general("PY006", "source/pre-commit", lacks_item("tree.hooks", lambda hook: hook["hooks"] > 0)),
    _general("PY008", "source/gitignore", lacks("tree.gitignore")),
    _general("GH100", "ci/ci-configured", lacks("actions.workflows")),
    _general("GH101", "ci/workflow-hygiene", has("actions.workflows", lambda each: not each["named"])),
    _general("GH102", "ci/workflow-hygiene", lacks_item("actions.workflows", lambda each: each["cancels"])),
    _general("GH200", "deps/update-tool", lacks("dependencies.update_tools")),
    _general("SEC001", "actions/workflow-scanner", _no_zizmor),
)
_PYTHON = (
    _package("PP002", "python/pyproject", has("python.packages", field("build_backend", {""}))),
    _package("PP004", "python/requires-python", has("python.requires", lambda each: each["capped"])),
    _package("PP005", "python/spdx-licence", has("python.licences", lambda each: each["classifiers"] > 0)),
    _package(
        "PP006",
        "python/dev-group",
        lacks_item("python.dev_dependencies", field("kind", {"dependency-groups"})),
    ),
    _pytest("PP302", "minversion"),
    _pytest("PP303", "testpaths"),
    _pytest("PP305", "strict-xfail"),
    _pytest("PP306", "strict-config"),
    _pytest("PP307", "strict-markers"),
    _pytest("PP308", "summary"),
    _pytest("PP309", "warnings-are-errors"),
    _python("MY100", "python/type-check", lacks_item("python.type_checkers", "mypy")),
    _python("PC110", "python/lint-format", lacks("python.formatters")),
    _python("PC190", "python/lint-format", lacks("python.linters")),
    _python("RF001", "python/ruff-rules", lacks("python.ruff_file")),
    _python("RF101", "python/ruff-rules", lacks_item("python.ruff_rules", "B", "ALL")),
    _python("PY007", "python/task-runner", lacks("python.task_runners")),
    _package(
        "GH105",
        "actions/trusted-publishing",
        has("actions.publish_steps", lambda step: step["token"] and step["registry"] == "pypi"),
    ),
    Question(
        "repo-review",
        ("RTD101",),
        "python/rtd",
        "repository",
        has("python.rtd_problems"),
        when=lambda facts: bool(facts.value("python.rtd_file")),
    ),
)


QUESTIONS: tuple[Question, ...] = (*_IMAGES, *_COMMUNITY, *_REVIEW, *_PYTHON)
