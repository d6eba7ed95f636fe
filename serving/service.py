"""The capabilities as JSON values: one function a capability, whichever door asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from assistant.exchange import Asker, Event, Outcome, Question, Role
from assistant.inbox import Inbox
from assistant.intake import CorpusReport, IncomingFile
from assistant.lanes import LONG, THINKING
from assistant.searching import reader_for
from guidelines import Edition, UnknownReferenceError
from guidelines.ledger import readable
from guidelines.metadata import Meta, meta_for
from retrieval.errors import CorpusError
from serving import changes, checking, updates
from serving.auditing import Auditing
from serving.ledger_json import edition_summary, intake_json, passages_json
from serving.problems import JsonObject
from serving.schemas import (
    AskIn,
    AskOut,
    ConfirmIn,
    RollBackIn,
    SearchIn,
    SearchOut,
    SupersedeIn,
    WithdrawIn,
    ask_out,
    hit_out,
    parse,
    question_from,
)
from serving.showing import may_be_shown, nameable, readable_edition
from serving.stopped import refuse_while_stopped
from serving.validation import check_text, collection_from, day_from

if TYPE_CHECKING:
    from assistant.house import House

_Result = TypeVar("_Result")
DEFAULT_HITS: Final = 10
# 223 of the starter library's 437 facts are not checked; what is left after them is to fill the list.
_PATIENT_OVERFETCH: Final = 4


class Service:
    """Every capability over one house; `asker` is whoever signed in, an operator has no `person`.

    Who may change the guidelines is decided at the door, by `serving.api.access`.
    """

    def __init__(
        self,
        house: House,
        *,
        observe: Callable[[AskOut], None] = lambda _: None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Serve what stands in `house`.

        `observe` is told every outcome; `progress`, from a worker thread, how many more passages are indexed.
        """
        self._house = house
        self._observe = observe
        self._progress = progress
        self._loading = ThreadPoolExecutor(max_workers=1, thread_name_prefix="loading")
        self.watched: Final = updates.inbox_of(house)
        self.audit: Final = Auditing(house)

    async def ask(self, line: JsonObject, asker: Asker) -> JsonObject:
        """Answer one question."""
        asked = parse(AskIn, line)
        outcome = await self._house.engine.ask(await self.question(asked, asker))
        return self.finished(asked.id, outcome).model_dump(mode="json")

    async def question(self, asked: AskIn, asker: Asker) -> Question:
        """Make the question that the engine answers, in the voice of the twin that is asked, if any.

        Raises:
            InvalidQuestionError: as `question_from`.
            UnknownTwinError: there is no such twin.
        """
        question = question_from(asked, asker)
        if asked.twin is None:
            return question
        voice = await THINKING.do(self._house.twins.voice, asked.twin, question)
        return replace(question, voice=voice)

    async def events(self, question: Question) -> AsyncGenerator[Event, None]:
        """Answer one question piece by piece; closing the iterator cancels the draft."""
        async with aclosing(self._house.engine.stream(question)) as events:
            async for event in events:
                yield event

    def finished(self, identity: str | int | None, outcome: Outcome) -> AskOut:
        """Write an outcome down and count it."""
        written = ask_out(identity, outcome)
        self._observe(written)
        return written

    async def search(self, line: JsonObject, asker: Asker) -> JsonObject:
        """Find passages that this asker may see."""
        wanted = parse(SearchIn, line)
        check_text(wanted.query, "query")
        await asyncio.to_thread(refuse_while_stopped, self._house)
        most = wanted.k or DEFAULT_HITS
        found = await THINKING.do(
            self._house.search,
            wanted.query,
            k=most * _PATIENT_OVERFETCH if asker.role is Role.PATIENT else most,
            reader=reader_for(asker),
            as_of=day_from(wanted.as_of),
            collection=collection_from(wanted.collection),
        )
        hits = [hit_out(one) for one in found if may_be_shown(one.hit.passage, asker)]
        return SearchOut(id=wanted.id, hits=hits[:most]).model_dump(mode="json")

    async def check(self, line: JsonObject, asker: Asker) -> JsonObject:
        """Check what somebody else claims, statement by statement."""
        return await LONG.do(checking.check, self._house, line, asker)

    async def index(self, corpus: Path, collection: str) -> JsonObject:
        """Make a file of JSON lines the whole of a collection of its own."""
        name = collection_from(collection)

        def write() -> JsonObject:
            with corpus.open(encoding="utf-8-sig") as lines:
                documents = _decoded(lines, corpus)
                return _report(
                    self._house.intake.index_corpus(documents, collection=name, progress=self._progress)
                )

        return await self._in_turn(write)

    async def rebuild(self) -> JsonObject:
        """Make the guidelines' index anew from the ledger."""
        return _report(await self._in_turn(partial(self._house.intake.rebuild, self._progress)))

    async def add(
        self, files: Sequence[tuple[str, Path]], metas: Sequence[Meta], asker: Asker
    ) -> list[JsonObject]:
        """Take guideline files in, each given by name and place; one report or error a file, in order."""
        incoming = (
            IncomingFile(name=name, data=place.read_bytes(), meta=meta_for(metas, name))
            for name, place in files
        )
        taken = await self._in_turn(
            partial(self._house.intake.add_files, incoming, self._progress, by=asker.person)
        )
        return [intake_json(one) for one in taken]

    async def import_package(
        self, package: changes.LooseFile, asker: Asker, *, dry_run: bool
    ) -> list[JsonObject]:
        """Take a signed update package in, all or nothing, or tell what that would change."""
        take = partial(updates.import_package, dry_run=dry_run, progress=self._progress)
        return await self._in_turn(partial(take, self._house, package, asker))

    async def arrivals(self, asker: Asker) -> list[JsonObject]:
        """List what came in together, the newest first."""
        return await asyncio.to_thread(updates.arrivals, self._house, asker)

    async def roll_back(self, arrival: str, line: JsonObject, asker: Asker) -> JsonObject:
        """Take an arrival back, `latest` or by its id."""
        reason = parse(RollBackIn, line).reason or ""
        return await asyncio.to_thread(updates.roll_back, self._house, arrival, reason, asker)

    async def inbox(self) -> list[JsonObject]:
        """Look into the watched folder now."""
        seen = await asyncio.to_thread(self._watched().look)
        return [updates.seen_json(one) for one in seen]

    async def confirm(self, line: JsonObject, asker: Asker) -> JsonObject:
        """Take a waiting document of the watched folder in."""
        name = parse(ConfirmIn, line).name
        return updates.seen_json(await self._in_turn(partial(self._watched().confirm, name, by=asker.person)))

    async def _in_turn(self, work: Callable[[], _Result]) -> _Result:
        """Do what may take minutes in a thread of its own, one by one: questions never wait for it."""
        return await asyncio.get_running_loop().run_in_executor(self._loading, work)

    def _watched(self) -> Inbox:
        if self.watched is None:
            message = "no folder is watched; set YIZHENG_GUIDELINES__INBOX to one"
            raise UnknownReferenceError(message)
        return self.watched

    async def editions(self, asker: Asker) -> list[JsonObject]:
        """List the editions that this asker may know of, with what each is today."""
        return await asyncio.to_thread(self._editions, asker)

    def _editions(self, asker: Asker) -> list[JsonObject]:
        reader = reader_for(asker)
        editions = self._house.ledger.editions()
        return [self._summary(edition, asker) for edition in editions if readable(edition, reader)]

    def _summary(self, edition: Edition, asker: Asker) -> JsonObject:
        ledger = self._house.ledger
        standing = ledger.standing(edition.edition_id)
        return edition_summary(
            edition,
            standing,
            named=nameable(ledger, reader_for(asker)),
            amended_by=ledger.amended(edition.edition_id),
        )

    async def edition(self, reference: str, asker: Asker) -> JsonObject:
        """Show one edition with the passages that the asker may read; a hidden edition is unknown."""
        return await asyncio.to_thread(self._edition, reference, asker)

    def _edition(self, reference: str, asker: Asker) -> JsonObject:
        edition = readable_edition(self._house.ledger, reference, asker)
        passages = self._house.ledger.passages(edition.edition_id)
        amended = self._house.ledger.amended(edition.edition_id)
        shown = passages_json((one for one in passages if may_be_shown(one, asker)), amended)
        return self._summary(edition, asker) | shown

    async def supersede(self, old: str, line: JsonObject, asker: Asker) -> JsonObject:
        """Record that another edition takes the place of `old`."""
        wanted = parse(SupersedeIn, line)

        def write() -> JsonObject:
            before, after = (readable_edition(self._house.ledger, one, asker) for one in (old, wanted.by))
            self._house.ledger.supersede(before.edition_id, after.edition_id, by=asker.person)
            return self._summary(before, asker)

        return await asyncio.to_thread(write)

    async def withdraw(self, reference: str, line: JsonObject, asker: Asker) -> JsonObject:
        """Record that an edition is not to be used any more."""
        wanted = parse(WithdrawIn, line)
        day = day_from(wanted.on, "on") or _today()

        def write() -> JsonObject:
            edition = readable_edition(self._house.ledger, reference, asker)
            self._house.ledger.withdraw(edition.edition_id, on=day, reason=wanted.reason, by=asker.person)
            return self._summary(edition, asker)

        return await asyncio.to_thread(write)

    async def page_image(self, reference: str, number: int, asker: Asker) -> bytes:
        """Draw a page of an edition's kept original; a hidden edition is unknown."""

        def draw() -> bytes:
            edition = readable_edition(self._house.ledger, reference, asker)
            return self._house.facsimile.picture(edition, number)

        return await asyncio.to_thread(draw)

    async def compare(self, old: changes.Compared, new: changes.Compared, asker: Asker) -> JsonObject:
        """Compare two editions or files; a hidden edition is unknown."""
        return await LONG.do(changes.compare, self._house, old, new, asker)

    async def digest(self, wanted: changes.DigestWanted, asker: Asker) -> JsonObject:
        """Tell what changed in the editions that came into force since a day."""
        return await LONG.do(changes.digest, self._house, wanted, asker)

    async def conflicts(self, asker: Asker) -> JsonObject:
        """Tell where families in force disagree."""
        return await LONG.do(changes.conflicts, self._house, asker)

    async def affected(self, wanted: changes.DigestWanted, asker: Asker) -> JsonObject:
        """Tell which recorded answers quote a statement that changed since a day."""
        return await LONG.do(changes.affected, self._house, wanted, asker)


def _report(report: CorpusReport) -> JsonObject:
    return {"documents": report.documents, "passages": report.passages, "seconds": report.seconds}


def _decoded(lines: Iterable[str], corpus: Path) -> Iterator[str]:
    try:
        yield from lines
    except UnicodeDecodeError as fault:
        message = f"{corpus.name!r} is not UTF-8 ({fault.reason}); write it as UTF-8"
        raise CorpusError(message) from None


def _today() -> date:
    return datetime.now().astimezone().date()
