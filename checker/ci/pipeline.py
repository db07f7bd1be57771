"""Pipelines as plain values: what the readers of all CI systems return, and what everything else asks.

A reason ("" where there is none) says in a few words, to be read after "because", why a failure does not
reach the result of the change (*swallowed*: "`allow_failure: true`") or why the thing never runs (*never*:
"`when: never`"). A reader that cannot decide leaves both "": what may fail the change counts as enforced.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from checker.files.gaps import UnseenFile

Shell = Literal["sh", "bash", "pwsh", "cmd", "program", "other"]
"""What a script is written for; *program*: a language that is no shell's, as Python or R."""


class ShellScript(Struct, frozen=True):
    """A script as it stands in a file, whose first line is *line* of *path*; *directory* is where it runs.

    *errexit* and *pipefail*: the shell is started so that a failed command ends the script, and that a failed
    command before a pipe fails the pipe; the script's own `set` is not looked at here.
    """

    path: str
    line: int
    text: str
    shell: Shell = "bash"
    errexit: bool = True
    pipefail: bool = False
    directory: str = ""


class PipelineStep(Struct, frozen=True):
    """One step; *variables* are those of the step alone whose values stand in the file.

    *uses* names what is run without a script, as its system spells it, without its version and in lower case:
    an action (`actions/setup-go`), a task (`vstest`), an orb's command or job (`node/test`), a pipe, a plug-
    in, a template (`jobs/dependency-scanning`), an image of a step that has no script. *inputs* are its
    inputs.
    """

    path: str
    line: int
    name: str = ""
    uses: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    scripts: tuple[ShellScript, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    swallowed: str = ""
    never: str = ""


class PipelineJob(Struct, frozen=True):
    """One job.

    *has_code*: the repository is, or may be, checked out in it. *before_merge*: whether changes that are not
    merged yet start it; None where its file does not say. *variables* are those whose values stand in the
    file. *judged*: a step of its own looks at the results of the tests, and fails where one failed.
    """

    path: str
    line: int
    name: str = ""
    steps: tuple[PipelineStep, ...] = ()
    image: str = ""
    has_code: bool = True
    before_merge: bool | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    swallowed: str = ""
    never: str = ""
    judged: bool = False


class Pipeline(Struct, frozen=True):
    """All that one CI system is set up to do; *unseen* says what of it was not read or not understood.

    A system that is only recognised has no jobs, and its files are *unseen* (cause NOT_UNDERSTOOD).
    """

    system: str
    paths: tuple[str, ...]
    jobs: tuple[PipelineJob, ...] = ()
    unseen: tuple[UnseenFile, ...] = ()
