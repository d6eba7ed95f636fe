"""Recorded answers by what they quote: the first of those that a changed guideline touches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sqlmodel import col, select

from assistant.changes.affected import Dependent
from assistant.exchange import Answered
from assistant.store.database import Database
from assistant.store.keys import KeyRing, unseal
from assistant.store.tables import RecordBodyRow, RecordRow
from assistant.store.transcript import load_transcript
from guidelines import PassageId

_PAGE: Final = 200
_DAY: Final = len("2026-01-31")


class RecordedAnswers:
    """Implements `assistant.changes.affected.Dependents` over the chain of records.

    An erased person's answers are not told, nor are those that were asked about a day in the past: they say
    themselves that their edition is not in force.
    """

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Read what the recorder wrote."""
        self._database, self._keys = database, keys

    def citing(self, passages: frozenset[PassageId]) -> Iterator[Dependent]:
        """Give each recorded answer or check once for every one of these passages that it quotes.

        Raises:
            StoreError: a record was changed since.
        """
        at: int | None = 0
        while at is not None:
            at, page = self._page(at)
            for row, outcome in page:
                for passage in sorted(_quoted(outcome) & passages):
                    door = "check" if outcome.trace.signals.get("door") == "check" else "answer"
                    yield Dependent(
                        kind=door,
                        id=row.record_id,
                        made_on=date.fromisoformat(row.at[:_DAY]),
                        passage_id=passage,
                    )

    def _page(self, after: int) -> tuple[int | None, list[tuple[RecordRow, Answered]]]:
        """Read the next answers behind a link, and the link to go on from, None when there are no more."""
        with self._database.reading() as session:
            rows = session.exec(
                select(RecordRow, RecordBodyRow)
                .join(RecordBodyRow, col(RecordBodyRow.record_id) == col(RecordRow.record_id))
                .where(RecordRow.seq > after, col(RecordRow.decision).startswith("answered"))
                .order_by(col(RecordRow.seq))
                .limit(_PAGE)
            ).all()
            found = []
            for row, body in rows:
                key = self._keys.key(session, body.key_id)
                if key is None:
                    continue
                question, outcome = load_transcript(unseal(key, body.sealed, about=row.record_id))
                if isinstance(outcome, Answered) and question.as_of is None:
                    found.append((row, outcome))
            session.expunge_all()
        return (rows[-1][0].seq if rows else None), found


def _quoted(outcome: Answered) -> frozenset[PassageId]:
    return frozenset(citation.passage_id for claim in outcome.claims for citation in claim.citations)
