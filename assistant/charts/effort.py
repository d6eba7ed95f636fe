"""What people do to drafts, counted: how much of a section they changed and how long it took.

What is kept holds no words; which sentences were rejected is read from the sealed records, each time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.charts.chart import Sheet
from assistant.edit_distance import distance

_MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """One section of one signed record: lengths and edit distance in characters, machine lines, seconds."""

    template: str
    section: str
    machine_length: int
    final_length: int
    distance: int
    machine_lines: int
    rejected_lines: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A section of a template over all signed records; `changed` is the share of characters edited."""

    template: str
    section: str
    records: int
    changed: float
    rejected: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A machine's sentence that no longer stood when records were signed, and in how many of them."""

    template: str
    section: str
    text: str
    records: int


def efforts_of(
    template: str, machine: Sheet, final: Sheet, seconds: Mapping[str, float]
) -> tuple[Effort, ...]:
    """Compare the machine's draft with what was signed, section by section."""
    signed = {part.name: part for part in final.parts}
    found = []
    for part in machine.parts:
        if part.filled_by == "person":
            continue
        end = signed.get(part.name, part)
        kept = {line.text for line in end.lines if line.by is None}
        found.append(
            Effort(
                template=template,
                section=part.name,
                machine_length=len(part.text),
                final_length=len(end.text),
                distance=distance(part.text, end.text),
                machine_lines=len(part.lines),
                rejected_lines=sum(line.text not in kept for line in part.lines),
                seconds=seconds.get(part.name, 0.0),
            )
        )
    return tuple(found)


def rejected_lines(machine: Sheet, final: Sheet) -> frozenset[tuple[str, str]]:
    """Give the machine's sentences that were signed no more, each with its section."""
    signed = {part.name: {line.text for line in part.lines if line.by is None} for part in final.parts}
    return frozenset(
        (part.name, line.text)
        for part in machine.parts
        for line in part.lines
        if line.text not in signed.get(part.name, set())
    )


def most_rejected(found: Iterable[tuple[str, frozenset[tuple[str, str]]]]) -> tuple[Rejected, ...]:
    """Count, over records with their template, which sentences were rejected most often; a few a template."""
    counted: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for template, lines in found:
        counted[template].update(lines)
    return tuple(
        Rejected(template=template, section=section, text=text, records=records)
        for template, lines in sorted(counted.items())
        for (section, text), records in sorted(lines.items(), key=lambda one: (-one[1], one[0]))[:_MOST]
    )


def learned_from(efforts: Iterable[Effort]) -> tuple[Learned, ...]:
    """Sum up per template and section, the most edited first."""
    grouped: dict[tuple[str, str], list[Effort]] = defaultdict(list)
    for one in efforts:
        grouped[one.template, one.section].append(one)
    learned = [
        Learned(
            template=template,
            section=section,
            records=len(group),
            changed=_share(
                sum(one.distance for one in group),
                sum(max(one.machine_length, one.final_length) for one in group),
            ),
            rejected=_share(
                sum(one.rejected_lines for one in group), sum(one.machine_lines for one in group)
            ),
            seconds=round(sum(one.seconds for one in group) / len(group), 1),
        )
        for (template, section), group in grouped.items()
    ]
    return tuple(sorted(learned, key=lambda one: (one.template, -one.changed, one.section)))


def _share(part: float, whole: float) -> float:
    return round(part / whole, 3) if whole else 0.0
