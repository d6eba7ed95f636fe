"""A twin's approved answers as JSON: what the doctor signs to be given again, and whether it still may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from assistant.errors import TwinRefusedError
from assistant.exchange import Role
from assistant.people import asker_as
from assistant.searching import reader_for
from assistant.twin import ApprovedAnswer, ApprovedSentence
from assistant.twin.answers import MOST_SENTENCES
from guidelines import Certainty, PassageId
from guidelines.citation import Citation, cite
from guidelines.errors import UnknownReferenceError
from serving.auth import Caller
from serving.problems import Json, JsonObject
from serving.schemas import Edge, citation_out, parse
from serving.signing import signer_of
from serving.validation import check_text

if TYPE_CHECKING:
    from assistant.house import House

_Words = Annotated[str, Field(max_length=400)]


class QuotedIn(Edge):
    """A passage that a sentence stands on; without `quote` all of it."""

    passage_id: Annotated[str, Field(max_length=200)]
    quote: Annotated[str, Field(max_length=2_000)] | None = None


class SentenceIn(Edge):
    """One sentence and the passages that it stands on."""

    text: _Words
    passages: Annotated[tuple[QuotedIn, ...], Field(max_length=8)]


class AnswerIn(Edge):
    """An answer to approve; `sign` must be said."""

    question: _Words
    sentences: Annotated[tuple[SentenceIn, ...], Field(max_length=MOST_SENTENCES)]
    sign: Literal[True]


class AnswerDesk:
    """The approved answers of a house's twins for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the answers of `house`."""
        self._house, self._twins = house, house.twins

    def list(self, twin_id: str, caller: Caller) -> JsonObject:
        """List the answers of one's twin."""
        held = self._twins.answers(twin_id, caller.asker)
        return {"answers": [self._told(one) for one in held]}

    def approve(self, twin_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Sign an answer that one's twin may give again."""
        signer_of(caller, self._house.accounts)
        wanted = parse(AnswerIn, line)
        check_text(wanted.question, "question")
        sentences = []
        for one in wanted.sentences:
            check_text(one.text, "sentences.text")
            cited = tuple(map(self._cited, one.passages))
            sentences.append(ApprovedSentence(text=one.text.strip(), citations=cited))
        return self._told(self._twins.approve(twin_id, caller.asker, wanted.question, sentences))

    def approve_again(self, twin_id: str, answer_id: str, caller: Caller) -> JsonObject:
        """Sign an answer for another quarter.

        Raises:
            TwinRefusedError: an edition that it cites is no longer in force.
        """
        signer_of(caller, self._house.accounts)
        held = self._twins.answers(twin_id, caller.asker)
        for one in held:
            if one.answer_id == answer_id and not self.in_force(one):
                message = "an edition that it cites is no longer in force; write the answer anew from today's"
                raise TwinRefusedError(message)
        return self._told(self._twins.approve_again(twin_id, answer_id, caller.asker))

    def take_back(self, twin_id: str, answer_id: str, caller: Caller) -> JsonObject:
        """Take an answer back."""
        signer_of(caller, self._house.accounts)
        return self._told(self._twins.take_back(twin_id, answer_id, caller.asker))

    def in_force(self, answer: ApprovedAnswer) -> bool:
        """Say whether everything that an answer cites may be quoted to a patient today."""
        return all(self._speaks(one) for part in answer.sentences for one in part.citations)

    def _speaks(self, cited: Citation) -> bool:
        view = self._house.ledger.view(_PATIENT, as_of=None)
        if view.editions is not None and cited.edition_id not in view.editions:
            return False
        spans = view.amended.get(cited.passage_id, ())
        return not any(span.start < cited.end and cited.start < span.end for span in spans)

    def _cited(self, wanted: QuotedIn) -> Citation:
        ledger = self._house.ledger
        try:
            passage = ledger.passage(PassageId(wanted.passage_id))
        except UnknownReferenceError as fault:
            message = f"no passage {wanted.passage_id[:60]!r}; take its id from a search"
            raise TwinRefusedError(message) from fault
        quote = wanted.quote or passage.text
        start = passage.text.find(quote)
        if start < 0:
            message = f"the quotation does not stand in {wanted.passage_id[:60]!r}; copy it from there"
            raise TwinRefusedError(message)
        edition = ledger.edition(passage.edition_id)
        cited = cite(
            edition,
            ledger.text(edition.edition_id),
            passage,
            start=start,
            end=start + len(quote),
            standing=ledger.standing(edition.edition_id),
        )
        if not self._speaks(cited) or cited.certainty is not Certainty.CHECKED:
            message = (
                f"passage {wanted.passage_id[:60]!r} may not be quoted to patients:"
                " its edition is not in force, not for them, or its fact was not checked"
            )
            raise TwinRefusedError(message)
        return cited

    def _told(self, one: ApprovedAnswer) -> JsonObject:
        now = self._twins.now()
        sentences: list[Json] = [
            {
                "text": part.text,
                "citations": [citation_out(each).model_dump(mode="json") for each in part.citations],
            }
            for part in one.sentences
        ]
        return {
            "id": one.answer_id,
            "question": one.question,
            "sentences": sentences,
            "standing": one.standing(now),
            "in_force": self.in_force(one),
            "approved_at": one.approved_at.isoformat(),
            "reapprove_by": one.until.isoformat(),
            "due": one.due(now),
            "version": one.version,
            "sha256": one.digest(),
        }


_PATIENT = reader_for(asker_as(Role.PATIENT, person=None, department=None))
