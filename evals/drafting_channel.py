"""Trains drafting's learned placer: `python -m evals.drafting_channel DIALOGUES …`.

It learns from the hand-labelled talks beside it and from own dialogues with gold facts: the rules' kind of a
clause is put right there by the section of its gold fact. scikit-learn is needed here alone.
"""

from __future__ import annotations

import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.drafting import Drafter, Talk, Template, Turn, packaged_templates
from assistant.drafting.finding import Kind
from assistant.drafting.learned.channel import BUCKETS, Channel, Heard, features
from assistant.drafting.record import Speaker
from assistant.gate import RuleGate
from evals.dialogues import Dialogue, dialogues_in
from guidelines.text import language_of

_STRENGTH: Final = 100.0
_ROUNDS: Final = 400
_FOLDS: Final = 6
_ALONE: Final = 0.5
"""Weight of a clause without what was told before it: its words must count for themselves."""
_MARK: Final = re.compile(r"\[([a-z])\]")
_KINDS: Final = {
    "p": Kind.PAST,
    "h": Kind.PRESENT,
    "a": Kind.ALLERGY,
    "g": Kind.PERSONAL,
    "r": Kind.REPRODUCTIVE,
    "m": Kind.MENSTRUAL,
    "f": Kind.FAMILY,
    "o": Kind.GENERAL,
    "x": Kind.EXPOSURE,
    "e": Kind.EXAM,
    "l": Kind.RESULT,
    "d": Kind.DIAGNOSIS,
    "t": Kind.PLAN,
    "c": Kind.COURSE,
}
_SPEAKERS: Final[dict[str, Speaker]] = {"D": "doctor", "P": "patient", "F": "family", "N": "nurse"}

Teacher = Callable[[Heard], Kind | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A clause as it was heard, its kind, and the talk that it is of."""

    heard: Heard
    kind: Kind
    talk: str


@dataclass(slots=True)
class Listener:
    """A reading that gives every clause its teacher's kind: what follows is heard behind the right one."""

    talk: str
    teacher: Teacher
    examples: list[Example] = field(default_factory=list)

    def settled(self, heard: Heard) -> Kind:
        """Give the teacher's kind and keep the example; without one the rules' kind stands."""
        taught = self.teacher(heard)
        if taught is not None:
            self.examples.append(Example(heard=heard, kind=taught, talk=self.talk))
        return taught or heard.kind


def listened(name: str, talk: Talk, template: Template, teacher: Teacher) -> list[Example]:
    """Draft one talk with the teacher beside the rules."""
    listener = Listener(name, teacher)
    Drafter(RuleGate(), reading=lambda: listener).draft(talk, template)
    return listener.examples


def of_marked(text: str) -> Iterator[Example]:
    """Give the clauses of hand-labelled talks; what stands before the first mark of a turn is no example."""
    for number, block in enumerate(text.split("\n\n")):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        turns = [Turn(_SPEAKERS[line[0]], _MARK.sub("", line[2:])) for line in lines]
        marks = [_marks(line[2:]) for line in lines]
        language = language_of("".join(turn.text for turn in turns)) or "zh"
        talk = Talk(turns=tuple(turns), facts=(), language=language)
        template = packaged_templates().named("入院记录" if language == "zh" else "SOAP", language)

        def marked(heard: Heard, marks: Sequence[Sequence[tuple[int, Kind]]] = marks) -> Kind | None:
            told = [kind for at, kind in marks[heard.turn] if at <= heard.start]
            return told[-1] if told else None

        yield from listened(f"talk-{number}", talk, template, marked)


def _marks(line: str) -> list[tuple[int, Kind]]:
    """Give every mark's kind and its place in the line without marks."""
    width = len("[p]")
    return [(one.start() - width * number, _KINDS[one[1]]) for number, one in enumerate(_MARK.finditer(line))]


def of_dialogue(case: Dialogue) -> list[Example]:
    """Give the clauses of a dialogue, each with the rules' kind or that of its gold fact's section.

    Of a turn in which the rules miss a gold fact, only the clauses of gold facts teach.
    """
    template = packaged_templates().named(case.template, case.talk.language)
    missed: set[int] = set()

    def gold(heard: Heard) -> Kind | None:
        wanted = _kinds_of_gold(case, template, heard.text)
        if wanted and heard.kind not in wanted:
            missed.add(heard.turn)
            return wanted[0]
        return heard.kind if wanted or heard.turn not in missed else None

    listened(case.id, case.talk, template, gold)
    return listened(case.id, case.talk, template, gold)


def _kinds_of_gold(case: Dialogue, template: Template, text: str) -> list[Kind]:
    """Give the kinds that the sections of the gold facts in a clause take, the first-named section first."""
    named = [one for one in case.gold if all(_holds(text, words) for words in one.needles)]
    names = [name for one in named for name in one.sections]
    takes = {form.name: form.takes for form in template.sections}
    return [kind for name in names for kind in takes.get(name, ()) if kind is not Kind.CHIEF]


def _holds(text: str, words: Sequence[str]) -> bool:
    return any(one.lower() in text.lower() for one in words)


def rows_of(given: Sequence[Example]) -> Any:  # noqa: ANN401 - a sparse matrix of scipy, which has no types
    """Give the buckets of the clauses, a row each."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - training only

    found = [features(one.heard) for one in given]
    rows = [row for row, one in enumerate(found) for _ in one]
    columns = [bucket for one in found for bucket in one]
    values = [weight for one in found for weight in one.values()]
    return csr_matrix((values, (rows, columns)), shape=(len(given), BUCKETS))


def fitted(given: Sequence[Example]) -> Channel:
    """Fit the channel and round its weights."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - training only

    alone = [replace(one, heard=_alone(one.heard)) for one in given]
    weights = [1.0] * len(given) + [_ALONE] * len(alone)
    model = LogisticRegression(C=_STRENGTH, max_iter=_ROUNDS, tol=1e-3)
    model.fit(rows_of([*given, *alone]), [one.kind.value for one in (*given, *alone)], sample_weight=weights)
    scale = float(np.abs(model.coef_).max()) / 127
    return Channel(
        tuple(Kind(one) for one in model.classes_),
        np.round(model.coef_ / scale).astype(np.int8),
        scale,
        model.intercept_.astype(np.float32),
    )


def _alone(heard: Heard) -> Heard:
    """Give a clause as if nothing had been said before it but its question."""
    return replace(heard, before="", near=None, turn_before=None, last=None)


def crossed(given: Sequence[Example], *, folds: int = _FOLDS) -> dict[str, float]:
    """Give the share of hand-labelled clauses placed right: by rules, and with weights of other talks."""
    talks = sorted({one.talk for one in given if one.talk.startswith("talk-")})
    right: Counter[str] = Counter()
    for fold in range(folds):
        left = set(talks[fold::folds])
        model = fitted([one for one in given if one.talk not in left])
        for one in (one for one in given if one.talk in left):
            right["clauses"] += 1
            right["rules"] += one.heard.kind is one.kind
            right["both"] += model.settled(one.heard) is one.kind
    return {name: round(right[name] / right["clauses"], 3) for name in ("rules", "both")}


def main(files: Sequence[str]) -> None:
    """Train, say what cross-validation shows, write `learned/weights.npz`."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger = logging.getLogger(__name__)
    where = Path(str(resources.files("assistant.drafting.learned")))
    given = list(of_marked((where / "talks.txt").read_text("utf-8")))
    own = len(given)
    for file in files:
        for case in dialogues_in(Path(file).read_text("utf-8")):
            given += of_dialogue(case)
    learned = fitted(given)
    np.savez_compressed(
        where / "weights.npz",
        kinds=np.asarray([kind.value for kind in learned.kinds]),
        weights=learned.weights,
        scale=np.float32(learned.scale),
        bias=learned.bias,
    )
    logger.info("%d clauses, %d of them labelled by hand", len(given), own)
    logger.info("hand-labelled clauses placed right, talks apart: %s", crossed(given))


if __name__ == "__main__":
    main(sys.argv[1:])
