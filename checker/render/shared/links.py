"""Addresses of files: relative for machines, on the forge for people."""

import re
from urllib.parse import quote, urlsplit

from checker.model.audit import Repository
from checker.patterns import lazy

_PAGE = lazy(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[\w.~-]+)+", re.ASCII)
_COMMIT = lazy(r"[0-9a-f]{7,64}")
_WEB = lazy(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[^\s\"'<>()\\`|]*)?", re.ASCII)


def uri(path: str) -> str:
    """Return a path as a relative URI reference.

    A colon in the first segment would read as a scheme, so colons are encoded too.
    """
    return quote(path.encode("utf-8", "replace").decode(), safe="/~!$&'()*+,;=@")


def web(address: str) -> str:
    """Return an https address as it is, "" for anything else."""
    return address if _WEB.fullmatch(address) else ""


def page(repository: Repository | None) -> str:
    """Return the address of a repository's pages, "" where it is not a plain one."""
    address = repository.web.rstrip("/") if repository else ""
    return address if _PAGE.fullmatch(address) else ""


def commit(repository: Repository | None, oid: str) -> str:
    """Return the address of a commit, "" where it is not known."""
    root = page(repository)
    if not (root and _COMMIT.fullmatch(oid)):
        return ""
    host = urlsplit(root).hostname or ""
    middle = "commits" if "bitbucket" in host else "-/commit" if "gitlab" in host else "commit"
    return f"{root}/{middle}/{oid}"


def place(repository: Repository | None, commit: str, path: str, line: int = 0) -> str:
    """Return the address of a line at the audited commit, "" where it is not known."""
    root = page(repository)
    if not (root and path and _COMMIT.fullmatch(commit)):
        return ""
    host = urlsplit(root).hostname or ""
    if "bitbucket" in host:
        return f"{root}/src/{commit}/{uri(path)}" + (f"#lines-{line}" if line else "")
    middle = "-/blob" if "gitlab" in host else "blob"
    return f"{root}/{middle}/{commit}/{uri(path)}" + (f"#L{line}" if line else "")
