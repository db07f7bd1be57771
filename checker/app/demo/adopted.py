"""The policy that the made-up organization adopted: what it accepts for now, and what it campaigns for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from checker.app.demo.world import ORGANIZATION
from checker.model.policy import Initiative, Policy, Waiver


def adopted(policy: Policy, last: date) -> Policy:
    """Return the shipped policy as the made-up organization adopted it."""
    return replace(
        policy,
        id=ORGANIZATION,
        version=f"{last:%Y.%m}",
        title="Larkspur engineering standards",
        tiers={"critical": 3.0, "internal": 0.5},
        level_share=80.0,
        waivers=tuple(_waivers(last)),
        initiatives=tuple(_initiatives(last)),
    )


def _waivers(last: date) -> Iterator[Waiver]:
    for days, rules, globs, reason, owner in (
        (
            12,
            ("actions/pinned-actions",),
            ("cart-api", "tax-service"),
            "frozen until the tax migration is done",
            "checkout",
        ),
        (
            46,
            ("containers/*",),
            ("scanner-firmware", "label-printer"),
            "devices are replaced in the new year",
            "warehouse",
        ),
        (
            75,
            ("testing/*",),
            ("old-newsletter", "legacy-intranet"),
            "switched off with the old intranet",
            "web",
        ),
        (
            118,
            ("review/*",),
            ("dns-zones",),
            "changes come from a generator that is reviewed itself",
            "infrastructure",
        ),
        (160, ("deps/*",), ("forecasts",), "versions are given by the vendor of the models", "data"),
        (
            240,
            ("docs/*",),
            ("import-tmp", "shared-scripts"),
            "to be archived, nobody new will read them",
            "developer-tools",
        ),
    ):
        names = tuple(f"{ORGANIZATION}/{name}" for name in globs)
        until = last + timedelta(days=days)
        yield Waiver(rules, reason, owner, f"cto@{ORGANIZATION}.example", until, names)


def _initiatives(last: date) -> Iterator[Initiative]:
    for name, title, rules, began, left, target, owner in (
        (
            "pin-everything",
            "Every action and image is pinned before the audit",
            ("actions/pinned-actions", "actions/pinned-images-tools"),
            130,
            60,
            95.0,
            "developer-tools",
        ),
        (
            "protect-main",
            "No default branch without a review",
            ("review/approval-required", "review/default-branch-pr-only"),
            200,
            20,
            100.0,
            "identity",
        ),
        (
            "readable",
            "Whoever joins a team finds their way in a day",
            ("docs/readme", "docs/user-guide"),
            40,
            150,
            90.0,
            "web",
        ),
    ):
        start, due = last - timedelta(days=began), last + timedelta(days=left)
        yield Initiative(name, title, start, due, owner, rules, target=target, grace=name == "readable")
