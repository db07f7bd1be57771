"""Expressions of GitHub Actions, evaluated by GitHub's own library."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_HOLE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_STATUS = re.compile(r"\b(?:always|success|failure|cancelled)\s*\(", re.IGNORECASE)


class Refused(Exception):
    """The runner, or GitHub, would not go on: the text says at what."""


class Expressions:
    """A process that evaluates; *hashes* maps what hashFiles is asked to its answers."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = hashes
        self._process = subprocess.Popen(
            [Path(sys.executable).with_name("node"), _HERE / "evaluate.mjs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def holds(self, condition: str, contexts: Mapping[str, Any], status: str) -> bool:
        """Tell whether a step's `if` holds; without a status function, only after success."""
        match = _HOLE.fullmatch(condition.strip())
        source = match[1] if match else condition
        if not _STATUS.search(source):
            source = f"success() && ({source})"
        return bool(self._ask(source, contexts, status)["value"])

    def filled(self, text: str, contexts: Mapping[str, Any], status: str) -> str:
        """Return a text with its expressions evaluated."""
        return _HOLE.sub(lambda match: str(self._ask(match[1], contexts, status)["text"]), text)

    def _ask(self, source: str, contexts: Mapping[str, Any], status: str) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        question = {
            "source": source.strip(),
            "contexts": contexts,
            "status": status,
            "hashes": dict(self._hashes),
        }
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise Refused(f"${{{{ {source.strip()} }}}}: {answer['error']}")
        return answer
