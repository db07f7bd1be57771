"""Runs a composite action, or a job of a workflow, step by step."""

import hashlib
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.pipeline import limits
from tests.pipeline.expressions import Expressions, Refused
from tests.pipeline.limits import Annotation

_STEP_KEYS = {
    "id",
    "name",
    "if",
    "shell",
    "run",
    "env",
    "uses",
    "with",
    "working-directory",
    "continue-on-error",
}
_SHELLS = {
    "bash": ("bash", "--noprofile", "--norc", "-eo", "pipefail"),
    "sh": ("sh", "-e"),
}
_UNNAMED = ("bash", "-e")
"""The shell of a job's step that names none: unlike `bash` by name it does not mind a broken pipe."""
_FILES = {
    "GITHUB_ENV": "env",
    "GITHUB_OUTPUT": "output",
    "GITHUB_PATH": "path",
    "GITHUB_STEP_SUMMARY": "summary",
}
Action = Callable[["Run", Mapping[str, str]], Mapping[str, str]]
"""What stands for an action of others: it gets the run and the inputs, and returns outputs."""


@dataclass
class Outcome:
    """How one step ended. *conclusion* is what later steps see after `continue-on-error`."""

    name: str
    outcome: str
    conclusion: str
    output: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    annotations: tuple[Annotation, ...] = ()
    summary: str = ""


@dataclass
class Run:
    """One run of an action: what it was given, and what came of it."""

    workspace: Path
    temporary: Path
    environment: dict[str, str]
    github: Mapping[str, Any]
    inputs: Mapping[str, Any]
    secrets: Mapping[str, str] | None = None
    steps: list[Outcome] = field(default_factory=list)
    by_id: dict[str, Outcome] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    outputs: Mapping[str, str] = field(default_factory=dict)
    status: str = "success"

    @property
    def annotations(self) -> list[Annotation]:
        """What GitHub shows of all annotations."""
        return limits.shown(step.annotations for step in self.steps)

    @property
    def summary(self) -> str:
        """What GitHub shows of all summaries."""
        return "\n".join(step.summary for step in self.steps if step.summary)

    @property
    def log(self) -> str:
        """What all steps printed."""
        return "\n".join(f"== {step.name}\n{step.output}" for step in self.steps)

    def contexts(self, env: Mapping[str, str]) -> dict[str, Any]:
        """Return the contexts that expressions of steps may use: secrets in those of a job only."""
        return {
            **({} if self.secrets is None else {"secrets": dict(self.secrets)}),
            "github": dict(self.github),
            "inputs": dict(self.inputs),
            "env": {**self.environment, **env},
            "runner": {"os": "Linux", "arch": "X64", "temp": str(self.temporary), "debug": ""},
            "steps": {
                name: {
                    "outputs": dict(each.outputs),
                    "outcome": each.outcome,
                    "conclusion": each.conclusion,
                }
                for name, each in self.by_id.items()
            },
        }


class Runner:
    """Runs one action; *actions* stand for those of others.

    *secrets* are None for actions, which have none. The steps see *environment* and what a hosted runner sets, nothing else of this machine but its PATH.
    """

    secrets: Mapping[str, str] | None = None

    def __init__(self, action: Path, environment: Mapping[str, str], actions: Mapping[str, Action]) -> None:
        self._folder = action
        self._definition = self._read()
        self._environment = environment
        self._actions = actions
        if self._definition["runs"]["using"] != "composite":
            raise Refused("only composite actions run here")
        self._expressions = Expressions(self._hashes())

    def _read(self) -> dict[str, Any]:
        found: dict[str, Any] = yaml.safe_load((self._folder / "action.yml").read_text(encoding="utf-8"))
        return found

    def _hashes(self) -> dict[str, str]:
        """Digest every file of the action, as hashFiles would, by the names that it could be asked for."""
        return {
            f"{prefix}{path.relative_to(self._folder).as_posix()}": hashlib.sha256(
                path.read_bytes()
            ).hexdigest()
            for path in self._folder.rglob("*.txt")
            # What was installed or cloned into the checkout is not part of the action.
            if {".venv", ".venvs", ".cache"}.isdisjoint(path.parts)
            for prefix in ("", f"{self._folder}/")
        }

    def run(
        self, workspace: Path, temporary: Path, github: Mapping[str, Any], given: Mapping[str, str]
    ) -> Run:
        """Run the action in a workspace, with a `github` context and the inputs of a step's `with`."""
        github = {**github, "action_path": str(self._folder), "workspace": str(workspace)}
        inputs = self._inputs(given, github)
        run = Run(workspace, temporary, dict(self._environment), github, inputs, self.secrets)
        run.environment |= self._filled(run, self._definition.get("env") or {}, {})
        for number, step in enumerate(self._definition["runs"]["steps"]):
            self._step(run, number, step)
        run.outputs = {
            name: self._expressions.filled(str(each["value"]), run.contexts({}), run.status)
            for name, each in (self._definition.get("outputs") or {}).items()
        }
        return run

    def _inputs(self, given: Mapping[str, str], github: Mapping[str, Any]) -> dict[str, Any]:
        declared = self._definition.get("inputs") or {}
        unknown = set(given) - set(declared)
        if unknown:
            raise Refused(f"the action has no inputs {sorted(unknown)}")
        found = {}
        for name, each in declared.items():
            if each.get("required") and name not in given and "default" not in each:
                raise Refused(f"the input {name} is required")
            default = _text(each.get("default", ""))
            filled = self._expressions.filled(default, {"github": dict(github)}, "success")
            value = given.get(name, filled)
            found[name] = value == "true" if each.get("type") == "boolean" else value
        return found

    def _step(self, run: Run, number: int, step: Mapping[str, Any]) -> None:
        name = str(step.get("name") or step.get("id") or step.get("uses") or f"step {number + 1}")
        if set(step) - _STEP_KEYS:
            raise Refused(f"{name}: unknown keys {sorted(set(step) - _STEP_KEYS)}")
        env = self._filled(run, step.get("env") or {}, {})
        if not self._expressions.holds(_text(step.get("if", "success()")), run.contexts(env), run.status):
            ended = Outcome(name, "skipped", "skipped")
        elif "uses" in step:
            ended = self._used(run, name, step, env)
        else:
            ended = self._ran(run, name, step, env, number)
        forgiven = ended.outcome == "failure" and self._forgives(run, step, env)
        ended.conclusion = "success" if forgiven else ended.outcome
        if ended.conclusion == "failure":
            run.status = "failure"
        run.steps.append(ended)
        if step.get("id"):
            run.by_id[str(step["id"])] = ended

    def _forgives(self, run: Run, step: Mapping[str, Any], env: Mapping[str, str]) -> bool:
        text = _text(step.get("continue-on-error", "false"))
        return self._expressions.filled(text, run.contexts(env), run.status) == "true"

    def _filled(self, run: Run, texts: Mapping[str, Any], env: Mapping[str, str]) -> dict[str, str]:
        return {
            name: self._expressions.filled(_text(value), run.contexts(env), run.status)
            for name, value in texts.items()
        }

    def _used(self, run: Run, name: str, step: Mapping[str, Any], env: Mapping[str, str]) -> Outcome:
        uses = str(step["uses"])
        action, _, commit = uses.partition("@")
        if len(commit) != 40:
            raise Refused(f"{name}: {uses} is not pinned to a commit")
        if action not in self._actions:
            raise Refused(f"{name}: nothing stands for {action} here")
        outputs = self._actions[action](run, self._filled(run, step.get("with") or {}, env))
        return Outcome(name, "success", "success", outputs=outputs)

    def _ran(  # noqa: PLR0913, PLR0917  # the parts of a step
        self, run: Run, name: str, step: Mapping[str, Any], env: Mapping[str, str], number: int
    ) -> Outcome:
        unnamed = _UNNAMED if run.secrets is not None and "shell" not in step else None
        shell = unnamed or _SHELLS.get(str(step.get("shell")))
        if shell is None:
            raise Refused(f"{name}: a step of a composite action needs a known shell")
        script = run.temporary / f"step{number}.sh"
        script.write_text(
            self._expressions.filled(str(step["run"]), run.contexts(env), run.status), encoding="utf-8"
        )
        files = {key: run.temporary / f"step{number}.{each}" for key, each in _FILES.items()}
        for path in files.values():
            path.write_text("", encoding="utf-8")
        folder = self._expressions.filled(
            str(step.get("working-directory", ".")), run.contexts(env), run.status
        )
        done = subprocess.run(
            [*shell, script],
            cwd=run.workspace / folder,
            env={**self._hosted(run, files), **run.environment, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        said = {key: path.read_text(encoding="utf-8") for key, path in files.items()}
        run.environment |= limits.assignments(said["GITHUB_ENV"], "GITHUB_ENV")
        run.path = [*reversed(said["GITHUB_PATH"].split()), *run.path]
        summary = said["GITHUB_STEP_SUMMARY"]
        return Outcome(
            name,
            "failure" if done.returncode else "success",
            "",
            done.stdout,
            limits.assignments(said["GITHUB_OUTPUT"], "GITHUB_OUTPUT"),
            tuple(limits.annotations(done.stdout)),
            summary if len(summary.encode()) <= limits.SUMMARY_LIMIT else "",
        )

    def _hosted(self, run: Run, files: Mapping[str, Path]) -> dict[str, str]:
        """Return the variables that a hosted runner sets for every step."""
        stated = {
            f"GITHUB_{name.upper()}": str(value)
            for name, value in run.github.items()
            if isinstance(value, str) and name not in ("token", "action_path")
        }
        return {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self._folder),
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(run.temporary),
            "HOME": str(run.temporary / "home"),
            "LANG": "C.UTF-8",
            "PATH": os.pathsep.join((*run.path, os.environ["PATH"])),
            **stated,
            **{key: str(path) for key, path in files.items()},
        }


def _text(value: Any) -> str:
    """Write a YAML scalar as GitHub reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
