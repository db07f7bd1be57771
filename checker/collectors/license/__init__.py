"""Which licence a repository is under: by its texts, and by what its manifests declare."""

from checker.collectors import Checkout
from checker.model.facts import Facts, FactSpec, FactType

FACTS = (
    FactSpec(
        "license.path",
        FactType.STRING,
        'The licence file at the top of the tree, or the folder LICENSES, "" if there is neither.',
    ),
    FactSpec("license.files", FactType.STRINGS, "Every licence text at the top of the tree or in LICENSES."),
    FactSpec("license.detected", FactType.STRINGS, "The SPDX identifiers of the licence texts found there."),
    FactSpec(
        "license.recognised",
        FactType.BOOL,
        "Licence texts are there, and each consists of known licences.",
    ),
    FactSpec(
        "license.spdx",
        FactType.STRING,
        'The SPDX expression of the licence, "" if there is no licence file; unknown where texts are not '
        "recognised or nothing says how several of them combine.",
    ),
    FactSpec(
        "license.declared",
        FactType.RECORDS,
        "Licences that manifests declare, as written and as an SPDX expression (empty if it is none).",
        grows=True,
        item={
            "path": FactType.STRING,
            "line": FactType.INT,
            "expression": FactType.STRING,
            "normalized": FactType.STRING,
        },
    ),
    FactSpec(
        "license.conflicts",
        FactType.RECORDS,
        "Declarations of a licence that none of the licence texts nearest to the manifest is.",
        grows=True,
        item={
            "path": FactType.STRING,
            "line": FactType.INT,
            "declared": FactType.STRING,
            "detected": FactType.STRING,
        },
    ),
    FactSpec(
        "license.unmarked",
        FactType.RECORDS,
        "Own source files whose first lines hold neither an SPDX-License-Identifier nor a notice in words, "
        "and for which neither REUSE.toml, .reuse/dep5 nor a file beside them speaks.",
        grows=True,
        item={"path": FactType.STRING, "line": FactType.INT},
    ),
    FactSpec(
        "license.exported",
        FactType.BOOL,
        "A licence file is there and .gitattributes keeps it in source archives.",
    ),
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Find licence texts and declarations, and compare them."""
    if not any(path.startswith("license.") for path in wanted):
        return Facts()
    from checker.collectors.license.facts import facts

    return facts(checkout.files, wanted)
