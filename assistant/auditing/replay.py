"""An answer against the editions of its day: does each quotation stand where it was quoted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from assistant.audit import Replayed
from guidelines import GuidelineError, Ledger, Status
from guidelines.citation import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Requoted:
    """A quotation looked up again; what is None cannot be looked up any more.

    `holds`: the stored edition still says these words at this place. `then` and `today` are what its edition
    was on the day of the answer, as the ledger knows it now, and is today; `shown` is what the answer said.
    """

    citation: Citation
    holds: bool
    shown: Status
    then: Status | None
    today: Status | None
    text_sha256: str | None


def day_of(replayed: Replayed) -> date:
    """Give the day whose editions an answer was made from."""
    return replayed.question.as_of or date.fromisoformat(replayed.link.at[:10])


def requote(replayed: Replayed, ledger: Ledger) -> tuple[Requoted, ...]:
    """Look up every quotation of an outcome again, each once."""
    cited = (one for claim in replayed.outcome.claims for one in claim.citations)
    return tuple(_requoted(one, day_of(replayed), ledger) for one in dict.fromkeys(cited))


def _requoted(citation: Citation, day: date, ledger: Ledger) -> Requoted:
    try:
        text = ledger.text(citation.edition_id)
        then = ledger.standing(citation.edition_id, on=day).status
        today = ledger.standing(citation.edition_id).status
    except GuidelineError:  # the edition was never this ledger's, or is gone: that is the finding
        return Requoted(
            citation=citation, holds=False, shown=citation.status, then=None, today=None, text_sha256=None
        )
    return Requoted(
        citation=citation,
        holds=text[citation.start : citation.end] == citation.quote,
        shown=citation.status,
        then=then,
        today=today,
        text_sha256=sha256(text.encode()).hexdigest(),
    )
