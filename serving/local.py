"""The desk of a house that stands in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from guidelines.metadata import Meta, read_meta
from serving.changes import Compared, DigestWanted, LooseFile
from serving.desk import OPERATOR
from serving.problems import JsonObject
from serving.service import Service

if TYPE_CHECKING:
    from assistant.house import House


class LocalDesk:
    """Asks the house directly, with the operator's rights."""

    def __init__(self, house: House, *, progress: Callable[[int], None] = lambda _: None) -> None:
        """Sit down in `house`; closing it stays with whoever opened it.

        `progress` is told how many more passages are indexed.
        """
        self._service = Service(house, progress=progress)

    async def ask(self, line: JsonObject) -> JsonObject:
        """Answer one question."""
        return await self._service.ask(line, OPERATOR)

    async def search(self, line: JsonObject) -> JsonObject:
        """Find passages."""
        return await self._service.search(line, OPERATOR)

    async def check(self, line: JsonObject) -> JsonObject:
        """Check what somebody else claims."""
        return await self._service.check(line, OPERATOR)

    async def index(self, corpus: Path, collection: str) -> JsonObject:
        """Make a file of documents searchable as a collection of its own."""
        return await self._service.index(corpus, collection)

    async def rebuild(self) -> JsonObject:
        """Make the guidelines' index anew from the ledger."""
        return await self._service.rebuild()

    async def add(self, files: Sequence[Path], meta: Path | None) -> list[JsonObject]:
        """Take guideline files in."""
        metas = await asyncio.to_thread(_metas, meta)
        return await self._service.add([(file.name, file) for file in files], metas, OPERATOR)

    async def import_package(self, package: Path, *, dry_run: bool) -> list[JsonObject]:
        """Take a signed update package in."""
        loose = LooseFile(name=package.name, data=await asyncio.to_thread(package.read_bytes))
        return await self._service.import_package(loose, OPERATOR, dry_run=dry_run)

    async def arrivals(self) -> list[JsonObject]:
        """List what came in together."""
        return await self._service.arrivals(OPERATOR)

    async def roll_back(self, arrival: str, reason: str) -> JsonObject:
        """Take an arrival back."""
        return await self._service.roll_back(arrival, {"reason": reason}, OPERATOR)

    async def inbox(self) -> list[JsonObject]:
        """Look into the watched folder now."""
        return await self._service.inbox()

    async def confirm(self, name: str) -> JsonObject:
        """Take a waiting document of the watched folder in."""
        return await self._service.confirm({"name": name}, OPERATOR)

    async def editions(self) -> list[JsonObject]:
        """List the ledger."""
        return await self._service.editions(OPERATOR)

    async def edition(self, reference: str) -> JsonObject:
        """Show one edition and its passages."""
        return await self._service.edition(reference, OPERATOR)

    async def supersede(self, old: str, new: str) -> JsonObject:
        """Record that `new` takes the place of `old`."""
        return await self._service.supersede(old, {"by": new}, OPERATOR)

    async def withdraw(self, reference: str, *, on: str | None, reason: str) -> JsonObject:
        """Record that an edition is not to be used any more."""
        return await self._service.withdraw(reference, {"on": on, "reason": reason}, OPERATOR)

    async def compare(self, old: Path | str, new: Path | str) -> JsonObject:
        """Compare two editions or files."""
        before, after = await asyncio.to_thread(lambda: (_side(old), _side(new)))
        return await self._service.compare(before, after, OPERATOR)

    async def digest(self, since: str, department: str | None) -> JsonObject:
        """Tell what changed since a day."""
        return await self._service.digest(DigestWanted(since=since, department=department), OPERATOR)

    async def conflicts(self) -> JsonObject:
        """Tell where families in force disagree."""
        return await self._service.conflicts(OPERATOR)

    async def affected(self, since: str) -> JsonObject:
        """Tell which recorded answers quote a statement that changed since a day."""
        return await self._service.affected(DigestWanted(since=since), OPERATOR)

    async def verify(
        self, since: str | None, until: str | None, heads: str | None = None, keys: Sequence[str] = ()
    ) -> JsonObject:
        """Walk the chain of records, or some days of it, to its first broken link."""
        return await self._service.audit.verify(since, until, heads, keys)

    async def head(self) -> JsonObject:
        """Sign what the newest link of the chain is now."""
        return await self._service.audit.head()

    async def records(self, wanted: JsonObject) -> JsonObject:
        """Find links of the chain, newest first."""
        return await self._service.audit.records(wanted)

    async def replay(self, reference: str) -> JsonObject:
        """Open a record."""
        return await self._service.audit.replay(reference, OPERATOR)

    async def export(self, to: Path, since: str | None, until: str | None, *, texts: bool) -> JsonObject:
        """Write the inspector's pack."""
        return await self._service.audit.export(to, since, until, texts_for=OPERATOR if texts else None)

    async def close(self) -> None:
        """Nothing of its own to release."""


def _side(given: Path | str) -> Compared:
    return given if isinstance(given, str) else LooseFile(name=given.name, data=given.read_bytes())


def _metas(file: Path | None) -> tuple[Meta, ...]:
    return read_meta(file.read_bytes(), name=file.name) if file is not None else ()
