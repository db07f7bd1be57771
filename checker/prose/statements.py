"""What sections and sentences state: who maintains, which versions are supported, how to report and ask."""

from collections.abc import Iterable

from checker.patterns import lazy, lazy_linear
from checker.prose.page import PageSection

_ADDRESS = lazy_linear(
    r"[\w.+-]{1,64}(?:@|\s?[\[({<]at[\])}>]\s?| at )[\w-]{1,60}"
    r"(?:\.|\s?[\[({<]dot[\])}>]\s?| dot )[\w.-]{2,60}"
)
_HANDLE = lazy(r"(?:^|[\s(\[,|/])@([A-Za-z0-9][\w-]{0,38}(?:/[\w.-]{1,60})?)(?![\w.-]{0,60}[@/])")
_PROFILE = lazy(
    r"(?:https?:)?//(?:www\.)?(?:github|gitlab|codeberg)\.(?:com"
    r"|org)/(?:orgs/[\w-]{1,39}/teams/)?@?([\w-]{1,39})/?(?:[#?].*)?$"
)
_NAME_WORD = r"(?:[^\W\d_a-z][\w'\u2019.-]{0,30})"
_NAME = (
    rf"{_NAME_WORD}(?: (?:(?:van|von|der|den|de|da|di|del|la|le|bin|al|el|ten|ter"
    rf"|y)\b ?){{0,2}}{_NAME_WORD}){{1,3}}"
)
_ITEM = lazy(
    rf"^[ \t]{{0,8}}(?:(?:[-*+\u2022]|\d{{1,3}}[.)]|\|"
    rf"|#+)[ \t]{{0,8}})?[*_`\[]{{0,3}}({_NAME})[*_`\]]{{0,3}}[ \t]{{0,8}}(?:$"
    rf"|[,;:.(|<@\u2013\u2014\u2022/-])"
)
_SAID = lazy(
    rf"(?i:\b(?:maintain(?:ed|ers?(?: (?:is|are))?)|written|developed|created|owned|authors?|led"
    rf"|maintainers? of [\w-]+ (?:is|are))\b:?(?: (?:and \w+ )?(?:by|in \d{{4}} by))?:?) ({_NAME})"
)
_NO_NAME = lazy(
    r"(?i)\b(?:code|pull|requests?|reviews?|releas\w*|issues?|guides?|guidelines?|managers?|management"
    r"|teams?|projects?|maintain\w*|core|leads?|security|responsib\w+|roles?|processes"
    r"|members?|committe\w+|contribut\w+|owners?|tests?|testing|build\w*|docs?|documentation|table|contents"
    r"|generated|files?|versions?|support\w*|how|what|when|why|where|who|the|this|we|our|your"
    r"|please|see|all|and|for|to|each|every|any|new|open|source|software|license\w*|api|steps?|overview"
    r"|introduction|decision\w*|policy|policies|triag\w+|merg\w+|github|gitlab|tools?|branch\w*"
    r"|becoming|adding|removing|working|groups?|general|notes?|checklists?|conduct|foundation|inc|labs?"
    r"|name|handle|email|affiliation|company|area|status|emeritus|variables?|authors?|developers"
    r"|organizations?)\b"
)
"""Words that no name of a person has, though they may be written with capitals."""


def people(lines: Iterable[str], targets: Iterable[str] = ()) -> frozenset[str]:
    """Return the persons and teams that a text names: by handle, address, profile or full name."""
    found: set[str] = set()
    for line in lines:
        found.update(match.lower() for match in _HANDLE.findall(line) if not is_placeholder(match))
        found.update(match.lower() for match in _ADDRESS.findall(line) if not is_placeholder(match))
        found.update(_names(line))
    found.update(match[1].lower() for target in targets if (match := _PROFILE.match(target)))
    return frozenset(found)


_PLACEHOLDER = lazy(
    r"(?i)(?:my|your)[-_.]?.*|.*[-_](?:here|placeholder)|todo|tbd|fixme|change-?me|xxx+|foo(?:bar)?|(?:the-?)?user-?name"
    r"|(?:git(?:hub|lab)-?)?(?:user-?name|handle|login|id)|(?:user|person|maintainer|owner|name|handle)[-_]?\d?"
    r"|first-?name[-_.]?last-?name|octocat|(?:org|organi[sz]ation|owner|company|acme-?org|group)(?:[-_]?name)?/(?:team|group|.*team-?name|.*-here)"
    r"|(?:your|my)[\w.-]*/.*|.*/(?:your|my)[-_].*"
    r"|(?:you|me|your.*|my.*|name|user|email|someone|somebody|first.?last|maintainer|owner)@(?:example|domain|company|email|mail"
    r"|your.*|my.*)\.\w+"
)


def is_placeholder(written: str) -> bool:
    """Tell what a template holds in place of a handle, a team or an address."""
    return _PLACEHOLDER.fullmatch(written) is not None


def bare_handles(lines: Iterable[str]) -> frozenset[str]:
    """Return the entries of a list that are one word each, as OWNERS files name people."""
    matches = (_BARE.fullmatch(line) for line in lines)
    return frozenset(match[1] for match in matches if match and not _NO_NAME.search(match[1]))


_BARE = lazy(r"\s{0,8}[-*] ([a-z][\w-]{1,38}|[A-Z][\w-]{0,37}\d)\s{0,20}(?:#.{0,200})?")


_COLUMNS = lazy(r"\s{2,}|\t")
"""What stands between the cells of a table without borders."""


def _names(line: str) -> Iterable[str]:
    cells = line.split("|") if line.count("|") > 1 else _COLUMNS.split(line.strip())
    for cell in cells:
        for pattern in (_ITEM, _SAID):
            match = pattern.search(cell.strip()[:300])
            if match and not _NO_NAME.search(match[1]):
                yield match[1]


def names_people(section: PageSection) -> bool:
    """Tell whether a section names at least one person or team."""
    return bool(people(section.prose, [link.target for link in section.links if not link.image])) or any(
        people([link.text]) for link in section.links if not link.image
    )


_REPORTS = lazy(
    r"(?i)\b(?:report\w*|disclos\w+|contact\w*|e-?mail\w*|mail|write to|notify|reach(?: out)?|send|submit"
    r"|let us know|tell us|inform us|get in touch|privately|confidential\w*)\b"
)
_CHANNEL = lazy(
    r"(?i)security/(?:advisories|policy)|security[._-]?(?:policy|txt|contacts?)|\bsecurity\.(?:md|rst|txt"
    r"|adoc|html)|hackerone|bugcrowd|huntr\.|intigriti|yeswehack|tidelift\.com/security"
    r"|report[-_]?(?:an?[-_])?(?:vulnerabilit|security)|vulnerability[-_]?(?:report|disclosure)"
    r"|responsible[-_]disclosure"
    r"|github\.com/[\w-]+/[\w.-]+/security\b|\bsecurity@|mailto:"
)
"""Addresses that take reports of vulnerabilities."""


_ASKED = lazy_linear(
    r"(?i)\b(?:please|to|kindly|must|should|can|may|could|if you|do not|don.t|never|found)\b[^.\n]{0,80}\b"
    r"(?:report\w*|disclos\w+|contact|notify|e-?mail|mail|write|reach out|submit|send|file)\b"
    r"|(?:^|[.!:;]\s{1,3}|[-*]\s)(?:report|disclose|contact|notify|e-?mail|mail|write to|reach out|submit"
    r"|send)\b"
    r"|\b(?:let us know|tell us|inform us|get in touch|privately|confidential\w*)\b"
)
"""Sentences that ask people to report; a product may write reports and send mails, too."""


def says_how_to_report(section: PageSection, named: bool) -> bool:
    """Tell whether a section names a place for reports; of one *named* for reports any will do."""
    links = [link for link in section.links if not link.image]
    if any(_CHANNEL.search(link.target) for link in links) or _has_address(section.text):
        return True
    placed = bool(links) or "://" in section.text or _ADVISORIES.search(section.text) is not None
    return placed and (named or (len(links) < _INDEX and _ASKED.search(section.text) is not None))


def _has_address(text: str) -> bool:
    """Tell whether a text names an address that is none of a template."""
    return any(not is_placeholder(match[0]) for match in _ADDRESS.finditer(text))


_INDEX = 6
"""Links of a section that is a list of pages about a topic."""
_ADVISORIES = lazy(
    r"(?i)\bsecurity\W{1,6}tab\b|\bsecurity advisor(?:y|ies)\b|private(?:ly)? report|private vulnerability\b"
    r"|[\"*_`\u201c\u00ab]report an? (?:security )?vulnerability[\"*_`\u201d\u00bb]"
)


_NOTE_LIMIT = 2500
"""Characters up to which a policy may just lead to another one."""
_ELSEWHERE = lazy(r"(?i)(?:://|\]\()[^\s)>\]]{0,300}(?:security|disclosure|vulnerab)")


def says_how_to_report_text(text: str) -> bool:
    """Tell whether a security policy names a place for reports, on or near a line that speaks of them."""
    if _has_address(text) or _ADVISORIES.search(text) or _CHANNEL.search(text):
        return True
    if len(text) < _NOTE_LIMIT and _ELSEWHERE.search(text):
        return True
    lines = text.splitlines()
    return any(
        "://" in line and _REPORTS.search(" ".join(lines[max(at - 3, 0) : at + 2]))
        for at, line in enumerate(lines)
    )


_ASKS = lazy(
    r"(?i)\b(?:issues?|ask\w*|questions?|bugs?|problems?|report\w*|help|chat|forums?|mail\w*|e-?mail\w*"
    r"|discuss\w*|contact\w*|slack|discord|gitter|matrix|irc|zulip|stack ?overflow|communit\w+|tickets?"
    r"|write to|get in touch|reach (?:us|out))\b"
)
_INVITES = lazy_linear(
    r"(?i)\b(?:issues?|ask\w*|chat|forums?|mail\w*|e-?mail\w*|discuss\w*|contact\w*|slack|discord|gitter"
    r"|matrix|irc|zulip|stack ?overflow|tickets?|write to|get in touch|reach (?:us|out)"
    r"|(?:report|questions)\b.{0,60}\b(?:bugs?|problems?|to|on|at|in|via))\b"
)
"""Places and invitations; `help` alone may be a command."""
_MONEY = lazy(
    r"(?i)\b(?:donat\w+|sponsor\w*|patreon|coffee|open ?collective|paypal|liberapay|financial\w*)\b"
)


def says_where_to_ask(section: PageSection) -> bool:
    """Tell a section on getting help from one on giving money, and from lists of what is supported."""
    targets = " ".join(link.target for link in section.links)
    text = f"{section.text}\n{targets}"
    placed = bool(section.links) or "://" in text or _ADDRESS.search(text) or _INVITES.search(section.text)
    asked = _ASKS.search(text) or _ADDRESS.search(text)
    return bool(placed and asked and not (_MONEY.search(text) and not _PLACES.search(text)))


_PLACES = lazy(
    r"(?i)\b(?:issues?|questions?|bugs?|chat|forums?|discussions?|slack|discord|stack ?overflow|mailing)\b"
)
_REPORTING = lazy_linear(
    r"(?i)\b(?:report|file|open|submit|raise|create|log)\w{0,3}\b.{0,40}\b(?:issues?|bugs?|problems?"
    r"|tickets?|bug reports?)\b|\b(?:issues?|bugs?|problems?)\b.{0,60}\b(?:reported|filed|opened|tracked"
    r"|submitted)\b"
    r"|\b(?:questions|get(?:ting)? help|need help|for help)\b.{0,80}\b(?:forum|discuss\w+|chat|slack"
    r"|discord|mailing list|stack ?overflow|issues?|matrix|irc|gitter)\b"
)


def states_reporting(line: str) -> bool:
    """Tell whether a line says where to report a defect or to ask."""
    return _REPORTING.search(line) is not None and _PLEASE.search(line) is not None


_PLEASE = lazy(
    r"(?i)\b(?:please|you can|you may|feel free|if you|should|can be|to report|use the|via|using|on github"
    r"|on our|here|at http|in the|report)\b"
)
