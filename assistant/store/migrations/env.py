"""Runs a migration on the connection that the store hands over, all steps in one transaction."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from assistant.store import (
    care_tables,
    door_tables,
    findings_tables,
    form_tables,
    people_tables,
    safety_tables,
    tables,
)

DESCRIBED = (tables, safety_tables, people_tables, findings_tables, care_tables, door_tables, form_tables)
"""Loading them fills the metadata."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
