"""Looks: when a person last saw what changed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "look",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("looked_at", sa.String(32), nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop the table; everybody looks anew."""
    op.drop_table("look")
