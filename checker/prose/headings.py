"""Which topic a heading is about: the whole of it must be the topic, in one of the usual wordings.

`Security policy` is about security, `Security checks` is about a linter: a word says too little, and so do
the first letters of one. Numbers, emoji, punctuation, what stands in parentheses and the project's own name
are taken off before a heading is compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from checker.patterns import lazy, lazy_linear

_WAY = r"(?: (?:with|via|from|on|using|in|for|as|under|by|through|without|to|into|inside|within)\b.*)?"
"""How or where something is done; it does not change what is done."""
_PROJECT = (
    r"(?:(?:this|the|our|your) )?(?:project|repositor(?:y|ies)|repo|code ?base|code|library|collection|role"
    r"|module|action)"
)
_KIND = (
    r"(?:(?:quick|easy|manual|basic|simple|local|advanced|minimal|typical|general|common|detailed|full) )*"
)
_TELLING = (
    r"(?: (?:guides?|guidelines?|instructions?|steps?|notes?|methods?|options?|process|tutorials?|info"
    r"|information|documentation|docs))*"
)

_WORDINGS: Mapping[str, str] = {
    "install": rf"{_KIND}(?:how to )?(?:install(?:ing|ations?)?|set ?up|setting up|deploy(?:ing|ments?)?"
    rf"|downloads?"
    rf"|downloading|obtaining|get|getting)(?: it| {_PROJECT})?{_TELLING}{_WAY}"
    r"|(?:getting|get) (?:started|it)|first steps|quick ?start(?: guide)?|starter guide"
    r"|(?:(?:system|software|minimum|external|build|hardware) )?requirements|prerequisites"
    r"|(?:binary |supported )?packages|package managers?|(?:pre ?built )?binar(?:y|ies)"
    rf"|add(?:ing)?(?: it)? to (?:your|a|an existing) .*",
    "usage": rf"{_KIND}(?:cli |command ?line |library |api |production )?(?:usage"
    rf"|use)(?: examples?)?{_TELLING}{_WAY}"
    rf"|using(?: (?:it|{_PROJECT}|the \w+(?: \w+)?))?{_WAY}|how to (?:use|run)(?: it| {_PROJECT}"
    rf"| (?:the|this|these) \w+)?{_WAY}"
    rf"|(?:(?:a|an|some|more|usage|code) )*{_KIND}(?:(?:usage|code) )?examples?(?: (?:usage|playbooks?|code"
    rf"|workflows?|config\w*))?{_WAY}"
    r"|(?:\w+ )?tutorials?|(?:(?:quick|guided) )?(?:tour|walk ?through)|quick ?start(?: guide)?|(?:getting"
    r"|get) started|demos?"
    r"|(?:user|users) (?:guides?|manual)|first steps|cookbook|recipes?|synopsis|basics|how it works"
    r"|what does it do"
    rf"|run(?:ning)?(?: it| {_PROJECT}| the (?:app|application|server|tool|program|example"
    rf"|service)\w*)?{_WAY}"
    r"|(?:(?:all|available|common|global|basic|main|command ?line) )*(?:commands?|options|flags|inputs?)"
    r"|(?:(?:the|public|http|rest) )*api(?: (?:reference|documentation|docs|overview|usage))?"
    r"|(?:api )?reference|cli(?: (?:usage|reference|options))?"
    r"|(?:basic )?configur(?:ation|ing|e)(?: it)?(?: (?:options|reference|file|files))?|hello world.*"
    r"|your first \w+(?: \w+)?",
    "development": rf"(?:local )?(?:develop(?:ing|ment)?|hacking)(?: it| {_PROJECT}| locally)?"
    r"(?: (?:set ?up|environment|workflow|mode|quick ?start|requirements|tips))?" + _TELLING + rf"{_WAY}"
    rf"|(?:how to )?(?:build|building|builds|compile|compiling|compilation)(?: it| {_PROJECT}"
    rf"| and \w+)?{_TELLING}{_WAY}"
    r"|(?:(?:build|building|install|installing|installation|compile"
    r"|compiling) )?(?:from )(?:the )?sources?(?: code)?"
    r"|(?:how to )?(?:(?:run|running|execute|executing) )?(?:the |all |our |unit |integration "
    r"|automated )*(?:tests?|test suite)"
    r"|testing|(?:running|run) (?:it )?locally|local (?:set ?up|builds?)|for (?:developers|contributors)"
    r"|(?:dev|developers?)(?: (?:set ?up|environment|guide|guides|notes|documentation|docs|instructions"
    r"|workflow|info|information))?",
    "contributing": rf"(?:how (?:to|can i|you can) |want to |would you like to |ways to |(?:getting"
    rf"|get) started with )?(?:contribute|contributing)"
    rf"(?: back)?{_TELLING}(?: (?:to|in|on|with)(?: .*)?)?"
    r"|contributions?(?: (?:guide|guidelines?|policy|process|rules|instructions"
    r"|workflow))?(?: (?:are )?(?:very )?welcomed?)?"
    r"|contribut(?:or|ors) (?:guide|guidelines?|docs|documentation|instructions)|code contributions?"
    r"|(?:getting|get) involved|(?:submitting |opening )?(?:(?:pull|merge) requests?|prs?)(?: (?:process"
    r"|guidelines|are welcome|welcome))?"
    r"|submitting (?:patches|changes)|helping out|how to help|want to help",
    "documentation": r"(?:(?:full|online|api|official|user|collection|project|complete|more|further"
    r"|additional|reference"
    r"|the) )*"
    r"(?:documentation|docs|manuals?|guides?|wiki|tutorials?|reference)(?: (?:site|website|pages?))?"
    r"|learn(?:ing)?(?: more)?|learning resources|more information|further reading|where to learn more",
    "support": r"(?:(?:getting|get|need|needing|community|commercial|professional|technical|user|paid"
    r"|enterprise"
    r"|some|more|priority|where to) )*"
    r"(?:help|support|assistance)(?: (?:channels?|forum|options|resources|requests?|us|and contact))?"
    r"|(?:(?:any|have|have any|got|other|asking|ask|got a) )?questions?"
    r"|(?:(?:reporting|report|filing|file|submitting|submit|raising|found|find|opening"
    r"|how to report) )?(?:an? )?(?:\w+ )?(?:bugs?|issues?|problems?|defects?)"
    r"(?: (?:reports?|reporting|trackers?|tracking))?"
    r"|(?:(?:feature|support|help) )?requests?|feedback|(?:contact|contacts|contacting)(?: us| me"
    r"| information| details| info)?"
    r"|(?:(?:the|our|join the|join our) )?communit(?:y|ies)|discussions?|communication|mailing lists?|chat"
    r"|forums?"
    r"|slack|discord|gitter|irc|(?:stay|get|getting|keep|keep in) in touch|where to ask(?: .*)?",
    "security": r"security|(?:(?:our|project) )?security (?:polic(?:y|ies)|contacts?|disclosures?|issues?"
    r"|vulnerabilit(?:y|ies)|bugs?|reports?|reporting|response|team"
    r"|advisor(?:y|ies)|procedures?|process|information|notices?|concerns?)(?: policy| process| reports?"
    r"| reporting)?"
    r"|(?:how to )?(?:report|reporting|disclose|disclosing|disclosure of)(?: of)?(?: an?| any| potential"
    r"| suspected)*(?: security)?"
    r" (?:vulnerabilit(?:y|ies)|security(?: (?:issues?|bugs?|problems?|concerns?|flaws?|vulnerabilit(?:y"
    r"|ies)))?)"
    r"|vulnerabilit(?:y|ies)(?: (?:reports?|reporting|disclosures?|policy|disclosure policy|management))?"
    r"|(?:(?:responsible|coordinated) )(?:vulnerability )?disclosure(?: policy)?|bug bounty(?: program)?",
    "maintainers": r"(?:(?:the|current|core|project|lead|active|our|meet the|main|principal|team of|list of"
    r"|about the) )*"
    r"(?:maintainers?|core team|team|team members?|committers?|owners?|code ?owners?|reviewers|approvers"
    r"|triagers|maintainer team|core developers?"
    r"|technical committee|steering (?:committee|council)|authors?(?: information)?|developers)(?: of .*)?"
    r"|who maintains (?:this|it|us|this project)|(?:is |currently )?(?:developed and )?maintained by"
    r"|maintainership|(?:team |project )?leads?",
    "governance": r"(?:(?:project|community|our|technical) )?governance(?: (?:model|process|structure|policy"
    r"|document"
    r"|and roles))?"
    r"|decision ?making(?: process)?|how (?:we decide|decisions are (?:made|taken)|decisions get made)"
    r"|steering (?:committee|council)|voting(?: process)?",
    "changelog": r"(?:the )?change ?logs?|changes|release notes|whats new|(?:version|release|change) history"
    r"|history"
    r"|news|releases?|recent changes|latest (?:changes|releases?|news)",
    "lifecycle": r"(?:(?:supported|release|our) )*versions? (?:guidance|guide|information|overview|matrix"
    r"|table|status|support)(?: (?:table|matrix))?"
    r"|(?:currently |actively )?(?:supported|maintained) (?:versions?|releases?|branches"
    r"|release (?:lines|branches|series))"
    r"|(?:release |software |product )?versions? support(?: policy| matrix)?|(?:(?:release|version|versions"
    r"|product|software|security|long term) )*"
    r"(?:support|maintenance|lifecycle|life cycle|versioning|compatibility|release)(?: and (?:support"
    r"|maintenance|versioning|release))?"
    r" (?:polic(?:y|ies)|schedule|lifecycle|life cycle|periods?|statement|timeline|plan|windows?|status)"
    r"|(?:lts|long term support)(?: (?:releases?|versions?|policy|schedule|support))*|(?:end of life|eol"
    r"|end of support)(?: (?:policy|dates|schedule|versions?))*"
    r"|(?:versioning|releases|versions) and support|security (?:updates|fixes|support)|(?:release|version"
    r"|long term|product) support|versions|releases|support",
    "conduct": r"(?:\w+ ){0,3}code of conduct|contributor covenant",
    "license": r"(?:software |the )?(?:licen[cs]es?|licen[cs]ing)(?: (?:information|terms|notice|agreement))?"
    r"|copying|copyrights?|legal(?: notices?)?",
}
_PATTERNS = {topic: lazy_linear(wording) for topic, wording in _WORDINGS.items()}
_NUMBER = lazy(
    r"^\s{0,9}(?:(?:\d{1,3}\.){1,5}\d{1,3}\.?\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s{0,3}|(?:step|part"
    r"|chapter) \d{1,3}\s{0,3}[:.-])\s{0,9}"
)
_ASIDE = lazy(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|:[a-z0-9_+-]{1,40}:")
_JOINT = lazy(r"\s*(?:,|/|&|\+|\band\b|\bor\b)\s*")
_ARTICLES = lazy(r"^(?:(?:the|a|an|our|on|about|of|for|project) )+|(?: (?:to|of|for|with|in|on|the|s))+$")
_IDENTIFIER = lazy(r"\w::\w")
"""The name of a module (`Acme::Test`), which is about nothing that its last word says."""
_PARTS_LIMIT = 5


@lru_cache(maxsize=4096)
def topics_of(heading: str, own: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the topics that a heading names, of a project with these *own* names.

    Of a heading of several parts (`Support and feedback`) each must be a topic.
    """
    if _IDENTIFIER.search(heading):
        return frozenset()
    text = plain_words(heading, own)
    whole = _matching(text)
    if whole:
        return whole
    parts = [part for part in _JOINT.split(_bare(heading)) if part.strip()]
    if not 1 < len(parts) <= _PARTS_LIMIT:
        return frozenset()
    found = [_matching(plain_words(part, own)) for part in parts]
    return frozenset().union(*found) if all(found) else frozenset()


def _matching(text: str) -> frozenset[str]:
    return frozenset(topic for topic, pattern in _PATTERNS.items() if text and pattern.fullmatch(text))


def _bare(heading: str) -> str:
    """Return a heading without its number and what stands in parentheses."""
    return _ASIDE.sub(" ", _NUMBER.sub("", heading[:300].lower()))


def plain_words(heading: str, own: Iterable[str] = ()) -> str:
    """Return the words of a heading, without punctuation, articles at its ends and *own* names."""
    text = _bare(heading).replace("'", "").replace("\u2019", "").replace("&", " and ")
    words = "".join(character if character.isalnum() else " " for character in text).split()
    line = f" {' '.join(words)} "
    for name in own:
        line = line.replace(f" {name} ", " ")
    return _ARTICLES.sub("", line.strip()).strip()


def own_names(*titles: str) -> frozenset[str]:
    """Return what may stand for the project's name in a heading: its title before any dash, its path."""
    names: list[Sequence[str]] = [_name_words(title) for title in titles]
    # A title such as `Usage` would take the topic itself away.
    return frozenset(
        name for words in names if 0 < len(words) <= 4 and not topics_of(name := " ".join(words))
    )


def _name_words(title: str) -> Sequence[str]:
    first = _SUBTITLE.split(title.lower().rpartition("/")[2])[0]
    return "".join(character if character.isalnum() else " " for character in first).split()


_SUBTITLE = lazy(r"\s[-\u2013\u2014|]\s|:\s")
