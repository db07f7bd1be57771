"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    _whole()
    _of_subjects()
    _of_groups()


def _whole() -> None:
    op.create_table(
        "checker_series",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "checker_policy",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("stamp", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "checker_text",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "checker_audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("series_id", sa.Integer, sa.ForeignKey("checker_series.id"), nullable=False),
        sa.Column("policy_id", sa.Integer, sa.ForeignKey("checker_policy.id"), nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("tool", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("organization", sa.Text, nullable=False),
        sa.Column("score", sa.Double),
        sa.Column("coverage", sa.Double),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("repositories", sa.Integer, nullable=False),
        sa.Column("roster_id", sa.Integer, sa.ForeignKey("checker_text.id")),
        sa.Column("frame_id", sa.Integer, sa.ForeignKey("checker_text.id")),
        sqlite_autoincrement=True,
    )
    op.create_index("checker_audit_series", "checker_audit", ["series_id", "id"])
    op.create_table(
        "checker_rule",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "checker_dictionary",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("rules", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _of_subjects() -> None:
    op.create_table(
        "checker_subject",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("series_id", sa.Integer, sa.ForeignKey("checker_series.id"), nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.UniqueConstraint("series_id", "digest"),
    )
    op.create_table(
        "checker_version",
        sa.Column("score", sa.Double),
        sa.Column("coverage", sa.Double),
        sa.Column("score_without_waivers", sa.Double),
        sa.Column("subject_id", sa.Integer, sa.ForeignKey("checker_subject.id"), primary_key=True),
        sa.Column("audit_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("commit", sa.LargeBinary, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    for name, content in (("checker_commit", "commit"), ("checker_facts", "document")):
        op.create_table(
            name,
            sa.Column("subject_id", sa.Integer, sa.ForeignKey("checker_subject.id"), primary_key=True),
            sa.Column("audit_id", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column(content, sa.LargeBinary, nullable=False),
        )


def _of_groups() -> None:
    op.create_table(
        "checker_group",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("series_id", sa.Integer, sa.ForeignKey("checker_series.id"), nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.UniqueConstraint("series_id", "digest"),
    )
    op.create_table(
        "checker_figure",
        sa.Column("score", sa.Double),
        sa.Column("coverage", sa.Double),
        sa.Column("group_id", sa.Integer, sa.ForeignKey("checker_group.id"), primary_key=True),
        sa.Column("audit_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("repositories", sa.Integer, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
