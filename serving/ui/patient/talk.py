"""What the browser sends: the conversation lives there, the server keeps none of it between two messages."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.exchange import Turn
from serving.ui.patient.words import Script

Mode = Literal["triage", "ask", "report"]
"""What a conversation is about: a complaint, a question of knowledge, a laboratory report."""
MOST_WORDS: Final = 8_000
_MOST_TURNS: Final = 120
_Words = Annotated[str, Field(max_length=MOST_WORDS)]
_STRICT: Final = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class TurnIn(BaseModel):
    """One earlier utterance."""

    model_config = _STRICT
    speaker: Literal["patient", "assistant"]
    text: _Words


class TalkIn(BaseModel):
    """A conversation so far; `alarm` is the card that stands in it already, `episode` names it.

    `twin` is the digital twin that the person chose to ask.
    """

    model_config = _STRICT
    episode: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    text: _Words = ""
    turns: Annotated[tuple[TurnIn, ...], Field(max_length=_MOST_TURNS)] = ()
    mode: Mode | None = None
    alarm: Annotated[str, Field(max_length=32)] | None = None
    script: Script = "zh-Hans"
    twin: Annotated[str, Field(max_length=64)] | None = None

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns before this message."""
        return tuple(Turn(one.speaker, one.text) for one in self.turns)

    @property
    def heard(self) -> tuple[Turn, ...]:
        """The turns with this message."""
        return (*self.history, Turn("patient", self.text))


class FeedbackIn(TalkIn):
    """What is wrong with something that was told; `about` is its text."""

    kind: Literal["wrong", "unhelpful", "complaint"]
    about: _Words = ""


class BookIn(TalkIn):
    """A time that was tapped in a conversation; `key` is the tap's own, so that two are one booking."""

    slot: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


class UnbookIn(BaseModel):
    """A booking that is given back."""

    model_config = _STRICT
    booking: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
