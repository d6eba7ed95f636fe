"""What stands on a statement that changed: past answers now; whoever keeps quotations registers here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.changes.history import History
from guidelines import Edition, PassageId, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependent:
    """Something that quotes a passage: its `kind` (`answer`, `check` …), its own id, the day it was made."""

    kind: str
    id: str
    made_on: date
    passage_id: PassageId


class Dependents(Protocol):
    """Keeps things that quote passages: each of them is told once for every quoted passage, oldest first."""

    def citing(self, passages: frozenset[PassageId]) -> Iterator[Dependent]:
        """Give what quotes one of these passages."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A dependent whose quoted statement of `replaced` no longer stands as it did in `edition`."""

    dependent: Dependent
    replaced: Edition
    edition: Edition


def affected(
    history: History, reader: Reader, consumers: Sequence[Dependents], *, since: date, until: date
) -> Sequence[Affected]:
    """Tell what was made before an edition of these days and quotes a statement that it changed."""
    expired: dict[PassageId, list[tuple[Edition, Edition]]] = {}
    for replaced, edition in history.replacements(reader):
        if since <= edition.effective_from <= until:
            for passage in history.between(replaced.edition_id, edition.edition_id).affected():
                expired.setdefault(passage, []).append((replaced, edition))
    if not expired:
        return ()
    return [
        Affected(dependent=one, replaced=replaced, edition=edition)
        for consumer in consumers
        for one in consumer.citing(frozenset(expired))
        for replaced, edition in expired[one.passage_id]
    ]
