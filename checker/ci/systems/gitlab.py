"""GitLab CI: jobs with their `extends`, references, includes and rules put in.

Source: docs.gitlab.com/ci/yaml. Scripts: the runner starts bash (or sh) with `set -eo pipefail`
(docs.gitlab.com/ci/yaml/script, gitlab-runner shells/bash.go); `before_script` and `script` are one script,
and what fails in `after_script` does not fail the job.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from posixpath import normpath

from msgspec.structs import replace

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.gitlab_rules import JobStart, is_by_hand, is_included, is_never, starts, values
from checker.ci.systems.placed import Placed, filled, merged, substituted
from checker.ci.systems.scripts import Interpreter, axes, joined, legs
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy

_BASH = Interpreter("bash", errexit=True, pipefail=True)
_POWERSHELL = Interpreter("pwsh", errexit=True)
_RESERVED = frozenset(
    [
        "default",
        "include",
        "stages",
        "variables",
        "workflow",
        "image",
        "services",
        "cache",
        "before_script",
        "after_script",
        "spec",
    ]
)
_EXTENDS_LIMIT = 11
_REFERENCE_LIMIT = 10
_REFERENCES = 2000
_LINE_LIMIT = 1000
_LEG_LIMIT = 10
_JOB_LIMIT = 500
_INPUT = lazy(r"\$\[\[\s*inputs\.([\w-]+)[^\]$]*+\]\]")
_TEMPLATE = lazy(r"(?:\.latest)?\.gitlab-ci\.ya?ml$", re.IGNORECASE)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read the pipelines that these files are the beginnings of."""
    jobs: list[PipelineJob] = []
    for path in paths:
        if document := next(reversed(sources.documents(path)), None):
            reading = _Reading(sources, (path,))
            jobs += reading.jobs(reading.complete(document, (path,)))
    return Pipeline("gitlab-ci", tuple(sources.paths), tuple(jobs), sources.unseen)


def fits(document: Placed) -> bool:
    """Tell whether a document is a pipeline: its jobs have scripts."""
    return not document.at("kind") and any("script" in job.table for job in document.table.values())


class _Reading:
    """Puts one pipeline together."""

    def __init__(self, sources: CiFiles, trail: tuple[str, ...]) -> None:
        self._sources = sources
        self._trail = trail
        self._bases: dict[str, Placed] = {}
        self._references = 0
        self._templates: list[tuple[Placed, str]] = []
        self._whole = Placed("", 1)

    def complete(self, document: Placed, trail: tuple[str, ...]) -> Placed:
        """Return a configuration merged over what it includes."""
        whole = Placed(document.path, 1, {})
        for include in document.at("include").items:
            if is_included(include, child=len(self._trail) > 1):
                for included in self._included(include, trail):
                    whole = merged(whole, included)
        return merged(whole, document) if document.table else whole

    def _included(self, include: Placed, trail: tuple[str, ...]) -> Iterator[Placed]:
        kind, named = ("local", include) if include.text else include.only
        for key in ("local", "template", "component", "project", "remote", "artifact"):
            if key in include.table:
                kind, named = key, include.at(key)
        if kind == "local" and not named.text.startswith(("http://", "https://")):
            for path in self._local(named):
                document = self._sources.included(path, trail, named)
                yield self.complete(self._with_inputs(document, include.at("inputs")), (*trail, path))
        elif kind == "template":
            self._templates.append((named, _TEMPLATE.sub("", named.text).lower()))
        elif kind == "component":
            yield from self._component(named, include, trail)
        elif named:
            self._sources.not_understood(named, f"includes {named.text or kind}, which is kept elsewhere")

    def _component(self, named: Placed, include: Placed, trail: tuple[str, ...]) -> Iterator[Placed]:
        """Read a component that this project itself offers; others are known by their names."""
        name = named.text.partition("@")[0].partition("/")[2]
        own = name.rpartition("/")[2] if name.lower().startswith("$ci_project_path/") else ""
        paths = [f"templates/{own}.yml", f"templates/{own}/template.yml"] if own else []
        for path in [path for path in paths if self._sources.files.entry(path)][:1]:
            document = self._sources.included(path, trail, named)
            yield self.complete(self._with_inputs(document, include.at("inputs")), (*trail, path))
            return
        self._templates.append((named, name.lower()))

    def _local(self, named: Placed) -> Sequence[str]:
        pattern = normpath(named.text.lstrip("/"))
        if "$" in pattern:
            self._sources.not_understood(named, f"includes {named.text}, which is only known when it runs")
            return ()
        if "*" in pattern:
            return self._sources.files.glob(re.sub(r"\*\*(?!/)", "**/*", pattern), everything=True)
        return (pattern,)

    def _with_inputs(self, document: Placed, given: Placed) -> Placed:
        headers = self._sources.documents(document.path)
        spec = headers[0].at("spec", "inputs") if headers else document.at("spec", "inputs")
        values = {
            name: item.at("default").text for name, item in spec.table.items() if item.at("default").text
        }
        values.update(given.texts())
        if not self._sources.afford(document):
            return Placed(document.path, 1)
        return substituted(document, lambda text: filled(text, _INPUT, values))

    def jobs(self, whole: Placed) -> Iterator[PipelineJob]:
        """Return the jobs of a complete configuration."""
        self._whole = whole
        for place, name in self._templates:
            yield self._template(place, name)
        for name, job in list(whole.table.items())[:_JOB_LIMIT]:
            if name not in _RESERVED and not name.startswith(".") and job.table:
                yield from self._job(name, self._base(name))

    def _template(self, place: Placed, name: str) -> PipelineJob:
        """Return a template of GitLab itself; it is switched off by a variable of its name."""
        switch = name.rpartition("/")[2].upper().replace("-", "_") + "_DISABLED"
        off = self._whole.at("variables", switch)
        never = f"`{switch}: {off.text}`" if off.text.lower() in ("true", "1") else ""
        step = PipelineStep(place.path, place.line, name, uses=name)
        return PipelineJob(place.path, place.line, name, (step,), before_merge=True, never=never)

    def _base(self, name: str, depth: int = 0) -> Placed:
        """Return a job that others extend or refer to, each worked out once."""
        if name not in self._bases:
            job = self._whole.at(name)
            self._bases[name] = job  # What extends itself finds itself as it is written.
            if depth < _EXTENDS_LIMIT:
                self._bases[name] = self._extended(job, depth)
            elif job.at("extends"):
                self._sources.not_understood(job, f"extends jobs more than {_EXTENDS_LIMIT} deep")
        return self._bases[name]

    def _extended(self, job: Placed, depth: int) -> Placed:
        result = Placed(job.path, job.line, {})
        for base in job.at("extends").items[:_EXTENDS_LIMIT]:
            if base.text in self._whole.table:
                result = merged(result, self._base(base.text, depth + 1))
            elif not self._templates and not self._sources.unseen:
                self._sources.not_understood(base, f"extends {base.text}, which is not there")
        return merged(result, job)

    def _job(self, name: str, job: Placed) -> Iterator[PipelineJob]:
        if "trigger" in job.table:
            yield from self._child(job)
            return
        variables = {**values(self._whole.at("variables")), **values(job.at("variables"))}
        image = self._setting(job, "image")
        steps = tuple(self._steps(job))
        asked = self._starts(job)
        for leg in self._legs(job):
            known = {**variables, **leg}
            yield PipelineJob(
                job.path,
                job.line,
                name,
                steps,
                image=image.at("name").text or image.text,
                has_code=known.get("GIT_STRATEGY", "").lower() not in ("none", "empty"),
                before_merge=asked.before_merge,
                variables=known,
                swallowed=asked.swallowed,
                never=_never(job),
            )

    def _setting(self, job: Placed, key: str) -> Placed:
        inherits = job.at("inherit", "default")
        inherited = inherits.scalar is not False and (
            not inherits or inherits.scalar is True or key in [leaf.text for leaf in inherits.leaves()]
        )
        if key in job.table or not inherited:
            return job.at(key)
        return self._whole.at("default", key) or self._whole.at(key)

    def _steps(self, job: Placed) -> Iterator[PipelineStep]:
        tags = {leaf.text.lower() for leaf in self._setting(job, "tags").leaves()}
        windows = any("windows" in tag for tag in tags)
        interpreter = _POWERSHELL if windows else _BASH
        lines = [*self._some(self._setting(job, "before_script")), *self._some(job.at("script"))]
        lines += [line for step in job.at("run").items for line in step.at("script").leaves()]
        if lines:
            yield PipelineStep(job.path, job.line, "script", scripts=joined(lines, interpreter))
        for step in job.at("run").items:
            if step.at("step").text:
                yield PipelineStep(step.path, step.line, uses=step.at("step").text.partition("@")[0].lower())
        if after := self._some(self._setting(job, "after_script")):
            reason = "what fails in `after_script` does not fail the job"
            scripts = joined(after, interpreter)
            yield PipelineStep(job.path, after[0].line, "after_script", scripts=scripts, swallowed=reason)

    def _some(self, place: Placed) -> Sequence[Placed]:
        lines = list(islice(self._lines(place), _LINE_LIMIT + 1))
        if len(lines) > _LINE_LIMIT:
            self._sources.not_understood(place, f"has more than {_LINE_LIMIT} lines")
        return lines[:_LINE_LIMIT]

    def _lines(self, place: Placed, depth: int = 0) -> Iterator[Placed]:
        """Go through the lines of a script, references put in."""
        if place.tag == "!reference":
            found = self._referred(place)
            if depth < _REFERENCE_LIMIT and found:
                yield from self._lines(found, depth + 1)
            else:
                keys = ".".join(leaf.text for leaf in place.leaves())
                self._sources.not_understood(place, f"refers to {keys}, which is not there")
        elif isinstance(place.value, list):
            for item in place.value:
                yield from self._lines(item, depth)
        elif place.text:
            yield place

    def _referred(self, place: Placed) -> Placed:
        name, *keys = [leaf.text for leaf in place.leaves()] or [""]
        self._references += 1
        if self._references > _REFERENCES:
            return Placed(place.path, place.line)
        return self._base(name).at(*keys)

    def _legs(self, job: Placed) -> Iterator[Mapping[str, str]]:
        entries = job.at("parallel", "matrix").items or [Placed("", 1)]
        for entry in entries[:_LEG_LIMIT]:
            yield from legs(axes(entry))

    def _starts(self, job: Placed) -> JobStart:
        """Ask the rules of a job, references put in."""
        rules = [item for rule in job.at("rules").items for item in self._rule(rule)]
        asked = replace(job, value={**job.table, "rules": replace(job, value=rules)}) if rules else job
        lines = self._some(job.at("script")) if job.at("allow_failure") or rules else ()
        return starts(asked, self._whole, lines, child=len(self._trail) > 1)

    def _rule(self, rule: Placed) -> Sequence[Placed]:
        return self._referred(rule).items if rule.tag == "!reference" else (rule,)

    def _child(self, job: Placed) -> Iterator[PipelineJob]:
        """Read a child pipeline, whose configuration stands in this repository."""
        includes = job.at("trigger", "include")
        if not includes:
            if job.at("trigger", "strategy").text in ("depend", "mirror"):
                self._sources.not_understood(job, "waits for a pipeline of another project")
            return
        child = _Reading(self._sources, (*self._trail, includes.path))
        first = Placed(includes.path, includes.line, {"include": includes})
        asked = self._starts(job)
        awaited = job.at("trigger", "strategy").text in ("depend", "mirror")
        swallowed = asked.swallowed if awaited else "`trigger` without `strategy: depend`"
        for found in child.jobs(child.complete(first, child._trail)):
            yield replace(
                found,
                before_merge=asked.before_merge,
                swallowed=found.swallowed or swallowed,
                never=found.never or _never(job),
            )


def _never(job: Placed) -> str:
    return is_never(job) or ("`when: manual`" if is_by_hand(job) else "")
