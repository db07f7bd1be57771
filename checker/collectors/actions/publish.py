"""Where workflows publish to, and with which credentials."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from checker.ci.seen import ScriptOutcome, SeenPublication
from checker.collectors.actions import behaviour
from checker.collectors.actions.expression import expressions
from checker.collectors.actions.flows import flows
from checker.collectors.actions.injections import unique
from checker.collectors.actions.reach import Pipelines
from checker.collectors.actions.runs import JobRun, RunStep, WorkflowRuns
from checker.collectors.actions.source import Record
from checker.collectors.actions.supply import commands
from checker.collectors.actions.workflow import Job, Workflow, granted
from checker.documents.shapes import table
from checker.files import Files
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.json_value import Json
from checker.patterns import lazy

PAGES = "pages"
"""The registry of websites, which mostly tell of a product: no version of it comes to anybody by them."""
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
_LOGINS = {
    "pypi": lazy(
        r"\.pypirc|pypi-token\.|http-basic\.pypi|(?:TWINE_PASSWORD|UV_PUBLISH_TOKEN)[^\n]{0,200}GITHUB_ENV"
    ),
    "npm": lazy(r"_authToken|npmAuthToken|(?:NODE_AUTH_TOKEN|NPM_TOKEN)[^\n]{0,200}GITHUB_ENV"),
    "crates": lazy(r"\bcargo\s+login\b|\.cargo/credentials|CARGO_REGISTRY_TOKEN[^\n]{0,200}GITHUB_ENV"),
    "rubygems": lazy(r"\.gem/credentials|rubygems_api_key|GEM_HOST_API_KEY[^\n]{0,200}GITHUB_ENV"),
}
"""What scripts say that store a token for later commands."""
_VARIABLE = lazy(r"\$(?:env:)?\{?([A-Za-z_]\w{0,100})")
_HANDED = lazy(
    r"(?:^|\s)(?:-p|-k|--password|--api-key|--token|--key)[=\s]\s{0,9}[\"']?\$(?:env:)?\{?([A-Za-z_]\w{0,100})"
)
"""Options by which a command is handed a variable that holds a token."""
_TOKEN_INPUTS = ("password", "token", "registry-token", "api-key", "api_key")
_PUBLIC = lazy(r"pypi\.org|registry\.npmjs\.(?:org|com)|crates\.io|rubygems\.org|registry\.yarnpkg\.com")
_UPLOADS = frozenset({"actions/upload-artifact", "actions/upload-artifact/merge"})
_DOWNLOADS = frozenset({"actions/download-artifact", "dawidd6/action-download-artifact"})
_CACHE_OPTION = lazy(r"(?:--|\.)cache-from(?:=|\s{1,9})\S{0,300}type=gha\b")
_ELSEWHERE = lazy(
    r"(?:--registry|--repository-url|--index-url|--publish-url|--index|--host|--source)[=\s]+[\"']?(\S+)"
)


class Publishing:
    """What the jobs of all workflows publish, by themselves or through what they call."""

    def __init__(self, runs: WorkflowRuns, pipelines: Pipelines) -> None:
        self.runs = runs
        self.pipelines = pipelines

    @cached_property
    def _published(self) -> list[tuple[JobRun, list[tuple[RunStep, str, tuple[str, int]]]]]:
        """The jobs that run, each with the steps that publish, where to, and the place that says so."""
        return [
            (run, [(each, *target) for each in run.live_steps for target in self._targets(run, each)])
            for run in self.runs.all
            if run.live
        ]

    @cached_property
    def steps(self) -> list[Record]:
        """The steps that publish."""
        found: list[Record] = []
        for run, targets in self._published:
            stored = _stored_tokens(run) if targets else frozenset[str]()
            for each, registry, (path, line) in targets:
                found.append(
                    {
                        "path": path,
                        "line": line,
                        "job": run.job.id,
                        "registry": registry,
                        "token": registry in stored or _has_token(each, registry),
                        "oidc": _may_write(run.permissions, "id-token"),
                    }
                )
        return unique(found)

    def _targets(self, run: JobRun, each: RunStep) -> Iterator[tuple[str, tuple[str, int]]]:
        """Return where a step publishes to, each once, and the place that says so.

        What a script publishes is said of the step that calls it, which is given the credentials.
        """
        here = (each.step.place.path, each.step.line)
        ships = self.pipelines.outcome(each.step).ships
        for ship in {each.registry: each for each in reversed(ships)}.values():
            yield _where(ship, run, each), (ship.path, ship.line) if ship.path == here[0] else here
        if not ships:
            yield from _by_token(each)

    @cached_property
    def unclear(self) -> UnseenFiles:
        """What was not understood of steps that are given a credential, and may publish with it."""
        own = UnseenFiles(gap for run in self.runs.all if run.live for gap in self._unclear(run))
        return own | self._called(lambda workflow, job: _may_write(granted(workflow, job), "id-token"))

    @property
    def unclear_secrets(self) -> UnseenFiles:
        """What of that is given a long-lived secret, by itself or through an earlier step."""
        own = UnseenFiles(
            gap
            for run in self.runs.all
            if run.live
            for each, outcome in self._not_understood(run)
            if any(map(_is_secret_value, each.given)) or _stored_tokens(run)
            for gap in outcome.may_publish
        )
        return own | self._called(lambda *_: False)

    def _called(self, has_identity: Callable[[Workflow, Job], bool]) -> UnseenFiles:
        """Return the calls of workflows elsewhere that are given secrets, or what *has_identity* tells."""
        return UnseenFiles(
            gap
            for workflow in self.runs.source.workflows
            for job in workflow.live_jobs
            if job.uses and not job.local and ("secrets" in job.data or has_identity(workflow, job))
            for gap in self.pipelines.outcome(job).may_publish
        )

    def _unclear(self, run: JobRun) -> Iterator[UnseenFile]:
        for each, outcome in self._not_understood(run):
            if _has_credential(run, each):
                yield from outcome.may_publish

    def _not_understood(self, run: JobRun) -> Iterator[tuple[RunStep, ScriptOutcome]]:
        """Yield the steps that may publish, as far as nobody knows."""
        for each in run.live_steps:
            outcome = self.pipelines.outcome(each.step)
            if outcome.may_publish and not outcome.ships:
                yield each, outcome

    @property
    def caches(self) -> tuple[list[Record], UnseenFiles]:
        """The caches of other runs that publishing jobs restore; and what may publish in other jobs."""
        found: list[Record] = []
        unclear = UnseenFiles()
        released = [
            (run, any(registry != PAGES for _, registry, _ in targets)) for run, targets in self._published
        ]
        publishing = [run for run, publishes in released if publishes]
        for run, publishes in released if publishing or self.unclear else ():
            restored = _restored(run, self.runs.source.files)
            if restored and (publishes or any(_hands_over(run, each) for each in publishing)):
                found += restored
            elif restored:
                unclear.add(*self._unclear(run))
        return unique(found), unclear


def _hands_over(run: JobRun, other: JobRun) -> bool:
    """Tell whether a job leaves files behind that another one, which needs it or its caller, takes."""
    apart = [job for job in (*run.callers, run.job) if not _is_among(job, (*other.callers, other.job))]
    return (
        run.root is other.root
        and any(_is_among(job, other.needed) for job in apart)
        and any(each.step.action in _UPLOADS for each in run.live_steps)
        and any(each.step.action in _DOWNLOADS for each in other.live_steps)
    )


def _is_among(job: Job, others: Iterable[Job]) -> bool:
    """Tell whether this very job is there; that of another file may look the same."""
    return any(job is each for each in others)


def _restored(run: JobRun, files: Files) -> list[Record]:
    steps = [each.step for each in run.live_steps]
    return [
        {"path": step.place.path, "line": step.place.line, "job": run.job.id, "uses": name}
        for step in steps
        if (name := step.uses if behaviour.restores_cache(step, files) else _cache_option(step.run))
    ]


def _cache_option(script: str) -> str:
    """Return the option by which a script builds an image from the caches of other runs, "" without one."""
    found = (_CACHE_OPTION.search(each) for each in commands(script) if not each.lstrip().startswith("#"))
    return next((f"`{match[0][:80]}`" for match in found if match), "")


def _by_token(each: RunStep) -> Iterator[tuple[str, tuple[str, int]]]:
    """Find a script that is given the token with which only publishing can be meant."""
    step = each.step
    for registry, names in _TOKENS.items() if step.run and step.env else ():
        for name in names:
            if name not in _READING and _is_secret(step.env.get(name, "")):
                elsewhere = next((value for key, value in step.env.items() if key.endswith("_URL")), "")
                place = step.place.at("env", name)
                yield _private_or(registry, elsewhere), (place.path, place.line)
                return


def _where(ship: SeenPublication, run: JobRun, each: RunStep) -> str:
    """Return the registry that a command, an action or an earlier step of the job names."""
    inputs = each.step.inputs
    if not ship.words:
        return _private_or(ship.registry, inputs.get("repository-url", inputs.get("repository_url", "")))
    asked = _ELSEWHERE.search(" ".join(ship.words))
    told = (other.step.inputs.get("registry-url", "") for other in run.steps)
    return _private_or(ship.registry, asked[1] if asked else next(filter(None, told), ""))


def _private_or(registry: str, elsewhere: str) -> str:
    """Return the registry, `private` for one of one's own, which has its own ways to let people in."""
    if registry in ("pypi", "npm", "crates", "rubygems") and "://" in elsewhere:
        return registry if _PUBLIC.search(elsewhere) else "private"
    return registry


def _has_token(each: RunStep, registry: str) -> bool:
    """Tell whether a long-lived secret is given to what publishes."""
    names = {name.lower() for name in _TOKENS.get(registry, ())}
    if not names:
        return False
    given = [value for key, value in each.variables.items() if key in names]
    given += [
        each.scope.expression(value)
        for key, value in each.step.inputs.items()
        if key.lower() in _TOKEN_INPUTS
    ]
    given += [each.scope.bound(found.text) for found in expressions(each.step.run)]
    handed = (each.variables.get(match[1].lower(), "") for match in _HANDED.finditer(each.step.run))
    return any(map(_is_secret_value, (*given, *handed)))


def _stored_tokens(run: JobRun) -> frozenset[str]:
    """Return the registries of which a step of the job leaves a long-lived secret for later commands."""
    return frozenset(
        registry
        for each in run.live_steps
        if each.step.run
        for registry, login in _LOGINS.items()
        if login.search(each.step.run) and _gives_secret(each)
    )


def _gives_secret(each: RunStep) -> bool:
    """Tell whether a script has a secret in its text, or in a variable that it names."""
    script = each.step.run
    given = [each.scope.bound(found.text) for found in expressions(script)]
    given += [each.variables.get(match[1].lower(), "") for match in _VARIABLE.finditer(script)]
    return any(map(_is_secret_value, given))


def _is_secret(text: str) -> bool:
    """Tell whether a text with expressions in it holds a long-lived secret."""
    return any(_is_secret_value(expression.text) for expression in expressions(text))


def _is_secret_value(expression: str) -> bool:
    return any(flow.path[0] == "secrets" and flow.path[-1] != "github_token" for flow in flows(expression))


def _may_write(permissions: Json, *scopes: str) -> bool:
    return permissions == "write-all" or any(table(permissions).get(scope) == "write" for scope in scopes)


def _has_credential(run: JobRun, each: RunStep) -> bool:
    """Tell whether a step is given what publishing takes: a secret, a token or an identity."""
    if _may_write(run.permissions, "id-token", "packages", "contents"):
        return True
    return any(map(_is_credential, each.given))


def _is_credential(expression: str) -> bool:
    return any(flow.path[0] == "secrets" or flow.path == ("github", "token") for flow in flows(expression))
