"""Where workflows publish to, and with which credentials."""

from collections.abc import Iterator, Mapping

from checker.ci.matching import known
from checker.ci.pipeline import Shell, ShellScript
from checker.ci.shell import parse
from checker.ci.wrappers import inner
from checker.collectors.actions.expression import expressions, flows
from checker.collectors.actions.injections import unique
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.workflow import MISSING, Job, Workflow, WorkflowStep
from checker.documents.shapes import table
from checker.patterns import lazy

DEPLOYMENT = "deployment"
"""The registry of commands that bring something into service instead of publishing it."""
PAGES = "pages"
"""The registry of websites, which mostly tell of a product: no version of it comes to anybody by them."""
_HINT = lazy(r"(?i)publish|upload|push|release|deploy|host|copy|\bko\b")
_TOKENS = {
    "pypi": (
        "TWINE_PASSWORD",
        "UV_PUBLISH_TOKEN",
        "UV_PUBLISH_PASSWORD",
        "POETRY_PYPI_TOKEN_PYPI",
        "FLIT_PASSWORD",
        "HATCH_INDEX_AUTH",
        "PDM_PUBLISH_PASSWORD",
        "MATURIN_PYPI_TOKEN",
        "MATURIN_PASSWORD",
    ),
    "npm": ("NPM_TOKEN", "NODE_AUTH_TOKEN", "NPM_CONFIG_TOKEN", "YARN_NPM_AUTH_TOKEN", "NPM_AUTH_TOKEN"),
    "crates": ("CARGO_REGISTRY_TOKEN", "CARGO_TOKEN", "CRATES_IO_TOKEN"),
    "rubygems": ("GEM_HOST_API_KEY", "RUBYGEMS_API_KEY", "RUBYGEMS_AUTH_TOKEN"),
    "nuget": ("NUGET_API_KEY", "NUGET_TOKEN"),
}
_READING = frozenset(_TOKENS["npm"] + _TOKENS["nuget"])
"""Tokens that are also needed to install private packages."""
_TOKEN_INPUTS = ("password", "token", "registry-token", "api-key", "api_key")
_PUBLIC = lazy(r"pypi\.org|registry\.npmjs\.(?:org|com)|crates\.io|rubygems\.org|registry\.yarnpkg\.com")
_ELSEWHERE = lazy(
    r"(?:--registry|--repository-url|--index-url|--publish-url|--index|--host|--source)[=\s]+[\"']?(\S+)"
)


def publish_steps(source: WorkflowSource) -> list[Record]:
    """List the steps that publish a package, an image or a release."""
    return source.once(_publish_steps)


def _publish_steps(source: WorkflowSource) -> list[Record]:
    found = [
        _record(workflow, job, step, registry, line)
        for workflow, job, step in source.steps()
        if not workflow.composite
        for registry, line in [*_targets(job, step)] or _by_token(step)
    ]
    return unique(found)


def _targets(job: Job, step: WorkflowStep) -> Iterator[tuple[str, int]]:
    publisher = known().publisher_of(step.action, step.inputs) if step.action else None
    if publisher:
        elsewhere = step.inputs.get("repository-url", step.inputs.get("repository_url", ""))
        yield _where(publisher.registry, elsewhere), step.place.at("uses").line
    seen: set[str] = set()
    for registry, words, line in _commands(step) if _HINT.search(step.run) else ():
        if registry not in seen and registry not in (DEPLOYMENT, PAGES):
            seen.add(registry)
            asked = _ELSEWHERE.search(" ".join(words))
            elsewhere = asked[1] if asked else _registry_url(job)
            yield _where(registry, elsewhere), line


def _commands(step: WorkflowStep) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Return the registries that a script publishes to, with the command and its line."""
    shell: Shell = "pwsh" if step.shell in ("pwsh", "powershell") else "bash"
    place = step.place.at("run")
    script = ShellScript(place.path, place.line_within(0), step.run, shell)
    for command in parse(script).commands:
        for candidate in inner(command.words):
            for publisher in known().publishers_in(candidate):
                yield publisher.registry, candidate, command.line


def _by_token(step: WorkflowStep) -> Iterator[tuple[str, int]]:
    """Find a script that is given the token with which only publishing can be meant."""
    for registry, names in _TOKENS.items() if step.run and step.env else ():
        for name in names:
            if name not in _READING and _is_secret(step.env.get(name, "")):
                elsewhere = next((value for key, value in step.env.items() if key.endswith("_URL")), "")
                yield _where(registry, elsewhere), step.place.at("env", name).line
                return


def _registry_url(job: Job) -> str:
    return next((step.inputs["registry-url"] for step in job.steps if "registry-url" in step.inputs), "")


def _where(registry: str, elsewhere: str) -> str:
    """Return the registry, `private` for one of one's own, which has its own ways to let people in."""
    if registry in ("pypi", "npm", "crates", "rubygems") and "://" in elsewhere:
        return registry if _PUBLIC.search(elsewhere) else "private"
    return registry


def _record(workflow: Workflow, job: Job, step: WorkflowStep, registry: str, line: int) -> Record:
    return {
        "path": workflow.path,
        "line": line,
        "job": job.id,
        "registry": registry,
        "token": _has_token(workflow, job, step, registry),
        "oidc": _may_identify(workflow, job),
    }


def _has_token(workflow: Workflow, job: Job, step: WorkflowStep, registry: str) -> bool:
    """Tell whether a long-lived secret is given to what publishes."""
    names = _TOKENS.get(registry, ())
    if not names:
        return False
    given = [
        value for scope in (workflow.env, job.env, step.env) for key, value in scope.items() if key in names
    ]
    given += [value for key, value in step.inputs.items() if key.lower() in _TOKEN_INPUTS]
    return any(_is_secret(value) for value in [*given, step.run])


def _is_secret(value: str) -> bool:
    return any(
        flow.path[0] == "secrets" and flow.path[-1] != "github_token"
        for expression in expressions(value)
        for flow in flows(expression.text)
    )


def _may_identify(workflow: Workflow, job: Job) -> bool:
    scopes = workflow.permissions if job.permissions == MISSING else job.permissions
    return scopes == "write-all" or table(scopes).get("id-token") == "write"


def release_caches(source: WorkflowSource) -> list[Record]:
    """Find jobs that publish what they build from a cache which other runs fill."""
    restoring = [each for each in source.steps() if _restores(each[2].action, each[2].inputs)]
    publishing = {(item["path"], item["job"]) for item in publish_steps(source)} if restoring else set()
    found: list[Record] = [
        {"path": workflow.path, "line": step.place.line, "job": job.id, "uses": step.uses}
        for workflow, job, step in restoring
        if (workflow.path, job.id) in publishing
    ]
    return unique(found)


def _restores(action: str, inputs: Mapping[str, str]) -> bool:
    if action in (
        "actions/cache",
        "actions/cache/restore",
        "swatinem/rust-cache",
        "mozilla-actions/sccache-action",
    ):
        return inputs.get("lookup-only", "") != "true"
    if action == "actions/setup-go":
        return inputs.get("cache", "true") == "true"
    if action in ("actions/setup-node", "actions/setup-python", "actions/setup-java", "actions/setup-dotnet"):
        return inputs.get("cache", "false") not in ("", "false")
    if action == "ruby/setup-ruby":
        return inputs.get("bundler-cache", "") == "true"
    if action == "docker/build-push-action":
        return "type=gha" in inputs.get("cache-from", "")
    return action == "astral-sh/setup-uv" and inputs.get("enable-cache", "") == "true"
