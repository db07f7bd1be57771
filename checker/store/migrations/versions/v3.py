"""What groups come to if all that was not decided failed, and the views that show it."""

import sqlalchemy as sa
from alembic import op

from checker.store.migrations.views import create_views

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add the column: of audits before, what it would hold is not known."""
    op.add_column("checker_group_versions", sa.Column("score_at_least", sa.Double))
    create_views(op.get_bind())
