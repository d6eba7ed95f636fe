"""Identity: second factors, the hospital's own sign-in, and keys that the law keeps for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; nobody has a second factor yet, and no key is withheld."""
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.String, sa.ForeignKey("account.account_id"), primary_key=True),
        sa.Column("key_id", sa.String, sa.ForeignKey("person_key.key_id"), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
    )
    op.create_table(
        "outside_identity",
        sa.Column("subject_tag", sa.String, primary_key=True),
        sa.Column("account_id", sa.String, sa.ForeignKey("account.account_id"), nullable=False, index=True),
        sa.Column("linked_at", sa.String(32), nullable=False),
    )
    op.add_column("person_key", sa.Column("withheld_until", sa.String(32)))


def downgrade() -> None:
    """Drop them; a key that the law keeps stays closed, as destroyed keys do."""
    op.execute(sa.text("UPDATE person_key SET wrapped = NULL WHERE withheld_until IS NOT NULL"))
    op.drop_column("person_key", "withheld_until")
    for table in ("outside_identity", "second_factor"):
        op.drop_table(table)
