"""Partial updates and errata: which statements of an edition another one replaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guidelines.changes import Unit, align, units
from guidelines.changes.unit import section_name
from guidelines.errors import MetadataError
from guidelines.ledger import Amended, EditionContent
from guidelines.text import Span, fold

_NUMBER = re.compile(
    r"^\W*(?:推荐(?:意见|建议)?|要点|recommendation|rec\.?|statement)?\s*(?:no\.?)?\s*"
    r"(?P<number>\d+(?:[.．-]\d+)*[a-z]?|[一二三四五六七八九十]+)(?![\d.．]*\d)",
    re.IGNORECASE,
)
_LEAST_QUOTED = 6
"""Fewer letters than this name no statement by its words."""


def amended(base: EditionContent, amendment: EditionContent) -> tuple[Amended, ...]:
    """Tell which statements of `base` no longer hold: those named, else those that the amendment restates.

    A name is a recommendation's number, a heading, or words of the statement.

    Raises:
        MetadataError: a name fits no statement, or no statement of the one answers to one of the other.
    """
    held = units(base)
    named = amendment.edition.amended_units
    if named:
        found = [unit for name in named for unit in _named(name, held, base)]
    else:
        found = [unit for pair in align(held, units(amendment)) if pair.new for unit in pair.old]
    spans = {
        Amended(passage_id=unit.passage_id, span=Span(unit.start, unit.end))
        for unit in found
        if unit.passage_id is not None
    }
    if not spans:
        message = (
            f"{amendment.edition.document_id!r} restates nothing of {base.edition.document_id!r}; "
            "name what it replaces in 'amended_units': numbers of recommendations, headings, or words"
        )
        raise MetadataError(message)
    return tuple(sorted(spans, key=lambda one: (one.span.start, one.span.end)))


def _named(name: str, held: Sequence[Unit], base: EditionContent) -> list[Unit]:
    for found in (_numbered(name, held), _under(name, held), _saying(name, held)):
        if units_found := list(found):
            return units_found
    message = (
        f"{base.edition.document_id!r} has no recommendation, heading or words {name[:60]!r}; "
        "correct 'amended_units'"
    )
    raise MetadataError(message)


def _numbered(name: str, held: Sequence[Unit]) -> Iterator[Unit]:
    wanted = _NUMBER.fullmatch(fold(name).strip())
    if wanted is None:
        return
    for unit in held:
        mine = _NUMBER.match(fold(unit.text)) if unit.kind == "recommendation" else None
        if mine is not None and mine["number"] == wanted["number"]:
            yield unit


def _under(name: str, held: Sequence[Unit]) -> Iterator[Unit]:
    wanted = section_name((name,))
    for unit in held:
        headings = (*unit.section, *(section_name((one,)) for one in unit.section))
        if name in headings or (wanted and wanted in headings):
            yield unit


def _saying(name: str, held: Sequence[Unit]) -> Iterator[Unit]:
    wanted = _letters(name)
    if len(wanted) < _LEAST_QUOTED:
        return
    for unit in held:
        said = _letters(unit.text)
        if wanted in said or (len(said) >= _LEAST_QUOTED and said in wanted):
            yield unit


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", fold(text)).casefold()
