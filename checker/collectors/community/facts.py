"""What the community files say."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from checker.collectors import fact, measured
from checker.collectors.community import people
from checker.collectors.community.places import (
    AUTHORS,
    DATED,
    LADDER,
    LIFECYCLE,
    PROCESSES,
    RELEASES,
    CommunityFiles,
    places,
)
from checker.documents import Malformed
from checker.errors import Cause, Unobserved
from checker.files import Files
from checker.model.facts import Facts, merge
from checker.model.json_value import Json
from checker.patterns import lazy, lazy_linear
from checker.prose.headings import plain_words
from checker.prose.natural_language import note_foreign
from checker.prose.parse import opened
from checker.prose.statements import says_how_to_report_text, states_support
from checker.prose.topics import section_topics
from checker.word_lists import phrases

TEXT_LIMIT = 200_000
"""Characters of a page that are searched."""
NOTE_LIMIT = 2500
"""Characters up to which a text that holds a link may just lead to another page."""
GUIDES_LIMIT = 10
"""Contribution guides that are read."""
FORMS_LIMIT = 100
"""Issue forms that are read."""
_FILES = tuple(
    f"community.{name}"
    for name in phrases("""
    contributing | code_of_conduct | security_policy | support | governance | maintainers | changelog |
    threat_model | security_insights
""")
)


def facts(files: Files, wanted: frozenset[str], identity: str = "") -> Facts:
    """Return the facts of *wanted* about the repository called *identity*."""
    found = places(files)
    values: dict[str, Json] = {fact: found.best(fact) for fact in _FILES}
    model = values["community.threat_model"]
    values["community.issue_templates"] = found.issue_templates
    values["community.pr_templates"] = found.pr_templates
    parts = [Facts(values)]
    if "community.threat_model" in wanted and not model:
        parts.append(measured(files, "community.threat_model", lambda: _modelled(files, found), final=True))
    if "community.changelog" in wanted and not values["community.changelog"]:
        parts.append(measured(files, "community.changelog", lambda: _dated_log(files, found), final=True))
    if "community.governance" in wanted and not values["community.governance"]:
        parts.append(measured(files, "community.governance", lambda: _decided(files, found), final=True))
    if "community.people" in wanted:
        parts.append(measured(files, "community.people", lambda: people.count(files, found, identity)))
    parts += [_tried(fact, read, files, found) for fact, read in _READERS.items() if fact in wanted]
    if "community.broken_forms" in wanted:
        parts.append(_forms(files, found.issue_templates))
    return merge(parts)


Reader = Callable[[Files, CommunityFiles], Json]


def _tried(name: str, read: Reader, files: Files, found: CommunityFiles) -> Facts:
    return measured(files, name, lambda: read(files, found), final=name not in _COUNTED)


_COUNTED = frozenset(("community.requirements", "community.people"))
"""What more of them could be in what was not seen."""


def _text(files: Files, found: CommunityFiles, fact: str) -> str:
    """Return the text of the file behind a fact, "" if there is none.

    What stands there in another language than English is missed. Raises Unobserved when it is a link or
    cannot be read.
    """
    path = found.best(fact)
    text = files.beginning(path, TEXT_LIMIT)
    if text:
        note_foreign(files, path, opened(files, path))
    return text


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
_GUIDES = ("contribut", "guideline", "develop")
_ASKED: Mapping[str, re.Pattern[str]] = {
    "tests": lazy(
        r"(?i)\b(?:unit|integration|regression|automated)?-? ?(?:tests?|testing|test suite|tested)\b"
    ),
    "style": lazy(
        r"(?i)\b(?:(?:code|coding)[ -]?(?:style|format\w*|conventions?|standards?)|style[ -]?guides?"
        r"|lint\w*|format(?:ter|ting|ted)\b.{0,40}\bcode|code\b.{0,40}\bformat(?:ter|ting|ted)?\b"
        r"|code is formatted"
        r"|conventions?|pep ?8|prettier|ruff|black|gofmt|rustfmt|cargo fmt|clippy|eslint|checkstyle|rubocop"
        r"|php-cs-fixer|psr-?(?:2|12)|swiftlint|swiftformat|ktlint|spotless|clang-format|editorconfig"
        r"|indent\w*|naming)\b"
    ),
    "review": lazy(r"(?i)\b(?:review(?:s|ed|ers?|ing)?|approv(?:al|als|ed?|ers?))\b"),
    "commits": lazy(
        r"(?i)\b(?:commit messages?|conventional[ -]commits?|squash\w*|atomic commits?|rebas\w+"
        r"|commit title|one commit)\b"
    ),
    "sign-off": lazy(
        r"(?i)\b(?:sign(?:ed)?[ -]?off(?:-by)?|developer certificate|dco|cla|contributor licen[cs]e)\b"
    ),
}
_PROMISED = lazy(r"(?i)\b(?:we|our team) (?:will|shall|are going to)\b.{0,20}\breview")


def _has(text: str, parts: Sequence[str]) -> bool:
    lowered = text.lower()
    return any(part in lowered for part in parts)


def _contact(files: Files, found: CommunityFiles) -> bool:
    text = _text(files, found, "community.security_policy")
    return says_how_to_report_text(text)


def _response_time(files: Files, found: CommunityFiles) -> bool:
    text = _text(files, found, "community.security_policy")
    if _TIME.search(" ".join(text.split())):
        return True
    return _elsewhere(text, _POLICIES, found, "community.security_policy")


def _disclosure(files: Files, found: CommunityFiles) -> bool:
    text = _text(files, found, "community.security_policy")
    return _DISCLOSURE.search(text) is not None or _elsewhere(
        text, _POLICIES, found, "community.security_policy"
    )


def _elsewhere(text: str, words: Sequence[str], found: CommunityFiles, fact: str) -> bool:
    """Return false unless a short text only leads to the page that says it.

    Raises Unobserved if it does.
    """
    targets = re.findall(r"(?:https?://|\]\()([^\s)>\]]{1,300})", text.lower())
    pages = [target for target in targets if "github.com" not in target and "@" not in target]
    if len(text) < NOTE_LIMIT and any(_has(target, words) for target in pages):
        page = found.best(fact)
        reason = "leads to another page, which is not in the repository"
        raise Unobserved(page, reason, cause=Cause.NOT_UNDERSTOOD, files=(page,))
    return False


def _modelled(files: Files, found: CommunityFiles) -> str:
    """Return the security policy if a section of it is the threat model."""
    path = found.best("community.security_policy")
    if not _text(files, found, "community.security_policy"):
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


def _supported(files: Files, found: CommunityFiles) -> bool:
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


def _dated_log(files: Files, found: CommunityFiles) -> str:
    """Return a page called history, news or changes if it holds versions or dates."""
    for path in files.within(found.files.get(DATED, ()), GUIDES_LIMIT):
        if _RELEASED.search(files.beginning(path, TEXT_LIMIT)):
            return path
    return ""


_RELEASED = lazy(
    r"(?im)^\W{0,8}(?:(?:version|release|changes in|what.?s new in|[\w-]{2,30}) )?\[?v?\d{1,4}\.\d{1,4}"
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


def _decided(files: Files, found: CommunityFiles) -> str:
    """Return a guide that states how decisions are made."""
    pages = dict.fromkeys(path for fact in _DECIDING for path in found.files.get(fact, ()))
    for path in files.texts(files.within(list(pages), 2 * GUIDES_LIMIT)):
        if _DECIDES.search(files.beginning(path, TEXT_LIMIT)):
            return path
    return ""


def _requirements(files: Files, found: CommunityFiles) -> Json:
    guides = sorted(found.files.get("community.contributing", ()), key=lambda path: path.count("/"))
    text = _text(files, found, "community.contributing")
    pages = " ".join([text, *files.texts(files.within(guides, GUIDES_LIMIT)).values()])
    pages = _PROMISED.sub(" ", pages)
    asked = [name for name, pattern in _ASKED.items() if pattern.search(pages)]
    if not asked:
        _elsewhere(text, _GUIDES, found, "community.contributing")
    return asked


_NUMBERED = r"\bCVE-\d{4}-\d{4,7}\b|\bGHSA(?:-[23456789cfghjmpqrvwx]{4}){3}\b"
_PUBLISHED = lazy_linear(
    r"(?i)\bsecurity[- ](?:advisor(?:y|ies)|bulletins?|announcements?)\b|security/advisories|\badvisories\b"
    r"|\bCVEs?\b|\bCVE-|osv\.dev|\bopenvex\b|\bvex documents?\b"
)
LOGS_LIMIT = 10
"""Logs of changes that are searched for numbers of vulnerabilities."""


def _advisories(files: Files, found: CommunityFiles) -> str:
    """Return the place: statements first, then logs, then what the security policy says."""
    if page := found.best("community.advisories"):
        return page
    logs = sorted(found.files.get("community.changelog", ()), key=lambda path: (path.count("/"), path))
    for path, text in files.texts(files.within(logs, LOGS_LIMIT)).items():
        if re.search(_NUMBERED, text):
            return path
    policy = _text(files, found, "community.security_policy")
    if _PUBLISHED.search(policy):
        return found.best("community.security_policy")
    _elsewhere(policy, _POLICIES, found, "community.security_policy")
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


def _promotion(files: Files, found: CommunityFiles) -> bool:
    guides = ("community.governance", "community.maintainers", LADDER, AUTHORS, "community.contributing")
    pages = dict.fromkeys(page for fact in guides for page in found.files.get(fact, ()))
    ranked = sorted(pages, key=lambda path: (path.count("/"), path))
    read = files.texts(files.within(ranked, 2 * GUIDES_LIMIT))
    return any(_RISES.search(files.beginning(path, TEXT_LIMIT)) for path in read)


_READERS: Mapping[str, Reader] = {
    "community.advisories": _advisories,
    "community.promotion": _promotion,
    "community.requirements": _requirements,
    "community.security_contact": _contact,
    "community.disclosure": _disclosure,
    "community.response_time": _response_time,
    "community.supported_versions": _supported,
}


def _forms(files: Files, templates: Sequence[str]) -> Facts:
    """Judge the issue forms of GitHub."""
    forms = [path for path in templates if path.startswith(".github/") and path.endswith((".yml", ".yaml"))]
    with files.watching() as gaps:
        records = list(_broken(files, files.within(forms, FORMS_LIMIT)))
    return fact("community.broken_forms", records, gaps.unread)


def _broken(files: Files, forms: Sequence[str]) -> Iterator[Json]:
    for path in forms:
        try:
            data = files.document(path).data
        except Malformed as error:
            yield {"path": path, "line": max(error.line, 1), "reason": error.reason}
            continue
        except Unobserved:
            continue
        keys = data if isinstance(data, Mapping) else {}
        if missing := [key for key in ("name", "description", "body") if not keys.get(key)]:
            yield {"path": path, "line": 1, "reason": f"has no {' and no '.join(missing)}"}
