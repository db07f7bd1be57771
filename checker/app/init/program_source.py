"""Where workflows and hooks can get this program from."""

import json
from importlib.metadata import PackageNotFoundError, distribution

from msgspec import Struct

from checker.errors import UsageError
from checker.patterns import lazy

NAME = "standards-checker"
_PINNED = lazy(r"(?P<name>[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100})@(?P<commit>[0-9a-f]{40})")
_ADDRESS = lazy(r"https://github\.com/(?P<name>[^/]+/[^/]+?)(?:\.git)?/?")


class Home(Struct, frozen=True):
    """A repository on GitHub, as owner/name, and the commit of it that is used."""

    name: str = f"OWNER/{NAME}"
    commit: str = "0" * 40

    @property
    def known(self) -> bool:
        """Tell whether the source is known; else people fill in a placeholder."""
        return self != Home()

    @property
    def uses(self) -> str:
        """The reference after `uses:` in a workflow: OWNER/NAME@COMMIT."""
        return f"{self.name}@{self.commit}"

    @property
    def address(self) -> str:
        """The address of the repository for .pre-commit-config.yaml."""
        return f"https://github.com/{self.name}"


def home(said: str = "") -> Home:
    """Return the home that was said, else the one that this program was installed from, else one to fill in.

    Raises UsageError when what was said is not of the form OWNER/NAME@COMMIT.
    """
    if not said:
        return _installed()
    match = _PINNED.fullmatch(said)
    if match is None:
        form = "write it as OWNER/NAME@COMMIT, with the 40 digits of a commit"
        raise UsageError(f"--from {said!r} names no commit of a repository on GitHub", form)
    return Home(match["name"], match["commit"])


def _installed() -> Home:
    """Read what pip noted of an installation from Git (PEP 610)."""
    try:
        noted = json.loads(distribution(NAME).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return Home()
    commit = noted.get("vcs_info", {}).get("commit_id", "")
    match = _ADDRESS.fullmatch(noted.get("url", ""))
    found = _PINNED.fullmatch(f"{match['name']}@{commit}") if match else None
    return Home(found["name"], found["commit"]) if found else Home()
