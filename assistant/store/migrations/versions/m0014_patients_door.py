"""The built-in calendar with its bookings, and what patients attach for a person to look at."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the calendar and of attachments."""
    op.create_table(
        "booking_slot",
        sa.Column("slot_id", sa.String, primary_key=True),
        sa.Column("department", sa.String, nullable=False, index=True),
        sa.Column("starts_at", sa.String(32), nullable=False, index=True),
        sa.Column("ends_at", sa.String(32), nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.UniqueConstraint("department", "starts_at"),
    )
    op.create_table(
        "booking",
        sa.Column("booking_id", sa.String, primary_key=True),
        sa.Column("slot_id", sa.String, sa.ForeignKey("booking_slot.slot_id"), nullable=False, index=True),
        sa.Column("person", sa.String, nullable=False, index=True),
        sa.Column("request_key", sa.String, nullable=False),
        sa.Column("booked_at", sa.String(32), nullable=False),
        sa.Column("cancelled_at", sa.String(32), nullable=True),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
        sa.UniqueConstraint("person", "request_key"),
    )
    op.create_table(
        "attachment",
        sa.Column("attachment_id", sa.String, primary_key=True),
        sa.Column("person", sa.String, nullable=False, index=True),
        sa.Column("episode", sa.String, nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("media", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("task_id", sa.String, nullable=True, index=True),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
    )


def downgrade() -> None:
    """Drop them; the chain keeps its links."""
    for table in ("attachment", "booking", "booking_slot"):
        op.drop_table(table)
