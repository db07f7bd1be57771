"""What the security policy says: whom to tell, when to hear back, what is supported."""

import re

from checker.collectors.community.places import (
    LIFECYCLE,
    RELEASES,
    CommunityFiles,
)
from checker.collectors.community.texts import GUIDES_LIMIT, TEXT_LIMIT, leads_elsewhere, text_of
from checker.files import Files
from checker.patterns import lazy, lazy_linear
from checker.prose.headings import plain_words
from checker.prose.natural_language import note_foreign
from checker.prose.parse import opened
from checker.prose.statements import says_how_to_report_text
from checker.prose.support import states_support
from checker.prose.topics import section_topics

_DURATION = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|ten|fourteen|thirty|sixty|ninety|a few|few|a|an)[ -]"
    r"(?:\(\d{1,3}\) )?(?:business |working |calendar )?(?:hours?|days?|weeks?|months?)|\d{1,3} ?h(?:rs?)?"
)
_ANSWER = (
    r"(?:respon\w+|acknowledg\w*|repl(?:y|ies|ied)|answer\w*|hear(?: back)?|get back|confirm\w*|contact\w*"
    r"|triag\w+|follow(?:ed)? up|assess\w*|review\w*"
    r"|investigat\w+|react\w*|reach(?:ed)? out|receive|notif\w+|updates?|fix(?:es|ed)?|patch(?:es|ed)?"
    r"|resol\w+|mitigat\w+|remediat\w+|disclos\w+|address(?:ed)?)"
)
_TIME = lazy_linear(
    rf"(?is)\b{_ANSWER}\b[^.!?|]{{0,160}}\b(?:within|in|after|under|less than|no later than|no more than"
    rf"|up to|at most|every)\b[^.!?|]{{0,30}}\b(?:{_DURATION})\b"
    rf"|\b(?:within|in|after|under|less than|no later than|no more than|up to"
    rf"|at most)\b[^.!?|]{{0,30}}\b(?:{_DURATION})\b[^.!?|]{{0,160}}\b{_ANSWER}\b"
    rf"|\b{_ANSWER}[ -](?:time|window|period|target)s?\b[^.!?]{{0,60}}\b(?:{_DURATION})\b"
    rf"|\b(?:{_DURATION})\b[^.!?|]{{0,40}}\b(?:embargo|disclosure|response)\b|\b(?:embargo|disclosure"
    rf"|response)\b[^.!?|]{{0,60}}\b(?:{_DURATION})\b"
    rf"|\b(?:{_DURATION})\b[^.!?|]{{0,80}}\bbefore\b[^.!?|]{{0,40}}\b(?:disclos\w+|public\w*|expos\w+)\b"
)
"""A time within which a reporter hears something, in one sentence; not how long a version is supported."""
_DISCLOSURE = lazy_linear(
    r"(?i)\b(?:disclos\w+|embargo\w*)\b|\bcoordinated (?:release|vulnerability)|\bsecurity[ -]advisor(?:y"
    r"|ies)\b|\bCVEs?\b|\bCVE-"
    r"|\b(?:publish\w*|announc\w*|made public|go public)\b[^.\n]{0,80}\b(?:vulnerabilit\w+|security"
    r"|fix(?:es)?|patch(?:es)?|advisor\w+|details|report)\b"
    r"|\b(?:vulnerabilit\w+|security|fix(?:es)?|patch(?:es)?|advisor\w+"
    r"|details)\b[^.\n]{0,80}\b(?:publish\w*|announc\w*|made public|go public)\b"
)
_POLICIES = ("security", "disclosure", "vulnerab")


def contact(files: Files, found: CommunityFiles) -> bool:
    """Tell whether it names a place for reports."""
    text = text_of(files, found, "community.security_policy")
    return says_how_to_report_text(text)


def response_time(files: Files, found: CommunityFiles) -> bool:
    """Tell whether it names a time within which reporters hear back."""
    text = text_of(files, found, "community.security_policy")
    if _TIME.search(" ".join(text.split())):
        return True
    return leads_elsewhere(text, _POLICIES, found, "community.security_policy")


def disclosure(files: Files, found: CommunityFiles) -> bool:
    """Tell whether it speaks of how vulnerabilities are disclosed."""
    text = text_of(files, found, "community.security_policy")
    return _DISCLOSURE.search(text) is not None or leads_elsewhere(
        text, _POLICIES, found, "community.security_policy"
    )


def threat_model(files: Files, found: CommunityFiles) -> str:
    """Return the security policy if a section of it is the threat model."""
    path = found.best("community.security_policy")
    if not text_of(files, found, "community.security_policy"):
        return ""
    sections = opened(files, path).sections()
    held = any(
        _MODEL.fullmatch(plain_words(section.heading)) and not section.is_empty for section in sections
    )
    return path if held else ""


_MODEL = lazy(
    r"(?:(?:project|our|security) )?(?:threat (?:model|modelling|modeling|analysis)"
    r"|threats?(?: and mitigations)?|security (?:model|assessment))"
)
_LIFECYCLES = ("community.security_policy", "community.support", LIFECYCLE, RELEASES)


def supported(files: Files, found: CommunityFiles) -> bool:
    """Tell whether a section, a sentence, or a page named for it says which versions are supported."""
    pages = dict.fromkeys(path for fact in _LIFECYCLES for path in found.files.get(fact, ()))
    named = found.files.get(LIFECYCLE, ())
    return any(_says_support(files, path, path in named) for path in files.within(list(pages), GUIDES_LIMIT))


def _says_support(files: Files, path: str, named: bool) -> bool:
    text = files.beginning(path, TEXT_LIMIT)
    page = opened(files, path)
    note_foreign(files, path, page)
    if states_support(text, headed=named):
        return True
    return any("lifecycle" in section_topics(section, frozenset()) for section in page.sections())


_NUMBERED = r"\bCVE-\d{4}-\d{4,7}\b|\bGHSA(?:-[23456789cfghjmpqrvwx]{4}){3}\b"
_PUBLISHED = lazy_linear(
    r"(?i)\bsecurity[- ](?:advisor(?:y|ies)|bulletins?|announcements?)\b|security/advisories|\badvisories\b"
    r"|\bCVEs?\b|\bCVE-|osv\.dev|\bopenvex\b|\bvex documents?\b"
)
LOGS_LIMIT = 10
"""Logs of changes that are searched for numbers of vulnerabilities."""


def advisories(files: Files, found: CommunityFiles) -> str:
    """Return the place: statements first, then logs, then what the security policy says."""
    if page := found.best("community.advisories"):
        return page
    logs = sorted(found.files.get("community.changelog", ()), key=lambda path: (path.count("/"), path))
    for path, text in files.texts(files.within(logs, LOGS_LIMIT)).items():
        if re.search(_NUMBERED, text):
            return path
    policy = text_of(files, found, "community.security_policy")
    if _PUBLISHED.search(policy):
        return found.best("community.security_policy")
    leads_elsewhere(policy, _POLICIES, found, "community.security_policy")
    return ""
