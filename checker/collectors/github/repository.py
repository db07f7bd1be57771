"""What GitHub knows about a repository itself: its page and its switches."""

from collections.abc import Callable, Mapping
from datetime import datetime

from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import flag, item, optional_text, time, value
from checker.collectors.github.statistics import days
from checker.errors import Unobserved
from checker.github.queries import Ask, GraphQLField
from checker.github.responses import Observation
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.json_value import Json

PERMISSIONS = {"github": "Metadata: read"}

_BOOL, _INT, _STRING = FactType.BOOL, FactType.INT, FactType.STRING

_PAGE = (
    FactSpec("github.description", _STRING, "The one-line description on the repository's page."),
    FactSpec("github.homepage", _STRING, "The address of the project's website on the repository's page."),
    FactSpec("github.topics", FactType.STRINGS, "The topics under which the repository can be found."),
    FactSpec("github.license", _STRING, "The SPDX id of the licence that GitHub detects."),
    FactSpec("github.owner_type", _STRING, "Who owns the repository: Organization or User."),
    FactSpec("github.default_branch", _STRING, "The name of the default branch."),
    FactSpec("github.fork", _BOOL, "The repository is a fork of another."),
    FactSpec("github.template", _BOOL, "The repository is a template for new ones."),
    FactSpec("github.pushed_at", _STRING, "When any branch was last pushed to."),
    FactSpec("github.days_since_push", _INT, "Days since any branch was last pushed to.", timed=True),
)

_SWITCHES = (
    FactSpec("github.issues_enabled", _BOOL, "Issues can be opened."),
    FactSpec("github.discussions_enabled", _BOOL, "Discussions are switched on."),
    FactSpec("github.wiki_enabled", _BOOL, "The wiki is switched on."),
    FactSpec("github.projects_enabled", _BOOL, "Projects are switched on."),
    FactSpec("github.forking_allowed", _BOOL, "The repository may be forked."),
    FactSpec("github.signoff_required", _BOOL, "Commits made on the web must be signed off."),
    FactSpec("github.delete_branch_on_merge", _BOOL, "Branches are deleted when their change is merged."),
    FactSpec(
        "github.merge_methods", FactType.STRINGS, "The ways to merge that are allowed: merge, squash, rebase."
    ),
)

FACTS: tuple[FactSpec, ...] = (*_PAGE, *_SWITCHES)

_WAYS = {"merge": "mergeCommitAllowed", "rebase": "rebaseMergeAllowed", "squash": "squashMergeAllowed"}
_FIELDS = {
    "github.description": ("description",),
    "github.homepage": ("homepageUrl",),
    "github.license": ("licenseInfo",),
    "github.issues_enabled": ("hasIssuesEnabled",),
    "github.discussions_enabled": ("hasDiscussionsEnabled",),
    "github.wiki_enabled": ("hasWikiEnabled",),
    "github.projects_enabled": ("hasProjectsEnabled",),
    "github.forking_allowed": ("forkingAllowed",),
    "github.signoff_required": ("webCommitSignoffRequired",),
    "github.delete_branch_on_merge": ("deleteBranchOnMerge",),
    "github.merge_methods": tuple(_WAYS.values()),
}
_SELECTIONS = {"licenseInfo": "licenseInfo { spdxId }"}
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "github": (),
    **{
        path: tuple(GraphQLField(name, _SELECTIONS.get(name, name)) for name in names)
        for path, names in _FIELDS.items()
    },
}


def _switch(name: str) -> Callable[[Observation], bool]:
    return lambda view: flag({name: value(view[name])}, name)


def _words(name: str) -> Callable[[Observation], Json]:
    return lambda view: optional_text({name: value(view[name])}, name)


def _license(view: Observation) -> Json:
    found = value(view["licenseInfo"])
    return "" if found is None else optional_text(item(found, "licenseInfo"), "spdxId")


def _merge_methods(view: Observation) -> Json:
    allowed = {way: _switch(name)(view) for way, name in _WAYS.items()}
    return [way for way in allowed if allowed[way]]


def pushed(view: Observation) -> datetime:
    """Return when the repository was last pushed to; raise Unobserved if it never was."""
    if not view.repository.pushed_at:
        raise Unobserved("", "nothing has been pushed yet")
    return time({"pushedAt": view.repository.pushed_at}, "pushedAt")


_MEASURES: Measures[Observation] = {
    "github.description": _words("description"),
    "github.homepage": _words("homepageUrl"),
    "github.topics": lambda view: list(view.repository.topics),
    "github.license": _license,
    "github.owner_type": lambda view: "Organization" if view.repository.organization else "User",
    "github.default_branch": lambda view: view.repository.branch,
    "github.fork": lambda view: view.repository.fork,
    "github.template": lambda view: view.repository.template,
    "github.pushed_at": lambda view: view.repository.pushed_at,
    "github.days_since_push": lambda view: days(pushed(view), view.at),
    "github.issues_enabled": _switch("hasIssuesEnabled"),
    "github.discussions_enabled": _switch("hasDiscussionsEnabled"),
    "github.wiki_enabled": _switch("hasWikiEnabled"),
    "github.projects_enabled": _switch("hasProjectsEnabled"),
    "github.forking_allowed": _switch("forkingAllowed"),
    "github.signoff_required": _switch("webCommitSignoffRequired"),
    "github.delete_branch_on_merge": _switch("deleteBranchOnMerge"),
    "github.merge_methods": _merge_methods,
}


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Return what GitHub knows about the repository itself."""
    return measured(_MEASURES, view, wanted, PERMISSIONS)
