"""What the command line can ask for, the same whether the house stands in this process or behind a server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from assistant.exchange import Asker, Role
from assistant.people import groups_of
from serving.problems import JsonObject

OPERATOR: Final = Asker(role=Role.ADMIN, groups=frozenset().union(*map(groups_of, Role)))
"""Whoever may run commands on this home: no person, so every question states its role."""


class Desk(Protocol):
    """An operator's desk: rights of an administrator, and every question states its role.

    Every method raises the errors that `serving.problems` lists, with messages fit for one line.
    """

    async def ask(self, line: JsonObject) -> JsonObject:
        """Answer one question."""
        ...

    async def search(self, line: JsonObject) -> JsonObject:
        """Find passages."""
        ...

    async def check(self, line: JsonObject) -> JsonObject:
        """Check what somebody else claims."""
        ...

    async def index(self, corpus: Path, collection: str) -> JsonObject:
        """Make a file of documents searchable as a collection of its own."""
        ...

    async def rebuild(self) -> JsonObject:
        """Make the guidelines' index anew from the ledger."""
        ...

    async def add(self, files: Sequence[Path], meta: Path | None) -> list[JsonObject]:
        """Take guideline files in; one report or error a file, in order."""
        ...

    async def import_package(self, package: Path, *, dry_run: bool) -> list[JsonObject]:
        """Take a signed update package in, all or nothing; one report or error a document, in order."""
        ...

    async def arrivals(self) -> list[JsonObject]:
        """List what came in together, the newest first."""
        ...

    async def roll_back(self, arrival: str, reason: str) -> JsonObject:
        """Take an arrival back, `latest` or by its id."""
        ...

    async def inbox(self) -> list[JsonObject]:
        """Look into the watched folder now."""
        ...

    async def confirm(self, name: str) -> JsonObject:
        """Take a waiting document of the watched folder in."""
        ...

    async def editions(self) -> list[JsonObject]:
        """List the ledger."""
        ...

    async def edition(self, reference: str) -> JsonObject:
        """Show one edition and its passages."""
        ...

    async def supersede(self, old: str, new: str) -> JsonObject:
        """Record that `new` takes the place of `old`."""
        ...

    async def withdraw(self, reference: str, *, on: str | None, reason: str) -> JsonObject:
        """Record that an edition is not to be used any more."""
        ...

    async def compare(self, old: Path | str, new: Path | str) -> JsonObject:
        """Compare two editions; a path is a file that need not be in the ledger."""
        ...

    async def digest(self, since: str, department: str | None) -> JsonObject:
        """Tell what changed in the editions that came into force since a day."""
        ...

    async def conflicts(self) -> JsonObject:
        """Tell where families in force disagree."""
        ...

    async def affected(self, since: str) -> JsonObject:
        """Tell which recorded answers quote a statement that changed since a day."""
        ...

    async def verify(
        self, since: str | None, until: str | None, heads: str | None = None, keys: Sequence[str] = ()
    ) -> JsonObject:
        """Walk the chain of records, or some days of it, to its first broken link.

        `heads`, the lines of a file that was kept elsewhere, find a cut-off or rewritten chain, too.
        """
        ...

    async def head(self) -> JsonObject:
        """Sign what the newest link of the chain is now; the public key comes along."""
        ...

    async def records(self, wanted: JsonObject) -> JsonObject:
        """Find links of the chain, newest first."""
        ...

    async def replay(self, reference: str) -> JsonObject:
        """Open a record, its quotations against the editions of its day; that is recorded, too."""
        ...

    async def export(self, to: Path, since: str | None, until: str | None, *, texts: bool) -> JsonObject:
        """Write the inspector's pack of the chain, or some days of it, as a ZIP file."""
        ...

    async def close(self) -> None:
        """Release what the desk holds."""
        ...
