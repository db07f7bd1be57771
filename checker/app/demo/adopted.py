"""The files that the made-up organization would have: its policy and its configuration."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from checker.app.policies.compile_plan import prepare
from checker.engine.compile import Plan
from checker.model.team import Team
from checker.resources import folder

POLICY = "policies/larkspur.yml"
TARGETS = ("repositories",)
"""The targets of the configuration, which are not there: nothing is made up below the reports."""
_MONTH = "month"


class _Day(date):
    """A day to write into a template, moved by the number of days that the format says."""

    def __format__(self, form: str) -> str:
        return f"{self.year}.{self.month:02}" if form == _MONTH else str(self + timedelta(days=int(form)))


def policy(last: date) -> str:
    """Return the policy file: the shipped rules, with waivers and initiatives around the last day."""
    return _template("policy.yml").format(day=_Day(last.year, last.month, last.day))


def configuration(teams: Sequence[Team]) -> str:
    """Return the configuration file, with the teams and what they own."""
    return _template("checker.yml").format(teams="\n".join(_entries(teams)))


def plan(last: date) -> Plan:
    """Return the plan by which everything is judged, as the file makes it."""
    with TemporaryDirectory() as place:
        path = Path(place) / POLICY
        path.parent.mkdir()
        path.write_text(policy(last), encoding="utf-8")
        return prepare((POLICY,), Path(place), last)


def _entries(teams: Sequence[Team]) -> Iterator[str]:
    for team in teams:
        yield f"  - team: {team.team}"
        yield f"    part_of: {team.part_of}"
        yield f"    repositories: [{', '.join(team.repositories)}]"


def _template(name: str) -> str:
    return (folder("reports") / "templates" / "demo" / name).read_text(encoding="utf-8")
