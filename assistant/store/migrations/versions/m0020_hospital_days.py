"""A hospital's own days off and make-up working days, and the earlier numbers of a finding reviewed anew."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; no day is listed, so every clock runs on as before."""
    op.create_table(
        "hospital_day",
        sa.Column("day", sa.String, primary_key=True),
        sa.Column("working", sa.Boolean, nullable=False),
        sa.Column("name", sa.String, nullable=False),
    )
    op.create_table(
        "finding_ticket",
        sa.Column("ticket", sa.String, primary_key=True),
        sa.Column("case_id", sa.String, sa.ForeignKey("finding.case_id"), nullable=False, index=True),
    )


def downgrade() -> None:
    """Drop them; the chain keeps its links."""
    op.drop_table("finding_ticket")
    op.drop_table("hospital_day")
