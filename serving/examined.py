"""Who is examined: a desk as it stands, or a house of our own whose evidence can be seen too."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from assistant.exchange import EvidenceCard, EvidenceFound, Finished, Question, Role
from evals import ListedTexts, StoredPassage
from evals.subject import Line
from serving.desk import OPERATOR, Desk
from serving.errors import InvalidLineError
from serving.ground import ground
from serving.local import LocalDesk
from serving.problems import JsonObject
from serving.schemas import AskIn, parse, question_from
from serving.service import Service

if TYPE_CHECKING:
    from assistant.house import House


class DeskSubject:
    """Asks through a desk, so a running server is asked over its own interface; its evidence stays inside."""

    def __init__(self, desk: Desk) -> None:
        """Ask at `desk`."""
        self._desk = desk

    async def ask(self, line: Line) -> Line:
        """Answer one question."""
        return await self._desk.ask(_object(line))

    async def search(self, line: Line) -> Line:
        """Find passages."""
        return await self._desk.search(_object(line))

    async def ground(self, line: Line) -> Line:
        """Judge one claim; that needs no house."""
        return await ground(_object(line))

    async def draft(self, line: Line) -> Line:
        """Refuse: drafts are examined without a house.

        Raises:
            InvalidLineError: always.
        """
        del line
        message = "drafts are examined without a house"
        raise InvalidLineError(message)

    async def packed(self, line: Line) -> Line | None:
        """Give nothing: a desk shows no evidence before its answer."""
        del line
        return None


class HouseSubject(DeskSubject):
    """Asks a house in this process, and sees what it shows the model."""

    def __init__(self, house: House) -> None:
        """Ask `house`."""
        super().__init__(LocalDesk(house))
        self._service = Service(house)
        self._seen: dict[str, tuple[EvidenceCard, ...]] = {}

    async def ask(self, line: Line) -> Line:
        """Answer one question, and keep what evidence was shown on the way."""
        asked = parse(AskIn, _object(line))
        question = question_from(asked, OPERATOR)
        async with aclosing(self._service.events(question)) as events:
            async for event in events:
                match event:
                    case EvidenceFound(cards=cards):
                        self._seen[question.id] = cards
                    case Finished(outcome=outcome):
                        return self._service.finished(asked.id, outcome).model_dump(mode="json")
        raise AssertionError("a stream always ends with Finished")

    async def packed(self, line: Line) -> Line | None:
        """Give the packed evidence, a hit a sentence; asked for as a doctor where the asker saw none."""
        question = question_from(parse(AskIn, _object(line)), OPERATOR)
        cards = self._seen.pop(question.id, None)
        if cards is None:
            cards = await self._as_doctor(question)
        hits = [
            {"passage_id": card.citation.passage_id, "document_id": card.citation.document_id}
            for card in cards
        ]
        return {"hits": hits}

    async def _as_doctor(self, question: Question) -> tuple[EvidenceCard, ...]:
        """Walk no further than the evidence; none where the gate closed the question."""
        doctor = replace(question, asker=replace(question.asker, role=Role.DOCTOR))
        async with aclosing(self._service.events(doctor)) as events:
            async for event in events:
                if isinstance(event, EvidenceFound):
                    return event.cards
        return ()


async def listed_texts(desk: Desk) -> ListedTexts:
    """List every passage that a desk's ledger shows."""
    found: list[StoredPassage] = []
    for edition in await desk.editions():
        shown = await desk.edition(str(edition["edition_id"]))
        for passage in cast("list[JsonObject]", shown["passages"]):
            section = passage.get("section")
            found.append(
                StoredPassage(
                    passage_id=str(passage["passage_id"]),
                    document_id=str(edition["document_id"]),
                    edition_id=str(edition["edition_id"]),
                    section=(str(section),) if section else (),
                    text=str(passage["text"]),
                )
            )
    return ListedTexts(found)


def _object(line: Line) -> JsonObject:
    return cast("JsonObject", dict(line))
