"""The auditor's capabilities as JSON values: verify, head, search, replay, export."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.audit import Intact
from assistant.auditing.heads import read_heads
from assistant.auditing.looking import MOST, Wanted
from assistant.exchange import Asker
from assistant.lanes import HOUSEKEEPING
from serving.audit_json import head_json, link_json, packed_json, reading_json, verdict_json
from serving.problems import JsonObject
from serving.schemas import parse
from serving.validation import day_from

if TYPE_CHECKING:
    from assistant.house import House


class HeadsIn(BaseModel):
    """Heads that were kept elsewhere, a line each, and the public keys (PEM) that their keeper trusts."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    heads: str = Field(max_length=8_000_000)
    keys: list[str] = Field(default=[], max_length=16)


class LookIn(BaseModel):
    """What an auditor looks for; days are written YYYY-MM-DD."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    since: str | None = Field(None, max_length=32)
    until: str | None = Field(None, max_length=32)
    person: str = Field("", max_length=128)
    role: str = Field("", max_length=64)
    action: str = Field("", max_length=64)
    reference: str = Field("", max_length=128)
    before: int | None = Field(None, ge=1, le=2**31 - 1)
    limit: int = Field(50, ge=1, le=MOST)

    def wanted(self) -> Wanted:
        """Read the days.

        Raises:
            InvalidQuestionError: a day is none.
        """
        return Wanted(
            since=day_from(self.since or None, "from"),
            until=day_from(self.until or None, "to"),
            person=self.person.strip(),
            role=self.role.strip(),
            action=self.action.strip(),
            reference=self.reference.strip(),
            before=self.before,
            limit=self.limit,
        )


class Auditing:
    """What an auditor may ask; who may ask it is decided at the door."""

    def __init__(self, house: House) -> None:
        """Audit `house`."""
        self._house = house

    async def verify(
        self, since: str | None, until: str | None, heads: str | None = None, keys: Sequence[str] = ()
    ) -> JsonObject:
        """Walk the chain, or some days of it; `heads` kept elsewhere find what was cut off or rewritten.

        Raises:
            AuditHeadError: a head or a key is none, or heads come with days.
        """
        first, last = day_from(since, "from"), day_from(until, "to")
        audit = self._house.audit

        def walk() -> JsonObject:
            if heads is None:
                return verdict_json(audit.verify(first, last))
            kept = audit.kept(read_heads(heads), [one.encode() for one in keys])
            verdict = audit.verify(first, last, kept)
            told = verdict_json(verdict)
            if isinstance(verdict, Intact):
                told |= {"heads": len(kept.heads), "vouched_to": max(one.seq for one in kept.heads)}
            return told

        return await HOUSEKEEPING.do(walk)

    async def head(self) -> JsonObject:
        """Sign what the newest link is now; the public key comes along."""
        audit = self._house.audit
        return await asyncio.to_thread(lambda: head_json(audit.head(), audit.public_key()))

    async def records(self, wanted: JsonObject) -> JsonObject:
        """Find links, newest first; none holds words of anybody.

        Raises:
            InvalidLineError: a field cannot be used.
        """
        found = await asyncio.to_thread(self._house.audit.find, parse(LookIn, wanted).wanted())
        return {"records": [link_json(one) for one in found.links], "more": found.more}

    async def replay(self, reference: str, by: Asker) -> JsonObject:
        """Open a record, its quotations against the editions of its day; that it was opened is recorded."""
        return reading_json(await asyncio.to_thread(self._house.audit.read, reference, by))

    async def export(
        self, to: Path, since: str | None, until: str | None, *, texts_for: Asker | None = None
    ) -> JsonObject:
        """Write the inspector's pack of the days `since` to `until`.

        `texts_for`: for whom what was said is opened in it, which is recorded first.
        """
        first, last = day_from(since, "from"), day_from(until, "to")
        house = self._house

        def write() -> JsonObject:
            if texts_for is not None:
                house.audit.note_export(first, last, texts_for)
            return packed_json(house.inspection.write(to, first, last, texts=texts_for is not None))

        return await HOUSEKEEPING.do(write)
