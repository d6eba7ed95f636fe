"""People: wrapped keys, accounts, sessions, service keys, failed sign-ins, the set-up link."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of people and programs."""
    op.create_table(
        "person_key",
        sa.Column("key_id", sa.String, primary_key=True),
        sa.Column("person", sa.String, nullable=False, index=True),
        sa.Column("wrapped", sa.LargeBinary),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("erased_at", sa.String(32)),
    )
    op.create_table(
        "account",
        sa.Column("account_id", sa.String, primary_key=True),
        sa.Column("name_tag", sa.String, nullable=False, unique=True),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("department", sa.String),
        sa.Column("password_hash", sa.String, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "session",
        sa.Column("session_hash", sa.String, primary_key=True),
        sa.Column("account_id", sa.String, sa.ForeignKey("account.account_id"), nullable=False, index=True),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("last_seen", sa.String(32), nullable=False),
    )
    op.create_table(
        "service_key",
        sa.Column("key_id", sa.String, primary_key=True),
        sa.Column("secret_hash", sa.String, nullable=False, unique=True),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("scopes", sa.String, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False),
    )
    op.create_table(
        "attempt",
        sa.Column("subject_tag", sa.String, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "setup_link",
        sa.Column("token_hash", sa.String, primary_key=True),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables of people and programs."""
    for table in ("setup_link", "attempt", "service_key", "session", "account", "person_key"):
        op.drop_table(table)
