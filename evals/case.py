"""A case: one question as a doctor or patient asks it, what must hold of the answer, what is known of it."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from evals.demands import STRICT, Cites, Corrects, Declines, Demand, Omits, Quotes, Says, SaysAny
from guidelines.model import Language

Group = Literal[
    "answerable",
    "unanswerable",
    "edition",
    "conflict",
    "injection",
    "grounding",
    "retrieval",
    "refusal",
    "drafting",
]
Task = Literal["ask", "ground", "search", "draft"]


class Turn(BaseModel):
    """One earlier utterance of the conversation."""

    model_config = STRICT
    speaker: Literal["patient", "doctor", "clerk", "family", "nurse", "assistant"]
    text: str


class Gold(BaseModel):
    """Where the answer stands and which numbers belong to it; `traps` are numbers of somebody else.

    `documents` name the right documents of a corpus; `document` and `quote` the one place in a guideline.
    """

    model_config = STRICT
    document: str | None = None
    quote: str | None = None
    answer: str | None = None
    numbers: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


class Case(BaseModel):
    """One line of a suite; `source` names the fact or document that the checks were made from.

    `ask` is the question, the claim (task `ground`, with `evidence`), the query (task `search`) or the part
    of a note that a person wrote of `history` (task `draft`; that note is the gold's answer). `kind` is a
    finer class within the group, `expects` what a confusion table holds the outcome against.
    """

    model_config = STRICT
    id: str
    ask: str
    role: Literal["doctor", "patient", "clerk"]
    lang: Language
    group: Group
    checks: tuple[Demand, ...] = Field(min_length=1)
    author: str
    source: str
    verified: bool
    task: Task = "ask"
    kind: str | None = None
    expects: str | None = None
    as_of: date | None = None
    collection: str | None = None
    history: tuple[Turn, ...] = ()
    evidence: tuple[str, ...] = ()
    gold: Gold | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.task == "ground" and not self.evidence:
            message = "a grounding case needs 'evidence'"
            raise ValueError(message)
        if self.task == "draft" and not self.history:
            message = "a drafting case needs 'history'"
            raise ValueError(message)
        if self.task == "search" and self.gold is None:
            message = "a search case needs 'gold'"
            raise ValueError(message)
        return self

    def request(self) -> dict[str, object]:
        """Give the line that the command of this case's task takes."""
        if self.task == "ground":
            return {"id": self.id, "claim": self.ask, "evidence": list(self.evidence), "lang": self.lang}
        if self.task == "draft":
            turns = [{"speaker": one.speaker, "text": one.text} for one in self.history]
            return {"id": self.id, "turns": turns, "template": "SOAP", "part": self.ask}
        line: dict[str, object] = {"id": self.id, "question": self.ask, "role": self.role}
        if self.history:
            line["history"] = [turn.model_dump() for turn in self.history]
        return line | self._where()

    def query(self, *, most: int) -> dict[str, object]:
        """Give the line that `yizheng search --json` takes for the same question."""
        return {"id": self.id, "query": self.ask, "k": most} | self._where()

    @property
    def expected(self) -> str | None:
        """Give what a confusion table expects: as stated, else as the checks and the group imply."""
        if self.expects is not None or self.task != "ask" or self.group == "injection":
            return self.expects
        for check in self.checks:
            match check:
                case Declines(declines=wanted):
                    return "declined" if wanted else "answered"
                case Corrects():
                    return "declined"
                case Says() | SaysAny() | Cites() | Quotes():
                    return "answered"
                case _:
                    continue
        return None

    @property
    def place(self) -> Gold | None:
        """Give the gold as stated, else the document and quotation that the checks want cited."""
        if self.gold is not None:
            return self.gold
        document = quote = None
        for check in self.checks:
            match check:
                case Cites(cites=source):
                    document, quote = document or source.document, quote or source.quote
                case Quotes(quote=fragment):
                    quote = quote or fragment
                case _:
                    continue
        traps = tuple(one for check in self.checks if isinstance(check, Omits) for one in check.omits)
        return Gold(document=document, quote=quote, traps=traps) if document and quote else None

    def digest(self) -> str:
        """Identify the case by its content."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    def _where(self) -> dict[str, object]:
        place = {"as_of": self.as_of and self.as_of.isoformat(), "collection": self.collection}
        return {name: value for name, value in place.items() if value is not None}
