"""Plain tables whose rows hold for a range of audits, and JSON that is text.

The first version kept each subject as a chain of compressed differences, and who was there as lists by
audit. Its rows become the new ones, one subject after the other; `checker.store.migrations.first` reads them.
"""

import sqlalchemy as sa
from alembic import op

from checker.store.migrations.convert import Conversion

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Make the new tables, convert all rows, and drop the old tables."""
    _whole()
    _of_subjects()
    _of_groups()
    Conversion(op.get_bind()).run()
    for name in _OLD:
        op.drop_table(name)


_OLD = (
    "checker_figure",
    "checker_group",
    "checker_facts",
    "checker_commit",
    "checker_version",
    "checker_subject",
    "checker_audit",
    "checker_policy",
    "checker_rule",
    "checker_text",
    "checker_dictionary",
)


def _range() -> tuple[sa.Column[int], sa.Column[int | None]]:
    return (
        sa.Column("from_audit", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("until_audit", sa.Integer),
    )


def _whole() -> None:
    op.create_table(
        "checker_policies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
    )
    op.create_table(
        "checker_rules",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "checker_policy_rules",
        sa.Column("policy_id", sa.Integer, sa.ForeignKey("checker_policies.id"), primary_key=True),
        sa.Column("rule_id", sa.Integer, sa.ForeignKey("checker_rules.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("objective", sa.Text, nullable=False),
    )
    op.create_table(
        "checker_audits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("series_id", sa.Integer, sa.ForeignKey("checker_series.id"), nullable=False),
        sa.Column("policy_id", sa.Integer, sa.ForeignKey("checker_policies.id"), nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("tool", sa.Text, nullable=False),
        sa.Column("tool_digest", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("organization", sa.Text, nullable=False),
        sa.Column("score", sa.Double),
        sa.Column("coverage", sa.Double),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("repositories", sa.Integer, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("checker_audits_series", "checker_audits", ["series_id", "id"])
    op.create_table(
        "checker_documents",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("json", sa.Text, nullable=False),
    )


def _of_subjects() -> None:
    op.create_table(
        "checker_subjects",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("series_id", sa.Integer, sa.ForeignKey("checker_series.id"), nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.UniqueConstraint("series_id", "digest"),
    )
    op.create_table(
        "checker_subject_versions",
        sa.Column("score", sa.Double),
        sa.Column("coverage", sa.Double),
        sa.Column("score_without_waivers", sa.Double),
        sa.Column("subject_id", sa.Integer, sa.ForeignKey("checker_subjects.id"), primary_key=True),
        *_range(),
        sa.Column("results_since", sa.Integer, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("commit_id", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("repository", sa.LargeBinary),
        sa.Column("details", sa.LargeBinary),
    )
    op.create_table(
        "checker_result_versions",
        sa.Column("score", sa.Double),
        sa.Column("subject_id", sa.Integer, sa.ForeignKey("checker_subjects.id"), primary_key=True),
        sa.Column("rule_id", sa.Integer, sa.ForeignKey("checker_rules.id"), primary_key=True),
        *_range(),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("evidence", sa.LargeBinary),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checker_snapshots",
        sa.Column("subject_id", sa.Integer, sa.ForeignKey("checker_subjects.id"), primary_key=True),
        *_range(),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _of_groups() -> None:
    op.create_table(
        "checker_groups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("series_id", sa.Integer, sa.ForeignKey("checker_series.id"), nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.UniqueConstraint("series_id", "digest"),
    )
    op.create_table(
        "checker_group_versions",
        sa.Column("score", sa.Double),
        sa.Column("coverage", sa.Double),
        sa.Column("group_id", sa.Integer, sa.ForeignKey("checker_groups.id"), primary_key=True),
        *_range(),
        sa.Column("repositories", sa.Integer, nullable=False),
        sa.Column("owed", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("part_of", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
    )
