"""A few repositories, asked about and judged as an audit would, and what that took."""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from checker.app.audit.github_targets import GitHubTargets
from checker.app.audit.local_filters import selected
from checker.app.audit.repository import Context, Judged, RepositoryJudge, judge_task
from checker.app.audit.run import AuditWatcher
from checker.app.audit.targets import GITHUB, AuditTask, local, uncollected
from checker.executors import Here, Processes, Work
from checker.github.responses import Listed
from checker.model.audit import Uncollected


class Probe:
    """All repositories that targets name, *near* on this machine and *far* on GitHub, and a sample of each.

    *judged* are outcomes by target, *failed* what could not be read; *seconds* is how long each took to
    judge, *queries* how many it took to list those on GitHub.
    """

    def __init__(self, context: Context, github: GitHubTargets, watcher: AuditWatcher | None = None) -> None:
        self.context = context
        self.github = github
        self.near: Sequence[AuditTask] = ()
        self.near_sample: Sequence[AuditTask] = ()
        self.far: Sequence[Listed] = ()
        self.far_sample: Sequence[Listed] = ()
        self.judged: dict[str, Judged] = {}
        self.failed: list[Uncollected] = []
        self.seconds: list[float] = []
        self.queries = 0
        self._watcher = watcher

    def ask(self, targets: Sequence[str], count: int, jobs: int) -> None:
        """Ask about *count* repositories of each sort, judge them in so many processes."""
        far = [each for each in targets if each.startswith(GITHUB)]
        near = list(local([each for each in targets if each not in far], self.failed))
        filters = self.github.filters
        self.near = selected(near, self.context, filters, jobs=jobs, alone=not far)
        self.near_sample = self.near[:count]
        self._list(far, count)
        asked = self.github.asked(self.far_sample) if self.far_sample else ()
        self._judge(chain(self.near_sample, asked), self.github.jobs or jobs)
        self.failed += self.github.missing
        self.github.tidy()

    @property
    def names(self) -> Iterator[str]:
        """Who is in the sample."""
        yield from (task.target for task in self.near_sample)
        yield from (each.full_name for each in self.far_sample)

    def _list(self, targets: Sequence[str], count: int) -> None:
        if targets:
            from checker.github.sample import choose

            self.far = self.github.listed(targets)
            self.queries = self.github.client.ledger.requests["graphql"]
            self.far_sample = choose(self.far, count)

    def _judge(self, tasks: Iterable[AuditTask], jobs: int) -> None:
        far = bool(self.far_sample)
        executor = Here() if far and self.github.jobs == 1 else Processes(jobs, hosted=far)
        for task, outcome in executor.run(Work(_timed, RepositoryJudge, self.context), tasks):
            if isinstance(outcome, Exception):
                self.failed.append(uncollected(task.target, outcome))
            else:
                self.judged[task.target], seconds = outcome
                self.seconds.append(seconds)
            if self._watcher:
                total = len(self.near_sample) + len(self.far_sample)
                self._watcher.advance(len(self.judged) + len(self.failed), total, task.target)


def _timed(judge: RepositoryJudge, task: AuditTask) -> tuple[Judged, float]:
    """Judge a task; return the seconds that it took as well."""
    started = time.monotonic()
    judged = judge_task(judge, task)
    return judged, time.monotonic() - started
