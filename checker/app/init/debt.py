"""Nothing is red on the first day: what fails is written down before anybody is stopped by it."""

from datetime import datetime
from pathlib import Path

from checker.app.audit.run import AuditRequest, audit
from checker.app.exceptions import debt
from checker.app.init.steps import FileState, FileStep, obstacle
from checker.app.policies.compile_plan import named, planned
from checker.filesystem.probe import exists
from checker.policy.settings import config
from checker.policy.settings.configuration import DEBT


def record(folder: Path, owner: str, now: datetime) -> FileStep:
    """Record what fails now as debt of *owner*, unless something is recorded; return what became of the file.

    Raises UsageError or PolicyError when the configuration in the folder cannot be used.
    """
    configuration = config.find(folder)
    path = configuration.debt_file or DEBT
    configuration.check("debt")
    if exists(configuration.debt_path):
        return FileStep(path, FileState.SAME, why="it is there; `checker debt record` renews it")
    if why := obstacle(folder, path):
        return FileStep(path, FileState.LEFT, why=why)
    plan = planned(named((), configuration), now.date())
    found = audit(AuditRequest((), now, jobs=1), plan, configuration)
    debt.save(configuration, debt.record(found, (), owner, (), now.date()).debt)
    return FileStep(path, FileState.NEW)
