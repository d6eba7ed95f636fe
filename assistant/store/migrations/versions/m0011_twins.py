"""Digital twins and since when somebody talks with one."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of digital twins."""
    op.create_table(
        "twin",
        sa.Column("twin_id", sa.String, primary_key=True),
        sa.Column("doctor", sa.String, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False, index=True),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "twin_talk",
        sa.Column("twin_id", sa.String, sa.ForeignKey("twin.twin_id"), primary_key=True),
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("began_at", sa.String(32), nullable=False),
        sa.Column("last_at", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    """Drop them; the chain keeps its links."""
    for table in ("twin_talk", "twin"):
        op.drop_table(table)
