"""Where a statement is looked up: what is in force on a day, and apart from it what that replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from assistant.checking.result import CheckRequest
from assistant.exchange import Role
from assistant.population import people_of
from assistant.searching import reader_for
from guidelines import Certainty, Edition, EditionId, FamilyId, Ledger, Passage, View
from guidelines.ledger import readable
from retrieval.evidence import Budget, EvidenceSentence, pack
from retrieval.ports import Retriever, TokenCounter

_FOR_PATIENTS = frozenset({Certainty.CHECKED})
_PASSAGES = 12
_SENTENCES = 24
_TOKENS = 20_000
"""No model reads this evidence; the budget only keeps monster passages from filling the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What one asker may see on a day: the editions in force, the retired ones, and their families.

    `amended` are those in force of which an amendment replaced some words, with these words left in.
    """

    in_force: View
    retired: View
    amended: View
    families: Mapping[EditionId, FamilyId]

    def related(self, one: EvidenceSentence, other: EvidenceSentence) -> bool:
        """Say whether two sentences stand in editions of one family."""
        mine = self.families.get(one.passage.edition_id)
        return mine is not None and mine == self.families.get(other.passage.edition_id)

    def kin(self, one: EvidenceSentence) -> View:
        """Give the editions in force of the family that a sentence stands in."""
        family = self.families.get(one.passage.edition_id)
        editions = self.in_force.editions or frozenset()
        same = frozenset(edition for edition in editions if self.families.get(edition) == family)
        return replace(self.in_force, editions=same)


class Sources:
    """Looks statements up; a retired edition is only ever found through the retired view."""

    def __init__(
        self,
        ledger: Ledger,
        retriever: Retriever,
        counter: TokenCounter,
        *,
        dictates: Callable[[str], bool] = lambda _sentence: False,
    ) -> None:
        """Look up in this ledger's editions through this retriever.

        A sentence of a document that `dictates` to the machine is never evidence.
        """
        self._ledger, self._retriever, self._counter = ledger, retriever, counter
        self._dictates = dictates

    def shelf(self, request: CheckRequest) -> Shelf:
        """Sort the editions for one asker and day; a plain corpus has no retired ones."""
        reader = reader_for(request.asker)
        view = self._ledger.view(reader, as_of=request.as_of, collection=request.collection)
        if request.asker.role is Role.PATIENT:
            view = replace(view, certainties=_FOR_PATIENTS)
        day = request.as_of or _today()
        known = [
            edition
            for edition in self._ledger.editions(collection=request.collection)
            if readable(edition, reader)
        ]
        held = view.editions
        retired = frozenset(
            one.edition_id
            for one in known
            if held is not None and one.edition_id not in held and one.effective_from <= day
        )
        return Shelf(
            in_force=view,
            retired=replace(view, editions=retired),
            amended=replace(view, editions=self._amended(view), amended={}),
            families=_families(known),
        )

    def retired(self, text: str, shelf: Shelf) -> tuple[EvidenceSentence, ...]:
        """Find what is no longer in force: sentences of retired editions, then amended ones of the others."""
        return self.sentences(text, shelf.retired) + self._sentences(
            text, shelf.amended, silences=lambda *place: not shelf.in_force.silences(*place)
        )

    def sentences(self, text: str, view: View) -> tuple[EvidenceSentence, ...]:
        """Find the sentences of a view that are nearest to a text, the best passages first."""
        return self._sentences(text, view, silences=view.silences)

    def _amended(self, view: View) -> frozenset[EditionId]:
        owners = {self._ledger.passage(passage).edition_id for passage in view.amended}
        return frozenset(owners & (view.editions or frozenset()))

    def _sentences(
        self, text: str, view: View, *, silences: Callable[[Passage, int, int], bool]
    ) -> tuple[EvidenceSentence, ...]:
        if view.editions is not None and not view.editions:
            return ()
        found = self._retriever.find(text, view=view, limit=_PASSAGES)
        people = people_of(text)
        evidence = pack(
            text,
            found.hits,
            budget=Budget(counter=self._counter, tokens=_TOKENS, sentences=_SENTENCES),
            admits=people.may_concern,
            dictates=self._dictates,
            silences=silences,
        )
        return evidence.sentences

    def edition(self, sentence: EvidenceSentence) -> Edition:
        """Give the edition that a sentence stands in."""
        return self._ledger.edition(sentence.passage.edition_id)


def _families(editions: Sequence[Edition]) -> dict[EditionId, FamilyId]:
    """Give the family of each edition; an amendment belongs to that of what it amends."""
    by_document = {one.document_id: one.family_id for one in editions}
    return {
        one.edition_id: next((by_document[base] for base in one.amends if base in by_document), one.family_id)
        for one in editions
    }


def _today() -> date:
    return datetime.now(tz=UTC).astimezone().date()
