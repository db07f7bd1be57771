"""What GitHub makes of a repository's community files, and of those that it takes from its owner."""

from collections.abc import Callable, Mapping

from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import flag, item, items, number, text, value
from checker.github.queries import Ask, GraphQLField
from checker.github.responses import Observation
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.json_value import Json

PERMISSIONS = {
    "github.codeowners_errors": "Contents: read",
    "github.inherited": "Contents: read on the owner's .github repository",
}

_BOOL, _INT, _STRING = FactType.BOOL, FactType.INT, FactType.STRING

FACTS: tuple[FactSpec, ...] = (
    FactSpec(
        "github.inherited.code_of_conduct",
        _BOOL,
        "GitHub shows a code of conduct, the repository's own or its owner's.",
    ),
    FactSpec(
        "github.inherited.contributing",
        _BOOL,
        "GitHub shows a contribution guide, the repository's own or its owner's.",
    ),
    FactSpec(
        "github.inherited.issue_templates",
        _BOOL,
        "GitHub offers issue templates, the repository's own or its owner's.",
    ),
    FactSpec(
        "github.inherited.pull_request_template",
        _BOOL,
        "GitHub offers a pull request template, the repository's own or its owner's.",
    ),
    FactSpec(
        "github.inherited.security_policy",
        _BOOL,
        "GitHub shows a security policy, the repository's own or its owner's.",
    ),
    FactSpec(
        "github.codeowners_errors",
        FactType.RECORDS,
        "What GitHub finds wrong with CODEOWNERS, such as owners without write access.",
        item={"path": _STRING, "line": _INT, "kind": _STRING, "message": _STRING},
    ),
)

CONDUCT = GraphQLField("codeOfConduct", "codeOfConduct { key }")
CONTRIBUTING = GraphQLField("contributingGuidelines", "contributingGuidelines { url }")
ISSUES = GraphQLField("issueTemplates", "issueTemplates { filename }")
PULLS = GraphQLField("pullRequestTemplates", "pullRequestTemplates { filename }")
SECURITY = GraphQLField("isSecurityPolicyEnabled", "isSecurityPolicyEnabled")
OWNERS = GraphQLField("codeowners", "codeowners { errors { path line kind message } }")
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "github.inherited.code_of_conduct": (CONDUCT,),
    "github.inherited.contributing": (CONTRIBUTING,),
    "github.inherited.issue_templates": (ISSUES,),
    "github.inherited.pull_request_template": (PULLS,),
    "github.inherited.security_policy": (SECURITY,),
    "github.codeowners_errors": (OWNERS,),
}


def _file(field: GraphQLField, key: str) -> Callable[[Observation], Json]:
    """Return whether there is a file: GitHub tells about it, or nothing."""

    def measure(view: Observation) -> Json:
        found = value(view[field.name])
        return found is not None and bool(text(item(found, field.name), key))

    return measure


def _files(field: GraphQLField) -> Callable[[Observation], Json]:
    """Return whether there are files: GitHub lists them, or nothing."""

    def measure(view: Observation) -> Json:
        found = value(view[field.name])
        return found is not None and bool(items(found, field.name))

    return measure


def _errors(view: Observation) -> Json:
    found = value(view[OWNERS.name])
    if found is None:
        return []  # there is no CODEOWNERS
    return [
        {
            "path": text(each, "path"),
            "line": number(each, "line"),
            "kind": text(each, "kind"),
            "message": text(each, "message"),
        }
        for each in items(item(found, OWNERS.name).get("errors"), "errors")
    ]


_MEASURES: Measures[Observation] = {
    "github.inherited.code_of_conduct": _file(CONDUCT, "key"),
    "github.inherited.contributing": _file(CONTRIBUTING, "url"),
    "github.inherited.issue_templates": _files(ISSUES),
    "github.inherited.pull_request_template": _files(PULLS),
    "github.inherited.security_policy": lambda view: flag(
        {SECURITY.name: value(view[SECURITY.name])}, SECURITY.name
    ),
    "github.codeowners_errors": _errors,
}


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Return what GitHub makes of the community files."""
    return measured(_MEASURES, view, wanted, PERMISSIONS)
