"""Patients' own addresses for reminders, and what became of each letter."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; nobody is reminded of what was answered before."""
    op.create_table(
        "reminder_address",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "reminder_letter",
        sa.Column("letter_id", sa.String, primary_key=True),
        sa.Column("person", sa.String, nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False, index=True),
        sa.Column("again_at", sa.String(32), nullable=True),
        sa.Column("cause", sa.String, nullable=True),
    )


def downgrade() -> None:
    """Drop them; the chain keeps its links."""
    op.drop_table("reminder_letter")
    op.drop_table("reminder_address")
