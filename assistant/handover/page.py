"""The packet as text that a person reads on one screen: situation and request first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from assistant.exchange import NOT_MEASURED
from assistant.handover.packet import Fact, Packet
from assistant.handover.told import label
from assistant.health_file.file import Reported
from assistant.wording import text as wording
from guidelines import Language

_QUOTED: Final = 160


def page(packet: Packet, *, language: Language) -> str:
    """Write the packet; what nobody said is marked unknown, never left out."""
    header, situation, request = packet.header, packet.situation, packet.request

    def heading(key: str) -> str:
        return wording(f"handover.{key}", language)

    measured = ", ".join(
        f"{name}={value}" for name, value in packet.assessment.uncertainty.items() if value != NOT_MEASURED
    )
    triggers = ", ".join(header.triggers)
    lines = [
        f"{header.ticket} · {header.priority} · {header.due_at:%Y-%m-%d %H:%M} UTC · {triggers or '–'}",
        header.ai_label,
        "",
        f"[S] {heading('situation')}",
        f"  {heading('reason')}: {situation.reason}",
        f"  {heading('asked')}: {_cut(situation.question)}",
        f"  {heading('told')}: {_cut(situation.told)}",
        f"[R] {heading('request')}",
        f"  {request.decision}",
        *(f"  {one.number}. {_cut(one.text)} [{one.source}]" for one in request.draft),
        f"[I] {heading('identity')}: {packet.identity.patient_ref} · {packet.identity.language}",
        f"[B] {heading('background')}",
        *(f"  {label(one.name, language)}: {_fact(one, language)}" for one in packet.background.facts),
        *(f"  {line}" for line in reported_lines(packet.background.reported, language)),
        f"[A] {heading('assessment')}",
        f"  {heading('rules')}: {', '.join(packet.assessment.rules) or '–'}",
        f"  {heading('measured')}: {measured or '–'}",
    ]
    return "\n".join(lines)


def reported_lines(reported: Iterable[Reported], language: Language) -> list[str]:
    """Write what the health file says of each topic, with its day and who said it."""
    return [
        wording(
            "handover.as_reported",
            language,
            topic=label(one.topic, language),
            standing=wording(f"handover.{one.standing}", language),
            said=_cut(one.said),
            by=wording(f"handover.by_{one.by}", language),
            on=one.said_on.isoformat(),
        )
        for one in reported
        if one.by is not None and one.said_on is not None
    ]


def _fact(fact: Fact, language: Language) -> str:
    standing = wording(f"handover.{fact.standing}", language)
    return f"{standing} “{_cut(' '.join(fact.said))}”" if fact.said else standing


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTED else f"{flat[:_QUOTED]}…"
