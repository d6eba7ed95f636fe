"""An answer of the guidelines' room as a patient reads it: short sentences, each source behind one tap."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import assert_never

from assistant.exchange import Answered, Blocked, Claim, Deferred, Emergency, Outcome
from guidelines import Language
from guidelines.citation import Citation
from guidelines.text import language_of
from serving.ui.patient.frame import lines, message, paragraph
from serving.ui.patient.words import both, said


def sentence_html(claim: Claim, language: Language) -> str:
    """Render one verified sentence with its sources."""
    written = language_of(claim.text) or language
    foreign = "" if written == language else paragraph("foreign", kind="yp-scope")
    return f'<li class="yp-claim"><p>{said(claim.text, written)}</p>{foreign}{_cited(claim.citations)}</li>'


def growing_html() -> str:
    """Begin an answer that grows; the finished one takes its place."""
    head = f'<p class="yp-from">{both("claims_from")}</p><ol class="yp-claims"></ol>'
    return message(head, origin="ai", kind="yp-card yp-answer", acts=False)


def answer_html(outcome: Outcome, language: Language, *, ticket: str = "") -> str:
    """Render a finished answer; `ticket` is the card of the task that it opened."""
    match outcome:
        case Answered():
            items = "".join(sentence_html(one, language) for one in outcome.claims)
            body = (
                f'<p class="yp-from">{both("claims_from")}</p><ol class="yp-claims">{items}</ol>'
                f"{_notes(outcome, language)}{paragraph('label_full', kind='yp-scope')}"
                f"{paragraph('offer_person', kind='yp-next')}"
            )
            made = outcome.mode == "model"
            return message(body, origin="ai" if made else "template", kind="yp-card yp-answer")
        case Blocked():
            return blocked_html(outcome, language)
        case Deferred() | Emergency():
            body = f"<h3>{both('deferred_title')}</h3>{lines(_words(outcome), language)}"
            return message(f"{body}{ticket or paragraph('offer_person')}", kind="yp-card yp-deferred")
        case _:
            assert_never(outcome)


def stopped_html(notice: Sequence[str], language: Language) -> str:
    """Render that the hospital has stopped the assistant, and whom to call."""
    body = f"<h3>{both('deferred_title')}</h3>{lines(notice, language)}{paragraph('offer_person')}"
    return message(body, kind="yp-card yp-deferred")


def blocked_html(outcome: Blocked, language: Language) -> str:
    """Render why no medicine is named, and the ways that are open."""
    body = (
        f"<h3>{both('blocked_title')}</h3><p>{said(outcome.reason, language)}</p>{paragraph('blocked_ways')}"
    )
    return message(body, kind="yp-card yp-blocked")


def _words(outcome: Deferred | Emergency) -> tuple[str, ...]:
    """Give the words of an outcome but those on the ticket, which has a card of its own."""
    texts = tuple(one.text for one in outcome.claims)
    return texts[:-1] if outcome.trace.ticket and len(texts) > 1 else texts


def _notes(outcome: Answered, language: Language) -> str:
    items = "".join(f"<li>{said(one, language)}</li>" for one in outcome.trace.notes)
    return f'<ul class="yp-notes">{items}</ul>' if items else ""


def _cited(citations: tuple[Citation, ...]) -> str:
    """Render the quotations as they stand in their editions, never converted to another script."""
    if not citations:
        return ""
    quotations = "".join(_quotation(one) for one in citations)
    return f'<details class="yp-cite"><summary>{both("cited")}</summary>{quotations}</details>'


def _quotation(citation: Citation) -> str:
    page = "" if citation.page is None else f" · {both('quote_page', citation.page)}"
    digest = f'<span class="yp-digest">{both("digest")}</span>' if citation.source == "digest" else ""
    return (
        f"<figure><blockquote>{escape(citation.quote)}</blockquote><figcaption>{escape(citation.title)} · "
        f"{escape(citation.issuer)} · {citation.year}{page} {digest}</figcaption></figure>"
    )
