"""Arrivals that can be taken back, and amendments of single statements."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and tables; what is held already came by no known arrival and amends nothing."""
    op.add_column("edition", sa.Column("amends", sa.Text, nullable=False, server_default="[]"))
    op.add_column("edition", sa.Column("erratum", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("edition", sa.Column("amended_units", sa.Text, nullable=False, server_default="[]"))
    op.add_column("edition", sa.Column("taken_back_at", sa.String(32)))
    op.create_table(
        "amended",
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.edition_id"), primary_key=True),
        sa.Column("passage_id", sa.String, sa.ForeignKey("passage.passage_id"), primary_key=True),
        sa.Column("span_start", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("base_id", sa.String, sa.ForeignKey("edition.edition_id"), nullable=False),
        sa.Column("span_end", sa.Integer, nullable=False),
    )
    op.create_table(
        "arrival",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("arrival_id", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("signed_by", sa.String),
        sa.Column("arrived_by", sa.String),
        sa.Column("arrived_at", sa.String(32), nullable=False),
        sa.Column("taken_back_by", sa.String),
        sa.Column("taken_back_at", sa.String(32)),
        sa.Column("reason", sa.Text),
    )
    op.create_table(
        "arrival_edition",
        sa.Column(
            "number", sa.Integer, sa.ForeignKey("arrival.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.edition_id"), primary_key=True),
    )


def downgrade() -> None:
    """Drop them; what had been taken back stays silent, as withdrawn."""
    op.execute(sa.text("UPDATE edition SET declared = 'withdrawn' WHERE taken_back_at IS NOT NULL"))
    for table in ("arrival_edition", "arrival", "amended"):
        op.drop_table(table)
    for column in ("taken_back_at", "amended_units", "erratum", "amends"):
        op.drop_column("edition", column)
