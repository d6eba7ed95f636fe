"""The room where evidence is found: view of the ledger, hybrid search, packing to the budget."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.briefing import Briefing
from assistant.exchange import Asker, Question, Role
from assistant.gate.identifiers import blank
from assistant.issuers import Publishers, asked_publishers
from assistant.naming import names_disease
from assistant.population import People, people_of
from assistant.sufficiency import Asked, asked_of
from guidelines import Certainty, Language, Ledger, Reader, View
from guidelines.citation import Citation
from guidelines.text import fold
from retrieval.evidence import Budget, Evidence, pack
from retrieval.ports import Found, Hit, Retriever
from retrieval.spoken import in_digits
from retrieval.term_weights import searchable

_FOLLOW_UP_CHARACTERS = {"zh": 16, "en": 48}
"""A question shorter than this is searched together with the turn before it, unless it names a disease."""

_LONG_FOLLOW_UP = 3
"""So many times longer, a question stands alone even if it holds a word that may refer back."""

_MOST_EARLIER = 3
_REFERS_BACK = re.compile(
    r"^\s*(?:那|还有|另外|如果|要是|换成)|呢\s*[?？]?\s*$|它|他们|她们|这个|这种|那个|那种|上面|刚才|前面说|同样"
    r"|^\s*(?:and|but|so|then|also|what about|how about|what if)\b"
    r"|\b(?:it|its|they|them|this|those|the same)\b",
    re.IGNORECASE,
)

_OTHER_DISEASE = 0.7
"""What a passage's score is worth for packing where it is about another disease than the question."""

_FOR_PATIENTS = frozenset({Certainty.CHECKED})
"""A secondary or unchecked fact is never evidence for a patient."""


def _nothing_dictates(_sentence: str) -> bool:
    return False


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
        dictates: Callable[[str], bool] = _nothing_dictates,
    ) -> None:
        """Keep at most `limit` passages; `version` names the index in use.

        A sentence of a document that `dictates` to the machine is never evidence.
        """
        self._ledger = ledger
        self._retriever = retriever
        self._briefing = briefing
        self._limit = limit
        self._version = version
        self._dictates = dictates

    def version(self, collection: str) -> str:
        """Name the index that answers for a collection now; may ask a Qdrant server."""
        return self._version(collection)

    def find(self, question: Question) -> tuple[Found, Evidence]:
        """Search what this asker may see on that day, and pack it for the model."""
        asker = question.asker
        reader = reader_for(asker)
        query = blank(search_text(question))
        people = people_of(in_digits(fold(question.text)))
        if not people.ages:
            people = people_of(in_digits(fold(query)))
        view = self._ledger.view(reader, as_of=question.as_of, collection=question.collection)
        view = self._by(asked_publishers(question.text), self._for(people, view))
        if question.voice is not None and question.voice.families:
            view = self._within(question.voice.families, view)
        if asker.role is Role.PATIENT:
            view = replace(view, certainties=_FOR_PATIENTS)
        found = self._retriever.find(query, view=view, limit=self._limit)
        asked = asked_of(query)
        evidence = pack(
            query,
            _on_subject(asked, found.hits),
            budget=Budget(
                counter=self._briefing.counter,
                tokens=self._briefing.evidence_budget(question.text, question.language or "zh"),
            ),
            admits=people.may_concern,
            dictates=self._dictates,
            silences=view.silences,
            means=asked.said_in,
        )
        return found, evidence

    def stands(self, question: Question, citation: Citation) -> bool:
        """Say whether a quotation may still be evidence: its edition may have been withdrawn since."""
        reader = reader_for(question.asker)
        view = self._ledger.view(reader, as_of=question.as_of, collection=question.collection)
        if view.editions is not None and citation.edition_id not in view.editions:
            return False
        spans = view.amended.get(citation.passage_id, ())
        return not any(span.start < citation.end and citation.start < span.end for span in spans)

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

    def _within(self, families: frozenset[str], view: View) -> View:
        """Keep the editions of the families that a doctor signed for."""
        theirs = frozenset(
            edition.edition_id
            for edition in self._ledger.editions(collection=view.collection)
            if str(edition.family_id) in families
        )
        return replace(view, editions=theirs if view.editions is None else view.editions & theirs)

    def _by(self, publishers: Publishers, view: View) -> View:
        """Keep the editions of the bodies whose guideline is asked for; none where none of theirs is here."""
        if view.editions is None or not publishers:
            return view
        theirs = {
            edition.edition_id
            for edition in self._ledger.editions(collection=view.collection)
            if publishers.wrote(edition)
        }
        return replace(view, editions=view.editions & theirs)


def reader_for(asker: Asker) -> Reader:
    """Say what a person may read; whoever operates this machine (no person) belongs to every department."""
    return Reader(groups=asker.groups, department=asker.department, every_department=asker.person is None)


def search_text(question: Question) -> str:
    """Give what is searched for: a follow-up together with the questions of the same person that it leans on.

    A question leans on the one before it if it refers back (那…呢, what about …, it) or is short and names no
    disease of its own. At most three are taken along, oldest first.
    """
    language = question.language or "zh"
    asked = [turn.text for turn in question.history if turn.speaker != "assistant"]
    parts = [question.text]
    while asked and len(parts) <= _MOST_EARLIER and _leans(parts[0], language):
        parts.insert(0, asked.pop())
    return " ".join(parts)


def _on_subject(asked: Asked, hits: Sequence[Hit]) -> list[Hit]:
    """Count passages less that stand under another disease's title and don't name the one asked about."""
    return [
        replace(hit, score=_OTHER_DISEASE * hit.score) if asked.elsewhere(hit.title, searchable(hit)) else hit
        for hit in hits
    ]


def _leans(text: str, language: Language) -> bool:
    shortest = _FOLLOW_UP_CHARACTERS[language]
    if _REFERS_BACK.search(text):
        return len(text) < _LONG_FOLLOW_UP * shortest
    return len(text) < shortest and not names_disease(text)
