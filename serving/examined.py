"""Who is examined: a desk as it stands, or a house of our own whose evidence can be seen too."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from assistant.exchange import EvidenceCard, EvidenceFound, Role
from evals import ListedTexts, StoredPassage
from evals.subject import Line
from serving.desk import OPERATOR, Desk
from serving.ground import ground
from serving.local import LocalDesk
from serving.problems import JsonObject
from serving.schemas import AskIn, parse, question_from

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

    async def packed(self, line: Line) -> Line | None:
        """Give nothing: a desk shows no evidence before its answer."""
        del line
        return None


class HouseSubject(DeskSubject):
    """Asks a house in this process, and can look at what it would show the model."""

    def __init__(self, house: House) -> None:
        """Ask `house`."""
        super().__init__(LocalDesk(house))
        self._engine = house.engine

    async def packed(self, line: Line) -> Line | None:
        """Give the packed evidence, a hit a sentence; asked as a doctor, who sees it whatever is decided."""
        question = question_from(parse(AskIn, _object(line)), OPERATOR)
        question = replace(question, asker=replace(question.asker, role=Role.DOCTOR))
        cards: tuple[EvidenceCard, ...] = ()
        async with aclosing(self._engine.stream(question)) as events:
            async for event in events:
                if isinstance(event, EvidenceFound):
                    cards = event.cards
                    break
        return {
            "hits": [
                {"passage_id": card.citation.passage_id, "document_id": card.citation.document_id}
                for card in cards
            ]
        }


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
