"""A runner of composite actions, as GitHub's own behaves, for tests of what we ship to run there.

Expressions are evaluated by GitHub's own library (`@actions/expressions`, on Node.js). What this
runner does not know is an error: it never guesses.
"""

from tests.pipeline.expressions import Refused
from tests.pipeline.limits import ANNOTATIONS_A_JOB, ANNOTATIONS_A_STEP, SUMMARY_LIMIT, Annotation
from tests.pipeline.runner import Outcome, Run, Runner

__all__ = [
    "ANNOTATIONS_A_JOB",
    "ANNOTATIONS_A_STEP",
    "SUMMARY_LIMIT",
    "Annotation",
    "Outcome",
    "Refused",
    "Run",
    "Runner",
]
