"""How changes are shipped: releases and their files.

Where nothing has been released, what releases would carry is false; what their files would be
(signed, named, with provenance) is no fact: guard it with their count.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import quote

from checker.collectors.github import attesting, changes, files, shipping
from checker.collectors.github.attesting import ATTESTATIONS, RELEASE
from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import Item, flag, item, text, value
from checker.collectors.github.shipping import HOTFIX_DAYS, LATEST, NOTHING, RECENT, Releases, every
from checker.errors import Unobserved
from checker.github.queries import Ask, Endpoint, Scope
from checker.github.responses import Observation
from checker.model.facts import Facts, FactSpec, FactType

PERMISSIONS = {
    "releases": "Contents: read",
    "releases.lead_hours": "Contents: read and Pull requests: read",
    "releases.shipped": "Contents: read and Pull requests: read",
    "releases.provenance": "Contents: read and Attestations: read",
    "releases.signed": "Contents: read and Attestations: read",
}

IMMUTABLE = Endpoint("immutable_releases", "/orgs/{owner}/settings/immutable-releases", scope=Scope.OWNER)
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "releases": (shipping.DETAILED,),
    "releases.count": (shipping.PUBLISHED,),
    "releases.days_since": (shipping.PUBLISHED,),
    "releases.hotfix_share": (shipping.PUBLISHED,),
    "releases.immutable": (shipping.DETAILED, IMMUTABLE),
    "releases.latest": (shipping.PUBLISHED,),
    "releases.lead_hours": (shipping.PUBLISHED, changes.MERGED),
    "releases.shipped": (shipping.PUBLISHED, changes.MERGED),
    "releases.recent_count": (shipping.PUBLISHED,),
}

_BOOL, _INT, _DOUBLE, _STRING = FactType.BOOL, FactType.INT, FactType.DOUBLE, FactType.STRING

FACTS: tuple[FactSpec, ...] = (
    FactSpec("releases.count", _INT, "How many releases have been published."),
    FactSpec("releases.latest", _STRING, "The tag of the latest release, empty if there is none."),
    FactSpec(
        "releases.days_since",
        _INT,
        "Days since the latest release; a pre-release counts only where there is no other.",
        timed=True,
    ),
    FactSpec(
        "releases.recent_count",
        _INT,
        f"How many of the latest {LATEST} releases were published in 90 days.",
        timed=True,
    ),
    FactSpec(
        "releases.shipped",
        _INT,
        "How many of the pull requests of people merged in 90 days a later release is taken to hold.",
        timed=True,
    ),
    FactSpec(
        "releases.lead_hours",
        _DOUBLE,
        "The median hours from a merge of 90 days to the next release, which is taken to hold it.",
        timed=True,
    ),
    FactSpec(
        "releases.hotfix_share",
        _DOUBLE,
        f"The share of a year's releases with a semantic version whose next patch came within "
        f"{HOTFIX_DAYS} days, 0 to 1.",
        timed=True,
    ),
    FactSpec("releases.noted", _BOOL, f"The latest {RECENT} releases carry notes."),
    FactSpec(
        "releases.signed",
        _BOOL,
        f"Each of the latest {RECENT} releases that has files has a signature among them, or a file of the "
        "latest is attested.",
    ),
    FactSpec(
        "releases.provenance",
        _BOOL,
        f"Each of the latest {RECENT} releases that has files has build provenance among them, or a file of "
        "the latest has it attested.",
    ),
    FactSpec("releases.filled", _INT, f"How many of the latest {RECENT} releases have files."),
    FactSpec(
        "releases.products",
        _INT,
        "How many of their files people take away to use, those about others left out.",
    ),
    FactSpec(
        "releases.sbom",
        _BOOL,
        f"Each of the latest {RECENT} releases that has files has a bill of materials among them.",
    ),
    FactSpec(
        "releases.licensed", _BOOL, f"The latest {RECENT} releases carry the licence among their files."
    ),
    FactSpec(
        "releases.named_by_version", _BOOL, f"The files of the latest {RECENT} releases name their version."
    ),
    FactSpec(
        "releases.immutable",
        _BOOL,
        "Published releases cannot be changed: the organization sees to it, or the latest is locked.",
    ),
    FactSpec(
        "releases.recent",
        FactType.RECORDS,
        "The most recent releases, at most ten, and how many files each has.",
        timed=True,
        item={"tag": _STRING, "prerelease": _BOOL, "noted": _BOOL, "files": _INT, "days": _INT},
    ),
)


class _Shipped(Releases):
    """The releases with what a second round of questions told about the latest."""

    def proved(self, is_kind: Callable[[str], bool], is_statement: Callable[[str], bool]) -> bool:
        """Tell whether files prove it by their names, or else an attestation does."""
        sure = _certain(self.need_files(), is_kind)
        if sure or any(map(is_statement, attesting.predicates(self.view))):
            return True
        return every(self.filled, is_kind)

    def immutable(self) -> bool:
        """Tell whether the organization sees to it, or else what the latest release says."""
        if _is_enforced(self.view):
            return True
        if not self.listed:
            raise Unobserved("", NOTHING)
        return flag(item(value(self.view[RELEASE]), RELEASE), "immutable")


def _certain(releases: Sequence[Item], is_kind: Callable[[str], bool]) -> bool:
    try:
        return every(releases, is_kind)
    except Unobserved:
        return False


def _is_enforced(view: Observation) -> bool:
    policy = view.of_owner(IMMUTABLE.name).value
    return isinstance(policy, Mapping) and policy.get("enforced_repositories") == "all"


_MEASURES: Measures[_Shipped] = {
    "releases.count": Releases.count,
    "releases.latest": Releases.latest,
    "releases.days_since": Releases.days_since,
    "releases.recent_count": Releases.recent_count,
    "releases.shipped": lambda shipped: len(shipped.leads),
    "releases.lead_hours": Releases.lead_hours,
    "releases.hotfix_share": Releases.hotfix_share,
    "releases.noted": Releases.noted,
    "releases.signed": lambda shipped: shipped.proved(files.is_signature, bool),
    "releases.provenance": lambda shipped: shipped.proved(files.is_provenance, attesting.is_provenance),
    "releases.filled": lambda shipped: len(shipped.filled),
    "releases.products": Releases.product_count,
    "releases.sbom": lambda shipped: shipped.listed_in(files.is_sbom),
    "releases.licensed": lambda shipped: shipped.has(files.is_licence),
    "releases.named_by_version": Releases.named_by_version,
    "releases.immutable": _Shipped.immutable,
    "releases.recent": Releases.records,
}
_PROOFS = {"releases.signed": files.is_signature, "releases.provenance": files.is_provenance}


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:
    """Yield the request for the latest release, and once it is there that for its attestations.

    Nothing is asked where the names of the files, or the organization, have decided already.
    """
    try:
        yield from _more(_Shipped(view), wanted)
    except Unobserved:
        return


def _more(shipped: _Shipped, wanted: frozenset[str]) -> Iterator[Endpoint]:
    undecided = [path for path in _PROOFS if path in wanted and _is_open(shipped, path)]
    locked = "releases.immutable" in wanted and not _is_enforced(shipped.view)
    newest = (shipped.filled or shipped.recent)[:1]
    if not newest or not (undecided or locked):
        return
    if RELEASE not in shipped.view.answers:
        tag = quote(text(newest[0], "tagName"), safe="", errors="replace")
        yield Endpoint(RELEASE, f"/repos/{{repository}}/releases/tags/{tag}")
    elif undecided and ATTESTATIONS not in shipped.view.answers:
        yield attesting.endpoint(attesting.digest(shipped.view))


def _is_open(shipped: _Shipped, path: str) -> bool:
    return bool(shipped.filled) and not _certain(shipped.filled, _PROOFS[path])


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Measure the wanted facts."""
    return measured(_MEASURES, _Shipped(view), wanted, PERMISSIONS)
