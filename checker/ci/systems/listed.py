"""The CI systems, where their files stand, and what reads them."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol, cast

from msgspec import Struct

from checker.ci.pipeline import Pipeline
from checker.ci.systems.elsewhere import azure_places, groovy_places
from checker.ci.systems.placed import Placed
from checker.ci.systems.sources import CiFiles
from checker.files import Files

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


SYSTEMS = (
    CiSystem(
        "appveyor",
        "appveyor",
        ("{.,}appveyor.{yml,yaml}", "{ci,.ci,.appveyor}/{.,}appveyor.{yml,yaml}"),
        workspace="APPVEYOR_BUILD_FOLDER",
    ),
    CiSystem("agola", "recognized", (".agola/config.*",), function="read_agola"),
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
    CiSystem("buddy", "recognized", ("buddy.{yml,yaml}", ".buddy/*.{yml,yaml}"), function="read_buddy"),
    CiSystem("buildbot", "recognized", ("{,*/}master.cfg",), function="read_buildbot"),
    CiSystem(
        "buildkite",
        "buildkite",
        (
            ".buildkite/**/*.{yml,yaml,json}",
            ".buildkite/*.sh",
            "buildkite.{yml,yaml,json}",
            "buildkite/pipeline.{yml,yaml,json}",
        ),
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
    CiSystem("codeship", "recognized", ("codeship-steps.{yml,yaml,json}",), function="read_codeship"),
    CiSystem("cocoon", "recognized", (".ci.yaml",), function="read_cocoon"),
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
    CiSystem("eas", "recognized", (".eas/workflows/*.{yml,yaml}",), function="read_eas"),
    CiSystem("evergreen", "evergreen", (".evergreen.yml", ".evergreen/config.yml", "evergreen.yml")),
    CiSystem(
        "forgejo-actions",
        "forgejo",
        (".forgejo/workflows/*.{yml,yaml}",),
        function="read_forgejo",
        workspace="GITHUB_WORKSPACE",
    ),
    CiSystem("garnix", "recognized", ("garnix.yaml",), function="read_garnix"),
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
        fallback=("{,*/}{*/,}{.,}gitlab-ci.{yml,yaml}", "debian/salsa-ci.yml"),
        workspace="CI_PROJECT_DIR",
    ),
    CiSystem(
        "gocd",
        "recognized",
        ("*.gocd.{yaml,json}", "{ci,.gocd,gocd}/**/*.gocd.{yaml,json}"),
        function="read_gocd",
    ),
    CiSystem(
        "google-cloud-build",
        "cloud_build",
        ("**/cloudbuild*.{yml,yaml,json}", ".cloudbuild/*.{yml,yaml}"),
        strict=True,
    ),
    CiSystem("harness", "harness", (".harness/**/*.{yml,yaml}",)),
    CiSystem("heroku-ci", "heroku_ci", ("app.json",), strict=True),
    CiSystem(
        "jenkins",
        "jenkins",
        ("**/Jenkinsfile*", ".jenkins/**"),
        elsewhere=groovy_places,
        workspace="WORKSPACE",
    ),
    CiSystem("kokoro", "recognized", (".kokoro/**/*.cfg", "kokoro/**/*.cfg"), function="read_kokoro"),
    CiSystem("obs", "recognized", (".obs/workflows.{yml,yaml}",), function="read_obs"),
    CiSystem("onedev", "recognized", (".onedev-buildspec.yml",), function="read_onedev"),
    CiSystem("openshift-ci", "recognized", (".ci-operator.{yml,yaml}",), function="read_openshift_ci"),
    CiSystem("packit", "recognized", ("{.,}packit.{yml,yaml}",), function="read_packit"),
    CiSystem("prow", "prow", (".prow.yaml", ".prow/*.yaml")),
    CiSystem("rwx", "recognized", (".{rwx,mint}/*.{yml,yaml}",), function="read_rwx"),
    CiSystem("screwdriver", "screwdriver", ("screwdriver.yaml",)),
    CiSystem("scrutinizer", "scrutinizer", (".scrutinizer.{yml,yaml}", "scrutinizer.{yml,yaml}")),
    CiSystem("semaphore", "semaphore", (".semaphore/*.yml",)),
    CiSystem("shippable", "recognized", ("shippable.yml",), function="read_shippable"),
    CiSystem("sourcehut", "sourcehut", (".build.yml", ".builds/*.yml")),
    CiSystem("space", "recognized", (".space.kts",), function="read_space"),
    CiSystem("tangled", "recognized", (".tangled/workflows/*.{yml,yaml}",), function="read_tangled"),
    CiSystem(
        "taskcluster",
        "recognized",
        (".taskcluster.yml", "taskcluster/**/kind.yml"),
        function="read_taskcluster",
    ),
    CiSystem("teamcity", "recognized", (".teamcity/**",), function="read_teamcity"),
    CiSystem("tekton", "tekton", ("{,*/,*/*/}{.tekton,tekton}/**/*.{yml,yaml}",), strict=True),
    CiSystem("travis", "travis", (".travis.yml",), workspace="TRAVIS_BUILD_DIR"),
    CiSystem("vela", "drone", (".vela.{yml,yaml}",), function="read_vela"),
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
