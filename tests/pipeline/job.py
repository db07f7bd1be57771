"""Runs the steps of one job of a reusable workflow, as a runner would that has nothing but them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.pipeline.expressions import Refused
from tests.pipeline.runner import Action, Runner

_KEYS = {"name", "runs-on", "timeout-minutes", "permissions", "env", "steps"}


class Job(Runner):
    """One job; what it says about machines, time and permissions is not acted out."""

    def __init__(
        self,
        workflow: Path,
        name: str,
        environment: Mapping[str, str],
        actions: Mapping[str, Action],
        secrets: Mapping[str, str],
    ) -> None:
        self._file, self._name = workflow, name
        super().__init__(workflow.parent, environment, actions)
        declared = self._called().get("secrets") or {}
        self.secrets = {each: secrets.get(each, "") for each in declared}

    def _called(self) -> dict[str, Any]:
        # PyYAML reads the key `on` as true.
        found: dict[str, Any] = yaml.safe_load(self._file.read_text(encoding="utf-8"))[True]["workflow_call"]
        return found

    def _read(self) -> dict[str, Any]:
        """Return the job as if it were an action."""
        job = yaml.safe_load(self._file.read_text(encoding="utf-8"))["jobs"][self._name]
        if set(job) - _KEYS:
            raise Refused(f"{self._name}: unknown keys {sorted(set(job) - _KEYS)}")
        steps = {"using": "composite", "steps": job["steps"]}
        return {"inputs": self._called().get("inputs"), "env": job.get("env"), "runs": steps}
