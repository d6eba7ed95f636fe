"""What an auditor looks for, and what is found: links of the chain, one of them opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.audit import Link, Replayed

MOST: Final = 200
"""How many links one look gives at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; what is None or empty does not matter.

    Days are UTC, both included. `action` is how a decision begins (`deferred`, `task:`). `reference` is a
    record's id, a link's number or a ticket. `before` goes on behind a link that was shown.
    """

    since: date | None = None
    until: date | None = None
    person: str = ""
    role: str = ""
    action: str = ""
    reference: str = ""
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """Links that were found, newest first; `more` says that older ones were found, too."""

    links: tuple[Link, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLink:
    """A link with what it vouches for.

    `text` is the sealed JSON, None once its person was erased; `replayed` is given where that is a question
    with its outcome, and not a step of a task, of a kept record, of a twin or of the ledger.
    """

    link: Link
    digest: str
    text: str | None
    replayed: Replayed | None
