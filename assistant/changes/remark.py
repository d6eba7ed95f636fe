"""One line on an answer that quotes a changed statement: what the other edition says or said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.changes.change import Change, NumberChange, Side
from assistant.changes.history import History
from assistant.changes.showing import KIND_ORDER, Showing, Viewer
from assistant.wording import text as wording
from guidelines import Edition, Language, Ledger, Source, Status
from guidelines.citation import Citation

_MOST_NUMBERS = 2
_MOST_REMARKS = 3
_QUOTE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A change that touches a quotation, and the two editions that it lies between."""

    change: Change
    replaced: Edition
    edition: Edition


class Remarks:
    """Says of a citation whether the edition before or after it states the matter otherwise."""

    def __init__(self, ledger: Ledger, history: History) -> None:
        """Look things up in `ledger`; comparisons come from `history`."""
        self._ledger, self._history = ledger, history
        self._showing = Showing(ledger)

    def changed_from(self, citation: Citation, viewer: Viewer, language: Language) -> str | None:
        """Give the line for one citation; None where nothing clinical changed, or the viewer may not see it.

        A current edition is held against the one that it replaced, a superseded one against its successor.
        """
        found = self._strongest(citation, viewer)
        if found is None:
            return None
        shown = self._showing.shown(found.change, found.replaced, found.edition, viewer)
        return None if shown is None else _line(found, language)

    def on(self, citations: Sequence[Citation], viewer: Viewer, language: Language) -> tuple[str, ...]:
        """Give the lines for an answer's citations, in order, each once, a few at most."""
        lines = (self.changed_from(one, viewer, language) for one in citations)
        return tuple(dict.fromkeys(line for line in lines if line is not None))[:_MOST_REMARKS]

    def _strongest(self, citation: Citation, viewer: Viewer) -> _Found | None:
        pair = self._pair(citation, viewer)
        if pair is None:
            return None
        replaced, edition = pair
        comparison = self._history.between(replaced.edition_id, edition.edition_id)
        touched = [
            change
            for change in comparison.changes
            if change.kind.clinical
            and _touches(change.new if edition.edition_id == citation.edition_id else change.old, citation)
            and _tellable(change, replaced, edition)
        ]
        first = min(touched, key=lambda change: KIND_ORDER.index(change.kind), default=None)
        return None if first is None else _Found(change=first, replaced=replaced, edition=edition)

    def _pair(self, citation: Citation, viewer: Viewer) -> tuple[Edition, Edition] | None:
        pairs = self._history.replacements(viewer.reader)
        if citation.status is Status.CURRENT:
            wanted = [pair for pair in pairs if pair[1].edition_id == citation.edition_id]
        else:
            wanted = [pair for pair in pairs if pair[0].edition_id == citation.edition_id]
        return wanted[0] if wanted else None


def _touches(side: Side | None, citation: Citation) -> bool:
    return side is not None and any(
        quoted.start < citation.end and citation.start < quoted.end for quoted in side.quoted
    )


def _tellable(change: Change, replaced: Edition, edition: Edition) -> bool:
    """Say whether a reader may be told: that a digest lacks a fact says nothing of its edition."""
    whole = change.old is not None and change.new is not None
    return whole or {replaced.source, edition.source} == {Source.FULLTEXT}


def _line(found: _Found, language: Language) -> str:
    old_name, new_name = _names(found.replaced, found.edition)
    change = found.change
    editions = {"old_edition": old_name, "new_edition": new_name}
    if change.old is None or change.new is None:
        (alone,) = (side for side in (change.old, change.new) if side is not None)
        return wording(f"change.{change.kind.value}", language, quote=_short(alone.text), **editions)
    numbers = [one for one in change.numbers if one.old_said and one.new_said][:_MOST_NUMBERS]
    if numbers:
        return " ".join(_number(one, language, editions) for one in numbers)
    kind = wording(f"change_kind.{change.kind.value}", language)
    return wording("change.words", language, old=_short(change.old.text), kind=kind, **editions)


def _number(one: NumberChange, language: Language, editions: dict[str, str]) -> str:
    return wording("change.number", language, what=one.what, old=one.old_said, new=one.new_said, **editions)


def _names(replaced: Edition, edition: Edition) -> tuple[str, str]:
    """Name two editions by their years, by their labels where the years are one."""
    old, new = replaced.published.year, edition.published.year
    return (str(old), str(new)) if old != new else (replaced.label or str(old), edition.label or str(new))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE else f"{line[:_QUOTE]}…"
