"""What texts and declarations say together."""

from collections.abc import Iterable, Sequence

from checker.collectors import bounded, fact, hidden, measured, problem
from checker.collectors.license import headers
from checker.collectors.license.declared import LicenseDeclaration, declared, manifests, symbols
from checker.collectors.license.detect import Detected, by_name, detect
from checker.collectors.license.places import LicenseFiles, is_exported, places
from checker.errors import Cause, Unobserved
from checker.files import Files
from checker.files.gaps import UnseenFiles
from checker.model.facts import Facts, Problem, merge
from checker.model.json_value import Json
from checker.model.tree import TreeEntry
from checker.patterns import lazy

_TEXTS = frozenset(("license.detected", "license.recognised", "license.spdx", "license.conflicts"))
_MANIFESTS = frozenset(("license.declared", "license.spdx", "license.conflicts"))


def facts(files: Files, wanted: frozenset[str]) -> Facts:
    """Return the facts of *wanted*."""
    found = places(files)
    parts = [_found(files, found)]
    with files.watching() as gaps:
        stated = declared(files, manifests(files)) if wanted & _MANIFESTS else []
    if wanted & _MANIFESTS:
        parts.append(fact("license.declared", [_record(item) for item in stated], gaps))
    if wanted & _TEXTS:
        parts.append(hidden(_judged(files, found, stated), gaps, ["license.conflicts"]))
    if headers.FACT in wanted:
        parts.append(headers.facts(files))
    return merge(parts)


def _found(files: Files, found: LicenseFiles) -> Facts:
    texts = [*found.top, *found.folder]
    folder = found.folder[0].path.partition("/")[0] if found.folder else ""
    values: dict[str, Json] = {"license.files": [entry.path for entry in texts]}
    path = next((entry.path for entry in found.top if _is_inside(files, entry)), folder)
    parts = [Facts(values), measured(files, "license.exported", lambda: is_exported(files, texts))]
    if path or not found.top:
        return merge([*parts, Facts({"license.path": path})])
    reason = "is a link out of the repository, where nothing is read"
    outside = tuple(entry.path for entry in found.top)
    return merge(
        [*parts, Facts(problems=(Problem("license.path", f"{outside[0]} {reason}", files=outside),))]
    )


def _is_inside(files: Files, entry: TreeEntry) -> bool:
    """Tell a text of this tree from a link that leads out of it."""
    try:
        return files.follow(entry) is not None
    except Unobserved:
        return False


def _record(item: LicenseDeclaration) -> Json:
    return {
        "path": item.path,
        "line": item.line,
        "expression": item.expression,
        "normalized": item.normalized,
    }


def _judged(files: Files, found: LicenseFiles, stated: Sequence[LicenseDeclaration]) -> Facts:
    try:
        return merge([_combined(files, found, _top_level(stated)), _conflicts(_Reader(files, found), stated)])
    except Unobserved as error:
        gaps = UnseenFiles()
        gaps.catch(error)
        return Facts(problems=tuple(problem(path, gaps) for path in sorted(_TEXTS)))


def _top_level(stated: Iterable[LicenseDeclaration]) -> str:
    return next((item.normalized for item in stated if "/" not in item.path and item.normalized), "")


def _combined(files: Files, found: LicenseFiles, stated: str) -> Facts:
    """Join the licences at the top of the tree to one expression, where that is known."""
    texts = {entry.path: _text(files, entry) for entry in found.top}
    ids = _united(texts.values()) or by_name(found.folder)
    unsure = [path for path, text in texts.items() if not text.complete or not (text.ids or ids)]
    detected = Facts({"license.detected": list(ids), "license.recognised": bool(ids) and not unsure})
    if not texts and not found.folder:
        return merge([detected, Facts({"license.spdx": ""})])
    expression = _expression(ids, stated, sure=not unsure)
    if expression:
        return merge([detected, Facts({"license.spdx": expression})])
    reason = (
        f"{unsure[0]} holds text that is none of the known licences"
        if unsure
        else f"nothing says how {', '.join(ids)} combine"
    )
    files_behind = tuple(unsure) or tuple(texts)
    unclear = Problem("license.spdx", reason, cause=Cause.NOT_UNDERSTOOD, files=files_behind)
    return merge([detected, Facts(problems=(unclear,))])


def _text(files: Files, entry: TreeEntry) -> Detected:
    """Return the licences of a file; an R package names in DESCRIPTION what its LICENSE only fills in."""
    target = files.follow(entry)
    if target and (target.size or 0) < TEMPLATE_SIZE and _FIELDS.match(files.text(target.path)):
        folder = entry.path.rpartition("/")[0]
        match = _R_LICENSE.search(files.text(f"{folder}/DESCRIPTION".lstrip("/")))
        return Detected((_R_NAMES[match[1]],) if match else (), complete=True)
    return detect(files, entry)


TEMPLATE_SIZE = 1000
"""Bytes of the longest file that only fills in the names of a licence text."""
_FIELDS = lazy(r"\s{0,100}(?:YEAR|COPYRIGHT HOLDER|ORGANI[SZ]ATION):")
_R_LICENSE = lazy(
    r"(?m)^License:[ \t]{0,20}(MIT|BSD_2_clause|BSD_3_clause)[ \t]{0,20}\+[ \t]{0,20}file[ \t]{1,20}LICEN[C"
    r"S]E\b"
)
_R_NAMES = {"MIT": "MIT", "BSD_2_clause": "BSD-2-Clause", "BSD_3_clause": "BSD-3-Clause"}


def _united(texts: Iterable[Detected]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in texts for name in text.ids))


def _expression(ids: Sequence[str], stated: str, sure: bool) -> str:
    """Return the licence in force, "" where nobody can tell."""
    agreed = bool(stated) and (families(symbols(stated)) <= families(ids) or not (ids and sure))
    if agreed:
        return stated
    if not sure:
        return ""
    if len(ids) == 1:
        return ids[0]
    pair = set(ids) == {"GPL-3.0-only", "LGPL-3.0-only"}  # the lesser licence is written on top of the other
    return "LGPL-3.0-only" if pair else ""


def families(names: Iterable[str]) -> frozenset[str]:
    """Tell no version of a GNU licence from the same one "or later": the text is the same."""
    return frozenset(
        name.removesuffix("-only").removesuffix("-or-later").removesuffix("+").lower() for name in names
    )


class _Reader:
    """Detects the licences nearest to a path, each text once."""

    def __init__(self, files: Files, found: LicenseFiles) -> None:
        self._files = files
        self._found = found
        self._known: dict[str, Detected] = {}

    def nearest(self, path: str) -> Detected:
        """Return the licences that hold for a manifest; incomplete where any text is not known."""
        entries = self._found.nearest(path)
        if entries and entries[0] in self._found.folder:
            return Detected(by_name(entries), complete=True)
        texts = [self._text(entry) for entry in entries]
        return Detected(_united(texts), complete=bool(texts) and all(text.complete for text in texts))

    def _text(self, entry: TreeEntry) -> Detected:
        if entry.path not in self._known:
            self._known[entry.path] = _text(self._files, entry)
        return self._known[entry.path]


def _conflicts(reader: _Reader, stated: Sequence[LicenseDeclaration]) -> Facts:
    """Compare what can be compared; if nothing can, say so."""
    compared = [(item, reader.nearest(item.path)) for item in stated if item.normalized]
    # A text that holds the declared licence agrees with it, whatever else it holds.
    agreeing = [item for item, text in compared if families(symbols(item.normalized)) & families(text.ids)]
    known = [(item, text) for item, text in compared if text.ids and (text.complete or item in agreeing)]
    if stated and not known:
        reason = "the declared licence or the licence text is none that is known"
        unclear = tuple(item.path for item in stated)
        return Facts(
            problems=(Problem("license.conflicts", reason, cause=Cause.NOT_UNDERSTOOD, files=unclear),)
        )
    records: list[Json] = [
        {
            "path": item.path,
            "line": item.line,
            "declared": item.expression,
            "detected": ", ".join(text.ids),
        }
        for item, text in known
        if item not in agreeing
    ]
    return bounded("license.conflicts", records)
