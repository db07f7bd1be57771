"""The files that tell people how to take part, found where forges look for them."""

from checker.collectors import Checkout
from checker.model.facts import Facts, FactSpec, FactType, merge

_STRING, _BOOL, _STRINGS = FactType.STRING, FactType.BOOL, FactType.STRINGS

FACTS = (
    FactSpec("community.contributing", _STRING, 'The contribution guide, "" if there is none.'),
    FactSpec(
        "community.requirements",
        _STRINGS,
        "What the contribution guide asks of a change: tests, style, review, commits, sign-off.",
        grows=True,
    ),
    FactSpec("community.code_of_conduct", _STRING, 'The code of conduct, "" if there is none.'),
    FactSpec("community.security_policy", _STRING, 'The security policy, "" if there is none.'),
    FactSpec(
        "community.security_contact",
        _BOOL,
        "The security policy names an address, a link or a private form.",
    ),
    FactSpec(
        "community.disclosure", _BOOL, "The security policy speaks of how vulnerabilities are disclosed."
    ),
    FactSpec(
        "community.response_time",
        _BOOL,
        "The security policy names a time within which reporters hear from the maintainers.",
    ),
    FactSpec(
        "community.supported_versions",
        _BOOL,
        "The security policy or a support page says which versions are supported, or for how long.",
    ),
    FactSpec("community.support", _STRING, 'Where help is to be had (SUPPORT), "" if nowhere.'),
    FactSpec(
        "community.governance", _STRING, 'How decisions are made (GOVERNANCE), "" if that is not written.'
    ),
    FactSpec("community.maintainers", _STRING, 'The list of maintainers or owners, "" if there is none.'),
    FactSpec(
        "community.people",
        FactType.INT,
        "How many persons or teams are named as maintainers, by handle, address or full name: in that "
        "list, in "
        "a section of the README, else in a manifest whose ecosystem has a field for it.",
        grows=True,
    ),
    FactSpec(
        "community.changelog", _STRING, 'The log of changes for users, file or folder, "" if there is none.'
    ),
    FactSpec("community.issue_templates", _STRINGS, "Templates and forms for issues."),
    FactSpec(
        "community.broken_forms",
        FactType.RECORDS,
        "Issue forms that GitHub rejects: no YAML, or without name, description or body.",
        grows=True,
        item={"path": _STRING, "line": FactType.INT, "reason": _STRING},
    ),
    FactSpec("community.pr_templates", _STRINGS, "Templates for pull or merge requests."),
    FactSpec(
        "community.threat_model", _STRING, 'A threat model or security assessment, "" if there is none.'
    ),
    FactSpec(
        "community.advisories",
        _STRING,
        "Where mended vulnerabilities are published: a VEX or CSAF document, a page of advisories, a log "
        'that names CVE or GHSA numbers, or the security policy that says where, "" if nowhere.',
    ),
    FactSpec(
        "community.promotion",
        _BOOL,
        "A page on governance, maintainers or contributions says how people get or lose more rights.",
        grows=True,
    ),
    FactSpec(
        "community.dependency_policy",
        _STRING,
        'A page that says how dependencies are chosen, updated or checked, "" if none does.',
    ),
    FactSpec(
        "community.secrets_policy",
        _STRING,
        'A page that says how secrets are kept or replaced, "" if none does.',
    ),
    FactSpec(
        "community.verification",
        _STRING,
        'A page that tells users how to verify a release, "" if none does.',
    ),
    FactSpec("community.security_insights", _STRING, 'The security-insights.yml, "" if there is none.'),
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Find the files, and read those whose content is asked for."""
    if not any(path.startswith("community.") for path in wanted):
        return Facts()
    from checker.collectors.community import facts, written

    return merge(
        (facts.facts(checkout.files, wanted, checkout.repository.id), written.facts(checkout.files, wanted))
    )
