"""The ledger: editions, canonical texts, passages, edges, withdrawals."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the ledger's tables."""
    op.create_table(
        "edition",
        sa.Column("added", sa.Integer, primary_key=True),
        sa.Column("edition_id", sa.String, nullable=False, unique=True),
        sa.Column("document_id", sa.String, nullable=False, index=True),
        sa.Column("family_id", sa.String, nullable=False),
        sa.Column("collection", sa.String, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("published", sa.String, nullable=False),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("effective_to", sa.Date),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("declared", sa.String, nullable=False),
        sa.Column("withdrawn_on", sa.Date),
        sa.Column("jurisdiction", sa.String),
        sa.Column("population", sa.Text),
        sa.Column("licence", sa.Text),
        sa.Column("access", sa.String, nullable=False),
        sa.Column("departments", sa.Text, nullable=False),
    )
    op.create_table(
        "canonical_text",
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.edition_id"), primary_key=True),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "passage",
        sa.Column("passage_id", sa.String, primary_key=True),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.edition_id"), nullable=False, index=True),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("span_start", sa.Integer, nullable=False),
        sa.Column("span_end", sa.Integer, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("box", sa.String),
        sa.Column("certainty", sa.String, nullable=False),
    )
    op.create_table(
        "supersedes",
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.edition_id"), primary_key=True),
        sa.Column("document_id", sa.String, primary_key=True),
    )
    op.create_table(
        "withdrawal",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.edition_id"), nullable=False, index=True),
        sa.Column("effective", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.String(32), nullable=False),
    )
    state = op.create_table(
        "ledger_state",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("generation", sa.Integer, nullable=False),
    )
    op.bulk_insert(state, [{"id": 1, "generation": 0}])


def downgrade() -> None:
    """Drop the ledger's tables."""
    for table in ("ledger_state", "withdrawal", "supersedes", "passage", "canonical_text", "edition"):
        op.drop_table(table)
