"""Authors: who recorded a supersession or a withdrawal, as far as that is known."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was recorded before has no author."""
    op.add_column("supersedes", sa.Column("recorded_by", sa.String))
    op.add_column("supersedes", sa.Column("recorded_at", sa.String(32)))
    op.add_column("withdrawal", sa.Column("recorded_by", sa.String))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("withdrawal", "recorded_by")
    op.drop_column("supersedes", "recorded_at")
    op.drop_column("supersedes", "recorded_by")
