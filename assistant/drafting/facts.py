"""Values that the hospital's systems hold, written as they stand, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.drafting.finding import Finding, Kind, Piece
from assistant.drafting.lexicon import speaks_of
from assistant.drafting.record import Fact, Known, Talk
from assistant.drafting.template import Template

_ORDER = re.compile(r"医嘱|处方|order|prescription|medication", re.IGNORECASE)
_ALLERGY = re.compile(r"过敏|allerg", re.IGNORECASE)
_DIAGNOSIS = re.compile(r"诊断|diagnos", re.IGNORECASE)


def findings_of(talk: Talk, template: Template) -> Iterator[Finding]:
    """Make a finding of every fact; one that is named like a section of the template goes there."""
    names = {section.name for section in template.sections}
    for number, fact in enumerate(talk.facts):
        own = fact.name in names
        yield Finding(
            kind=_kind(fact),
            polarity="present",
            subject="patient",
            pieces=(Piece(fact.text.removeprefix(fact.name).strip() if own else fact.text, Known(number)),),
            turn=-1 - number,
            sentence=number,
            section=fact.name if own else None,
        )


def _kind(fact: Fact) -> Kind:
    if _ALLERGY.search(fact.name):
        return Kind.ALLERGY
    if _DIAGNOSIS.search(fact.name):
        return Kind.DIAGNOSIS
    if _ORDER.search(fact.source or "") or _ORDER.search(fact.name):
        return Kind.PLAN
    return Kind.EXAM if speaks_of("vital", fact.name) else Kind.RESULT
