"""Rust: Cargo packages, and unsafe code."""

from checker.collectors import Checkout
from checker.model.facts import Facts, FactSpec, FactType, merge

_PLACE = {"path": FactType.STRING, "line": FactType.INT}
FACTS = (
    FactSpec(
        "rust.packages",
        FactType.RECORDS,
        "Cargo packages of the own source, workspace settings applied. *published*: publishing is not "
        "switched off; *missing*: which of license, repository, rust-version it lacks; *binary*: it builds a "
        "program; *lockfile*: the Cargo.lock that pins it.",
        grows=True,
        item={
            **_PLACE,
            "name": FactType.STRING,
            "published": FactType.BOOL,
            "license": FactType.STRING,
            "repository": FactType.STRING,
            "rust_version": FactType.STRING,
            "missing": FactType.STRINGS,
            "binary": FactType.BOOL,
            "lockfile": FactType.STRING,
        },
    ),
    FactSpec(
        "rust.deny_config",
        FactType.STRING,
        'The settings of cargo-deny or cargo-audit, "" if there are none.',
    ),
    FactSpec(
        "rust.unsafe",
        FactType.RECORDS,
        "The unsafe blocks and implementations of the own source, tests left out. *explained*: a comment "
        "there says why it is sound.",
        grows=True,
        item={**_PLACE, "explained": FactType.BOOL},
    ),
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return what is *wanted* about packages and unsafe code."""
    from checker.collectors.rust import packages, unsafe

    parts = []
    if wanted - {unsafe.FACT}:
        parts.append(packages.facts(checkout.files))
    if unsafe.FACT in wanted:
        parts.append(unsafe.facts(checkout.files))
    return merge(parts)
