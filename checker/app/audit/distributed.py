"""Judging on other machines: what is sent there, and what has to be the same there."""

import os
from pathlib import Path
from socket import gethostname

from msgspec.structs import replace

from checker.app.audit.context import Context
from checker.app.audit.repository import Judged, RepositoryJudge, judge_task
from checker.app.audit.targets import AuditTask
from checker.errors import PolicyError, TargetError
from checker.executors import Work
from checker.filesystem.probe import exists
from checker.git.targets import is_address
from checker.policy.loading.assemble import digest
from checker.policy.settings.configuration import Configuration

_SAME_FILES = (
    "workers need the same file system as the client, at the same path, and may have to be allowed in"
)


def work_elsewhere(context: Context) -> Work[RepositoryJudge, AuditTask, Judged]:
    """Return the work that judges repositories on other machines as it is done in the current folder here.

    Nothing is sent that judging does not need: neither addresses of histories nor of notifications, which may
    hold passwords.
    """
    configuration: Configuration = replace(
        context.configuration, targets=(), history="", outputs={}, notifications=(), leaks={}
    )
    sent = replace(context, configuration=configuration)
    return Work(judge_elsewhere, prepare_elsewhere, sent, str(Path.cwd()))


def prepare_elsewhere(context: Context, folder: str) -> RepositoryJudge:
    """Go to the client's folder, where relative targets start, and make ready to judge.

    Raises TargetError when there is no such folder here, PolicyError when the policy is not the client's.
    """
    try:
        os.chdir(folder)
    except OSError as error:
        raise TargetError(
            f"{gethostname()}, where it was to be judged, has no folder {folder}: {error.strerror}",
            _SAME_FILES,
        ) from error
    if digest(context.plan.policy) != context.plan.policy.digest:
        raise PolicyError(f"the policy that arrived on {gethostname()} is not the one that was sent")
    return RepositoryJudge(context)


def judge_elsewhere(judge: RepositoryJudge, task: AuditTask) -> Judged:
    """Judge one repository that the client found; raises TargetError when it is not to be found here."""
    path = task.folder or task.target
    here = bool(task.folder) or (task.observation is None and not is_address(task.target))
    if here and not exists(Path(path)):
        raise TargetError(f"{gethostname()}, where it was to be judged, does not find {path}", _SAME_FILES)
    return judge_task(judge, task)
