"""`.mailmap`: which names and addresses belong to the same person (gitmailmap(5))."""

from checker.patterns import lazy

_LINE = lazy(r"(?P<name>[^<#]*)<(?P<email>[^>]*)>(?:(?P<old_name>[^<]*)<(?P<old_email>[^>]*)>)?")
LINE_LIMIT = 50_000
"""Lines that are read."""


class Mailmap:
    """Maps the identity in a commit to the one that its project prefers.

    *known* is for those who ask to keep answers in: by name, address and encoding, as a commit has them.
    """

    def __init__(self, text: str) -> None:
        self.known: dict[tuple[bytes, bytes, str], tuple[str, str]] = {}
        self._proper: dict[tuple[str, str], tuple[str, str]] = {}
        for line in text.splitlines()[:LINE_LIMIT]:
            self._add(line)

    def _add(self, line: str) -> None:
        match = _LINE.match(line.strip())
        if match is None:
            return
        name, email = match["name"].strip(), match["email"].strip()
        if match["old_email"] is None:
            key, proper = ("", email.lower()), (name, "")
        else:
            key, proper = (
                (match["old_name"].strip().lower(), match["old_email"].strip().lower()),
                (name, email),
            )
        # A later line fills in what an earlier one left open, as with Git.
        before = self._proper.get(key, ("", ""))
        self._proper[key] = (proper[0] or before[0], proper[1] or before[1])

    def resolve(self, name: str, email: str) -> tuple[str, str]:
        """Return the proper name and address."""
        address = email.lower()
        proper = self._proper.get((name.lower(), address)) or self._proper.get(("", address), ("", ""))
        return proper[0] or name, proper[1] or email
