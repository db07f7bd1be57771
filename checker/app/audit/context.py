"""What every worker needs to know of an audit."""

from datetime import UTC, date, datetime
from enum import StrEnum

from msgspec import Struct, field

from checker.collectors import github, repo
from checker.engine import group_facts
from checker.engine.assessment import MADE_OF
from checker.engine.compile import Plan
from checker.engine.ownership import OWN
from checker.model.teaching import Teaching
from checker.model.team import Team
from checker.policy.settings.configuration import Configuration


class Snapshots(StrEnum):
    """Of which repositories a snapshot is handed on: of none, of those that were collected, or of all."""

    NONE = "none"
    COLLECTED = "collected"
    ALL = "all"


TAUGHT = frozenset(("actions.taught", "technologies_taught"))
"""The facts that tell which patterns of `recognize` matched anything."""


class Context(Struct, frozen=True, kw_only=True):
    """What every worker needs to know; *kept* are the facts that rules about groups will ask for.

    Waivers that repositories hold themselves are measured from *today*. *collecting* and *judging* are
    digests of what all repositories have in common, as `snapshot_cache` makes them, "" where nothing is kept
    from run to run; *run* tells this run from all others, and with *refresh* what others kept is not used.
    *tip* is the commit that a change goes to, "" for none; the results of its sides keep all evidence,
    others no more than reports show. *hosted* says that this process belongs to another program.
    """

    plan: Plan
    now: datetime
    at: str = ""
    staged: bool = False
    root: str = ""
    teams: tuple[Team, ...] = ()
    configuration: Configuration = field(default_factory=Configuration)
    kept: frozenset[str] = frozenset()
    today: date | None = None
    collecting: str = ""
    judging: str = ""
    refresh: bool = False
    snapshots: Snapshots = Snapshots.NONE
    tip: str = ""
    hosted: bool = False
    run: str = ""

    @property
    def recognize(self) -> tuple[Teaching, ...]:
        """What the policy and the configuration teach; repositories of others teach nothing."""
        return (*self.plan.policy.recognize, *self.configuration.recognize)

    @property
    def wanted(self) -> frozenset[str]:
        """The facts that any rule reads, and those that tell what repositories are made of.

        Nobody reads files only to tell what they are.
        """
        asked = self.plan.wanted | self.kept
        if not self.reads_files:
            return asked
        return asked | MADE_OF | (TAUGHT if self.recognize else frozenset())

    @property
    def reads_files(self) -> bool:
        """Tell whether any rule needs more than GitHub's metadata and the catalog's attributes.

        So do waivers that repositories hold themselves, and files that name their team.
        """
        remote = {spec.path for spec in (*github.FACTS, *repo.FACTS, *group_facts.FACTS)}
        held = self.plan.policy.repository_waivers or not OWN.isdisjoint(self.configuration.catalog.sources)
        return held or self.plan.looks or not self.plan.wanted | self.kept <= remote


def moment_of(now: datetime) -> str:
    """Return a time as audits say it: RFC 3339, UTC."""
    return now.astimezone(UTC).isoformat().replace("+00:00", "Z")
