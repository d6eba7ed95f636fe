"""The safety officer's rooms: the stop button, the policy's versions, the incidents."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the stop button, of policy drafts and of incidents."""
    op.create_table(
        "stop_act",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
    )
    op.create_table(
        "policy_draft",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("draft_id", sa.String, nullable=False, unique=True),
        sa.Column("base", sa.String, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("departments", sa.Text, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("decided_by", sa.String, nullable=True),
        sa.Column("decided_at", sa.String(32), nullable=True),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
    )
    op.create_table(
        "policy_force",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column(
            "draft_id", sa.String, sa.ForeignKey("policy_draft.draft_id"), nullable=False, index=True
        ),
        sa.Column("how", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("record_id", sa.String, sa.ForeignKey("record.record_id"), nullable=False),
    )
    op.create_table(
        "incident",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.String, nullable=False, unique=True),
        sa.Column("reporter", sa.String, nullable=False, index=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("severity", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False, index=True),
        sa.Column("about", sa.String, nullable=True, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("reported_at", sa.String(32), nullable=False, index=True),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Drop them; the chain keeps its links."""
    for table in ("incident", "policy_force", "policy_draft", "stop_act"):
        op.drop_table(table)
