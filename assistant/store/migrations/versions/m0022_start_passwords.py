"""Passwords that somebody else knows, which their owner sets anew before anything else."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; nobody who has an account has to change the password."""
    op.add_column("account", sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop it; whoever had to change the password may keep it."""
    op.drop_column("account", "must_change")
