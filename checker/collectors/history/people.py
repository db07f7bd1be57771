"""Who wrote a commit: people are counted and never named, bots are left out."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from checker.model.history import Commit
from checker.patterns import lazy

_BOT = lazy(
    r"\[bot\]|(?:^|[-_ .])(?:bot|robot)$"
    r"|^(?:dependabot(?:[- ]preview)?|(?:(?:mend|whitesource) )?renovate|greenkeeper|depfu|snyk|pyup(?:\.io)?"
    r"|scala[- ]steward|github[- ]actions?|mergify|imgbot|all-?contributors|semantic-release"
    r"|pre-commit[- ]ci|travis[- ]ci|circleci|jenkins|ci(?:[-/ ]?cd)?|teamcity|buildkite|automation"
    r"|(?:gitlab|azure|bitbucket|drone|jenkins)[- ](?:ci|pipelines?)|(?:project|group)_\d+_bot(?:_\w+)?"
    r"|(?:hosted )?weblate|crowdin"
    r"|(?:github )?copilot(?: (?:coding|swe) agent)?|copilot-swe-agent|claude code|cursor agent|cursoragent"
    r"|devin ai|devin-ai-integration|openhands|(?:openai )?codex|gemini(?:[- ]cli|[- ]code[- ]assist)"
    r"|google-labs-jules|amp agent|aider|roo code|sweep ai|windsurf|opencode|kiro agent|qwen[- ]coder)$"
)
_AGENTS = lazy(
    r"(?:^|[^@]*\+)?(?:no-?reply|agent|bot|cursoragent|codex|amp|openhands|jules|aider)"
    r"@(?:[\w-]+\.)*(?:anthropic\.com|openai\.com|cursor\.(?:com|sh)|all-hands\.dev|openhands\.dev|ampcode\.com"
    r"|aider\.chat|devin\.ai|cognition\.ai|cognition-labs\.com|jules\.google\.com|windsurf\.com|codeium\.com"
    r"|opencode\.ai|kiro\.dev|factory\.ai|augmentcode\.com|sweep\.dev|roocode\.com|x\.ai|mistral\.ai)"
)
"""Addresses that coding agents commit by: of a vendor, and nobody's mailbox there."""
_WORD = lazy(r"[a-z]+")
# Bots that update the dependencies of the project: those of hooks (pre-commit.ci) do not.
_UPDATE_BOTS = {
    "dependabot": "dependabot",
    "renovate": "renovate",
    "mend renovate": "renovate",
    "whitesource renovate": "renovate",
    "pyup": "pyup",
    "greenkeeper": "greenkeeper",
    "depfu": "depfu",
    "snyk": "snyk",
    "scala-steward": "scala-steward",
    "scala steward": "scala-steward",
    # Of conda-forge: it takes new releases of what a recipe packages, and rebuilds for new dependencies.
    "regro-cf-autotick-bot": "conda-forge",
}


def is_bot(commit: Commit) -> bool:
    """Tell whether a program wrote the commit, a coding agent among them, by its name or its address."""
    return _is_bot(commit.author_name, commit.author_email)


@lru_cache(maxsize=10_000)
def _is_bot(name: str, email: str) -> bool:
    """Tell it of one author: few people write most of the commits."""
    mailbox = email.lower().partition("@")[0].rpartition("+")[2]  # without the number that GitHub puts first
    return any(_BOT.search(part) for part in (name.lower(), mailbox)) or bool(
        _AGENTS.fullmatch(email.lower())
    )


def update_bot(commit: Commit) -> str:
    """Return which of the bots that update dependencies wrote the commit, "" if none did."""
    if not is_bot(commit):
        return ""
    name = commit.author_name.lower()
    words = set(_WORD.findall(name))  # organizations run their own: `acme-renovate[bot]`
    found = (bot for start, bot in _UPDATE_BOTS.items() if name.startswith(start) or start in words)
    return next(found, "")


def commits_by_person(commits: Iterable[Commit]) -> Counter[str]:
    """Count commits by person; an address or a name that two commits share makes one person."""
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    authors = Counter((commit.author_name, commit.author_email) for commit in commits)
    for (author, email), number in authors.items():
        name = author.casefold()
        counts[names.setdefault(email.lower() or name, name)] += number
    return counts


def bus_factor(counts: Counter[str]) -> int:
    """Return the smallest number of people who made more than half of the commits."""
    half, made = counts.total() / 2, 0
    for number, (_, count) in enumerate(counts.most_common(), 1):
        made += count
        if made > half:
            return number
    return 0
