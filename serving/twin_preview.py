"""What a card would answer to a sample question before it is signed; no task is made of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.exchange import Answered, Deferred, Outcome, Role, Voice
from assistant.lanes import THINKING
from assistant.outcomes import whose_assistant
from assistant.people import asker_as
from guidelines.citation import Citation
from serving.auth import Caller
from serving.problems import JsonObject
from serving.schemas import AskIn, ask_out, question_from
from serving.signing import signer_of
from serving.twins import CardIn, TwinDesk

if TYPE_CHECKING:
    from assistant.house import House


class PreviewIn(CardIn):
    """A card, signed or not, and a question that a patient might ask."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """The outcome a patient would see, which topics the question is about, and what was cited for it."""

    label: str
    topics: tuple[str, ...]
    voice: Voice
    outcome: Outcome

    @property
    def to_doctor(self) -> bool:
        """Whether the question would go to the doctor: not where somebody only leaves or asks who speaks."""
        told_alone = self.voice.shut in {"twin_left", "twin_is_machine"}
        return isinstance(self.outcome, Deferred) and not told_alone

    @property
    def editions(self) -> tuple[Citation, ...]:
        """The first citation of each edition that the answer stands on."""
        cited = (one for claim in self.outcome.claims for one in claim.citations)
        return tuple({one.edition_id: one for one in reversed(list(cited))}.values())[::-1]


class PreviewDesk:
    """Lets a doctor try a card; the outcome is on record under the doctor's own name."""

    def __init__(self, house: House) -> None:
        """Try cards in `house`."""
        self._house = house

    async def preview(self, line: JsonObject, caller: Caller) -> Previewed:
        """Answer a sample question as the card's twin would answer a patient.

        Raises:
            InvalidLineError, InvalidQuestionError: the card or the question cannot be read.
            TwinRefusedError: the card could not be signed.
            UnsignedError, AccessDeniedError: no doctor who is signed in.
        """
        text = line.get("question")
        asked = AskIn(question=text if isinstance(text, str) else "")
        signer = await asyncio.to_thread(signer_of, caller, self._house.accounts)
        card = await asyncio.to_thread(TwinDesk(self._house).card, line)
        patient = asker_as(Role.PATIENT, person=signer.person, department=None)
        question = question_from(asked, patient)
        voice = await THINKING.do(self._house.twins.rehearsed, card, caller.asker, signer.name, question.text)
        outcome = await self._house.engine.ask(replace(question, voice=voice))
        return Previewed(
            label=whose_assistant(voice, question.language or "zh").text,
            topics=tuple(one.name for one in card.topics_in(question.text)),
            voice=voice,
            outcome=outcome,
        )


def preview_json(seen: Previewed) -> JsonObject:
    """Write a preview; `to_doctor` says that the question would go to the doctor."""
    return {
        "label": seen.label,
        "topics": list(seen.topics),
        "in_scope": bool(seen.topics),
        "answered": isinstance(seen.outcome, Answered),
        "to_doctor": seen.to_doctor,
        "opening": seen.voice.opening,
        "closing": seen.voice.closing,
        "editions": [
            {
                "edition_id": str(one.edition_id),
                "title": one.title,
                "issuer": one.issuer,
                "year": one.year,
                "status": one.status.value,
            }
            for one in seen.editions
        ],
        "answer": ask_out(None, seen.outcome).model_dump(mode="json"),
    }
