"""A case of drafting: the draft as placed, as phrased, and a plain prompt's, by one measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from assistant.drafting.record import Speaker, Turn
from evals.case import Case
from evals.founding import Founding, holds, sentences_of

Writer: TypeAlias = Literal["placed", "phrased", "plain"]
_LENIENT = ConfigDict(frozen=True, extra="ignore")


class DraftedRecord(BaseModel):
    """What one writer made of a conversation: sentences, those without ground, gold facts, those left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    writer: Writer
    sentences: int
    unfounded: tuple[str, ...]
    facts: int
    omitted: int
    by_model: int = 0


class _Sentence(BaseModel):
    model_config = _LENIENT
    text: str
    origin: Literal["said", "model"] = "said"


class _Section(BaseModel):
    model_config = _LENIENT
    sentences: tuple[_Sentence, ...]


class _Draft(BaseModel):
    model_config = _LENIENT
    sections: tuple[_Section, ...]


class Drafts(BaseModel):
    """One conversation's texts: two lines of `yizheng draft --json`, and a plain prompt's note."""

    model_config = _LENIENT
    placed: _Draft
    phrased: _Draft | None = None
    plain: str | None = None

    def texts(self) -> Iterator[tuple[Writer, list[tuple[str, bool]]]]:
        """Give each writer's sentences, and whether a model wrote each."""
        named: tuple[tuple[Writer, _Draft | None], ...] = (("placed", self.placed), ("phrased", self.phrased))
        for writer, draft in named:
            if draft is not None:
                told = (one for section in draft.sections for one in section.sentences)
                yield writer, list({one.text: (one.text, one.origin == "model") for one in told}.values())
        if self.plain is not None:
            yield "plain", [(one, True) for one in sentences_of(self.plain)]


def staff_or_lay(speaker: str) -> Speaker:
    """Give who speaks as the records door knows them; whoever is neither patient nor relative is staff."""
    known: dict[str, Speaker] = {"patient": "patient", "family": "family", "nurse": "nurse"}
    return known.get(speaker, "doctor")


def drafted(case: Case, drafts: Drafts) -> tuple[DraftedRecord, ...]:
    """Hold every writer's text against the conversation and against the facts of the person's note."""
    founding = Founding([Turn(staff_or_lay(one.speaker), one.text) for one in case.history])
    gold = founding.facts(case.gold.answer or "") if case.gold is not None else frozenset()
    return tuple(_record(founding, gold, writer, told) for writer, told in drafts.texts())


def _record(
    founding: Founding, gold: frozenset[str], writer: Writer, told: Iterable[tuple[str, bool]]
) -> DraftedRecord:
    sentences = list(told)
    faults = (founding.fault(text) for text, _ in sentences)
    return DraftedRecord(
        writer=writer,
        sentences=len(sentences),
        unfounded=tuple(fault for fault in faults if fault is not None),
        facts=len(gold),
        omitted=len(gold - holds(gold, " \n".join(text for text, _ in sentences))),
        by_model=sum(by_model for _, by_model in sentences),
    )
