"""Scripts that declare their dependencies in their own source: Python (PEP 723), C#, F#, Scala and Kotlin."""

from checker.collectors.dependencies.declared import Dependency, ManifestContent
from checker.collectors.dependencies.literals import QUOTED, calls
from checker.collectors.dependencies.requirement import requirement
from checker.documents.lines import Lines
from checker.files import Files
from checker.patterns import lazy

_HEAD = lazy(r"(?m)^# /// script[ \t]*$")
_BLOCK = lazy(r"(?m)# /// script[ \t]*$((?:\n#(?: [^\n]*)?)+?)\n# ///[ \t]*$")
_LISTED = lazy(r"\bdependencies\s{0,20}=\s{0,20}\[")
_DIRECTIVES = {
    "cs": lazy(r"(?m)^#:package[ \t]+([\w.-]+)(?:@(\S+))?"),
    "csx": lazy(r"(?m)^#r[ \t]+\"nuget:[ \t]*([\w.-]+)(?:,[ \t]*+([^\"\n]+))?\""),
    "fsx": lazy(r"(?m)^#r[ \t]+@?\"nuget:[ \t]*([\w.-]+)(?:,[ \t]*+([^\"\n]+))?\""),
    "scala": lazy(r"(?<=[ \t\",])([\w.-]+:{1,3}[\w.-]+):{1,2}([^\s\",]+)"),
    "kts": lazy(r"(?m)^@file:DependsOn\([ \t]*\"([\w.-]+:[\w.-]+):([^\"\n]+)\""),
}
_DIRECTIVES["sc"] = _DIRECTIVES["scala"]
_SCALA = ("scala", "sc")
_OF_SCALA = lazy(r"(?m)^//>[ \t]*using[ \t]+(?:test\.)?(?:dep|lib)s?(?=[ \t])[^\n]*")
"""A line that names dependencies, several in one if there are any more."""


def python(files: Files, path: str) -> ManifestContent:
    """Read the block of a script that lists its requirements.

    Raises Unobserved.
    """
    text = files.text(path)
    lines = Lines(text)
    head = _HEAD.search(text)
    if head is None or (block := _BLOCK.match(text, head.start())) is None:
        return ManifestContent(empty=True)
    found = [
        requirement(written[1] or written[2], lines.at(block.start(1) + listed.start + written.start()))
        for listed in calls(block[1], _LISTED)
        for written in QUOTED.finditer(listed.body)
    ]
    return ManifestContent(found, empty=_LISTED.search(block[1]) is None)


def directives(files: Files, path: str) -> ManifestContent:
    """Read the lines of a script that name packages.

    Raises Unobserved.
    """
    text = files.text(path)
    lines = Lines(text)
    ending = path.rpartition(".")[2]
    spans = [row.span() for row in _OF_SCALA.finditer(text)] if ending in _SCALA else [(0, len(text))]
    found = [
        Dependency(match[1], match[2] or "", lines.at(match.start()), pinned=(match[2] or "")[:1].isdigit())
        for span in spans
        for match in _DIRECTIVES[ending].finditer(text, *span)
    ]
    return ManifestContent(found, empty=not found)
