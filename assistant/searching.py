"""The room where evidence is found: view of the ledger, hybrid search, packing to the budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.briefing import Briefing
from assistant.exchange import Asker, Question, Role
from assistant.population import People, people_of
from guidelines import Certainty, Ledger, Reader, View
from retrieval.evidence import Evidence, pack
from retrieval.ports import Found, Retriever

_FOLLOW_UP_CHARACTERS = {"zh": 16, "en": 48}
"""A question shorter than this is searched together with the turn before it."""

_FOR_PATIENTS = frozenset({Certainty.CHECKED})
"""A secondary or unchecked fact is never evidence for a patient."""


class Searching:
    """Finds and packs the evidence for one question; synchronous, so it runs in a worker thread."""

    def __init__(
        self,
        ledger: Ledger,
        retriever: Retriever,
        briefing: Briefing,
        *,
        limit: int,
        version: Callable[[str], str],
    ) -> None:
        """Keep at most `limit` passages; `version` names the index in use."""
        self._ledger = ledger
        self._retriever = retriever
        self._briefing = briefing
        self._limit = limit
        self._version = version

    def version(self, collection: str) -> str:
        """Name the index that answers for a collection now; may ask a Qdrant server."""
        return self._version(collection)

    def find(self, question: Question) -> tuple[Found, Evidence]:
        """Search what this asker may see on that day, and pack it for the model."""
        asker = question.asker
        reader = reader_for(asker)
        people = people_of(question.text)
        view = self._ledger.view(reader, as_of=question.as_of, collection=question.collection)
        view = self._for(people, view)
        query = search_text(question)
        if asker.role is Role.PATIENT:
            view = replace(view, certainties=_FOR_PATIENTS)
        found = self._retriever.find(query, view=view, limit=self._limit)
        evidence = pack(
            query,
            found.hits,
            counter=self._briefing.counter,
            budget_tokens=self._briefing.evidence_budget(question.text, question.language or "zh"),
            admits=people.may_concern,
        )
        return found, evidence

    def _for(self, people: People, view: View) -> View:
        """Leave out editions that are for other people than those asked about."""
        if view.editions is None or not people.ages:
            return view
        others = {
            edition.edition_id
            for edition in self._ledger.editions(collection=view.collection)
            if edition.population and not people.may_concern(edition.population)
        }
        return replace(view, editions=view.editions - others)


def reader_for(asker: Asker) -> Reader:
    """Say what a person may read; whoever operates this machine (no person) belongs to every department."""
    return Reader(groups=asker.groups, department=asker.department, every_department=asker.person is None)


def search_text(question: Question) -> str:
    """Give what is searched for: a short follow-up together with what the same person asked before."""
    shortest = _FOLLOW_UP_CHARACTERS[question.language or "zh"]
    earlier = [turn.text for turn in question.history if turn.speaker != "assistant"]
    if earlier and len(question.text) < shortest:
        return f"{earlier[-1]} {question.text}"
    return question.text
