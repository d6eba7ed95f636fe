"""A check as an outcome of the audit: the text as the question, every quotation shown as a verbatim claim."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.checking.result import Checked, CheckRequest
from assistant.exchange import Answered, Claim, Emergency, Outcome, Question, Trace
from guidelines.citation import Citation
from guidelines.text import language_of

DOOR = "check"


def question_of(request: CheckRequest) -> Question:
    """Write the request as the question of its record."""
    return Question(
        id=request.id,
        text=request.text,
        asker=request.asker,
        language=language_of(request.text),
        as_of=request.as_of,
        collection=request.collection,
    )


def outcome_of(checked: Checked, versions: Mapping[str, str]) -> Outcome:
    """Write what was shown; a note names every statement's place and verdict."""
    counts: dict[str, int] = {}
    for one in checked.statements:
        counts[one.verdict] = counts.get(one.verdict, 0) + 1
    trace = Trace(
        versions={"model": "off", "prompt": "none", **versions},
        signals={"door": DOOR, **{f"statements_{name}": count for name, count in sorted(counts.items())}},
        notes=(
            *checked.notices,
            *(f"{one.start}-{one.end} {one.verdict}" for one in checked.statements),
        ),
    )
    notices = tuple(Claim(text=one, origin="template", citations=()) for one in checked.notices)
    if checked.urgency is not None:
        return Emergency(
            claims=notices, reason=DOOR, rules=checked.rules, urgency=checked.urgency, trace=trace
        )
    shown = dict.fromkeys(
        citation for one in checked.statements for citation in (*one.citations, *one.superseded)
    )
    return Answered(mode="verbatim", claims=(*notices, *map(_quoted, shown)), trace=trace)


def _quoted(citation: Citation) -> Claim:
    return Claim(text=citation.quote, origin="verbatim", citations=(citation,))
