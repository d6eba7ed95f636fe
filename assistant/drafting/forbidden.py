"""What is never written, whoever says it: words that tell the machine to make or complete a prescription."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.drafting.answering import Uttered
from assistant.drafting.lexicon import speaks_of
from assistant.drafting.record import Dropped
from assistant.exchange import Role
from assistant.ports import Gate


def withheld(uttered: Sequence[Uttered], gate: Gate, role: Role) -> tuple[list[Uttered], list[Dropped]]:
    """Part what may be taken down from what asks the machine to prescribe or to change its rules.

    What a doctor tells a patient is taken down word for word; only words to the machine are
    judged, and with them goes the whole sentence.
    """
    kept: list[Uttered] = []
    dropped: list[Dropped] = []
    sentences: dict[tuple[int, int], str] = {}
    for one in uttered:
        why = _why_not(one, gate, role)
        if why is not None:
            sentences.setdefault((one.clause.turn, one.clause.sentence), why)
    for one in uttered:
        why = sentences.get((one.clause.turn, one.clause.sentence))
        if why is None:
            kept.append(one)
        else:
            dropped.append(Dropped(one.text, why))
    return kept, dropped


def _why_not(one: Uttered, gate: Gate, role: Role) -> str | None:
    if not speaks_of("machine", one.text):
        return None
    verdict = gate.incoming(one.clause.text, role=role, history=())
    rules = ", ".join(rule.id for rule in verdict.rules if rule.kind != "red_flag") or "P26"
    return f"turn {one.clause.turn}: gate: {rules}: a prescription is never completed here, only taken down"
