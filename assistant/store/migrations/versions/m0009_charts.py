"""Kept records: their versions, who opened what, and what edits cost."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of kept records."""
    op.create_table(
        "chart",
        sa.Column("chart_id", sa.String, primary_key=True),
        sa.Column("template", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("author", sa.String, nullable=False, index=True),
        sa.Column("department", sa.String, index=True),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False, index=True),
        sa.Column("due_at", sa.String(32)),
        sa.Column("patient_tag", sa.String, nullable=False, index=True),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False, index=True),
        sa.Column("origin", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "chart_version",
        sa.Column("chart_id", sa.String, sa.ForeignKey("chart.chart_id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "chart_opened",
        sa.Column("chart_id", sa.String, sa.ForeignKey("chart.chart_id"), primary_key=True),
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("section", sa.String, primary_key=True),
        sa.Column("text_tag", sa.String, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_table(
        "chart_effort",
        sa.Column("chart_id", sa.String, sa.ForeignKey("chart.chart_id"), primary_key=True),
        sa.Column("section", sa.String, primary_key=True),
        sa.Column("template", sa.String, nullable=False, index=True),
        sa.Column("machine_length", sa.Integer, nullable=False),
        sa.Column("final_length", sa.Integer, nullable=False),
        sa.Column("distance", sa.Integer, nullable=False),
        sa.Column("machine_lines", sa.Integer, nullable=False),
        sa.Column("rejected_lines", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables of kept records; the chain keeps its links."""
    for table in ("chart_effort", "chart_opened", "chart_version", "chart"):
        op.drop_table(table)
