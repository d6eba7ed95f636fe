"""Tasks: what a person is to look after, and every step that was taken with it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the worklist."""
    op.create_table(
        "task",
        sa.Column("task_id", sa.String, primary_key=True),
        sa.Column("ticket", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("priority", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("queue_kind", sa.String, nullable=False),
        sa.Column("queue_name", sa.String, nullable=False),
        sa.Column("owner", sa.String),
        sa.Column("asker", sa.String, nullable=False, index=True),
        sa.Column("same", sa.String, nullable=False, index=True),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
        sa.Column("triggers", sa.String, nullable=False),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.Column("due_at", sa.String(32), nullable=False),
        sa.Column("next_at", sa.String(32), index=True),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("claimed_at", sa.String(32)),
        sa.Column("answered_at", sa.String(32)),
        sa.Column("read_at", sa.String(32)),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False, index=True),
        sa.Column("packet", sa.LargeBinary, nullable=False),
        sa.Column("reply", sa.LargeBinary),
    )
    op.create_table(
        "task_step",
        sa.Column("task_id", sa.String, sa.ForeignKey("task.task_id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("caller_key", sa.String),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
        sa.UniqueConstraint("task_id", "caller_key"),
    )


def downgrade() -> None:
    """Drop the tables of the worklist; the chain keeps its links."""
    for table in ("task_step", "task"):
        op.drop_table(table)
