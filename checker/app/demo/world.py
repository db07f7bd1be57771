"""Who there is: teams, what they own, and how far each team has come."""

from collections.abc import Mapping
from random import Random

from msgspec import Struct, field

from checker.model.audit import Repository
from checker.model.team import Team

ORGANIZATION = "larkspur"
LABEL = f"{ORGANIZATION} (simulated)"
"""What reports call it, so that none can be taken for real."""
HOST = "git.larkspur.example"
_DEPARTMENTS: Mapping[str, Mapping[str, tuple[float, float, str]]] = {
    # department → team → where it stood a year ago, how far it came since, what it owns
    "commerce": {
        "checkout": (
            0.51,
            0.20,
            "cart-api checkout-web price-rules tax-service gift-cards order-events",
        ),
        "payments": (
            0.63,
            0.14,
            "ledger payment-gateway refunds fraud-signals card-vault settlement-jobs",
        ),
        "catalogue": (
            0.46,
            0.08,
            "product-api media-store search-index import-feeds attribute-schema",
        ),
        "pricing": (
            0.55,
            -0.07,
            "promotions price-feed margin-model discount-admin quote-service",
        ),
    },
    "platform": {
        "identity": (
            0.66,
            0.10,
            "login-service session-store user-directory access-policies token-tools sso-proxy",
        ),
        "infrastructure": (
            0.53,
            0.22,
            "cluster-config terraform-modules image-builder edge-proxy dns-zones backup-jobs cost-reports",
        ),
        "developer-tools": (
            0.68,
            0.10,
            "build-cache release-bot template-service lint-config test-runner docs-site dev-container",
        ),
        "observability": (
            0.58,
            0.08,
            "metrics-gateway log-router alert-rules trace-sampler dashboards status-page",
        ),
    },
    "customer": {
        "web": (
            0.49,
            0.17,
            "storefront design-system account-pages content-api image-proxy analytics-tags help-centre",
        ),
        "mobile": (
            0.42,
            0.14,
            "app-android app-ios mobile-bff push-service app-config deep-links",
        ),
    },
    "operations": {
        "warehouse": (
            0.34,
            0.10,
            "stock-service picking-app label-printer carrier-link slot-planner scanner-firmware",
        ),
        "data": (
            0.51,
            0.11,
            "event-lake reports feature-store ingest-jobs quality-checks notebooks forecasts data-catalogue",
        ),
    },
}
_ORPHANS = ("legacy-intranet", "old-newsletter", "hackathon-2023", "shared-scripts", "import-tmp")
_LANGUAGES = ("python", "javascript", "go", "rust")
_SHARES = (38, 34, 20, 8)


class DemoRepository(Struct, frozen=True):
    """One repository: what it is written in, and how it differs from the rest of its team."""

    repository: Repository
    language: str
    packs: frozenset[str]
    start: float
    progress: float
    hidden: bool = False


class World(Struct, frozen=True):
    """Everybody, in the order of their names."""

    teams: tuple[Team, ...]
    members: tuple[DemoRepository, ...] = field(default_factory=tuple)


def world() -> World:
    """Return the made-up organization; it is always the same."""
    teams, members = [], []
    for department, parts in _DEPARTMENTS.items():
        for team, (start, progress, names) in parts.items():
            owned = names.split()
            globs = tuple(f"{ORGANIZATION}/{name}" for name in owned)
            teams.append(Team(team, globs, department))
            members += [_member(name, team, start, progress) for name in owned]
    members += [_member(name, "", 0.2, -0.05) for name in _ORPHANS]
    return World(tuple(teams), tuple(members))


def _member(name: str, team: str, start: float, progress: float) -> DemoRepository:
    draw = Random(f"repository {name}")  # noqa: S311  # made up, not secret
    (language,) = draw.choices(_LANGUAGES, _SHARES)
    tier = draw.choices(("critical", "standard", "internal"), (2, 5, 3))[0] if team else "internal"
    extras = {
        pack for pack, share in (("containers", 0.6), ("iac", 0.2), ("release", 0.7)) if draw.random() < share
    }
    attributes: dict[str, str | bool] = {
        "tier": tier,
        "visibility": draw.choices(("public", "internal", "private"), (1, 5, 4))[0],
        "kind": draw.choice(("service", "service", "library", "tool")),
    }
    repository = Repository(
        f"{HOST}/{ORGANIZATION}/{name}",
        f"{ORGANIZATION}/{name}",
        web=f"https://{HOST}/{ORGANIZATION}/{name}",
        team=team,
        attributes=attributes,
    )
    return DemoRepository(
        repository=repository,
        language=language,
        packs=frozenset({language, *extras}),
        start=start + draw.gauss(0.0, 0.08) + (0.06 if tier == "critical" else 0.0),
        progress=progress + draw.gauss(0.0, 0.05),
        hidden=draw.random() < 0.11,
    )
