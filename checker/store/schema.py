"""The tables and views. Migrations make them; what stands here has to be what they lead to.

Each column's `doc` is its description in docs/reference/history.md.
"""

from collections.abc import Mapping

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, UniqueConstraint, types

from checker.store.column_types import CheckedBinary, CheckedInteger, CheckedPercent, CheckedText

VERSIONS = ("1", "2", "3")
"""The versions of the schema, oldest first; migrations/versions leads from each to the next."""
VERSION_TABLE = "checker_schema"

metadata = MetaData()


def _range() -> tuple[Column[int], Column[int | None]]:
    """Return the columns that say for which audits a row holds.

    They are no foreign keys: the audit at either end may be pruned while the row still holds for one
    between them.
    """
    return (
        Column(
            "from_audit",
            CheckedInteger(),
            primary_key=True,
            autoincrement=False,
            doc="The first audit for which the row holds.",
        ),
        Column(
            "until_audit",
            CheckedInteger(nullable=True),
            doc="The first later audit for which it does not hold any more; null: it holds still.",
        ),
    )


def _percents(*names: str) -> tuple[Column[float | None], ...]:
    return tuple(
        Column(name, CheckedPercent(nullable=True), doc=f"{_PERCENT[name]}, in percent; null: none.")
        for name in names
    )


_PERCENT = {
    "score": "Score",
    "coverage": "Coverage",
    "score_without_waivers": "Score if no waiver had been granted",
    "score_at_least": "Score if all that was not decided had failed; of audits before version 3: null",
}
_JSON = "digest of the JSON in `checker_documents`"

series = Table(
    "checker_series",
    metadata,
    Column("id", CheckedInteger(), primary_key=True, doc="Number of the series."),
    Column(
        "key",
        CheckedText(),
        nullable=False,
        unique=True,
        doc="Identifies its targets, or the name that a user gave it.",
    ),
    Column("name", CheckedText(), nullable=False, doc="What people call it."),
    info={"doc": "Lines of audits of the same targets."},
)
policies = Table(
    "checker_policies",
    metadata,
    Column("id", CheckedInteger(), primary_key=True, doc="Number of the policy."),
    Column("name", CheckedText(), nullable=False, doc="Its id."),
    Column("version", CheckedText(), nullable=False, doc="Its version."),
    Column("digest", CheckedText(), nullable=False, doc="The digest of its rules."),
    Column("details", CheckedText(), nullable=False, doc="All that reports say of it: JSON."),
    info={"doc": "The policies by which audits judged."},
)
rules = Table(
    "checker_rules",
    metadata,
    Column("id", CheckedInteger(), primary_key=True, doc="Number of the rule."),
    Column("name", CheckedText(), nullable=False, unique=True, doc="Its id in policies."),
    info={"doc": "Numbers for the ids of rules."},
)
policy_rules = Table(
    "checker_policy_rules",
    metadata,
    Column("policy_id", ForeignKey(policies.c.id), primary_key=True, doc="The policy."),
    Column("rule_id", ForeignKey(rules.c.id), primary_key=True, doc="The rule."),
    Column("position", CheckedInteger(), nullable=False, doc="The rule's place in the policy, from 0."),
    Column("title", CheckedText(), nullable=False, doc="Its title."),
    Column("pack", CheckedText(), nullable=False, doc="Its pack."),
    Column("severity", CheckedText(), nullable=False, doc="Its severity."),
    Column("level", CheckedText(), nullable=False, doc="The level that asks for it; empty: none."),
    Column("objective", CheckedText(), nullable=False, doc="The objective that it serves; empty: none."),
    info={"doc": "What policies say of their rules."},
)
audits = Table(
    "checker_audits",
    metadata,
    Column("id", CheckedInteger(), primary_key=True, doc="Number of the audit. Never given twice."),
    Column("series_id", ForeignKey(series.c.id), nullable=False, doc="Its series."),
    Column("policy_id", ForeignKey(policies.c.id), nullable=False, doc="The policy by which it judged."),
    Column("started_at", CheckedText(), nullable=False, doc="The time of the audit: RFC 3339, UTC."),
    Column("tool", CheckedText(), nullable=False, doc="The program and its version."),
    Column(
        "tool_digest",
        CheckedText(),
        nullable=False,
        default="",
        doc="The digest of the program and its data.",
    ),
    Column(
        "state", CheckedText(), nullable=False, doc="`finished`, `unfinished`, or `failed`: it read nothing."
    ),
    Column("organization", CheckedText(), nullable=False, default="", doc="The organization's name."),
    *_percents("score", "coverage"),
    Column("level", CheckedText(), nullable=False, default="", doc="The organization's level; empty: none."),
    Column(
        "repositories", CheckedInteger(), nullable=False, default=0, doc="How many repositories it judged."
    ),
    Column(
        "details",
        CheckedText(),
        nullable=False,
        default="{}",
        doc="Warnings, targets that could not be read, and the like: JSON.",
    ),
    Index("checker_audits_series", "series_id", "id"),
    sqlite_autoincrement=True,
    info={"doc": "Audits. The figures are the organization's."},
)
subjects = Table(
    "checker_subjects",
    metadata,
    Column("id", CheckedInteger(), primary_key=True, doc="Number of the subject."),
    Column("series_id", ForeignKey(series.c.id), nullable=False, doc="Its series."),
    # Names can be longer than an index holds.
    Column("digest", CheckedBinary(), nullable=False, doc="The digest of kind and name."),
    Column("kind", CheckedText(), nullable=False, doc="`repository`, `team` or `organization`."),
    Column("name", CheckedText(), nullable=False, doc="Its id, such as `github.com/acme/shop`."),
    UniqueConstraint("series_id", "digest"),
    info={"doc": "All that was ever judged by rules: repositories, and teams or the organization by theirs."},
)
# A version of a subject is there exactly for the audits in which the subject is.
subject_versions = Table(
    "checker_subject_versions",
    metadata,
    *_percents("score", "coverage", "score_without_waivers"),  # wide ones first: PostgreSQL aligns them
    Column("subject_id", ForeignKey(subjects.c.id), primary_key=True, doc="The subject."),
    *_range(),
    Column(
        "results_since",
        CheckedInteger(),
        nullable=False,
        doc="The audit in which any of its results last changed.",
    ),
    Column("team", CheckedText(), nullable=False, doc="The team that owns it; empty: none."),
    Column("commit_id", CheckedText(), nullable=False, doc="The commit that was judged."),
    Column("level", CheckedText(), nullable=False, doc="The level that it holds; empty: none."),
    Column(
        "repository",
        CheckedBinary(nullable=True),
        doc=f"What is known of the repository, its attributes: {_JSON}; null: it is none.",
    ),
    Column(
        "details",
        CheckedBinary(nullable=True),
        doc=f"Notes, and what does not follow from the results: {_JSON}; null: nothing.",
    ),
    info={"doc": "What subjects came to."},
)
# By far the largest table: its types check nothing when they are read; checker.store.results does.
result_versions = Table(
    "checker_result_versions",
    metadata,
    Column(
        "score", types.Double(), doc="The share passed, from 0 to 1; null: the outcome is not pass or fail."
    ),
    Column("subject_id", types.Integer, ForeignKey(subjects.c.id), primary_key=True, doc="The subject."),
    Column("rule_id", types.Integer, ForeignKey(rules.c.id), primary_key=True, doc="The rule."),
    *_range(),
    Column(
        "outcome",
        types.Text(),
        nullable=False,
        doc="`pass`, `fail`, `not-applicable`, `waived`, `unknown` or `error`.",
    ),
    Column(
        "evidence",
        types.LargeBinary(),
        doc=f"Reason, findings and whatever else the policy does not say: {_JSON}; null: nothing.",
    ),
    sqlite_with_rowid=False,  # sorted by subject, and a third smaller
    info={"doc": "Results, for the audits in which their subject is."},
)
groups = Table(
    "checker_groups",
    metadata,
    Column("id", CheckedInteger(), primary_key=True, doc="Number of the group."),
    Column("series_id", ForeignKey(series.c.id), nullable=False, doc="Its series."),
    Column("digest", CheckedBinary(), nullable=False, doc="The digest of kind and name."),
    Column(
        "kind", CheckedText(), nullable=False, doc="`organization`, or `group` for a team or a department."
    ),
    Column("name", CheckedText(), nullable=False, doc="Its name."),
    UniqueConstraint("series_id", "digest"),
    info={"doc": "The organization, departments and teams: what repositories add up to."},
)
group_versions = Table(
    "checker_group_versions",
    metadata,
    *_percents("score", "coverage"),
    Column("group_id", ForeignKey(groups.c.id), primary_key=True, doc="The group."),
    *_range(),
    Column("repositories", CheckedInteger(), nullable=False, doc="How many repositories it has."),
    Column("owed", CheckedInteger(), nullable=False, doc="How many failures are recorded debt."),
    Column("kind", CheckedText(), nullable=False, doc="`organization`, `department` or `team`."),
    Column("part_of", CheckedText(), nullable=False, doc="The group above it; empty: none."),
    Column("level", CheckedText(), nullable=False, doc="Its level; empty: none."),
    Column("details", CheckedText(), nullable=False, doc="Scores by objective, and the like: JSON."),
    *_percents("score_at_least"),
    info={"doc": "What groups came to."},
)
snapshots = Table(
    "checker_snapshots",
    metadata,
    Column("subject_id", ForeignKey(subjects.c.id), primary_key=True, doc="The subject."),
    *_range(),
    Column("content", CheckedBinary(), nullable=False, doc="The snapshot: JSON, compressed by zlib."),
    info={"doc": "What was collected of subjects (`--keep-facts`)."},
)
documents = Table(
    "checker_documents",
    metadata,
    Column("digest", CheckedBinary(), primary_key=True, doc="The digest of the JSON."),
    Column("json", types.Text(), nullable=False, doc="The JSON."),
    info={"doc": "JSON that rows refer to, each text once."},
)

OF_SUBJECTS = (subject_versions, result_versions, snapshots)
VERSIONED = (*OF_SUBJECTS, group_versions)
"""The tables whose rows hold for a range of audits."""

_OF_AUDIT = {
    "series": "The name of the series.",
    "audit": "The number of the audit.",
    "time": "The time of the audit; `timestamptz` in PostgreSQL, RFC 3339 text in SQLite.",
    "latest": "Whether it is the newest audit of its series.",
}
VIEWS: Mapping[str, Mapping[str, str]] = {
    "checker_scores": {
        **_OF_AUDIT,
        "kind": "`organization`, `department`, `team` or `repository`.",
        "name": "The name of the group, or the id of the repository.",
        "team": "The team of a repository, the group above a group; empty: none.",
        "objective": "The objective (of groups only); empty: all together.",
        "score": "Score in percent; null: none.",
        "coverage": "Coverage in percent; null: none.",
        "level": "The level; empty: none.",
        "score_at_least": "Score in percent if all that was not decided failed; null: none, or not known.",
    },
    "checker_results": {
        **_OF_AUDIT,
        "kind": "`repository`, `team` or `organization`.",
        "name": "The id of the subject.",
        "team": "The team that owns it; empty: none.",
        "rule": "The id of the rule.",
        "title": "Its title.",
        "pack": "Its pack.",
        "severity": "Its severity, here.",
        "level": "The level that asks for it; empty: none.",
        "objective": "The objective that it serves; empty: none.",
        "outcome": "`pass`, `fail`, `not-applicable`, `waived`, `unknown` or `error`.",
        "score": "The share passed, from 0 to 1; null: the outcome is not pass or fail.",
        "enforcement": "`block`, or `warn` for a failure that does not decide.",
        "reason": "Why it is not a pass; null for most passes.",
        "waiver": "Who accepted the risk, and until when; null: nobody.",
        "evidence": "Findings and all else: JSON; null: nothing.",
    },
    "checker_teams": {
        **_OF_AUDIT,
        "kind": "`organization`, `department` or `team`.",
        "name": "Its name.",
        "part_of": "The group above it; empty: none.",
        "repositories": "How many repositories it has.",
        "score": "Score in percent; null: none.",
        "coverage": "Coverage in percent; null: none.",
        "level": "Its level; empty: none.",
        "owed": "How many failures are recorded debt.",
        "score_at_least": "Score in percent if all that was not decided failed; null: none, or not known.",
    },
}
"""The views for people and dashboards, each column with its description. They show finished audits."""
