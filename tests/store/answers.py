"""Everything that a history tells, as plain values: to hold two versions of one history against each other."""

import json
from itertools import pairwise
from typing import Any

from checker.app.audit.series import SeriesChoice
from checker.app.reports.export import GROUPS, JSON_LINES, RESULTS, lines
from checker.app.reports.history import Wanted
from checker.engine.comparison import compare
from checker.model import encoding
from checker.model.recorded import AuditState
from checker.store.history import AuditHistory


def answers(history: AuditHistory) -> dict[str, Any]:
    """Return what each series of a history says, by its key."""
    return {each.key: _series(history, each.key) for each in history.series()}


def _series(history: AuditHistory, key: str) -> dict[str, Any]:
    finished = [each for each in history.audits(key) if each.state is AuditState.FINISHED]
    pairs = [(one.id, two.id) for one, two in pairwise([*finished, *finished[:1]])]
    repositories = history.names("repository", key)
    return {
        "audits": encoding.plain(history.audits(key)),
        "loaded": [encoding.plain(history.load(each.id)) for each in finished],
        "groups": encoding.plain(history.groups(key)),
        "names": [*repositories, *history.names("team", key)],
        "trends": {
            f"{kind} {name}": encoding.plain(history.trend(kind, name, key))
            for kind, name in history.groups(key)
        },
        "subjects": {
            name: encoding.plain(history.subject_trend(name, "repository", key)) for name in repositories
        },
        "facts": {name: [history.facts(each.id, name) for each in finished] for name in repositories},
        "changed": [sorted(map(list, history.changed(*pair))) for pair in pairs],
        "causes": [encoding.plain(compare(*history.pair(*pair))) for pair in pairs],
        "past": encoding.plain(history.past(key)),
        "results": _exported(history, key, RESULTS),
        "figures": _exported(history, key, GROUPS),
    }


def _exported(history: AuditHistory, key: str, what: str) -> list[Any]:
    return [
        json.loads(line) for line in lines(history, Wanted(SeriesChoice(key), every=True), what, JSON_LINES)
    ]
