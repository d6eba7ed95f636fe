"""Whom the hospital's directory answers for, so that who leaves it is closed here and nobody else."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty: the next import fills it with whom it finds there."""
    op.create_table(
        "directory_person",
        sa.Column("account_id", sa.String, sa.ForeignKey("account.account_id"), primary_key=True),
    )


def downgrade() -> None:
    """Drop it; the accounts stay."""
    op.drop_table("directory_person")
