"""What an audit of all repositories takes, by what a sample took."""

from collections.abc import Sequence
from datetime import UTC, datetime

from checker.app.audit import github_targets
from checker.app.doctor.sample import Probe
from checker.collectors import github as topics
from checker.executors import default_jobs
from checker.model.diagnosis import Cost, Resource

_CORE, _GRAPHQL = "core", "graphql"


def cost(probe: Probe, jobs: int) -> Cost:
    """Return what is extrapolated from what *probe* asked of GitHub, if files are judged by *jobs*."""
    from checker.github.sample import waiting, working

    github, count, now = probe.github, len(probe.far), datetime.now(UTC)
    ledger = github.client.ledger
    resources = (_core(probe), _graphql(probe))
    answered = sum(ledger.requests.values())
    requests = [each.requests for each in resources]
    return Cost(
        exact=len(probe.far_sample) == count,
        resources=resources,
        clones=count if github.clones else 0,
        here=sum(map(github_targets.is_here, probe.far)) if github.clones else 0,
        waiting=max(waiting(each.cost, ledger.limits.get(each.name), now) for each in resources),
        # The three go on side by side.
        working=max(
            working(sum(requests), requests[0], ledger.seconds / max(answered, 1)),
            _mean(github.seconds) * count / github_targets.CLONES,
            _mean(probe.seconds) * count / (github.jobs or jobs or default_jobs()),
        ),
        asked=answered,
    )


def _mean(seconds: Sequence[float]) -> float:
    return sum(seconds) / len(seconds) if seconds else 0.0


def _core(probe: Probe) -> Resource:
    """Return the requests of REST: those about owners were all sent, those about repositories are many."""
    from checker.github.sample import extrapolated

    ledger = probe.github.client.ledger
    shared = ledger.requests[_CORE] + ledger.requests["free"] - sum(ledger.of.values())
    requests = shared + round(extrapolated(probe.far, probe.far_sample, ledger.of))
    return _resource(_CORE, requests, requests, probe)


def _graphql(probe: Probe) -> Resource:
    """Return the queries: their number follows from how many repositories go into one."""
    from checker.github.fetch import queries

    ledger, asks = probe.github.client.ledger, topics.asks(probe.context.wanted)
    owners = len({each.owner.lower() for each in probe.far if each.organization})
    times = len(probe.far) / max(len(probe.far_sample), 1)
    planned = queries(asks, len(probe.far_sample), owners)
    known = probe.queries + ledger.lists
    more = max(ledger.requests[_GRAPHQL] - known - planned, 0)  # files, and what was asked in parts
    number = known + queries(asks, len(probe.far), owners) + round(more * times)
    points = ledger.shared + round((ledger.points - ledger.shared) * times)
    return _resource(_GRAPHQL, number, max(points, number), probe)


def _resource(name: str, requests: int, points: int, probe: Probe) -> Resource:
    limit = probe.github.client.ledger.limits.get(name)
    if limit is None:
        return Resource(name, requests, points)
    return Resource(
        name=name, requests=requests, cost=points, hourly=limit.hourly, left=limit.left, resets=limit.resets
    )
