"""Expressions of GitHub Actions, evaluated by GitHub's own library."""

import atexit
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_HOLE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_STATUS = re.compile(r"\b(?:always|success|failure|cancelled)\s*\(", re.IGNORECASE)


class Refused(Exception):
    """The runner, or GitHub, would not go on: the text says at what."""


@cache
def _evaluator() -> "subprocess.Popen[str]":
    """Start the process that evaluates, once for all tests: a question holds all that its answer depends on."""
    process = subprocess.Popen(
        [Path(sys.executable).with_name("node"), _HERE / "evaluate.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(process.communicate)
    return process


class Expressions:
    """Evaluates expressions; *hashes* maps what hashFiles is asked to its answers."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = hashes

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
        process = _evaluator()
        assert process.stdin
        assert process.stdout
        question = {
            "source": source.strip(),
            "contexts": contexts,
            "status": status,
            "hashes": dict(self._hashes),
        }
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        if "error" in answer:
            raise Refused(f"${{{{ {source.strip()} }}}}: {answer['error']}")
        return answer
