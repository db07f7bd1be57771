"""Nothing is red on the first day: what fails is written down before anybody is stopped by it."""

from datetime import datetime
from pathlib import Path

from checker.app import owing
from checker.app.auditing import Request, audit
from checker.app.plans import named, planned
from checker.app.starting.steps import State, Step, obstacle
from checker.filesystem.probe import exists
from checker.packs import config


def record(folder: Path, owner: str, now: datetime) -> Step:
    """Record what fails now as debt of *owner*, unless something is recorded; return what became of the file.

    Raises UsageError or PolicyError when the configuration in the folder cannot be used.
    """
    configuration = config.find(folder)
    path = configuration.debt_file or config.DEBT
    configuration.check("debt")
    if exists(configuration.debt_path):
        return Step(path, State.SAME, why="it is there; `checker debt record` renews it")
    if why := obstacle(folder, path):
        return Step(path, State.LEFT, why=why)
    plan = planned(named((), configuration), now.date())
    found = audit(Request((), now, jobs=1), plan, configuration)
    owing.save(configuration, owing.record(found, (), owner, (), now.date()).debt)
    return Step(path, State.NEW)
