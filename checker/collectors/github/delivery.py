"""How changes are built and shipped: workflow runs, deployments and releases."""

from checker.model.facts import FactSpec, FactType

PERMISSIONS = {
    "deployments": "Deployments: read",
    "releases": "Contents: read",
    "releases.immutable": "Administration: read",
    "releases.provenance": "Contents: read and Attestations: read",
    "releases.signed": "Contents: read and Attestations: read",
    "runs": "Actions: read",
}

_BOOL, _INT, _DOUBLE, _STRING = FactType.BOOL, FactType.INT, FactType.DOUBLE, FactType.STRING

_RUNS = (
    FactSpec(
        "runs.completed", _INT, "How many workflow runs of the default branch ended in 30 days.", timed=True
    ),
    FactSpec("runs.success_share", _DOUBLE, "The share of them that succeeded, 0 to 1.", timed=True),
    FactSpec("runs.minutes", _DOUBLE, "The median minutes of a pull request's workflow run.", timed=True),
    FactSpec("runs.minutes_p95", _DOUBLE, "The minutes within which 95 % of those runs ended.", timed=True),
)

_DEPLOYMENTS = (
    FactSpec(
        "deployments.count", _INT, "How many deployments to production there were in 90 days.", timed=True
    ),
    FactSpec("deployments.failed_share", _DOUBLE, "The share of them that failed, 0 to 1.", timed=True),
    FactSpec("deployments.lead_hours", _DOUBLE, "The median hours from merge to production.", timed=True),
    FactSpec("deployments.days_since", _INT, "Days since the last deployment to production.", timed=True),
)

_RELEASES = (
    FactSpec("releases.count", _INT, "How many releases have been published."),
    FactSpec("releases.latest", _STRING, "The tag of the latest release."),
    FactSpec("releases.days_since", _INT, "Days since the latest release.", timed=True),
    FactSpec("releases.recent_count", _INT, "How many releases were published in 90 days.", timed=True),
    FactSpec(
        "releases.lead_hours", _DOUBLE, "The median hours from merge to release, of 90 days.", timed=True
    ),
    FactSpec(
        "releases.hotfix_share", _DOUBLE, "The share of a year's releases replaced within days.", timed=True
    ),
    FactSpec("releases.noted", _BOOL, "The recent releases carry notes."),
    FactSpec("releases.signed", _BOOL, "The files of the recent releases are signed or attested."),
    FactSpec("releases.provenance", _BOOL, "The files of the recent releases carry build provenance."),
    FactSpec("releases.sbom", _BOOL, "The recent releases carry a bill of materials."),
    FactSpec("releases.licensed", _BOOL, "The recent releases carry the licence."),
    FactSpec("releases.named_by_version", _BOOL, "The files of the recent releases name their version."),
    FactSpec("releases.immutable", _BOOL, "Published releases cannot be changed."),
    FactSpec(
        "releases.recent",
        FactType.RECORDS,
        "The most recent releases and how many files each has.",
        timed=True,
        item={"tag": _STRING, "prerelease": _BOOL, "noted": _BOOL, "files": _INT, "days": _INT},
    ),
)

FACTS: tuple[FactSpec, ...] = (*_RUNS, *_DEPLOYMENTS, *_RELEASES)
