"""Where licence texts and manifests stand in a tree."""

from collections.abc import Sequence
from posixpath import dirname, join, normpath

from msgspec import Struct, field

from checker.errors import Unobserved
from checker.files import Files
from checker.files.view import decode
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

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
SIDECAR = ".license"
"""What REUSE adds to the name of a file to say that file's licence."""
STUB_SIZE = 400
"""Bytes below which a file may be a placeholder."""
_STUB = lazy(
    r"(?i)\b(?:todo|tbd|fixme|coming soon|placeholder|lorem ipsum|to be (?:added|decided|determined|done)"
    r"|(?:put|add|insert|paste|choose|pick) (?:a |your |the )?(?:\w+ )?licen[cs]e|licen[cs]e (?:goes"
    r"|text) here|your licen[cs]e)\b"
)
_NAMED = lazy(
    r"\b(?:MIT|BSD|Apache|A?L?GPL|GNU|MPL|ISC|EUPL|CC0|CC[- ]BY|Creative Commons|Unlicense|Zlib|Boost"
    r"|proprietary|all rights reserved)\b"
)
TEMPLATE_SIZE = 3000
"""Bytes below which a text states its copyright at the top; longer ones explain in an appendix how to."""
_UNFILLED = lazy(
    r"(?im)^[^\S\n]{0,8}copyright[^\S\n]{0,4}(?:\(c\)|©)?[^\S\n]{0,4}"
    r"(?:\[(?:year|yyyy)\]|<(?:year|yyyy)>|\{{1,2} ?(?:year|yyyy) ?\}{1,2})"
)
_COPYRIGHT = lazy(r"(?i)copyrights?(?:\.(?:md|txt|rst|adoc))?")
_GRANTS = lazy(
    r"(?i)\bpermission is hereby granted\b|\bpermission to use, copy\b|\bredistribution and use\b"
    r"|\bGNU (?:lesser |affero )?general public licen[cs]e\b|\bapache licen[cs]e\b"
    r"|\bmozilla public licen[cs]e\b"
    r"|\bcreative commons\b|\bpublic domain\b|\bterms and conditions\b|\b(?:is|are) (?:granted|licen[cs]ed"
    r"|permitted|allowed)\b"
)
_FOLDERS = frozenset(("LICENSES", "LICENCES", "LICENSE", "LICENCE"))


class LicenseFiles(Struct):
    """The licence files by folder ("" is the top), and the texts in LICENSES.

    *notices* are files called COPYRIGHT: a notice beside the licence, or the licence itself.
    """

    texts: dict[str, list[TreeEntry]] = field(default_factory=dict)
    notices: dict[str, list[TreeEntry]] = field(default_factory=dict)
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
        upper = name.upper()
        if folder in _FOLDERS:
            if not entry.path.endswith(SIDECAR):
                found.folder.append(entry)
        elif "ICEN" in upper or "OPYING" in upper or "COPYRIGHT" in upper:
            _add_text(files, found, entry, folder, name)
    for folder, notices in found.notices.items():
        held = [entry for entry in notices if _holds_licence(files, entry)]
        if held and folder not in found.texts:
            found.texts[folder] = held
    return found


def _add_text(files: Files, found: LicenseFiles, entry: TreeEntry, folder: str, name: str) -> None:
    if entry.path_class is not PathClass.SOURCE or entry.is_submodule or _is_sidecar(files, entry.path):
        return
    if _COPYRIGHT.fullmatch(name):
        found.notices.setdefault(folder, []).append(entry)
    elif is_license(name) and not is_stub(files, entry):
        found.texts.setdefault(folder, []).append(entry)


def _is_sidecar(files: Files, path: str) -> bool:
    """Tell the note on the licence of one file, which REUSE puts beside it, from a licence."""
    about = path.removesuffix(SIDECAR)
    return about != path and ("." in about.rpartition("/")[2] or files.entry(about) is not None)


def is_stub(files: Files, entry: TreeEntry) -> bool:
    """Tell a file in which no licence stands: empty, a placeholder, a template, a link to nothing here."""
    try:
        target = files.follow(entry)
        if target is None:
            return not leads_out(files, entry)
        if target.size == 0:
            return True
        if (target.size or TEMPLATE_SIZE) >= TEMPLATE_SIZE:
            return False
        text = files.text(target.path)
        return (len(text) < STUB_SIZE and _says_nothing(text)) or _is_template(target.path, text)
    except Unobserved:
        return False


def _is_template(path: str, text: str) -> bool:
    """Tell a licence in which nobody has said who grants it; those in LICENSES leave that to each file."""
    return dirname(path) not in _FOLDERS and _UNFILLED.search(text) is not None


def leads_out(files: Files, entry: TreeEntry) -> bool:
    """Tell whether a link leads to where this tree does not reach: out of it, or into a submodule."""
    target = normpath(join(dirname(entry.path), decode(files.tree.read(entry))))
    return target.startswith(("..", "/")) or any(
        target.startswith(f"{other.path}/") or (other.is_submodule and target == other.path)
        for other in files.index.others
    )


def _says_nothing(text: str) -> bool:
    return not any(map(str.isalnum, text)) or (_STUB.search(text) is not None and not _NAMED.search(text))


def _holds_licence(files: Files, entry: TreeEntry) -> bool:
    """Tell a file called COPYRIGHT that grants something from a notice of who owns what."""
    if is_stub(files, entry):
        return False
    try:
        target = files.follow(entry)
        return target is None or _GRANTS.search(files.text(target.path)) is not None
    except Unobserved:
        return True


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
