"""What the community files say."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from checker.collectors import fact, measured
from checker.collectors.community import decisions, people, security_policy
from checker.collectors.community.places import CommunityFiles, places
from checker.collectors.community.texts import GUIDES_LIMIT, leads_elsewhere, text_of
from checker.documents import Malformed
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts, merge
from checker.model.json_value import Json
from checker.patterns import lazy
from checker.word_lists import phrases

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
    found = places(files, identity)
    values: dict[str, Json] = {fact: found.best(fact) for fact in _FILES}
    values["community.issue_templates"] = found.issue_templates
    values["community.pr_templates"] = found.pr_templates
    searched = [path for path in _SEARCHED if path in wanted and not values[path]]
    parts = [Facts({path: value for path, value in values.items() if path not in searched})]
    parts += [measured(files, path, partial(_SEARCHED[path], files, found), final=True) for path in searched]
    if "community.people" in wanted:
        parts.append(measured(files, "community.people", lambda: people.count(files, found, identity)))
    parts += [_tried(fact, read, files, found) for fact, read in _READERS.items() if fact in wanted]
    if "community.broken_forms" in wanted:
        parts.append(_forms(files, found.issue_templates))
    return merge(parts)


Reader = Callable[[Files, CommunityFiles], Json]


def _tried(name: str, read: Reader, files: Files, found: CommunityFiles) -> Facts:
    return measured(files, name, lambda: read(files, found), final=name not in _COUNTED)


_COUNTED = frozenset(("community.requirements",))
"""What more of them could be in what was not seen."""
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


def _requirements(files: Files, found: CommunityFiles) -> Json:
    guides = sorted(found.files.get("community.contributing", ()), key=lambda path: path.count("/"))
    text = text_of(files, found, "community.contributing")
    pages = " ".join([text, *files.texts(files.within(guides, GUIDES_LIMIT)).values()])
    pages = _PROMISED.sub(" ", pages)
    asked = [name for name, pattern in _ASKED.items() if pattern.search(pages)]
    if not asked:
        leads_elsewhere(text, _GUIDES, found, "community.contributing")
    return asked


_SEARCHED: Mapping[str, Reader] = {
    "community.changelog": decisions.dated_log,
    "community.governance": decisions.decided,
    "community.threat_model": security_policy.threat_model,
}
"""What is looked for in pages where no file is named for it."""
_READERS: Mapping[str, Reader] = {
    "community.advisories": security_policy.advisories,
    "community.promotion": decisions.promotion,
    "community.requirements": _requirements,
    "community.security_contact": security_policy.contact,
    "community.disclosure": security_policy.disclosure,
    "community.response_time": security_policy.response_time,
    "community.supported_versions": security_policy.supported,
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
