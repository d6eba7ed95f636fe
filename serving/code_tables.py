"""The hospital's tables of diagnosis names: what is in force, a new one as a file, an old one taken away."""

from __future__ import annotations

import logging
from pathlib import Path

from assistant.charts.codes import Listed, import_table, listed, remove_table
from serving.problems import Json, JsonObject

logger = logging.getLogger(__name__)


class CodeTables:
    """The tables of a home."""

    def __init__(self, home: Path) -> None:
        """Keep tables in `home`."""
        self._home = home

    def listed(self) -> JsonObject:
        """List the tables that diagnoses are offered from; `starter` stands only where there is no other."""
        return {"tables": [_table(one) for one in listed(self._home)]}

    def put(self, name: str, data: bytes) -> JsonObject:
        """Take a table in, in place of an older one of the same name."""
        rows = import_table(self._home, name.strip(), data)
        logger.info("a code table was taken in rows=%d", rows)
        return {"name": name.strip(), "rows": rows}

    def remove(self, name: str) -> JsonObject:
        """Take a table away; codes that were put on records stay there."""
        remove_table(self._home, name.strip())
        logger.info("a code table was taken away")
        return {"removed": name.strip()}


def _table(one: Listed) -> JsonObject:
    systems: list[Json] = [*sorted({entry.system for entry in one.entries})]
    versions: list[Json] = [*sorted({entry.version for entry in one.entries if entry.version})]
    return {
        "name": one.name,
        "rows": len(one.entries),
        "systems": systems,
        "versions": versions,
        "sample": [{"code": entry.code, "name": entry.name} for entry in one.entries[:3]],
        "starter": one.starter,
    }
