"""Records: the audit chain and the sealed bodies it vouches for."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the audit chain."""
    op.create_table(
        "record",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("record_id", sa.String, nullable=False, unique=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("person", sa.String, nullable=False, index=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("versions", sa.Text, nullable=False),
        sa.Column("body_sha256", sa.String, nullable=False),
        sa.Column("previous", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
    )
    op.create_table(
        "record_body",
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), primary_key=True),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    head = op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "digest": "0" * 64}])


def downgrade() -> None:
    """Drop the tables of the audit chain."""
    for table in ("chain_head", "record_body", "record"):
        op.drop_table(table)
