"""Record forms of the hospital's own: every version that somebody signed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; the packaged forms stand."""
    op.create_table(
        "record_form",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("signer", sa.String, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
    )


def downgrade() -> None:
    """Drop it; the chain keeps its links, the folder its files."""
    op.drop_table("record_form")
