"""Who owns which files, as CODEOWNERS says."""

from checker.collectors import Checkout, bounded
from checker.errors import Unobserved
from checker.files import owners
from checker.model.facts import Facts, FactSpec, FactType, Problem, merge
from checker.prose.statements import is_placeholder

_ERROR = {"path": FactType.STRING, "line": FactType.INT, "reason": FactType.STRING}

FACTS = (
    FactSpec("codeowners.path", FactType.STRING, 'The CODEOWNERS file that counts, "" if there is none.'),
    FactSpec("codeowners.rules", FactType.INT, "How many of its lines assign owners to a pattern."),
    FactSpec("codeowners.owners", FactType.STRINGS, "Every owner it names, sorted; not those of a template."),
    FactSpec(
        "codeowners.unowned",
        FactType.STRINGS,
        "Patterns that it deliberately leaves without an owner.",
    ),
    FactSpec(
        "codeowners.errors",
        FactType.RECORDS,
        "Lines that do not count, because their syntax is not supported or an owner is none.",
        item=_ERROR,
    ),
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Read the CODEOWNERS file."""
    if not any(path.startswith("codeowners.") for path in wanted):
        return Facts()
    try:
        found = owners.load(checkout.files)
    except Unobserved as error:
        return Facts(problems=(Problem("codeowners", str(error), cause=error.cause, files=error.files),))
    return merge([_summary(found), bounded("codeowners.errors", _errors(checkout, found))])


def _summary(found: owners.Codeowners) -> Facts:
    named = {name for rule in found.rules for name in rule.owners}
    names = sorted(name for name in named if not is_placeholder(name.removeprefix("@")))
    return Facts(
        {
            "codeowners.path": found.path,
            "codeowners.rules": sum(1 for rule in found.rules if rule.owners),
            "codeowners.owners": names,
            "codeowners.unowned": [rule.pattern for rule in found.rules if not rule.owners],
        }
    )


def _errors(checkout: Checkout, found: owners.Codeowners) -> list[dict[str, str | int]]:
    errors = [(error.line, error.reason) for error in found.errors]
    if "gitlab" not in checkout.repository.web and not found.path.startswith(".gitlab/"):
        errors += [(line, "a section, which only GitLab supports") for line in found.sections]
    return [{"path": found.path, "line": line, "reason": reason} for line, reason in sorted(errors)]
