"""Trains the channel over drafted text from the gate's own cases; `evals.gate_channel drafted` runs it.

A case is learned as it is and once behind a harmless sentence by somebody else, as sentences stand in an
answer. What the product itself says is learned as harmless, too, and never measured on.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.exchange import Role
from assistant.gate.learned.channel import features, readable
from assistant.gate.learned.composing import composed
from assistant.gate.learned.drafted import WEIGHTS, windows
from assistant.gate.learned.shape import shape
from assistant.gate.learned.training import COMPOSED, Example, Letters, train_letters
from assistant.gate.matching import Scan, fires
from assistant.gate.reading import readings
from assistant.gate.rule import RuleBook, load_rules

FALSE_HOLDS: Final = 0.015
"""Share of the harmless drafts that rules let out which the channel may hold back, in cross-validation."""
_SEED: Final = 20261123
_WHERE: Final = Path(__file__).parent / f"{WEIGHTS}.npz"


def train_drafted(shipped: Sequence[str]) -> list[str]:
    """Train, write the weights beside this file, and report the folds author by author.

    `shipped` is what the product itself says to patients.
    """
    given = drafts(shipped)
    letters = train_letters(given, false_blocks=FALSE_HOLDS)
    np.savez_compressed(
        _WHERE,
        weights=letters.weights.astype(np.float16),
        threshold=np.float32(letters.threshold),
        unclear=np.float32(letters.unclear),
    )
    authors = sorted({one.author for one in given} - {COMPOSED})
    return [
        f"drafted: learned from {len(given)}; threshold {letters.threshold:.3f}",
        *(_figures(author, given, letters) for author in ("", *authors)),
    ]


def drafts(shipped: Sequence[str]) -> list[Example]:
    """Read the drafted cases that come with the gate, but for doctors' readers."""
    chance = random.Random(_SEED)  # noqa: S311 - reproducible shuffling, not a secret
    book = load_rules()
    lines = resources.files("assistant.gate.cases").joinpath("out.jsonl").read_text("utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["role"] != Role.DOCTOR]
    harmless = [one for one in cases if one["expect"] == "clear" and one["role"] == Role.PATIENT]
    found = [_example(case, book, _before(case, harmless, chance)) for case in cases]
    found += [_said(text, book, blocked=False) for text in _sentences(shipped)]
    where = resources.files("assistant.gate.learned").joinpath("composed_drafts.toml")
    for label in ("regimen", "harmless"):
        made = composed(where, label, chance)
        found += [_said(text, book, blocked=label == "regimen") for text in made]
    chance.shuffle(found)
    return found


def _before(case: Mapping[str, Any], harmless: Sequence[Mapping[str, Any]], chance: random.Random) -> str:
    """Choose a harmless sentence of the case's language that another author wrote."""
    author = case.get("author")
    fit = [one for one in harmless if one.get("author") != author and one["lang"] == case["lang"]]
    return str(chance.choice(fit or harmless)["text"])


def _sentences(shipped: Sequence[str]) -> Iterator[str]:
    for text in shipped:
        yield from windows(text)


def _example(case: Mapping[str, Any], book: RuleBook, before: str) -> Example:
    text = case["text"]
    return Example(
        plain=_buckets(text),
        varied=(_buckets(f"{before} {text}"),),
        slots=frozenset(),
        meant=(),
        blocked=case["expect"] == "blocked",
        asked=not _ruled(book, text, Role(case["role"])),
        author=case.get("author", "first"),
    )


def _said(text: str, book: RuleBook, *, blocked: bool) -> Example:
    expect = "blocked" if blocked else "clear"
    case = {"text": text, "expect": expect, "role": Role.PATIENT, "author": COMPOSED}
    return _example(case, book, "")


def _buckets(text: str) -> frozenset[int]:
    read = " ".join(windows(readable(readings(text)[0])))
    return frozenset(features((read,), shape(read)))


def _ruled(book: RuleBook, text: str, role: Role) -> bool:
    rules = [one for one in book.rules if one.direction == "out" and role not in one.exempt]
    return any(fires(rule, Scan(read), ()) for read in readings(text) for rule in rules)


def _figures(author: str, given: Sequence[Example], letters: Letters) -> str:
    held = 1 / (1 + np.exp(-letters.unseen)) >= letters.threshold
    told = np.array([one.asked and one.author != COMPOSED and author in {"", one.author} for one in given])
    blocked = np.array([one.blocked for one in given])
    ill, well = held[told & blocked], held[told & ~blocked]
    return (
        f"{author or 'all, each author left out'}: {ill.sum()} of {len(ill)} regimens held back,"
        f" {well.sum()} of {len(well)} harmless"
    )
