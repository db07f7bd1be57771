"""What a repository is made with, told by the names of its files."""

import re
from collections.abc import Iterator, Sequence

from checker.collectors import Checkout, fact
from checker.files import Files
from checker.files.gaps import UnseenFiles
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

FACTS = (
    FactSpec(
        "technologies",
        FactType.STRINGS,
        "Tools, formats and platforms whose files are among the own source, sorted: docker, docker-compose, "
        "terraform, kubernetes, kustomize, helm, ansible, github-actions, python-package, npm, cargo, "
        "go-module, maven, gradle, bundler, composer, nuget, cmake, bazel, pre-commit, sphinx, mkdocs "
        "and more. Test files do not count.",
        grows=True,
    ),
)

_NAMES = {
    ".devcontainer.json": "devcontainer",
    ".goreleaser.yaml": "goreleaser",
    ".goreleaser.yml": "goreleaser",
    ".pre-commit-config.yaml": "pre-commit",
    ".pre-commit-config.yml": "pre-commit",
    ".terraform.lock.hcl": "terraform",
    "BUILD.bazel": "bazel",
    "Brewfile": "homebrew",
    "CMakeLists.txt": "cmake",
    "Cargo.toml": "cargo",
    "Chart.yaml": "helm",
    "Containerfile": "docker",
    "Dockerfile": "docker",
    "Gemfile": "bundler",
    "MODULE.bazel": "bazel",
    "Makefile": "make",
    "Package.swift": "swift-package",
    "Pipfile": "python-package",
    "Podfile": "cocoapods",
    "Pulumi.yaml": "pulumi",
    "Tiltfile": "tilt",
    "Vagrantfile": "vagrant",
    "WORKSPACE.bazel": "bazel",
    "ansible.cfg": "ansible",
    "antora.yml": "antora",
    "build.gradle": "gradle",
    "build.gradle.kts": "gradle",
    "build.sbt": "sbt",
    "catalog-info.yaml": "backstage",
    "cdk.json": "aws-cdk",
    "composer.json": "composer",
    "conanfile.py": "conan",
    "conanfile.txt": "conan",
    "configure.ac": "autotools",
    "deno.json": "deno",
    "deno.jsonc": "deno",
    "devcontainer.json": "devcontainer",
    "docusaurus.config.js": "docusaurus",
    "docusaurus.config.ts": "docusaurus",
    "flake.nix": "nix",
    "galaxy.yml": "ansible",
    "go.mod": "go-module",
    "helmfile.yaml": "helm",
    "kustomization.yaml": "kustomize",
    "kustomization.yml": "kustomize",
    "meson.build": "meson",
    "mix.exs": "mix",
    "mkdocs.yaml": "mkdocs",
    "mkdocs.yml": "mkdocs",
    "package.json": "npm",
    "pnpm-workspace.yaml": "pnpm",
    "pom.xml": "maven",
    "pubspec.yaml": "pub",
    "pyproject.toml": "python-package",
    "serverless.yaml": "serverless",
    "serverless.yml": "serverless",
    "settings.gradle": "gradle",
    "settings.gradle.kts": "gradle",
    "setup.py": "python-package",
    "skaffold.yaml": "skaffold",
    "terragrunt.hcl": "terragrunt",
    "tsconfig.json": "typescript",
    "vcpkg.json": "vcpkg",
}
_EXTENSIONS = {
    "bicep": "bicep",
    "csproj": "nuget",
    "fsproj": "nuget",
    "gemspec": "bundler",
    "ipynb": "jupyter",
    "nix": "nix",
    "proto": "protobuf",
    "tf": "terraform",
    "tofu": "opentofu",
    "vbproj": "nuget",
    "xcodeproj": "xcode",
}
_PATTERNS = (
    (lazy(r"(?:^|/)(?:Dockerfile|Containerfile)\.[^/]+$|\.[Dd]ockerfile$"), "docker"),
    (lazy(r"(?:^|/)(?:docker-)?compose(?:[.-][^/]+)?\.ya?ml$"), "docker-compose"),
    (lazy(r"^\.github/workflows/[^/]+\.ya?ml$"), "github-actions"),
    (lazy(r"^(?:.*/)?action\.ya?ml$"), "github-action"),
    (lazy(r"(?:^|/)(?:playbooks?/[^/]+\.ya?ml|roles/[^/]+/tasks/main\.ya?ml)$"), "ansible"),
    (lazy(r"(?:^|/)(?:requirements(?:[.-][^/]+)?\.(?:txt|in)|setup\.cfg)$"), "python-package"),
    (lazy(r"(?:^|/)docs?/(?:source/)?conf\.py$"), "sphinx"),
    (lazy(r"^\.gitlab-ci\.yml$"), "gitlab-ci"),
    (lazy(r"(?:^|/)openapi[^/]*\.(?:ya?ml|json)$"), "openapi"),
)
_HINTS = lazy(
    r"compose|ockerfile|ontainerfile|action|\.github/|playbook|roles/|requirements|setup\.cfg|conf\.py|openapi|gitlab"
)
_MANIFEST = lazy(r"^apiVersion:[ \t]*\S", re.MULTILINE)
_KIND = lazy(r"^kind:[ \t]*[A-Z]\w*", re.MULTILINE)
_NOT_A_MANIFEST = lazy(
    r"(?:^|/)(?:\.|Chart\.yaml|catalog-info|mkdocs|kustomization\.ya?ml|skaffold|(?:docker-)?compose|openapi)"
    r"|(?:^|/)(?:charts?/.*/)?(?:templates|crds?)/|(?:^|/)(?:docs?|documentation)/"
)
_LIKELY = lazy(
    r"(?:^|/)(?:k8s|kube[^/]*|manifests?|deploy[^/]*|overlays|base|config|clusters?|gitops)(?:/|\.ya?ml)"
)
_MANIFESTS_READ = 1000


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the technologies; YAML files are read, a few, only in search of Kubernetes."""
    del wanted
    source = checkout.files.index.of(PathClass.SOURCE)
    found = {technology for entry in source for technology in _of(entry.path)}
    with checkout.files.watching() as gaps:
        clustered = _has_kubernetes(checkout.files, source)
    found |= {"kubernetes"} if clustered else set()
    return fact("technologies", sorted(found), UnseenFiles() if clustered else gaps)


def _of(path: str) -> Iterator[str]:
    name = path.rpartition("/")[2]
    if technology := _NAMES.get(name) or _EXTENSIONS.get(name.rpartition(".")[2]):
        yield technology
    if _HINTS.search(path):
        yield from (technology for pattern, technology in _PATTERNS if pattern.search(path))


def _has_kubernetes(files: Files, source: Sequence[TreeEntry]) -> bool:
    """Tell whether a YAML file is an object for a cluster: it states its apiVersion and its kind."""
    candidates = [entry.path for entry in source if _may_be_manifest(entry)]
    candidates.sort(key=lambda path: (_LIKELY.search(path) is None, path.count("/"), path))
    texts = files.texts(files.within(candidates, _MANIFESTS_READ))
    return any(_MANIFEST.search(text) and _KIND.search(text) for text in texts.values())


def _may_be_manifest(entry: TreeEntry) -> bool:
    yaml = entry.path.endswith((".yaml", ".yml")) and not entry.is_submodule
    return yaml and not _NOT_A_MANIFEST.search(entry.path)
