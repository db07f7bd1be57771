"""Where community files stand: the folders and names that forges document, in any case."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from checker.errors import Unobserved
from checker.files import Files
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy
from checker.prose.page import FORMATS
from checker.prose.stubs import is_stub

_FORGES = (".github", ".gitlab", ".gitea", ".forgejo")
_OTHERS = (".gitlab/", ".gitea/", ".forgejo/")
_TOP = frozenset(("", "docs", "doc", *_FORGES))
_TEXT = frozenset(("", "md", "markdown", "rst", "adoc", "asciidoc", "txt", "org", "html", "mdx", *FORMATS))
AUTHORS = "community.authors"
"""Not a fact: a list of authors that may say who maintains."""
CONTRIBUTORS = "community.contributors"
"""Not a fact: a list of who ever helped, of which a part may say who maintains."""
LADDER = "community.ladder"
"""Not a fact: pages on who may become what."""
LIFECYCLE = "community.lifecycle"
"""Not a fact: pages on which versions are supported."""
RELEASES = "community.releases"
"""Not a fact: pages on releases, which may say which versions are supported."""
PROCESSES = "community.processes"
"""Not a fact: pages on how things are decided."""
DATED = "community.dated"
"""Not a fact: pages that are a log of changes if they hold versions or dates."""
_NAMES: Mapping[str, str] = {
    "community.contributing": "contributing contribute contribution contributingguide contributionguide"
    " contributingguidelines contributionguidelines howtocontribute hacking",
    "community.code_of_conduct": "codeofconduct contributorcodeofconduct conduct",
    "community.security_policy": "security securitypolicy securitycontact securitycontacts",
    "community.support": "support gettinghelp",
    "community.governance": "governance maintainerguidelines maintainersguidelines",
    "community.maintainers": "maintainers owners ownersaliases coreteam committers team projectteam"
    " governance",
    "community.changelog": "changelog changelogs releasenotes whatsnew 00releasenotes",
    DATED: "changes history news releases",
    "community.threat_model": "selfassessment securitymodel securityreview",
    AUTHORS: "authors",
    CONTRIBUTORS: "contributors credits",
    LIFECYCLE: "supportpolicy supportedversions supportedreleases versionsupport versionpolicy"
    " versioningpolicy releasepolicy releasesupport supportlifecycle lifecycle endoflife eol lts"
    " maintenancepolicy releaseschedule releasecycle",
    RELEASES: "releases versioning maintenance releasing",
    PROCESSES: "processes process decisionmaking voting bylaws charter maintainerguide maintainersguide",
    LADDER: "contributorladder membership communitymembership communityroles roles becomingamaintainer"
    " maintainership steering steeringcommittee",
}
_BY_NAME: dict[str, list[str]] = {}
for _fact, _names in _NAMES.items():
    for _name in _names.split():
        _BY_NAME.setdefault(_name, []).append(_fact)
_WRITTEN = frozenset(
    (
        *("community.contributing", "community.code_of_conduct", "community.security_policy"),
        *("community.support", "community.governance", "community.changelog", "community.threat_model"),
    )
)
"""What counts by its name, and so must say something. Lists of people are read anyway."""
_CHANGE_FOLDERS = frozenset(
    (".changeset", "changelog.d", "newsfragments", ".changes", ".changelog", "unreleased")
)
_DOCUMENTED_CHANGES = frozenset(
    ("changelog", "changelogs", "changes", "releasenotes", "releases", "whatsnew")
)
_DOCUMENTED = frozenset(("docs", "doc", "documentation", "website", "site"))
_SPEAKING = frozenset((*_TEXT, "pdf", "json", "yml", "yaml", "rd"))
"""Endings of what counts by its name; of the folders below, every file counts."""
_TEMPLATES = frozenset(("issue_templates", "pull_request_template", "merge_request_templates"))
INSIGHTS = frozenset(("security-insights.yml", "security-insights.yaml"))


class CommunityFiles(Struct):
    """The paths found for each fact, and the templates."""

    files: dict[str, list[str]] = field(default_factory=dict)
    issue_templates: list[str] = field(default_factory=list)
    pr_templates: list[str] = field(default_factory=list)

    def best(self, fact: str) -> str:
        """Return the path that a forge would show: its own folder, the top, then the rest."""
        found = self.files.get(fact, [])
        return min(found, key=lambda path: (not path.startswith(".g"), path.count("/"), path), default="")


def places(files: Files, identity: str = "") -> CommunityFiles:
    """Sort the paths near the top; *identity* is host/owner/name, where that is known."""
    found = CommunityFiles()
    for entry in files.tree.entries:
        if entry.path.count("/") <= 3 and not entry.is_submodule and entry.size != 0 and _is_own(entry):
            _sort(entry.path, found)
    found.files = {
        fact: [path for path in paths if not (fact in _WRITTEN and _is_stub(files, path))]
        for fact, paths in found.files.items()
    }
    if identity.startswith("github.com/"):  # which offers no template out of another forge's folder
        found.issue_templates = [path for path in found.issue_templates if not path.startswith(_OTHERS)]
        found.pr_templates = [path for path in found.pr_templates if not path.startswith(_OTHERS)]
    return found


def _is_stub(files: Files, path: str) -> bool:
    """Tell a page that somebody has still to write; one that cannot be read may say something."""
    entry = files.entry(path)
    try:
        return entry is not None and is_stub(files, entry)
    except Unobserved:
        return False


def _is_own(entry: TreeEntry) -> bool:
    # A folder called templates holds examples elsewhere, but not in a forge's own folder.
    return entry.path_class is PathClass.SOURCE or entry.path.startswith((".g", ".forgejo", "docs/"))


def _sort(path: str, found: CommunityFiles) -> None:
    *folders, name = path.lower().split("/")
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, ending) if dot and stem else (name, "")
    if ending not in _SPEAKING and _TEMPLATES.isdisjoint(folders) and not _is_change_folder(folders):
        return  # most of a large tree
    squeezed = stem.replace("-", "").replace("_", "").replace(" ", "")
    if not _add_template(path, folders, name, squeezed, found):
        for fact in _facts(folders, squeezed, ending):
            found.files.setdefault(fact, []).append(path)
        if name in INSIGHTS and (not folders or folders[0] in _FORGES):
            found.files.setdefault("community.security_insights", []).append(path)
        if name == "security.txt" and folders == [".well-known"]:
            found.files.setdefault("community.security_policy", []).append(path)


def _facts(folders: Sequence[str], squeezed: str, ending: str) -> Sequence[str]:
    """Return the facts that a file answers to by its place and name."""
    folder = folders[0] if folders else ""
    named = list(_BY_NAME.get(squeezed, ())) if ending in _TEXT else []
    if _is_assessment(squeezed) and ending in (*_TEXT, "pdf"):
        named.append("community.threat_model")
    if folder in ("docs", "doc") and "contributing" in folders and ending in _TEXT:
        named.append("community.contributing")
    if len(folders) > 1 or folder not in _TOP:
        named = [fact for fact in named if _may_lie_deep(fact, folders, squeezed)]
    if ending == "rd" and squeezed == "news" and folders in ([], ["inst"]):
        named.append(DATED)
    if _is_statement(folders, squeezed, ending):
        named.append("community.advisories")
    if _is_change_folder(folders):
        index = squeezed.startswith(("readme", "index", "credits", "authors", "contributors"))
        clear = (not index and not _CLEAR.isdisjoint(_squeezed(folders))) or _OF_RELEASE.match(squeezed)
        return [*named, "community.changelog" if clear else DATED] if ending != "json" else named
    return named


def _is_assessment(squeezed: str) -> bool:
    audited = "securityaudit" in squeezed or "securityassessment" in squeezed or "selfassessment" in squeezed
    return audited or "threatmodel" in squeezed


def _is_statement(folders: Sequence[str], squeezed: str, ending: str) -> bool:
    """Tell a document or a page about vulnerabilities that were found."""
    if ending == "json":
        exchanged = squeezed in ("vex", "openvex", "csaf") or squeezed.endswith((".openvex", ".vex", ".csaf"))
        return exchanged or not {"vex", ".vex", "openvex", "csaf", ".openvex"}.isdisjoint(folders)
    named = "securityadvisor" in squeezed or squeezed in ("advisories", "vulnerabilities", "cves")
    gathered = not {"advisories", "security-advisories"}.isdisjoint(folders)
    near = not folders or folders[0] in (*_TOP, *_DOCUMENTED, "security")
    return ending in _TEXT and near and (named or gathered)


def _may_lie_deep(fact: str, folders: Sequence[str], squeezed: str) -> bool:
    """Tell what may lie below the usual folders; each package of several may have its own log."""
    documented = folders[0] in _DOCUMENTED
    if fact in ("community.changelog", DATED):
        return documented or (len(folders) <= 2 and squeezed == "changelog")
    if fact in ("community.contributing", "community.threat_model", LIFECYCLE, RELEASES):
        return documented or folders[0] == "security"
    if fact == "community.governance":
        return documented or folders == ["community"]
    return fact in ("community.maintainers", LADDER) and folders == ["community"]


def _squeezed(folders: Sequence[str]) -> Sequence[str]:
    return [folder.replace("-", "").replace("_", "") for folder in folders]


_CLEAR = frozenset(
    (
        ".changeset",
        "changelog.d",
        "newsfragments",
        ".changes",
        ".changelog",
        "unreleased",
        "changelog",
        "changelogs",
        "releasenotes",
        "whatsnew",
    )
)
"""Folders in which every page is about a release; one called changes or releases may hold anything."""
_OF_RELEASE = lazy(r"v?\d|unreleased|next$|latest$|current$|changelog|\+")


def _is_change_folder(folders: Sequence[str]) -> bool:
    if not folders:
        return False
    squeezed = _squeezed(folders)
    top = folders[0] in _CHANGE_FOLDERS or squeezed[0] in _DOCUMENTED_CHANGES
    return top or (folders[0] in ("docs", "doc") and squeezed[-1] in _DOCUMENTED_CHANGES)


def _add_template(path: str, folders: Sequence[str], name: str, squeezed: str, found: CommunityFiles) -> bool:
    """Sort in an issue or pull request template; tell whether it was one."""
    folder = folders[-1] if folders else ""
    near = not folders or folders[0] in _TOP
    page = name.endswith((".md", ".txt", ".yml", ".yaml")) or "." not in name
    if folder == "issue_template" and near:
        if page and squeezed != "config":
            found.issue_templates.append(path)
    elif folder == "issue_templates" and folders[0] == ".gitlab":
        found.issue_templates.append(path)
    elif folder in ("pull_request_template", "merge_request_templates") and near:
        found.pr_templates.append(path)
    elif squeezed == "issuetemplate" and page and len(folders) <= 1 and near:
        found.issue_templates.append(path)
    elif squeezed == "pullrequesttemplate" and page and len(folders) <= 1 and near:
        found.pr_templates.append(path)
    else:
        return False
    return True
