"""The house as its doors see it: ask, search, take in documents, say how it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Literal, Self

from assistant.accounts import AccountBook
from assistant.attachments import AttachmentRoom
from assistant.auditing import AuditRoom
from assistant.booking import BookingRoom
from assistant.changes import ChangeLog
from assistant.changes.looks import LookStore
from assistant.charts import ChartRoom
from assistant.checking import Checker
from assistant.consent import ConsentBook
from assistant.drafting.rewording import Rewording
from assistant.engine import Engine
from assistant.errors import StoreError
from assistant.exchange import Role, Turn
from assistant.facsimile import Facsimile
from assistant.findings import FindingRoom
from assistant.follow_up import FollowUpRoom
from assistant.forms import FormBook
from assistant.health_file import HealthFileRoom
from assistant.inspection import Inspection
from assistant.intake import Intake
from assistant.notices import Bell
from assistant.own_data import OwnDataRoom
from assistant.ports import Gate, Recall, Recorder
from assistant.reminders import ReminderRoom
from assistant.risk import RiskRoom
from assistant.rota import RotaRoom
from assistant.safety import Safety
from assistant.settings import Settings
from assistant.triage import Patient, Triage, triage
from assistant.twin import TwinRoom
from assistant.worklist import Worklist
from guidelines import EditionId, Ledger, Reader, Status
from guidelines.ledger import GUIDELINES
from retrieval import Hit, Retriever
from retrieval.errors import StoreUnavailableError
from retrieval.remote_index import Carry, What

ModelState = Literal["off", "starting", "ready", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What works now; the house answers verbatim while the model is not `ready`."""

    store_ok: bool
    index_ok: bool
    model: ModelState
    editions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A found passage and what its edition is today; a plain corpus has no status but `current`."""

    hit: Hit
    status: Status


def no_index(what: What, collection: str, body: bytes) -> bytes:
    """Refuse: nobody asks a house whose index stands elsewhere.

    Raises:
        StoreUnavailableError: always.
    """
    del collection, body
    message = f"this process has no index of its own to ask for {what!r}"
    raise StoreUnavailableError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything behind the doors, put together by `assistant.wiring.open_house`; close it when done.

    `closers` run in reverse order on `close`. `model_state` looks at the model without waking it.
    `index_asked` answers other processes of this house about the index that this one owns.
    """

    settings: Settings
    ledger: Ledger
    engine: Engine
    checker: Checker
    retriever: Retriever
    intake: Intake
    gate: Gate
    accounts: AccountBook
    consents: ConsentBook
    records: Recorder
    recall: Recall
    changes: ChangeLog
    looks: LookStore
    facsimile: Facsimile
    model_state: Callable[[], Awaitable[ModelState]]
    index_ready: Callable[[], bool]
    index_asked: Carry = no_index
    worklist: Worklist
    inspection: Inspection
    audit: AuditRoom
    bell: Bell
    charts: ChartRoom
    forms: FormBook
    twins: TwinRoom
    own_data: OwnDataRoom
    safety: Safety
    booking: BookingRoom
    health_file: HealthFileRoom
    follow_up: FollowUpRoom
    attachments: AttachmentRoom
    risk: RiskRoom
    findings: FindingRoom
    rota: RotaRoom
    reminders: ReminderRoom
    interviewer: Callable[[], Triage] = triage
    rewording: Rewording | None = None
    closers: tuple[Callable[[], None], ...] = ()

    def search(
        self, query: str, *, k: int, reader: Reader, as_of: date | None = None, collection: str = GUIDELINES
    ) -> list[SearchHit]:
        """Find passages that may be evidence for this reader on that day, best first, at most `k`."""
        view = self.ledger.view(reader, as_of=as_of, collection=collection)
        found = self.retriever.find(query, view=view, limit=k)
        return [SearchHit(hit=hit, status=self._status(hit.passage.edition_id)) for hit in found.hits]

    def warm_up(self) -> None:
        """Load now what the first question would wait for: segmenter, embedder, index, tokenizer, rules."""
        warming = "预热 warm-up"
        self.search(warming, k=1, reader=Reader())
        self.gate.warm_up()
        self.gate.incoming(warming, role=Role.PATIENT, history=())
        self.engine.warm_up()
        self.interviewer().interview([Turn(speaker="patient", text=warming)], Patient())

    def _status(self, edition_id: EditionId) -> Status:
        return self.ledger.standing(edition_id).status

    async def health(self) -> Health:
        """Look at store, index and model without changing anything."""
        editions = await asyncio.to_thread(self._editions)
        return Health(
            store_ok=editions is not None,
            index_ok=await asyncio.to_thread(self.index_ready),
            model=await self.model_state(),
            editions=editions or 0,
        )

    def _editions(self) -> int | None:
        try:
            return len(self.ledger.editions())
        except StoreError:
            return None

    def close(self) -> None:
        """Release the index, the database, the vector cache and every connection."""
        for closer in reversed(self.closers):
            closer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
