"""Direct dependencies, as manifests declare them, with their lock files and update bots."""

from checker.collectors import Checkout
from checker.model.facts import Facts, FactSpec, FactType

_PLACE = {"path": FactType.STRING, "line": FactType.INT}
FACTS = (
    FactSpec(
        "dependencies",
        FactType.RECORDS,
        "Direct dependencies. *source* is registry, git, url, path or system (found on the machine); *scope* "
        "is runtime, dev, build or optional; *pinned*: only one version, commit or content can be installed.",
        grows=True,
        item={
            **_PLACE,
            "name": FactType.STRING,
            "version": FactType.STRING,
            "ecosystem": FactType.STRING,
            "source": FactType.STRING,
            "scope": FactType.STRING,
            "pinned": FactType.BOOL,
        },
    ),
    FactSpec(
        "dependencies.manifests",
        FactType.RECORDS,
        "Files that declare dependencies. *application*: what stands there is run, not installed by others "
        "(false when in doubt); *lockfile* pins it, in its folder or above; *dependencies*: how "
        "many it has fetched, -1 where that is not understood; *updatable*: Dependabot or Renovate knows the "
        "ecosystem.",
        grows=True,
        item={
            **_PLACE,
            "ecosystem": FactType.STRING,
            "application": FactType.BOOL,
            "lockfile": FactType.STRING,
            "dependencies": FactType.INT,
            "updatable": FactType.BOOL,
        },
    ),
    FactSpec(
        "dependencies.ecosystems",
        FactType.STRINGS,
        "Ecosystems with a manifest: pypi, npm, cargo, go …",
        grows=True,
    ),
    FactSpec(
        "dependencies.languages",
        FactType.STRINGS,
        "Programming languages whose dependencies a manifest declares.",
        grows=True,
    ),
    FactSpec(
        "dependencies.broken",
        FactType.RECORDS,
        "Manifests that do not parse.",
        grows=True,
        item={**_PLACE, "reason": FactType.STRING},
    ),
    FactSpec(
        "dependencies.lockfiles",
        FactType.RECORDS,
        "Files that pin the whole dependency tree.",
        grows=True,
        item={**_PLACE, "ecosystem": FactType.STRING},
    ),
    FactSpec(
        "dependencies.update_tools",
        FactType.STRINGS,
        "Update bots that are configured in the tree.",
        grows=True,
    ),
    FactSpec(
        "dependencies.update_errors",
        FactType.RECORDS,
        "What is wrong with the configuration of update bots.",
        grows=True,
        item={**_PLACE, "reason": FactType.STRING},
    ),
    FactSpec(
        "dependencies.updates",
        FactType.RECORDS,
        "The ecosystems whose releases update bots propose. *cooldown*: days that a release has to age, the "
        "fewest that any kind of release meets; *external_code*: manifests may run code during an update.",
        grows=True,
        item={
            **_PLACE,
            "tool": FactType.STRING,
            "ecosystem": FactType.STRING,
            "cooldown": FactType.INT,
            "external_code": FactType.BOOL,
        },
    ),
    FactSpec(
        "dependencies.uncovered",
        FactType.RECORDS,
        "Manifests with dependencies, workflows with actions, and Dockerfiles, that no configured bot looks "
        "after.",
        grows=True,
        item={**_PLACE, "ecosystem": FactType.STRING},
    ),
    FactSpec(
        "dependencies.untrusted",
        FactType.RECORDS,
        "Places to install from that cannot be relied on. *kind*: http (no TLS), unverified (certificates "
        "are not checked), git (no commit, no lock file), url (an archive without a hash or lock file).",
        grows=True,
        item={**_PLACE, "source": FactType.STRING, "kind": FactType.STRING},
    ),
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the dependencies and, where wanted, what keeps them current."""
    from checker.collectors.dependencies import assemble

    return assemble.facts(checkout, wanted)
