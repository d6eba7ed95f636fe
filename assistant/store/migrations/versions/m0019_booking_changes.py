"""What became of a booking: who ended it, where it was moved to, and whether the person was told."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_COLUMNS = ("ended", "moved_to", "told_by")


def upgrade() -> None:
    """Add the columns; of what was cancelled before nobody has to be told."""
    for name in _COLUMNS:
        op.add_column("booking", sa.Column(name, sa.String))
    op.add_column("booking", sa.Column("told_at", sa.String(32)))


def downgrade() -> None:
    """Drop them; the chain keeps its links."""
    for name in (*_COLUMNS, "told_at"):
        op.drop_column("booking", name)
