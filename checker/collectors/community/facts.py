"""What the community files say."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from checker.collectors import fact, measured
from checker.collectors.community.places import AUTHORS, LADDER, CommunityFiles, places
from checker.documents import Malformed
from checker.errors import Cause, Unobserved
from checker.files import Files
from checker.model.facts import Facts, merge
from checker.model.json_value import Json
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


def facts(files: Files, wanted: frozenset[str]) -> Facts:
    """Return the facts of *wanted*."""
    found = places(files)
    values: dict[str, Json] = {fact: found.best(fact) for fact in _FILES}
    model = values["community.threat_model"]
    values["community.issue_templates"] = found.issue_templates
    values["community.pr_templates"] = found.pr_templates
    parts = [Facts(values)]
    if "community.threat_model" in wanted and not model:
        parts.append(measured(files, "community.threat_model", lambda: _modelled(files, found), final=True))
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

    Raises Unobserved when it is a link or cannot be read.
    """
    return files.beginning(found.best(fact), TEXT_LIMIT)


_ADDRESS = r"[\w.+-]{1,64}(?:@| ?\[at\] ?| \(?at\)? )[\w-]{1,60}(?:\.| ?\[dot\] ?| dot )[\w.-]{2,60}"
_TIME = (
    r"(?i)\b(?:\d{1,3}|one|two|three|four|five|six|seven|ten|fourteen|thirty|sixty|ninety|few|a|an)[ -]"
    r"(?:\(\d{1,3}\) )?(?:business |working |calendar )?(?:hours?|days?|weeks?|months?)\b|\b\d{1,3}h\b"
)
_CONTACTS = (
    "http://",
    "https://",
    "mailto:",
    "privately report",
    "private vulnerability",
    "report a vulnerability",
)
_ADVISORIES = ("security advisor", "security tab", "security/advisories")
_DISCLOSURE = ("disclos", "embargo", "coordinated", "responsibl", "publish", "advisor", "cve", "announce")
_SUPPORTED = (
    *(
        "supported version",
        "versions are supported",
        "end of life",
        "end-of-life",
        "end of support",
        "end-of-support",
    ),
    *(
        " eol",
        " lts",
        "support policy",
        "support period",
        "supported until",
        "latest release",
        "latest version",
    ),
    *(
        "latest minor",
        "latest major",
        "is supported",
        "are supported",
        "security updates for",
        "security fixes for",
    ),
)
_POLICIES = ("security", "disclosure", "vulnerab")
_GUIDES = ("contribut", "guideline", "develop")
_ASKED: Mapping[str, Sequence[str]] = {
    "tests": (" test", "`test"),
    "style": (
        "style",
        "lint",
        "format",
        "convention",
        "pep 8",
        "pep8",
        "prettier",
        "ruff",
        "gofmt",
        "rustfmt",
    ),
    "review": ("review",),
    "commits": ("commit message", "conventional commit", "squash"),
    "sign-off": ("sign-off", "signed-off", "sign off", "developer certificate", " cla ", "contributor licen"),
}


def _has(text: str, parts: Sequence[str]) -> bool:
    lowered = text.lower()
    return any(part in lowered for part in parts)


def _contact(files: Files, found: CommunityFiles) -> bool:
    text = _text(files, found, "community.security_policy")
    return _has(text, (*_CONTACTS, *_ADVISORIES)) or re.search(_ADDRESS, text) is not None


def _response_time(files: Files, found: CommunityFiles) -> bool:
    text = _text(files, found, "community.security_policy")
    return re.search(_TIME, text) is not None or _elsewhere(
        text, _POLICIES, found, "community.security_policy"
    )


def _disclosure(files: Files, found: CommunityFiles) -> bool:
    text = _text(files, found, "community.security_policy")
    return _has(text, _DISCLOSURE) or _elsewhere(text, _POLICIES, found, "community.security_policy")


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
    """Return the security policy if it holds the threat model."""
    text = _text(files, found, "community.security_policy")
    return found.best("community.security_policy") if _has(text, ("threat model",)) else ""


def _supported(files: Files, found: CommunityFiles) -> bool:
    pages = ("community.security_policy", "community.support")
    return any(_has(_text(files, found, fact), _SUPPORTED) for fact in pages)


def _requirements(files: Files, found: CommunityFiles) -> Json:
    guides = sorted(found.files.get("community.contributing", ()), key=lambda path: path.count("/"))
    text = _text(files, found, "community.contributing")
    pages = " ".join([text, *files.texts(files.within(guides, GUIDES_LIMIT)).values()])
    asked = [name for name, parts in _ASKED.items() if _has(pages, parts)]
    if not asked:
        _elsewhere(text, _GUIDES, found, "community.contributing")
    return asked


_HANDLE = (
    r"(?:^|[^\w.])@([A-Za-z0-9][\w-]{0,38})|([\w.+-]{1,64}@[\w-]{1,60}\.[\w.-]{2,60})"
    r"|github\.com/([\w-]{1,39})\b"
)
_LISTED = r"(?m)^[ \t]{0,8}(?:[-*+]|\d{1,3}[.)]|\|)[ \t]{0,8}[^\s|:-].{1,300}$"


def _people(files: Files, found: CommunityFiles) -> int:
    """Count the handles, addresses and profiles that are named, else the entries of lists."""
    text = _text(files, found, "community.maintainers") or _text(files, found, AUTHORS)
    if not found.best("community.maintainers") and "maintain" not in text.lower():
        return 0
    named = {"".join(groups).lower() for groups in re.findall(_HANDLE, text)}
    return len(named) or len(re.findall(_LISTED, text))


_NUMBERED = r"\bCVE-\d{4}-\d{4,7}\b|\bGHSA(?:-[23456789cfghjmpqrvwx]{4}){3}\b"
_PUBLISHED = phrases("""
    security advisor | security-advisor | security/advisories | advisories | cve | osv.dev | openvex |
    vex document | vulnerability report | security bulletin | security announcement
""")
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
    if _has(policy, _PUBLISHED):
        return found.best("community.security_policy")
    _elsewhere(policy, _POLICIES, found, "community.security_policy")
    return ""


_ROLE = (
    r"(?:maintainers?(?:hip)?|committers?|(?:core |team )members?|membership|reviewers?|approvers?"
    r"|code ?owners?|triagers?|(?:write|push|commit|admin\w*|merge) (?:access|bit|rights?|permissions?)"
    r"|(?:the |a |their )roles?)"
)
_MOVE = (
    r"(?:becom\w+|promot\w+|nominat\w+|elect(?:ed|ions?|ing)?|appoint\w*|remov\w+|retir\w+|emerit\w+"
    r"|step(?:s|ped|ping)? down|inactiv\w+|onboard\w*|offboard\w*|revok\w+|grant\w*|giv(?:e|en|ing)|invit\w+)"
)
_RISES = rf"(?i)\b{_MOVE}\b[^\n]{{0,80}}\b{_ROLE}\b|\b{_ROLE}\b[^\n]{{0,80}}\b{_MOVE}\b"
"""Words on how somebody gets or loses a role, on one line with the role."""


def _promotion(files: Files, found: CommunityFiles) -> bool:
    guides = ("community.governance", "community.maintainers", LADDER, AUTHORS, "community.contributing")
    pages = dict.fromkeys(page for fact in guides for page in found.files.get(fact, ()))
    ranked = sorted(pages, key=lambda path: (path.count("/"), path))
    read = files.texts(files.within(ranked, 2 * GUIDES_LIMIT))
    return any(re.search(_RISES, files.beginning(path, TEXT_LIMIT)) for path in read)


_READERS: Mapping[str, Reader] = {
    "community.advisories": _advisories,
    "community.promotion": _promotion,
    "community.requirements": _requirements,
    "community.security_contact": _contact,
    "community.disclosure": _disclosure,
    "community.response_time": _response_time,
    "community.supported_versions": _supported,
    "community.people": _people,
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
