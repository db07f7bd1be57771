"""Binary files: executables by their first bytes, and blobs that nobody can review.

Endings decide which files are looked at; only those whose ending is unknown, or one of a
binary's, are opened, and only their beginning is read.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from checker.collectors import fact
from checker.collectors.tree.purpose import blob, is_fixture
from checker.errors import Unobserved
from checker.files import Files
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.files.index import Index
from checker.model.facts import Facts, merge
from checker.model.json_value import Json
from checker.model.tree import BLOB_LIMIT, TreeEntry

HEAD = 1024
"""Bytes that are read of a file."""
HEADS_LIMIT = 20_000
"""Files that are opened at most."""
BYTES_LIMIT = 128 * 1024 * 1024
"""Bytes of all files that are read in batches: Git hands over whole blobs."""
BATCH_LIMIT = 8 * 1024 * 1024
"""Bytes of one batch, which are kept until it has been looked at."""
LARGE_LIMIT = 40
"""Files among them that are too large to be read in a batch."""
TOGETHER_LIMIT = 256 * 1024
"""Bytes of the largest file that is read in a batch."""

_EXECUTABLE_WORDS = (
    "a aab apk appimage bin class com deb dex dll drv dylib ear efi elf exe hi jar ko lib macho mo msi "
    "node o obj ocx out par pyc pyd pyo rpm so sys war wasm whl xpi nupkg gem egg crx"
)
_EXECUTABLE = frozenset(_EXECUTABLE_WORDS.split())
# Signatures, keyrings and the keys of strong names are binary by nature; translations likewise.
_REVIEWABLE_WORDS = (
    "sig asc gpg p7s cer crt der snk mo gmo pem pub pdf ps eps ai psd afdesign afphoto afpub indd kra sketch "
    "fig xcf drawio blend stl glb gltf fbx doc docx xls xlsx ppt pptx odt ods odp odg rtf epub ico icns "
    "cur webp avif jxl heic ttf otf woff woff2 eot pfb mp3 mp4 m4a m4v wav ogg oga ogv opus flac webm mov "
    "avi mkv aac mid midi swf cast"
)
_REVIEWABLE = frozenset(_REVIEWABLE_WORDS.split())
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x7fELF", "ELF program or library"),
    (b"\xfe\xed\xfa\xce", "Mach-O program or library"),
    (b"\xfe\xed\xfa\xcf", "Mach-O program or library"),
    (b"\xce\xfa\xed\xfe", "Mach-O program or library"),
    (b"\xcf\xfa\xed\xfe", "Mach-O program or library"),
    (b"\x00asm", "WebAssembly module"),
    (b"dex\n03", "Android bytecode"),
    (b"!<arch>\n", "static library or Debian package"),
    (b"\xed\xab\xee\xdb", "RPM package"),
    (b"BC\xc0\xde", "LLVM bitcode"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Windows installer"),
)
_ZIPPED = {
    "jar": "Java archive",
    "war": "Java archive",
    "ear": "Java archive",
    "apk": "Android package",
    "aab": "Android package",
    "whl": "Python wheel",
    "egg": "Python egg",
    "nupkg": "NuGet package",
    "xpi": "browser extension",
}


class _Found(Struct):
    """What was opened so far; *gaps* are the files that were not."""

    executables: list[Json] = field(default_factory=list)
    binaries: list[Json] = field(default_factory=list)
    gaps: UnseenFiles = field(default_factory=UnseenFiles)


def facts(files: Files) -> Facts:
    """Find executables and opaque binaries."""
    candidates = list(_candidates(files.index))
    opened = _affordable(candidates)
    found = _Found()
    chosen = {entry.path for entry, _ in opened}
    reason = (
        f"not read: there are more than {HEADS_LIMIT} such files, {LARGE_LIMIT} large ones or "
        f"{BYTES_LIMIT} bytes"
    )
    found.gaps.add(*(UnseenFile(entry.path, reason) for entry, _ in candidates if entry.path not in chosen))
    for batch in _batches(opened):
        files.tree.prefetch(entry for entry, _ in batch if (entry.size or 0) <= TOGETHER_LIMIT)
        for entry, suspect in batch:
            _look(files, entry, suspect, found)
    return merge(
        [
            fact("tree.executables", found.executables, found.gaps),
            fact("tree.binaries", found.binaries, found.gaps),
        ]
    )


def _affordable(candidates: Sequence[tuple[TreeEntry, str]]) -> Sequence[tuple[TreeEntry, str]]:
    """Return the first candidates up to the limits; a large blob costs a process of its own."""
    large = together = 0
    result = []
    for entry, suspect in candidates[:HEADS_LIMIT]:
        size = entry.size or 0
        large += size > BLOB_LIMIT
        together += size if size <= BLOB_LIMIT else 0
        if large <= LARGE_LIMIT if size > BLOB_LIMIT else together <= BYTES_LIMIT:
            result.append((entry, suspect))
    return result


def _batches(opened: Sequence[tuple[TreeEntry, str]]) -> Iterator[Sequence[tuple[TreeEntry, str]]]:
    """Cut the files into pieces that are kept in memory one after the other."""
    batch: list[tuple[TreeEntry, str]] = []
    size = 0
    for entry, suspect in opened:
        batch.append((entry, suspect))
        size += entry.size or 0
        if size > BATCH_LIMIT:
            yield batch
            batch, size = [], 0
    yield batch


def _look(files: Files, entry: TreeEntry, suspect: str, found: _Found) -> None:
    try:
        head = files.tree.head(entry, HEAD)
    except Unobserved as error:
        found.gaps.catch(error)
        return
    kind = executable(ending(entry.path), head)
    if kind:
        found.executables.append(blob(entry, kind))
    elif is_binary(head) and not is_fixture(entry):
        found.binaries.append(blob(entry, suspect))


def _candidates(index: Index) -> Iterator[tuple[TreeEntry, str]]:
    """Return the files worth opening, executables' endings first, with what they may be."""
    from identify.extensions import EXTENSIONS, EXTENSIONS_NEED_BINARY_CHECK

    endings = {*index.endings, _LIBRARY}
    for last in endings & _EXECUTABLE:
        yield from ((entry, "binary data") for entry in _having(index, last))
    known = EXTENSIONS.keys() | EXTENSIONS_NEED_BINARY_CHECK.keys() | _REVIEWABLE | _TEXT | _EXECUTABLE
    for last in sorted(endings & EXTENSIONS.keys() - _REVIEWABLE - _EXECUTABLE):
        tags = EXTENSIONS[last]
        if "binary" in tags and not tags & _SEEN_OR_HEARD:
            kind = "archive" if tags & _PACKED else "binary data"
            yield from ((entry, kind) for entry in _having(index, last) if not is_fixture(entry))
    for last in sorted(endings - known):
        yield from ((entry, "binary data") for entry in _having(index, last) if _is_dubious(entry))


_SEEN_OR_HEARD = frozenset(("image", "audio", "video", "font", "pdf"))
_PACKED = frozenset(("zip", "tar", "gzip", "bzip2", "bzip3", "xz", "7z", "lz4", "zstd"))
_TEXT_WORDS = (
    "txt md rst snap stderr stdout golden expected out err log in am ac m4 tmpl tpl template lock sum mod "
    "work patch diff test exp tcl ambr jq man 1 2 3 4 5 6 7 8 9 zsh fish bash nu mdx adoc svelte astro "
    "mts cts d conf env example sample"
)
_TEXT = frozenset(_TEXT_WORDS.split())


def _is_dubious(entry: TreeEntry) -> bool:
    """Tell whether a file that no table knows may be a binary: its name is none that texts have."""
    name = entry.path.rpartition("/")[2]
    usual = name.endswith(("rc", "ignore", "keep", "attributes", "file", "FILE")) or name.isupper()
    return not usual and not is_fixture(entry)


def _having(index: Index, last: str) -> Iterator[TreeEntry]:
    """Yield the files with any content that have an ending."""
    numbers = [number for number in index.endings if number.isdigit()] if last == _LIBRARY else ()
    for entry in index.named(endings=[last, *numbers]):
        if entry.size != 0 and entry.is_file and ending(entry.path) == last:
            yield entry


_LIBRARY = "so"


def ending(path: str) -> str:
    """Return the last ending of a file's name in lower case, without the dot; "so" for x.so.1."""
    stem, dot, last = path[path.rfind("/") + 1 :].rpartition(".")
    if not (dot and stem):
        return ""
    if last.isdigit() and ".so." in path:
        return "so" if stem.rstrip(".0123456789").endswith(".so") else last
    return last.lower()


def executable(last: str, head: bytes) -> str:
    """Return what kind of executable these first bytes begin, "" if none."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return "" if kind == "Windows installer" and last != "msi" else kind
    if head.startswith(b"\xca\xfe\xba\xbe"):
        return _java_or_mach(head)
    if head.startswith(b"PK\x03\x04"):
        return _ZIPPED.get(last, "")
    return _weakly_marked(last, head)


def _weakly_marked(last: str, head: bytes) -> str:
    """Tell the formats whose first bytes may begin a text as well: data or the ending must agree."""
    if head.startswith(b"MZ") and b"\0" in head:
        return "Windows program or library"
    if last in ("pyc", "pyo") and head[2:4] == b"\r\n":
        return "Python bytecode"
    if last in ("o", "obj") and head[:2] in (b"\x4c\x01", b"\x64\x86", b"\x64\xaa"):
        return "object file"
    return ""


def _java_or_mach(head: bytes) -> str:
    """Tell the two formats that share a magic number: a class has a version where the other counts."""
    return "Mach-O program or library" if int.from_bytes(head[4:8], "big") < 40 else "Java class"


def is_binary(head: bytes) -> bool:
    """Tell data from text, as Git does, but for text in UTF-16 or UTF-32 that says so."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    return b"\0" in head
