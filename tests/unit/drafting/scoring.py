"""How a draft is scored: gold facts present and in the right section, traps, sources."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.drafting import Draft, Known, Section, Talk
from evals.dialogues import Dialogue

NEGATION = re.compile(
    r"没|无|不|否认|未|阴性|非|停|别|\bno\b|\bnot\b|n't|\bden|\bwithout\b|\bnever\b|\bnone\b|negative|\bneither\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Score:
    """Counts over many drafts, and what went wrong in words."""

    gold: int = 0
    present: int = 0
    placed: int = 0
    traps: int = 0
    wrong: int = 0
    sentences: int = 0
    unsourced: int = 0
    missing: int = 0
    filled: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, case: Dialogue, draft: Draft) -> None:
        """Score one draft."""
        for gold in case.gold:
            self.gold += 1
            if not all(any(_in(one, draft.sections) for one in needle) for needle in gold.needles):
                self.faults.append(f"{case.id} absent {gold.needles}")
                continue
            self.present += 1
            own = [
                section for section in draft.sections if section.name in gold.sections or not gold.sections
            ]
            if all(any(_in(one, own) for one in needle) for needle in gold.needles):
                self.placed += 1
            else:
                where = [s.name for s in draft.sections if any(_in(o, [s]) for n in gold.needles for o in n)]
                self.faults.append(f"{case.id} misplaced {gold.needles} in {where}")
        self._traps(case, draft)
        self._sources(case, draft)

    def _traps(self, case: Dialogue, draft: Draft) -> None:
        sentences = [sentence.text for section in draft.sections for sentence in section.sentences]
        for never in case.never:
            self.traps += 1
            hit = next((one for one in sentences if never.lower() in one.lower()), None)
            self._trap(hit, f"{case.id} never {never!r}: {hit}")
        for words in case.not_affirmed:
            self.traps += 1
            hit = next(
                (
                    one
                    for one in sentences
                    if any(word.lower() in one.lower() for word in words) and not NEGATION.search(one)
                ),
                None,
            )
            self._trap(hit, f"{case.id} affirmed {words}: {hit}")
        for name in case.missing:
            self.missing += 1
            section = next((one for one in draft.sections if one.name == name), None)
            if section is not None and not section.missing:
                self.filled += 1
                self.faults.append(f"{case.id} filled {name}: {section.text}")

    def _trap(self, hit: str | None, fault: str) -> None:
        if hit is not None:
            self.wrong += 1
            self.faults.append(fault)

    def _sources(self, case: Dialogue, draft: Draft) -> None:
        for section in draft.sections:
            for sentence in section.sentences:
                self.sentences += 1
                if not sentence.sources or not all(stands(one, case.talk) for one in sentence.sources):
                    self.unsourced += 1
                    self.faults.append(f"{case.id} unsourced {sentence.text}")

    def line(self) -> str:
        """Write the figures on one line."""
        return (
            f"gold {self.present}/{self.gold} = {self.present / max(1, self.gold):.1%}, placed "
            f"{self.placed}/{self.present} = {self.placed / max(1, self.present):.1%}, "
            f"traps wrong {self.wrong}/{self.traps}, "
            f"filled {self.filled}/{self.missing}, unsourced {self.unsourced}/{self.sentences}"
        )


def stands(source: object, talk: Talk) -> bool:
    """Say whether a source is a stretch of the talk or one of its facts."""
    if isinstance(source, Known):
        return 0 <= source.fact < len(talk.facts)
    text = talk.turns[source.turn].text  # type: ignore[attr-defined] # a stretch of a turn
    return 0 <= source.start < source.end <= len(text)  # type: ignore[attr-defined] # as above


def _in(needle: str, sections: tuple[Section, ...] | list[Section]) -> bool:
    return any(needle.lower() in section.text.lower() for section in sections if not section.missing)
