"""The CI systems: where their files stand, and how a file in another place is told to be one of theirs."""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Protocol, cast

from msgspec import Struct
from msgspec.structs import replace

from checker.ci.pipeline import Pipeline, PipelineJob
from checker.ci.systems.elsewhere import azure_places, groovy_places, taught
from checker.ci.systems.placed import Placed
from checker.ci.systems.sources import CiFiles
from checker.errors import Cause
from checker.files import Files
from checker.files.gaps import UnseenFile
from checker.model.teaching import Teaching
from checker.patterns import lazy

_PROW_OWNERS = lazy(r"^(?:approvers|reviewers):")


class Hooks(Protocol):
    """What is known of pre-commit's hooks."""

    @property
    def service(self) -> frozenset[str]:
        """The tools that pre-commit.ci runs by itself."""


Fits = Callable[[Placed], bool]
"""What tells whether a document is one of a system."""


class SystemReader(Protocol):
    """Reads the files of one system."""

    def __call__(self, sources: CiFiles, paths: Sequence[str]) -> Pipeline:
        """Return all that is set up in these files."""


class CiSystem(Struct, frozen=True):
    """One system: its usual *places*, and the *module* that reads its files, imported when there are any.

    *strict*: its files must look like its own, as others have the same names. *elsewhere* finds files in
    other places whose content shows them to be its own, *fallback* are places that are looked at where the
    usual ones hold nothing. *function* reads the files. *workspace* is the variable that holds the path of
    the code.
    """

    name: str
    module: str
    places: tuple[str, ...]
    strict: bool = False
    elsewhere: Callable[[Files, Sequence[str]], Sequence[str]] | None = None
    function: str = "read"
    fallback: tuple[str, ...] = ()
    workspace: str = ""

    @property
    def read(self) -> SystemReader:
        """What reads the files of this system."""
        return cast("SystemReader", getattr(import_module(f"{__package__}.{self.module}"), self.function))

    @property
    def fits(self) -> Fits:
        """What tells whether a document is one of this system."""
        return cast("Fits", import_module(f"{__package__}.{self.module}").fits)


_SYSTEMS = (
    CiSystem(
        "appveyor",
        "appveyor",
        ("{.,}appveyor.{yml,yaml}", "{ci,.ci,.appveyor}/{.,}appveyor.{yml,yaml}"),
        workspace="APPVEYOR_BUILD_FOLDER",
    ),
    CiSystem(
        "azure-pipelines",
        "azure",
        (
            "**/azure-pipelines*.{yml,yaml}",
            "{.azure-pipelines,.azure,.azuredevops,.pipelines}/**/*.{yml,yaml}",
            ".vsts-ci.{yml,yaml}",
        ),
        elsewhere=azure_places,
    ),
    CiSystem("bamboo", "bamboo", ("bamboo-specs/*.{yml,yaml}",)),
    CiSystem("bazel-ci", "bazel_ci", (".bazelci/*.{yml,yaml}",)),
    CiSystem("bitbucket", "bitbucket", ("bitbucket-pipelines.yml",), workspace="BITBUCKET_CLONE_DIR"),
    CiSystem(
        "bitrise",
        "bitrise",
        ("bitrise.{yml,yaml}",),
        strict=True,
        fallback=("{*,*/*}/bitrise.yml",),
        workspace="BITRISE_SOURCE_DIR",
    ),
    CiSystem(
        "buildkite",
        "buildkite",
        (".buildkite/*.{yml,yaml}", ".buildkite/*.sh"),
        workspace="BUILDKITE_BUILD_CHECKOUT_PATH",
    ),
    CiSystem(
        "circleci", "circleci", (".circleci/*.{yml,yaml}", "circle.yml"), workspace="CIRCLE_WORKING_DIRECTORY"
    ),
    CiSystem("cirrus", "cirrus", (".cirrus.yml", ".cirrus.star"), workspace="CIRRUS_WORKING_DIR"),
    CiSystem(
        "codebuild",
        "codebuild",
        ("**/buildspec*.{yml,yaml}", "buildspec/*.yml"),
        strict=True,
        workspace="CODEBUILD_SRC_DIR",
    ),
    CiSystem("codefresh", "codefresh", ("codefresh.yml", ".codefresh/*.yml")),
    CiSystem("codemagic", "codemagic", ("codemagic.yaml",), workspace="CM_BUILD_DIR"),
    CiSystem(
        "concourse",
        "concourse",
        ("ci/pipeline*.yml", ".concourse/**/*.yml", "concourse/**/*.yml", "ci/concourse/**/*.yml"),
        strict=True,
    ),
    CiSystem(
        "drone",
        "drone",
        (".drone.{yml,yaml}", ".drone.jsonnet", ".drone.star"),
        function="read_drone",
        workspace="DRONE_WORKSPACE",
    ),
    CiSystem("evergreen", "evergreen", (".evergreen.yml", ".evergreen/config.yml", "evergreen.yml")),
    CiSystem(
        "forgejo-actions",
        "forgejo",
        (".forgejo/workflows/*.{yml,yaml}",),
        function="read_forgejo",
        workspace="GITHUB_WORKSPACE",
    ),
    CiSystem(
        "gitea-actions",
        "forgejo",
        (".gitea/workflows/*.{yml,yaml}",),
        function="read_gitea",
        workspace="GITHUB_WORKSPACE",
    ),
    CiSystem(
        "gitlab-ci",
        "gitlab",
        (".gitlab-ci.{yml,yaml}",),
        fallback=("{,*/}{*/,}{.,}gitlab-ci.{yml,yaml}",),
        workspace="CI_PROJECT_DIR",
    ),
    CiSystem(
        "google-cloud-build",
        "cloud_build",
        ("**/cloudbuild*.{yml,yaml,json}", ".cloudbuild/*.{yml,yaml}"),
        strict=True,
    ),
    CiSystem("harness", "harness", (".harness/**/*.{yml,yaml}",)),
    CiSystem(
        "jenkins",
        "jenkins",
        ("**/Jenkinsfile*", ".jenkins/**"),
        elsewhere=groovy_places,
        workspace="WORKSPACE",
    ),
    CiSystem("prow", "prow", (".prow.yaml", ".prow/*.yaml")),
    CiSystem("screwdriver", "screwdriver", ("screwdriver.yaml",)),
    CiSystem("semaphore", "semaphore", (".semaphore/*.yml",)),
    CiSystem("sourcehut", "sourcehut", (".build.yml", ".builds/*.yml")),
    CiSystem("teamcity", "recognized", (".teamcity/**",), function="read_teamcity"),
    CiSystem("tekton", "tekton", ("{.tekton,tekton}/**/*.{yml,yaml}",), strict=True),
    CiSystem("travis", "travis", (".travis.yml",), workspace="TRAVIS_BUILD_DIR"),
    CiSystem("wercker", "wercker", ("wercker.yml",)),
    CiSystem(
        "woodpecker",
        "drone",
        (".woodpecker.{yml,yaml}", ".woodpecker/*.{yml,yaml}"),
        function="read_woodpecker",
        workspace="CI_WORKSPACE",
    ),
    CiSystem(
        "xcode-cloud", "xcode_cloud", ("**/ci_scripts/ci_{post_clone,pre_xcodebuild,post_xcodebuild}.sh",)
    ),
    CiSystem("zuul", "recognized", ("{.,}zuul.yaml", "{.,}zuul.d/*.yaml"), function="read_zuul"),
)


def found(files: Files, hooks: Hooks, recognize: Iterable[Teaching] = ()) -> list[Pipeline]:
    """Return what every system but GitHub Actions is set up to run, sorted by the names of the systems.

    *recognize* names further files, which are read as the system that they look like.
    """
    pipelines = [pipeline for system in _SYSTEMS if (pipeline := _read(system, files))]
    if not any(pipeline.system == "prow" for pipeline in pipelines) and _is_prow(files):
        reason = "the jobs of Prow are kept in another repository"
        unseen = UnseenFile("OWNERS", reason, Cause.NOT_UNDERSTOOD, line=1)
        pipelines.append(Pipeline("prow", ("OWNERS",), unseen=(unseen,)))
    if hooks.service:
        pipelines.append(Pipeline("pre-commit-ci", ()))
    known = {path for pipeline in pipelines for path in pipeline.paths}
    pipelines += taught(files, recognize, known)
    return sorted(pipelines, key=lambda pipeline: pipeline.system)


def _read(system: CiSystem, files: Files) -> Pipeline | None:
    paths = list(dict.fromkeys(path for place in system.places for path in files.glob(place)))
    usual = bool(paths)
    if not paths:
        paths = [path for place in system.fallback for path in files.glob(place)]
    if system.elsewhere:
        paths += [path for path in system.elsewhere(files, paths) if path not in paths]
    if not paths:
        return None
    sources = CiFiles(files)
    if system.strict:
        paths = [path for path in paths if _may_fit(system.fits, sources, path)]
    if not paths:
        return None
    pipeline = system.read(sources, paths)
    # Files of Azure in a usual place may be parts of a pipeline that is none here.
    present = usual and not system.strict and system.name != "azure-pipelines"
    if not (pipeline.jobs or pipeline.unseen or present):
        return None
    read_paths = set(paths) | sources.included_paths
    kept = [path for path in pipeline.paths if path in read_paths]
    jobs = tuple(_job(system, job) for job in pipeline.jobs)
    return replace(pipeline, paths=tuple(kept), jobs=jobs)


def _job(system: CiSystem, job: PipelineJob) -> PipelineJob:
    """Leave out the steps that can run nothing of the repository, and say where its code is."""
    from checker.ci.systems.harmless import HARMLESS

    harmless = HARMLESS.get(system.name, frozenset())
    steps = [step for step in job.steps if step.scripts or (step.uses and step.uses not in harmless)]
    variables = {system.workspace: ".", **job.variables} if system.workspace else job.variables
    return replace(job, steps=tuple(steps), variables=variables)


def _may_fit(fits: Fits, sources: CiFiles, path: str) -> bool:
    """Tell whether a file is one of a system; what cannot be read may be."""
    documents = sources.documents(path)
    if documents:
        return any(map(fits, documents))
    return any(gap.path == path for gap in sources.unseen)


def _is_prow(files: Files) -> bool:
    entry = files.entry("OWNERS")
    if entry is None or not entry.is_file:
        return False
    text = files.texts(["OWNERS"]).get("OWNERS", "")
    return any(_PROW_OWNERS.match(line) for line in text.splitlines())
