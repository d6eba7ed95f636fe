"""The room where evidence is found: view of the ledger, hybrid search, packing to the budget."""

from __future__ import annotations

from collections.abc import Callable

from assistant.briefing import Briefing
from assistant.exchange import Question, Role
from assistant.population import concerning
from guidelines import Certainty, Ledger, Reader
from retrieval.evidence import Evidence, pack
from retrieval.ports import Found, Retriever

_FOLLOW_UP_CHARACTERS = {"zh": 16, "en": 48}
"""A question shorter than this is searched together with the turn before it."""

_PATIENT_OVERFETCH = 4
"""A patient is shown checked facts only, so more candidates are fetched than kept."""


class Searching:
    """Finds and packs the evidence for one question; synchronous, so it runs in a worker thread."""

    def __init__(
        self,
        ledger: Ledger,
        retriever: Retriever,
        briefing: Briefing,
        *,
        limit: int,
        version: Callable[[], str],
    ) -> None:
        """Keep at most `limit` passages; `version` names the index in use."""
        self._ledger = ledger
        self._retriever = retriever
        self._briefing = briefing
        self._limit = limit
        self._version = version

    @property
    def version(self) -> str:
        """Name the index that answers now."""
        return self._version()

    def find(self, question: Question) -> tuple[Found, Evidence]:
        """Search what this asker may see on that day, and pack it for the model."""
        asker = question.asker
        reader = Reader(groups=asker.groups, department=asker.department)
        view = self._ledger.view(reader, as_of=question.as_of, collection=question.collection)
        query = search_text(question)
        if asker.role is Role.PATIENT:
            found = _checked_only(
                self._retriever.find(query, view=view, limit=self._limit * _PATIENT_OVERFETCH), self._limit
            )
        else:
            found = self._retriever.find(query, view=view, limit=self._limit)
        evidence = pack(
            query,
            found.hits,
            counter=self._briefing.counter,
            budget_tokens=self._briefing.evidence_budget(question.text, question.language or "zh"),
            admits=concerning(question.text),
        )
        return found, evidence


def search_text(question: Question) -> str:
    """Give what is searched for: a short follow-up together with what the same person asked before."""
    shortest = _FOLLOW_UP_CHARACTERS[question.language or "zh"]
    earlier = [turn.text for turn in question.history if turn.speaker != "assistant"]
    if earlier and len(question.text) < shortest:
        return f"{earlier[-1]} {question.text}"
    return question.text


def _checked_only(found: Found, limit: int) -> Found:
    """Keep what a patient may be shown: a secondary or unchecked fact is never evidence for them."""
    checked = tuple(hit for hit in found.hits if hit.passage.certainty is Certainty.CHECKED)
    return Found(hits=checked[:limit], signals=found.signals)
