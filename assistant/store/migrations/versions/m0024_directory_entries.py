"""Which entry of the directory an account is, so that who gets another sign-in name stays who they are."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the entry, empty: the next import fills it for whom it finds under a known name."""
    with op.batch_alter_table("directory_person") as table:
        table.add_column(sa.Column("entry_tag", sa.String, nullable=True))
        table.add_column(sa.Column("answers", sa.Boolean, nullable=False, server_default=sa.true()))
        table.create_index("ix_directory_person_entry_tag", ["entry_tag"], unique=True)


def downgrade() -> None:
    """Drop both; people are known by their names alone again."""
    op.execute("delete from directory_person where not answers")
    with op.batch_alter_table("directory_person") as table:
        table.drop_index("ix_directory_person_entry_tag")
        table.drop_column("answers")
        table.drop_column("entry_tag")
