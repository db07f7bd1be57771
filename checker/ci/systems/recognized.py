"""Systems that are only recognised: their configuration is a program, or stands in other repositories."""

from collections.abc import Sequence
from functools import partial

from checker.ci.pipeline import Pipeline
from checker.ci.systems.placed import Placed
from checker.ci.systems.sources import CiFiles

_SHOWN = 5


def read_teamcity(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Recognise TeamCity, whose configuration is a program in Kotlin or XML of its server."""
    return _read("teamcity", sources, [path for path in paths if path.endswith((".kts", ".kt", ".xml"))])


def read_zuul(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Recognise Zuul, whose jobs are playbooks that inherit from those of other repositories."""
    return _read("zuul", sources, paths)


def _read(system: str, sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    for path in paths[:_SHOWN]:
        sources.not_understood(Placed(path, 1), f"holds jobs of {system}, whose commands are not read")
    return Pipeline(system, tuple(paths), unseen=sources.unseen)


read_agola = partial(_read, "agola")
read_buddy = partial(_read, "buddy")
read_buildbot = partial(_read, "buildbot")
read_cocoon = partial(_read, "cocoon")
read_codeship = partial(_read, "codeship")
read_eas = partial(_read, "eas")
read_garnix = partial(_read, "garnix")
read_gocd = partial(_read, "gocd")
read_kokoro = partial(_read, "kokoro")
read_obs = partial(_read, "obs")
read_onedev = partial(_read, "onedev")
read_openshift_ci = partial(_read, "openshift-ci")
read_packit = partial(_read, "packit")
read_rwx = partial(_read, "rwx")
read_shippable = partial(_read, "shippable")
read_space = partial(_read, "space")
read_tangled = partial(_read, "tangled")
read_taskcluster = partial(_read, "taskcluster")
