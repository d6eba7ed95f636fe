"""Outside findings, the on-call calendar, and the answers that doctors approved for their twins."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; nobody was called for the tasks that there are."""
    op.create_table(
        "finding_source",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("settled", sa.Text, nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "finding_examined",
        sa.Column("source", sa.String, primary_key=True),
        sa.Column("month", sa.String, primary_key=True),
        sa.Column("examined", sa.Integer, nullable=False),
    )
    op.create_table(
        "finding",
        sa.Column("case_id", sa.String, primary_key=True),
        sa.Column("ticket", sa.String, nullable=False, unique=True),
        sa.Column("task_id", sa.String, sa.ForeignKey("task.task_id"), nullable=False),
        sa.Column("source", sa.String, nullable=False, index=True),
        sa.Column("external_tag", sa.String, nullable=False, unique=True),
        sa.Column("posting_tag", sa.String, nullable=False, unique=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("standing", sa.String, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("flagged_at", sa.String(32), nullable=False, index=True),
        sa.Column("escalate_at", sa.String(32), nullable=True, index=True),
        sa.Column("owner", sa.String, nullable=False, index=True),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "finding_step",
        sa.Column("case_id", sa.String, sa.ForeignKey("finding.case_id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("caller_key", sa.String, nullable=True),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
        sa.UniqueConstraint("case_id", "caller_key"),
    )
    op.create_table(
        "duty",
        sa.Column("duty_id", sa.String, primary_key=True),
        sa.Column("unit", sa.String, nullable=False, index=True),
        sa.Column("person", sa.String, nullable=False, index=True),
        sa.Column("starts", sa.String(32), nullable=False, index=True),
        sa.Column("ends", sa.String(32), nullable=False, index=True),
        sa.UniqueConstraint("unit", "person", "starts", "ends"),
    )
    op.create_table(
        "absence",
        sa.Column("absence_id", sa.String, primary_key=True),
        sa.Column("person", sa.String, nullable=False, index=True),
        sa.Column("cover", sa.String, nullable=False),
        sa.Column("starts", sa.String(32), nullable=False),
        sa.Column("ends", sa.String(32), nullable=False, index=True),
    )
    op.create_table(
        "watched_unit",
        sa.Column("unit", sa.String, primary_key=True),
        sa.Column("needed", sa.String, nullable=False),
    )
    op.create_table(
        "twin_answer",
        sa.Column("answer_id", sa.String, primary_key=True),
        sa.Column("twin_id", sa.String, sa.ForeignKey("twin.twin_id"), nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.add_column("task", sa.Column("called", sa.String, nullable=True))
    op.create_index("ix_task_called", "task", ["called"])


def downgrade() -> None:
    """Drop them; the chain keeps its links."""
    op.drop_index("ix_task_called", "task")
    op.drop_column("task", "called")
    for table in (
        "twin_answer",
        "watched_unit",
        "absence",
        "duty",
        "finding_step",
        "finding",
        "finding_examined",
        "finding_source",
    ):
        op.drop_table(table)
