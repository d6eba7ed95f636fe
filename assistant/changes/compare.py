"""Two editions compared: every statement with what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.changes.change import Change, ChangeKind, Comparison, Quoted, Side
from assistant.changes.kinds import Judged, judge
from assistant.changes.moves import Headings
from guidelines import Source
from guidelines.amendment import amended
from guidelines.changes import Unit, align, units
from guidelines.ledger import Amended, EditionContent

_WHOLE = re.compile(
    r"\b(?:grades|recommendations|statement)\b|推荐(?:意见|等级|级别)|各项推荐", re.IGNORECASE
)
_AS_BEFORE = re.compile(
    r"\bthe same as\b|\bconsistent with\b|\b(?:unchanged|no change)\b|一致|相同|不变|无变化|未作?改",
    re.IGNORECASE,
)


def compare(old: EditionContent, new: EditionContent) -> Comparison:
    """Pair the statements of two editions and say of each what became of it."""
    pairings = align(units(old), units(new))
    headings = Headings(pairings)
    changes = [
        change
        for pairing in pairings
        for change in _told(
            pairing.score,
            judge(pairing, moved=headings.moved(pairing)),
            side_of(pairing.old, old.text),
            side_of(pairing.new, new.text),
        )
    ]
    if old.edition.document_id in new.edition.amends:
        return Comparison(changes=tuple(_touched(changes, amended(old, new))))
    if not _same_throughout(old, new):
        return Comparison(changes=tuple(changes))
    return Comparison(
        changes=tuple(one for one in changes if one.old and one.new),
        unpaired=tuple(one for one in changes if not (one.old and one.new)),
    )


def _told(score: float, judged: Judged, old: Side | None, new: Side | None) -> tuple[Change, ...]:
    """Write down what became of a pairing: of two statements of their own, one was added and one removed."""
    if judged.parted:
        return (
            Change(kind=ChangeKind.ADDED, old=None, new=new, numbers=(), score=0.0),
            Change(kind=ChangeKind.REMOVED, old=old, new=None, numbers=(), score=0.0),
        )
    return (Change(kind=judged.kind, old=old, new=new, numbers=judged.numbers, score=score),)


def _touched(changes: Iterable[Change], replaced: Sequence[Amended]) -> Iterator[Change]:
    """Leave out what an amendment does not speak of: it stands as it did."""
    for change in changes:
        if change.new is not None or change.old is None or _within(change.old, replaced):
            yield change


def _within(side: Side, replaced: Sequence[Amended]) -> bool:
    return any(
        one.passage_id == quoted.passage_id and one.span.start < quoted.end and quoted.start < one.span.end
        for one in replaced
        for quoted in side.quoted
    )


def _same_throughout(old: EditionContent, new: EditionContent) -> bool:
    """Say whether the new one of two digests states that its recommendations are those of the old one."""
    if {old.edition.source, new.edition.source} != {Source.DIGEST}:
        return False
    year = str(old.edition.published.year)
    return any(
        year in passage.text and _WHOLE.search(passage.text) and _AS_BEFORE.search(passage.text)
        for passage in new.passages
    )


def side_of(side: tuple[Unit, ...], text: str) -> Side | None:
    """Write one side down, None without a unit; units that are no neighbours stand on lines of their own."""
    if not side:
        return None
    first, last = side[0], side[-1]
    neighbours = last.ordinal - first.ordinal + 1 == len(side)
    printed = text[first.start : last.end] if neighbours else "\n".join(unit.text for unit in side)
    return Side(
        text=printed,
        section=first.section,
        page=first.page,
        quoted=tuple(
            Quoted(passage_id=unit.passage_id, start=unit.start, end=unit.end)
            for unit in side
            if unit.passage_id is not None
        ),
    )
