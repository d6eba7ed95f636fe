"""What changed in the editions that came into force since a day, strongest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.changes.change import ChangeKind
from assistant.changes.history import History
from assistant.changes.looks import Learned
from assistant.changes.showing import Showing, ShownChange, Viewer, strongest_first
from guidelines import Edition, Ledger, Source

_NOTHING = Learned()


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """An edition that took another one's place, and how many statements became what."""

    replaced: Edition
    edition: Edition
    summary: Mapping[ChangeKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The renewals of a time, the newest first, and their clinical changes, the strongest first."""

    since: date
    department: str | None
    renewals: tuple[Renewal, ...]
    changes: tuple[ShownChange, ...]


def digest(
    ledger: Ledger,
    history: History,
    viewer: Viewer,
    *,
    since: date,
    until: date,
    department: str | None = None,
    learned: Learned = _NOTHING,
) -> Digest:
    """Tell what came into force from `since` to `until`, both included, or is in force and was `learned`.

    With a `department` only what it reads counts: its own documents and those that no department has for
    itself. Moved, reworded and unchanged statements are counted, not told; nor is what a digest lacks: its
    edition may well state it. An edition that was withdrawn is left out.
    """
    renewals: list[Renewal] = []
    changes: list[ShownChange] = []
    showing = Showing(ledger)
    for replaced, edition in reversed(history.replacements(viewer.reader)):
        late = edition.edition_id in learned.renewing
        if not (since <= edition.effective_from or late) or edition.effective_from > until:
            continue
        if not _for(edition, department):
            continue
        if edition.withdrawn_on is not None and edition.withdrawn_on <= until:
            continue
        comparison = history.between(replaced.edition_id, edition.edition_id)
        shown = [showing.shown(one, replaced, edition, viewer) for one in comparison.changes]
        seen = [one for one in shown if one is not None]
        counted = {kind: sum(one.change.kind is kind for one in seen) for kind in ChangeKind}
        renewals.append(Renewal(replaced=replaced, edition=edition, summary=counted))
        changes += [one for one in seen if _told(one)]
    return Digest(
        since=since,
        department=department,
        renewals=tuple(renewals),
        changes=tuple(sorted(changes, key=strongest_first)),
    )


def _for(edition: Edition, department: str | None) -> bool:
    return department is None or not edition.departments or department in edition.departments


def _told(shown: ShownChange) -> bool:
    left_out = shown.change.kind is ChangeKind.REMOVED and shown.edition.source is Source.DIGEST
    return shown.change.kind.clinical and not left_out
