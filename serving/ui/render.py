"""What happens while a question is answered, as HTML; every word from outside is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final, assert_never

from assistant import wording
from assistant.exchange import (
    Answered,
    Blocked,
    Claim,
    Deferred,
    Dropped,
    Emergency,
    Outcome,
    Trace,
)
from guidelines import Language
from serving.ui.board import Board
from serving.ui.labels import both, plain

_TIMES: Final = (("find", "time_find"), ("first_sentence", "time_first"), ("total", "time_total"))


def sentence_html(claim: Claim, numbers: Sequence[int]) -> str:
    """Render one shown sentence with its origin and the numbers of its evidence."""
    links = "".join(
        f'<a class="yz-ref" href="#yz-ev-{number}" aria-label="{plain("cited_as", number)}">{number}</a>'
        for number in numbers
    )
    origin = _origin(claim)
    return (
        f'<li class="yz-sentence yz-from-{claim.origin}"><p>{escape(claim.text)}'
        f'<span class="yz-refs">{links}</span></p>'
        f'<span class="yz-badge yz-origin" title="{plain(f"hint_{origin}")}">'
        f"{both(f'origin_{origin}')}</span></li>"
    )


def _origin(claim: Claim) -> str:
    """Name the origin as a reader sees it: a digest's words are not called the guideline's."""
    quoted = claim.origin == "verbatim" and any(one.source == "digest" for one in claim.citations)
    return "digest" if quoted else claim.origin


def sentences_html(claims: Iterable[Claim], board: Board) -> str:
    """Render the sentences of an answer."""
    items = "".join(sentence_html(claim, board.numbers(claim)) for claim in claims)
    return f'<ol class="yz-sentences">{items}</ol>'


def dropped_item_html(dropped: Dropped) -> str:
    """Render one sentence that was kept back, and why."""
    return (
        f'<li><p class="yz-kept">{escape(dropped.text)}</p>'
        f'<p class="yz-why"><strong>{both("why")}</strong> {escape(dropped.why)}</p></li>'
    )


def dropped_html(dropped: Sequence[Dropped]) -> str:
    """Render what was kept back, folded away; nothing when nothing was."""
    if not dropped:
        return ""
    items = "".join(dropped_item_html(one) for one in dropped)
    return (
        f'<details class="yz-dropped"><summary>{both("dropped", len(dropped))}</summary>'
        f'<p class="yz-hint">{both("dropped_hint")}</p><ul>{items}</ul></details>'
    )


def outcome_html(outcome: Outcome, board: Board) -> str:
    """Render the whole outcome; it takes the place of what was shown piecemeal."""
    match outcome:
        case Answered():
            body = _answered(outcome, board)
        case Deferred():
            body = _panel("deferred", outcome.claims, outcome.trace)
        case Blocked():
            body = _panel("blocked", outcome.claims, outcome.trace, rules=outcome.rules)
        case Emergency():
            body = _emergency(outcome)
        case _:
            assert_never(outcome)
    label = f'<p class="yz-ai">{_fixed("label.ai")}</p>' if isinstance(outcome, Answered) else ""
    return f"{body}{dropped_html(outcome.trace.dropped)}{_foot(outcome.trace, label)}"


def fault_html(message: str) -> str:
    """Render a failure that ended a stream."""
    return (
        f'<section class="yz-panel yz-fault" role="alert"><h3>{both("fault")}</h3>'
        f"<p>{escape(message)}</p></section>"
    )


def notices_html() -> str:
    """Render what stands under every page: the AI label and the advice to load full texts."""
    return "".join(map(notice_html, ("label.ai", "notice.digest")))


def notice_html(key: str) -> str:
    """Render one fixed text as a notice."""
    return f'<p class="yz-notice">{_fixed(key)}</p>'


def _answered(outcome: Answered, board: Board) -> str:
    tags: list[str] = []
    if outcome.mode == "verbatim":
        tags.append(f'<span class="yz-badge yz-digest">{both("verbatim_mode")}</span>')
    if outcome.effect is not None:
        label = "flagged" if outcome.effect == "flag" else "ticket_offer"
        tags.append(f'<span class="yz-badge yz-unsure">{both(label)}</span>')
    head = f'<div class="yz-badges">{"".join(tags)}</div>' if tags else ""
    return (
        f"{head}{sentences_html(outcome.claims, board)}{_notes(outcome.trace)}"
        f'<p class="yz-hint">{_fixed("notice.population")}</p>'
    )


def _panel(kind: str, claims: Sequence[Claim], trace: Trace, *, rules: Sequence[str] = ()) -> str:
    named = f'<p class="yz-rules">{both("rules")} {escape("、".join(rules))}</p>' if rules else ""
    return (
        f'<section class="yz-panel yz-{kind}"><h3>{both(kind)}</h3>{_paragraphs(claims)}{named}</section>'
        f"{_notes(trace)}"
    )


def _emergency(outcome: Emergency) -> str:
    fixed_texts = wording.keys()
    aid = "".join(
        f'<p class="yz-aid">{_fixed(f"first_aid.{rule}")}</p>'
        for rule in outcome.rules
        if f"first_aid.{rule}" in fixed_texts and len(outcome.claims) == 1
    )
    return (
        f'<section class="yz-panel yz-emergency" role="alert"><h3>{both("emergency")}</h3>'
        f'{_paragraphs(outcome.claims)}{aid}<a class="yz-call" href="tel:120">{both("call")}</a>'
        f'<p class="yz-rules">{escape(outcome.reason)}</p></section>'
    )


def _paragraphs(claims: Iterable[Claim]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for claim in claims for line in claim.text.splitlines())


def _notes(trace: Trace) -> str:
    items = "".join(f"<li>{escape(note)}</li>" for note in trace.notes)
    return f'<ul class="yz-notes">{items}</ul>' if items else ""


def _foot(trace: Trace, label: str) -> str:
    times = " · ".join(
        f"{both(label)} {trace.timings_ms[name] / 1000:.2f} s"
        for name, label in _TIMES
        if name in trace.timings_ms
    )
    rows = "".join(
        f"<dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd>"
        for name, value in (*trace.versions.items(), *trace.signals.items())
    )
    return (
        f'<footer class="yz-foot">{label}<p class="yz-times">{times}</p>'
        f"<details><summary>{both('details')}</summary><dl>{rows}</dl></details></footer>"
    )


def _fixed(key: str) -> str:
    languages: tuple[tuple[Language, str], ...] = (("zh", "zh-Hans"), ("en", "en"))
    return "".join(
        f'<span class="yz-l" lang="{tag}">{escape(wording.text(key, language))}</span>'
        for language, tag in languages
    )
