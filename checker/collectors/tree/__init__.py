"""What is in a tree and does not belong there, and what belongs there and is."""

from checker.collectors import Checkout, measured
from checker.model.facts import Facts, FactSpec, FactType, Problem, merge

_PLACE = {"path": FactType.STRING, "line": FactType.INT}
_BLOB = {
    **_PLACE,
    "size": FactType.INT,
    "oid": FactType.STRING,
    "kind": FactType.STRING,
    "fixture": FactType.BOOL,
}

FACTS = (
    FactSpec("tree.files", FactType.INT, "How many files there are, links and submodules not counted."),
    FactSpec(
        "tree.executables",
        FactType.RECORDS,
        "Compiled programs, libraries and bytecode, told by name and first bytes; fixture: it lies among "
        "tests, fixtures or examples.",
        grows=True,
        item=_BLOB,
    ),
    FactSpec(
        "tree.binaries",
        FactType.RECORDS,
        "Files that nobody can review: binary, neither executable nor an image, font, recording, document or "
        "signature, and not among tests, fixtures or examples.",
        grows=True,
        item=_BLOB,
    ),
    FactSpec(
        "tree.large",
        FactType.RECORDS,
        "Files of more than one MiB in Git itself (a Git LFS pointer is small), largest first.",
        grows=True,
        item={**_PLACE, "size": FactType.INT, "mib": FactType.DOUBLE},
    ),
    FactSpec(
        "tree.secrets",
        FactType.RECORDS,
        "Private keys, credential files and tokens with values that look real, in files known by their name "
        "and in configuration; never the values themselves.",
        grows=True,
        item={**_PLACE, "kind": FactType.STRING},
    ),
    FactSpec("tree.submodules", FactType.STRINGS, "Where other repositories are mounted."),
    FactSpec("tree.gitignore", FactType.BOOL, "The top folder has a .gitignore that ignores something."),
    FactSpec(
        "tree.hooks",
        FactType.RECORDS,
        "Configurations of Git hooks: which tool, how many hooks, and why it does not parse, if so.",
        grows=True,
        item={**_PLACE, "tool": FactType.STRING, "hooks": FactType.INT, "reason": FactType.STRING},
    ),
    FactSpec(
        "tree.broken",
        FactType.RECORDS,
        "Package manifests and tool configurations that do not parse.",
        grows=True,
        item={**_PLACE, "reason": FactType.STRING},
    ),
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Look at every path once and at as few contents as will do."""
    files = checkout.files
    parts = [_cheap(checkout)]
    if wanted & {"tree.executables", "tree.binaries"}:
        from checker.collectors.tree.blobs import facts as blobs

        parts.append(blobs(files))
    if "tree.secrets" in wanted:
        from checker.collectors.tree.secrets import facts as secrets

        parts.append(secrets(files))
    if "tree.hooks" in wanted:
        from checker.collectors.tree.hooks import facts as hooks

        parts.append(hooks(files))
    if "tree.broken" in wanted:
        from checker.collectors.tree.broken import facts as broken

        parts.append(broken(files))
    return merge(parts)


def _cheap(checkout: Checkout) -> Facts:
    from checker.collectors.tree import ignored, large

    files = checkout.files
    ignore = files.entry(".gitignore")
    counted = Facts(
        {
            "tree.files": len(files.index.files),
            "tree.submodules": [entry.path for entry in files.index.others if entry.is_submodule],
        }
    )
    known = ignore is None or not ignore.is_file or ignore.size is not None
    gitignore = (
        measured(
            files, "tree.gitignore", lambda: bool(ignore and ignore.size and ignored.holds_something(files))
        )
        if known
        else Facts(problems=(Problem("tree.gitignore", "its size is not known", files=(".gitignore",)),))
    )
    return merge([counted, gitignore, large.facts(files)])
