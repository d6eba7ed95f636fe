"""What changed in the editions that came into force since a day, strongest first."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.changes.change import Change, ChangeKind
from assistant.changes.history import History
from assistant.changes.looks import Learned
from assistant.changes.showing import Showing, ShownChange, Viewer, strongest_first
from guidelines import Edition, Ledger, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What counts as having changed: editions that came into force from `since` to `until`, both included.

    So do those that are in force and were `learned` of. With a `department` only what it reads counts: its
    own documents and those that no department has for itself. What was withdrawn does not count.
    """

    since: date
    until: date
    department: str | None = None
    learned: Learned = field(default_factory=Learned)

    def holds(self, edition: Edition) -> bool:
        """Say whether an edition that replaces another one belongs to it."""
        known = edition.effective_from >= self.since or edition.edition_id in self.learned.renewing
        withdrawn = edition.withdrawn_on is not None and edition.withdrawn_on <= self.until
        return known and edition.effective_from <= self.until and not withdrawn and self._reads(edition)

    def _reads(self, edition: Edition) -> bool:
        named = edition.departments
        return self.department is None or not named or self.department in named


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """An edition that took another one's place, and how many statements became what."""

    replaced: Edition
    edition: Edition
    summary: Mapping[ChangeKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The renewals of a time, the newest first, and their clinical changes, the strongest first.

    `left` renewals were not compared because time ran out, `beyond` older ones because there are too many.
    """

    since: date
    department: str | None
    renewals: tuple[Renewal, ...]
    changes: tuple[ShownChange, ...]
    left: int = 0
    beyond: int = 0


def digest(
    ledger: Ledger,
    history: History,
    viewer: Viewer,
    period: Period,
    *,
    most: int | None = None,
    within_s: float = math.inf,
) -> Digest:
    """Tell what changed in a period, in its `most` recent renewals, comparing anew for `within_s` at most.

    Moved, reworded and unchanged statements are counted, not told; nor is what a digest lacks: its edition
    may well state it.
    """
    pairs = [pair for pair in reversed(history.replacements(viewer.reader)) if period.holds(pair[1])]
    chosen = pairs[:most]
    showing = Showing(ledger)
    renewals: list[Renewal] = []
    changes: list[ShownChange] = []
    spent = 0.0
    for replaced, edition in chosen:
        if renewals and spent >= within_s:
            break
        # What was compared before takes no time: asking again gets further, however much is shown.
        begun = time.monotonic()
        comparison = history.between(replaced.edition_id, edition.edition_id)
        spent += time.monotonic() - begun
        seen = [one for one in comparison.changes if showing.visible(one, replaced, edition, viewer)]
        counted = Counter(one.kind for one in seen)
        summary = {kind: counted[kind] for kind in ChangeKind}
        renewals.append(Renewal(replaced=replaced, edition=edition, summary=summary))
        told = (showing.shown(one, replaced, edition, viewer) for one in seen if _told(one, edition))
        changes += [one for one in told if one is not None]
    return Digest(
        since=period.since,
        department=period.department,
        renewals=tuple(renewals),
        changes=tuple(sorted(changes, key=strongest_first)),
        left=len(chosen) - len(renewals),
        beyond=len(pairs) - len(chosen),
    )


def _told(change: Change, edition: Edition) -> bool:
    left_out = change.kind is ChangeKind.REMOVED and edition.source is Source.DIGEST
    return change.kind.clinical and not left_out
