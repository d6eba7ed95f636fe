"""Risk: the proposals of how many wrong answers may be shown, and which of them holds."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; the shipped bar holds."""
    op.create_table(
        "risk_rule",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("rule_id", sa.String, nullable=False, unique=True),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
    )


def downgrade() -> None:
    """Drop it; the chain keeps its links."""
    op.drop_table("risk_rule")
