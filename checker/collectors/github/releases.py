"""How changes are shipped: releases and their files."""

from checker.model.facts import FactSpec, FactType

PERMISSIONS = {
    "releases": "Contents: read",
    "releases.immutable": "Administration: read",
    "releases.provenance": "Contents: read and Attestations: read",
    "releases.signed": "Contents: read and Attestations: read",
}

_BOOL, _INT, _DOUBLE, _STRING = FactType.BOOL, FactType.INT, FactType.DOUBLE, FactType.STRING

FACTS: tuple[FactSpec, ...] = (
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
