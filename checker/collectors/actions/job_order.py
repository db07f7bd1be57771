"""Which jobs of a file must have run before another one."""

from functools import reduce
from operator import or_

from checker.collectors.actions.guards import ignores_skipped, required
from checker.collectors.actions.workflow import Job, Workflow, needs


def _awaited(job: Job) -> list[str]:
    """Return the jobs without which this one is skipped."""
    if not ignores_skipped(job.condition):
        return needs(job)
    succeeded = required(job.condition)
    return [need for need in needs(job) if need.lower() in succeeded]


def needed(file: Workflow) -> dict[str, tuple[Job, ...]]:
    """Return each job with those that must have run before it."""
    numbers = {job.id: number for number, job in enumerate(file.jobs)}
    waits = [[numbers[need] for need in _awaited(job) if need in numbers] for job in file.jobs]
    masks: dict[int, int] = {}
    waiting = [(number, False) for number in reversed(range(len(waits)))]
    while waiting:
        number, ready = waiting.pop()
        if ready:
            masks[number] = reduce(or_, (masks.get(need, 0) for need in waits[number]), 1 << number)
        elif number not in masks:
            masks[number] = 1 << number  # jobs that need themselves are refused
            waiting += [(number, True), *((need, False) for need in waits[number] if need not in masks)]
    return {
        job.id: (
            job,
            *(other for number, other in enumerate(file.jobs) if mask >> number & 1 and other is not job),
        )
        for job, mask in zip(file.jobs, map(masks.__getitem__, range(len(waits))), strict=True)
    }
