"""How decisions are made, who rises, and what was released."""

from checker.collectors.community.places import (
    AUTHORS,
    DATED,
    LADDER,
    PROCESSES,
    CommunityFiles,
)
from checker.collectors.community.texts import GUIDES_LIMIT, TEXT_LIMIT
from checker.files import Files
from checker.patterns import lazy, lazy_linear
from checker.prose.headings import topics_of
from checker.prose.natural_language import note_foreign
from checker.prose.parse import opened
from checker.prose.readmes import readme_of


def dated_log(files: Files, found: CommunityFiles) -> str:
    """Return a page called history, news or changes if it holds versions or dates."""
    for path in files.within(found.files.get(DATED, ()), GUIDES_LIMIT):
        if _RELEASED.search(files.beginning(path, TEXT_LIMIT)):
            return path
    return _log_of_readme(files)


def _log_of_readme(files: Files) -> str:
    """Return the README if a section of it is a log of changes with versions or dates."""
    path = readme_of(files)
    if not path:
        return ""
    page = opened(files, path)
    note_foreign(files, path, page)
    logs = (section for section in page.sections() if "changelog" in topics_of(section.heading))
    held = any(_RELEASED.search("\n".join([*each.subheadings, *each.prose, *each.code])) for each in logs)
    return path if held else ""


_RELEASED = lazy(
    r"(?im)^\W{0,8}(?:section\{)?(?:(?:version|release|changes in(?: version)?|what.?s new in|[\w-]{2,30}) )?"
    r"\[?v?\d{1,4}\.\d{1,4}"
    r"|^\W{0,8}\[?unreleased|\b(?:19|20)\d\d[-/]\d\d[-/]\d\d|^\W{0,8}v?\d{1,4}\s{0,4}(?:$|[-(])"
)
_DECIDES = lazy_linear(
    r"(?i)\bdecisions?\b[^.\n]{0,60}\b(?:(?:is|are|be) (?:made|taken|reached)|by (?:consensus|vote"
    r"|majority))\b|\b(?:majority|super-?majority|unanimous|two-thirds)\b[^.\n]{0,40}\b(?:votes?|approval"
    r"|of (?:the )?maintainers)\b"
    r"|\blazy consensus\b|\bconsensus[- ]seeking\b|\b(?:final|last|casting) (?:say|decision|word|vote)\b"
    r"|\bbenevolent dictator\b|\bBDFL\b|\bvot(?:e|es|ing)\b[^.\n]{0,60}\b(?:maintainers?|committers?"
    r"|members?|admins?|majority)\b"
    r"|\b(?:maintainers?|committers?|members?|admins?)\b[^.\n]{0,60}\bvot(?:e|es|ing)\b"
)
_DECIDING = ("community.maintainers", LADDER, "community.contributing", PROCESSES)


def decided(files: Files, found: CommunityFiles) -> str:
    """Return a guide that states how decisions are made."""
    pages = dict.fromkeys(path for fact in _DECIDING for path in found.files.get(fact, ()))
    for path in files.texts(files.within(list(pages), 2 * GUIDES_LIMIT)):
        note_foreign(files, path, opened(files, path))
        if _DECIDES.search(files.beginning(path, TEXT_LIMIT)):
            return path
    return ""


_ROLE = (
    r"(?:maintainers?(?:hip)?|committers?|(?:core|team) members?|membership|reviewers?|approvers?"
    r"|code ?owners?|triagers?)"
)
_ACCESS = r"(?:write|push|commit|admin\w*|merge) (?:access|bit|rights?|permissions?)"
_MOVE = (
    r"(?:becom\w+|promot\w+|nominat\w+|elect(?:ed|ions?|ing)?|appoint\w*|retir\w+|emerit\w+|step(?:s|ped"
    r"|ping)? down"
    r"|inactiv\w+|onboard\w*|offboard\w*|remov\w+ (?:as|from)|invit\w+ to)"
)
_GIVEN = r"(?:revok\w+|grant\w*|giv(?:e|en|ing)|los(?:e|es|ing)|remov\w+|invit\w+)"
_RISES = lazy_linear(
    rf"(?i)\b{_MOVE}\b[^\n]{{0,80}}\b(?:{_ROLE}|{_ACCESS})\b|\b(?:{_ROLE}"
    rf"|{_ACCESS})\b[^\n]{{0,80}}\b{_MOVE}\b"
    rf"|\b{_GIVEN}\b[^\n]{{0,40}}\b{_ACCESS}\b|\b{_ACCESS}\b[^\n]{{0,40}}\b{_GIVEN}\b"
)
"""Words on how somebody gets or loses a role, on one line with the role."""


def promotion(files: Files, found: CommunityFiles) -> bool:
    """Tell whether a page on people says how they get or lose a role."""
    guides = ("community.governance", "community.maintainers", LADDER, AUTHORS, "community.contributing")
    pages = dict.fromkeys(page for fact in guides for page in found.files.get(fact, ()))
    ranked = sorted(pages, key=lambda path: (path.count("/"), path))
    read = files.texts(files.within(ranked, 2 * GUIDES_LIMIT))
    return any(_RISES.search(files.beginning(path, TEXT_LIMIT)) for path in read)
