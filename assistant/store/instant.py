"""A moment in UTC, kept as text that sorts like time on every database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def utc_now() -> datetime:
    """Read this machine's clock; no caller's time is ever taken."""
    return datetime.now(tz=UTC)


def instant_text(moment: datetime) -> str:
    """Print a moment as `2026-01-31T08:00:00.000000Z`."""
    return moment.astimezone(UTC).strftime(_FORMAT)


def parse_instant(text: str) -> datetime:
    """Read what `instant_text` printed."""
    return datetime.fromisoformat(text)


class Instant(TypeDecorator[datetime]):
    """A column of aware datetimes; SQLite has no time zones, and text compares the same everywhere."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Write a moment as text."""
        return None if value is None else instant_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read a moment from text."""
        return None if value is None else parse_instant(value)
