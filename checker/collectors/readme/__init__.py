"""What a newcomer can read: the README, guides, and whether their links lead anywhere."""

from checker.collectors import Checkout
from checker.model.facts import Facts, FactSpec, FactType

FACTS = (
    FactSpec(
        "readme.path", FactType.STRING, 'The README at the top, in .github or docs, "" if there is none.'
    ),
    FactSpec(
        "readme.format",
        FactType.STRING,
        'Its format: markdown, rst, asciidoc, org, pod, rdoc, textile, mediawiki, creole or text, "" without '
        "one.",
    ),
    FactSpec(
        "readme.words",
        FactType.INT,
        "How many words of prose it has; badges, code, HTML and link targets do not count.",
        grows=True,
    ),
    FactSpec("readme.lines", FactType.INT, "How many lines it has.", grows=True),
    FactSpec("readme.headings", FactType.STRINGS, "Its headings as written, without markup.", grows=True),
    FactSpec(
        "readme.topics",
        FactType.STRINGS,
        "What it speaks of, by headings, commands and links: install, usage, development, contributing, "
        "documentation, support, security, maintainers, governance, changelog, lifecycle, license, conduct.",
        grows=True,
    ),
    FactSpec(
        "readme.security_contact",
        FactType.BOOL,
        "A section on security names an e-mail address or a link.",
    ),
    FactSpec(
        "readme.best_practices",
        FactType.BOOL,
        "It shows a badge of the OpenSSF Best Practices programme.",
    ),
    FactSpec(
        "readme.guide",
        FactType.STRING,
        'Where basic use is explained: a documentation site, a folder of pages, the README, "" if nowhere.',
    ),
    FactSpec(
        "readme.build_guide",
        FactType.STRING,
        'Where building or developing it from source is explained, "" if nowhere.',
    ),
    FactSpec(
        "readme.design",
        FactType.STRING,
        'A description of the architecture or a record of decisions, "" if there is none.',
    ),
    FactSpec(
        "readme.interfaces",
        FactType.STRING,
        "Where interfaces are described: a specification (OpenAPI, GraphQL, protobuf …), a manual page, a "
        'reference of the API, of commands or of options, the README, "" if nowhere.',
    ),
    FactSpec(
        "readme.downloads",
        FactType.RECORDS,
        "Addresses from which the README has its readers download something, by a link or a command.",
        grows=True,
        item={"path": FactType.STRING, "line": FactType.INT, "address": FactType.STRING},
    ),
    FactSpec(
        "readme.repositories",
        FactType.STRINGS,
        "The repositories that its lists name, as host/owner/name in lower case: sections of the README "
        "about repositories, projects or components, pages called so, the owner's profile, "
        "security-insights.yml, .gitmodules. One that lists others of its owner is among them.",
        grows=True,
    ),
    FactSpec(
        "readme.broken_links",
        FactType.RECORDS,
        "Relative links and anchors in READMEs and documentation pages that lead nowhere; pages of site "
        "generators, which resolve links in their own way, are left out. Kinds: file, image, anchor.",
        grows=True,
        item={
            "path": FactType.STRING,
            "line": FactType.INT,
            "target": FactType.STRING,
            "kind": FactType.STRING,
        },
    ),
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Read the README and look for guides and broken links."""
    if not any(path.startswith("readme.") for path in wanted):
        return Facts()
    from checker.collectors.readme.facts import facts

    return facts(checkout.files, wanted, checkout.repository.id)
