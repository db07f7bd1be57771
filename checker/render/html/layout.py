"""What stands around every page: whose report it is, the way through it, and as of when it was judged."""

from collections.abc import Sequence

from msgspec import Struct

from checker.model.report_input import Audience, ReportInput
from checker.render.html.page import SitePage

NAMES = {
    "index.html": "Overview",
    "changes.html": "What changed",
    "heatmap.html": "Heat map",
    "teams.html": "Teams",
    "repositories.html": "Repositories",
    "rules.html": "Rules",
    "frameworks.html": "Frameworks",
    "initiatives.html": "Initiatives",
    "waivers.html": "Waivers",
    "about.html": "About this report",
}
"""The entries of the navigation, as far as there are such pages."""


class MenuEntry(Struct, frozen=True):
    """One entry of the navigation."""

    name: str
    path: str


class Shell(Struct, frozen=True, kw_only=True):
    """What every page shows."""

    organization: str
    policy: str
    version: str
    tool: str
    judged: str
    audience: str
    notices: tuple[str, ...]
    entries: tuple[MenuEntry, ...]
    paths: frozenset[str]


def shell(story: ReportInput, planned: Sequence[SitePage], audience: Audience) -> Shell:
    """Return what stands around the pages that are planned."""
    audit = story.audit
    paths = {leaf.path for leaf in planned}
    return Shell(
        organization=audit.organization.name,
        policy=audit.policy.title or audit.policy.id,
        version=f"{audit.policy.id} {audit.policy.version}".strip(),
        tool=audit.tool,
        judged=audit.started_at,
        audience=audience.value,
        notices=story.notices,
        entries=tuple(MenuEntry(name, path) for path, name in NAMES.items() if path in paths),
        paths=frozenset(paths),
    )
