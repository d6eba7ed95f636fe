"""Consents: what a person agreed to, purpose by purpose, given and withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the ledger of consents."""
    op.create_table(
        "consent",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("person", sa.String, nullable=False, index=True),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("given_as", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    """Drop the ledger; nobody's consent stands without it."""
    op.drop_table("consent")
