"""Drafts of records at the doors: a conversation in, sections with their sources out; staff only."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator

from assistant.drafting import (
    Draft,
    Drafter,
    Fact,
    Known,
    Said,
    Section,
    Sentence,
    Talk,
    Template,
    Templates,
    Turn,
    templates_in,
)
from assistant.drafting.record import Source, Speaker
from assistant.errors import AccessDeniedError, InvalidQuestionError
from assistant.exchange import Asker, Role
from assistant.labs import Item, Patient, current_knowledge, read_items
from assistant.ports import Gate
from guidelines.text import language_of
from serving.problems import JsonObject
from serving.schemas import Edge, Id, parse
from serving.validation import check_text

MAX_TURNS: Final = 2_000
MAX_FACTS: Final = 1_000
MAX_TALK: Final = 200_000
_STAFF: Final = frozenset({Role.DOCTOR, Role.CLERK, Role.ADMIN})


def _nothing_if_null(value: object) -> object:
    return [] if value is None else value


def _as_text(value: object) -> object:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number else value


class SpokenIn(Edge):
    """One utterance of the conversation."""

    speaker: Speaker
    text: str


class FactIn(Edge):
    """A value that the hospital's systems hold; `patient` says of whom, where they tell."""

    name: str
    value: Annotated[str, BeforeValidator(_as_text)]
    unit: str | None = None
    time: Annotated[str | None, BeforeValidator(_as_text)] = None
    source: Annotated[str | None, BeforeValidator(_as_text)] = None
    patient: Annotated[str | None, BeforeValidator(_as_text)] = None


class DraftIn(Edge):
    """A conversation to be drafted; `role` can only lower what the asker is."""

    id: Id = None
    turns: tuple[SpokenIn, ...]
    facts: Annotated[tuple[FactIn, ...], BeforeValidator(_nothing_if_null)] = ()
    template: str | None = None


class SaidOut(BaseModel):
    """`start:end` of a turn's text, in code points, end exclusive."""

    turn: int
    start: int
    end: int


class FactOut(BaseModel):
    """The name of a fact that was given."""

    fact: str


SourceOut = SaidOut | FactOut


class SentenceOut(BaseModel):
    """One line and where it comes from; `origin` says whether a model wrote the words."""

    text: str
    sources: list[SourceOut]
    origin: Literal["said", "model"]


class SectionOut(BaseModel):
    """A section; `missing` means that nobody spoke about it."""

    name: str
    required: bool
    text: str
    sentences: list[SentenceOut]
    missing: bool


class LeftOut(BaseModel):
    """What is not in the record, and why."""

    text: str
    why: str


class RemarkOut(BaseModel):
    """What quality control has to say, under which source, and of which place."""

    rule: str
    message: str
    source: str
    at: SourceOut | None


class DraftOut(BaseModel):
    """An unsigned record; `label` stays on it until a person signs."""

    id: Id
    template: str
    sections: list[SectionOut]
    dropped: list[LeftOut]
    warnings: list[RemarkOut]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft with what it was made from."""

    draft: Draft
    talk: Talk
    template: Template


Knowing = Callable[[Template, Talk], tuple[Fact, ...]]


def _nothing_more(_template: Template, _talk: Talk) -> tuple[Fact, ...]:
    return ()


class DraftDesk:
    """Drafts records with the packaged templates and those in a home's `templates` folder."""

    def __init__(self, gate: Gate, home: Path) -> None:
        """Draft behind `gate`; a template added to the folder is found with the next draft."""
        self._drafter = Drafter(gate, critical=self._critical)
        self._home = home

    def draft(self, line: JsonObject, asker: Asker) -> JsonObject:
        """Draft one record.

        Raises:
            AccessDeniedError: the asker is no staff.
            InvalidLineError: a field is missing or has the wrong type.
            InvalidQuestionError: nothing said, too much said, binary text, or an unknown template.
            SettingsError: a template of the hospital's own cannot be read.
        """
        asked = self.asked(line, asker)
        made = self.drafted(asked, asker)
        return draft_out(asked.id if asked.id is not None else uuid.uuid4().hex, made.draft, made.talk)

    def asked(self, line: JsonObject, asker: Asker) -> DraftIn:
        """Read what is to be drafted, for staff alone.

        Raises:
            AccessDeniedError, InvalidLineError: as in `draft`.
        """
        if asker.role not in _STAFF:
            message = "records are drafted for staff; sign in as a doctor or a records clerk"
            raise AccessDeniedError(message)
        return parse(DraftIn, line)

    def drafted(self, asked: DraftIn, asker: Asker, *, known: Knowing = _nothing_more) -> Drafted:
        """Draft one record and give it with what it was made from; `known` adds what the house itself knows.

        Raises:
            InvalidQuestionError, SettingsError: as in `draft`.
        """
        talk = _talk(asked)
        template = self.templates().named(asked.template, talk.language)
        talk = replace(talk, facts=(*talk.facts, *known(template, talk)))
        role = asker.role if asker.person is not None else Role.CLERK
        return Drafted(draft=self._drafter.draft(talk, template, role=role), talk=talk, template=template)

    def templates(self) -> Templates:
        """Give the packaged templates and the home's own."""
        return templates_in(self._home / "templates")

    def _critical(self, fact: Fact) -> bool:
        """Say whether the report reader calls a fact critical, by the hospital's table if it has one."""
        item = Item(name=fact.name, value=fact.value, unit=fact.unit or "")
        today = datetime.now(UTC).date()
        return read_items([item], Patient(), current_knowledge(self._home), today=today).critical


def _talk(asked: DraftIn) -> Talk:
    if not any(turn.text.strip() for turn in asked.turns):
        message = "field 'turns' holds nothing said; send the conversation"
        raise InvalidQuestionError(message)
    for name, count, most in (("turns", len(asked.turns), MAX_TURNS), ("facts", len(asked.facts), MAX_FACTS)):
        if count > most:
            message = f"field {name!r} has {count} entries, at most {most}; split the conversation"
            raise InvalidQuestionError(message)
    if sum(len(turn.text) for turn in asked.turns) > MAX_TALK:
        message = f"field 'turns' has more than {MAX_TALK} characters; split the conversation"
        raise InvalidQuestionError(message)
    for number, turn in enumerate(asked.turns):
        check_text(turn.text, f"turns.{number}.text", may_be_empty=True)
    for number, fact in enumerate(asked.facts):
        for part in (fact.name, fact.value, fact.unit or "", fact.time or "", fact.source or ""):
            check_text(part, f"facts.{number}", may_be_empty=True)
    return Talk(
        turns=tuple(Turn(turn.speaker, turn.text) for turn in asked.turns),
        facts=tuple(Fact(**fact.model_dump(exclude={"patient"})) for fact in asked.facts),
        language=language_of("".join(turn.text for turn in asked.turns)) or "zh",
    )


def draft_out(identity: Id, draft: Draft, talk: Talk) -> JsonObject:
    """Write a draft as the doors give it."""
    return DraftOut(
        id=identity,
        template=draft.template,
        sections=[_section(section, talk) for section in draft.sections],
        dropped=[LeftOut(text=one.text, why=one.why) for one in draft.dropped],
        warnings=[
            RemarkOut(
                rule=one.rule,
                message=one.message,
                source=one.source,
                at=None if one.at is None else source_out(one.at, talk),
            )
            for one in draft.remarks
        ],
        label=draft.label,
    ).model_dump(mode="json")


def section_out(section: Section, talk: Talk) -> JsonObject:
    """Write one section as the doors give it."""
    return _section(section, talk).model_dump(mode="json")


def _section(section: Section, talk: Talk) -> SectionOut:
    return SectionOut(
        name=section.name,
        required=section.required,
        text=section.text,
        sentences=[_sentence(one, talk) for one in section.sentences],
        missing=section.missing,
    )


def _sentence(sentence: Sentence, talk: Talk) -> SentenceOut:
    return SentenceOut(
        text=sentence.text,
        sources=[source_out(one, talk) for one in sentence.sources],
        origin=sentence.origin,
    )


def source_out(source: Source, talk: Talk) -> SourceOut:
    """Write where a line comes from."""
    match source:
        case Said():
            return SaidOut(turn=source.turn, start=source.start, end=source.end)
        case Known():
            return FactOut(fact=talk.facts[source.fact].name)
