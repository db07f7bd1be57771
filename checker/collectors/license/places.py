"""Where licence texts and manifests stand in a tree."""

from collections.abc import Sequence

from msgspec import Struct, field

from checker.files import Files
from checker.model.tree import PathClass, TreeEntry

_STARTS = ("license", "licence", "unlicense", "unlicence", "copying")
_ENDS = ("license", "licence")
_OTHER_WORDS = (
    "template header third 3rd 3p depend notice check report bundl vendor docs documentation font logo"
    " assets content"
)
_OTHER = tuple(_OTHER_WORDS.split())
"""What the name of a file says that speaks of other things' licences."""
_NO_TEXT_WORDS = (
    "py go js mjs ts rs json yml yaml toml csv tsv tmpl tpl sh c h hpp java xml png svg"
    " spdx cfg ini rb php snap in"
)
_NO_TEXT = frozenset(_NO_TEXT_WORDS.split())
_FOLDERS = frozenset(("LICENSES", "LICENCES", "LICENSE", "LICENCE"))


class LicenseFiles(Struct):
    """The licence files by folder ("" is the top), and the texts in LICENSES."""

    texts: dict[str, list[TreeEntry]] = field(default_factory=dict)
    folder: list[TreeEntry] = field(default_factory=list)

    @property
    def top(self) -> Sequence[TreeEntry]:
        """The licence files at the top of the tree."""
        return self.texts.get("", [])

    def nearest(self, path: str) -> Sequence[TreeEntry]:
        """Return the licence texts in the folder of *path* or the closest one above."""
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            if found := self.texts.get(folder):
                return found
        return self.folder


def places(files: Files) -> LicenseFiles:
    """Look at every path once."""
    found = LicenseFiles()
    for entry in files.tree.entries:
        folder, _, name = entry.path.rpartition("/")
        if folder in _FOLDERS:
            found.folder.append(entry)
        elif "icen" in name or "ICEN" in name or "OPYING" in name.upper():
            _add_text(found, entry, folder, name)
    return found


def _add_text(found: LicenseFiles, entry: TreeEntry, folder: str, name: str) -> None:
    if entry.path_class is PathClass.SOURCE and not entry.is_submodule and is_license(name):
        found.texts.setdefault(folder, []).append(entry)


def is_license(name: str) -> bool:
    """Tell whether a file of this name holds the licence of what stands beside it."""
    lowered = name.lower()
    stem, _, ending = lowered.rpartition(".")
    if ending in _NO_TEXT or any(word in lowered for word in _OTHER):
        return False
    start = next((word for word in _STARTS if lowered.startswith(word)), "")
    if start:
        return lowered[len(start) : len(start) + 1] in ("", "-", "_", ".")
    bare = stem if ending in ("txt", "md", "rst") else lowered
    return bare.endswith(_ENDS) and bare[-8:-7] in ("-", "_", ".")


def is_exported(files: Files, entries: Sequence[TreeEntry]) -> bool:
    """Tell whether the archives that `git archive` makes hold any of *entries*."""
    from checker.files import globs

    ignored = [
        words[0].lstrip("/")
        for line in files.text(".gitattributes").splitlines()
        if "export-ignore" in (words := line.split())[1:]
    ]
    return any(
        not any(globs.matches(entry.path, pattern) for pattern in ignored if len(pattern) < 200)
        for entry in entries
    )
