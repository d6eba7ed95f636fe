"""Trains the learned channel from the cases beside the gate; `python -m evals.gate_channel` runs it.

All cases are learned from, and what `composing` makes. Every threshold is set, and every figure told, on
folds that leave one author out at a time, so that it holds for the wording of somebody new. scikit-learn is
needed here only, never at run time.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from math import sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.exchange import Role
from assistant.gate.learned.channel import BUCKETS, features, readable
from assistant.gate.learned.composing import composed
from assistant.gate.learned.meaning import Embedding, Floats, Meaning, embedded, joined, meant, placed
from assistant.gate.learned.opinion import spared, tells
from assistant.gate.learned.slots import slot_features
from assistant.gate.matching import Scan, fires
from assistant.gate.reading import readings
from assistant.gate.rule import RuleBook, load_rules

FALSE_BLOCKS: Final = 0.005
FALSE_BLOCKS_BY_MEANING: Final = 0.025
"""Share of the passing cases on which it is asked that each half may block, in cross-validation."""
LEFT_CLEAR: Final = 0.03
"""Share of the requests that may be so unlike one in letters that their meaning is not asked."""
_SEED: Final = 20260401
_STRENGTH: Final = 30.0
_STRENGTH_OF_MEANING: Final = 3.0
_GAMMA: Final = 0.3
_VARIED: Final = 2
_BEFORE: Final = 0.7
COMPOSED: Final = "composed"
"""Who wrote what was put together to learn from; nothing is measured on it."""
_COMPOSED_WEIGHT: Final = 0.3
_NEXT_TURN: Final = " >> "
_HERE: Final = Path(__file__).parent

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An asker's turns, the same amid other talk, as buckets; and whether it is a request to be blocked."""

    plain: frozenset[int]
    varied: tuple[frozenset[int], ...]
    slots: frozenset[str]
    meant: tuple[str, ...]
    blocked: bool
    asked: bool
    """Whether rules leave it to the channel."""
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Weights over buckets, both thresholds, and each learned example's score out of its fold."""

    weights: NDArray[np.float32]
    threshold: float
    unclear: float
    unseen: Matrix


def examples() -> list[Example]:
    """Read the patients' and clerks' cases that come with the gate, but for emergencies."""
    chance = random.Random(_SEED)  # noqa: S311 - reproducible shuffling, not a secret
    book = load_rules()
    listed = resources.files("assistant.gate.learned").joinpath("talk.toml").read_text("utf-8")
    talk: Mapping[str, Sequence[str]] = tomllib.loads(listed)
    found: list[Example] = []
    for name in ("block", "pass"):
        lines = resources.files("assistant.gate.cases").joinpath(f"{name}.jsonl").read_text("utf-8")
        for case in map(json.loads, lines.splitlines()):
            if case["expect"] == "emergency" or case["role"] == "doctor":
                continue
            found.append(_example(case, book, talk, chance, blocked=name == "block"))
    where = resources.files("assistant.gate.learned").joinpath("composed.toml")
    for label in ("request", "harmless"):
        for text in composed(where, label, chance):
            *before, last = text.split(_NEXT_TURN)
            told = [{"text": turn, "speaker": "patient"} for turn in before]
            case = {"text": last, "history": told, "author": COMPOSED, "role": "patient"}
            found.append(_example(case, book, talk, chance, blocked=label == "request"))
    found += _complaints(book, talk, chance)
    chance.shuffle(found)
    return found


def _complaints(
    book: RuleBook, talk: Mapping[str, Sequence[str]], chance: random.Random
) -> Iterator[Example]:
    """Give the red flags' own cases, told without a word that asks for a medicine, as harmless ones."""
    lines = resources.files("assistant.gate.redflags").joinpath("cases.jsonl").read_text("utf-8")
    for told in map(json.loads, lines.splitlines()):
        case = {"text": told["text"], "author": COMPOSED, "role": "patient"}
        example = _example(case, book, talk, chance, blocked=False)
        if example.asked:
            yield example


def _example(
    case: Mapping[str, Any],
    book: RuleBook,
    talk: Mapping[str, Sequence[str]],
    chance: random.Random,
    *,
    blocked: bool,
) -> Example:
    turns = _turns(case)
    scans = _scans(turns)
    role = Role(case["role"])
    silent = tells(book, scans[-1]) or any(scans[-1].spans(book.slot(one)) for one in spared())
    return Example(
        plain=_buckets(book, scans),
        varied=tuple(_buckets(book, _scans(_amid(turns, talk, chance))) for _ in range(_VARIED)),
        slots=slot_features(book, scans),
        meant=meant([readable(one.folded) for one in scans]),
        blocked=blocked,
        asked=not silent and not _ruled(book, scans, role),
        author=case.get("author", "first"),
    )


def _ruled(book: RuleBook, scans: Sequence[Scan], role: Role) -> bool:
    rules = [one for one in book.rules if one.direction == "in" and one.otc is None]
    return any(fires(one, scans[-1], scans[:-1]) for one in rules if role not in one.exempt)


def _turns(case: Mapping[str, Any]) -> tuple[str, ...]:
    earlier = [turn["text"] for turn in case.get("history", ()) if turn["speaker"] != "assistant"]
    return (*earlier[-2:], case["text"])


def _scans(turns: Sequence[str]) -> list[Scan]:
    return [Scan(readings(text)[0]) for text in turns]


def _amid(turns: Sequence[str], talk: Mapping[str, Sequence[str]], chance: random.Random) -> tuple[str, ...]:
    """Put something that people say around a question before or behind the last turn."""
    chinese = any("\u3400" <= character <= "\u9fff" for character in turns[-1])
    said = chance.choice(talk["zh" if chinese else "en"])
    last = said + turns[-1] if chance.random() < _BEFORE else turns[-1] + said
    return (*turns[:-1], last)


def _buckets(book: RuleBook, scans: Sequence[Scan]) -> frozenset[int]:
    return frozenset(features([readable(one.folded) for one in scans], slot_features(book, scans)))


def _matrix(given: Sequence[frozenset[int]]) -> Any:  # noqa: ANN401 - a sparse matrix of scipy, which has no types here
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - training only

    rows, columns, values = [], [], []
    for row, buckets in enumerate(given):
        rows += [row] * len(buckets)
        columns += sorted(buckets)
        values += [1 / sqrt(len(buckets))] * len(buckets)
    return csr_matrix((values, (rows, columns)), shape=(len(given), BUCKETS))


def _fitted(given: Sequence[Example]) -> NDArray[np.float32]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - training only

    rows = [(buckets, one) for one in given for buckets in (one.plain, *one.varied)]
    model = LogisticRegression(C=_STRENGTH, max_iter=400, fit_intercept=False, class_weight="balanced")
    model.fit(
        _matrix([buckets for buckets, _ in rows]),
        [one.blocked for _, one in rows],
        sample_weight=[_COMPOSED_WEIGHT if one.author == COMPOSED else 1.0 for _, one in rows],
    )
    return np.asarray(model.coef_[0], dtype=np.float32)


def logits(weights: NDArray[np.float32], given: Sequence[Example]) -> Matrix:
    """Give the letters' logit of each example, as it is."""
    return np.asarray(_matrix([one.plain for one in given]).dot(weights), dtype=np.float64)


def train_letters(given: Sequence[Example], *, false_blocks: float = FALSE_BLOCKS) -> Letters:
    """Fit the channel over letters; thresholds from folds, at a share `false_blocks` of the harmless."""
    unseen = np.zeros(len(given))
    for author in _authors(given):
        left = [place for place, one in enumerate(given) if one.author == author]
        weights = _fitted([one for one in given if one.author != author])
        unseen[left] = logits(weights, [given[place] for place in left])
    blocked = np.array([one.blocked for one in given])
    told = np.array([one.asked and one.author != COMPOSED for one in given])
    return Letters(
        weights=_fitted(given),
        threshold=_sigmoid(float(np.quantile(unseen[told & ~blocked], 1 - false_blocks))),
        unclear=_sigmoid(float(np.quantile(unseen[told & blocked], LEFT_CLEAR))),
        unseen=unseen,
    )


def _authors(given: Sequence[Example]) -> list[str]:
    return sorted({one.author for one in given})


def train_meaning(
    given: Sequence[Example], letters: Letters, vectors: Floats, identity: str
) -> tuple[Meaning, Matrix]:
    """Fit the machine over embeddings and the letters' logits out of their folds; threshold from folds.

    With it, each example's score out of its author's fold.
    """
    from sklearn.svm import SVC  # noqa: PLC0415 - training only

    mean, spread = vectors.mean(axis=0), vectors.std(axis=0)
    held = [one.slots for one in given]
    slots = tuple(sorted(frozenset[str]().union(*held)))
    points = joined(placed(vectors, mean, spread), letters.unseen.astype(np.float32), held, slots)
    blocked = np.array([one.blocked for one in given])
    asked = np.array([one.asked for one in given])

    alike = _alike(points)

    def fit(rows: NDArray[np.bool_]) -> Any:  # noqa: ANN401 - scikit-learn has no types here
        return SVC(C=_STRENGTH_OF_MEANING, kernel="precomputed", class_weight="balanced").fit(
            alike[np.ix_(rows, rows)], blocked[rows]
        )

    authors = np.array([one.author for one in given])
    unseen = np.zeros(len(given))
    for author in _authors(given):
        left = authors == author
        unseen[left] = fit(~left).decision_function(alike[np.ix_(left, ~left)])
    whole = fit(np.ones(len(given), dtype=np.bool_))
    machine = Meaning(
        identity=identity,
        slots=slots,
        mean=mean,
        spread=spread,
        support=points[whole.support_],
        weights=np.asarray(whole.dual_coef_[0], dtype=np.float32),
        gamma=_GAMMA,
        bias=float(whole.intercept_[0]),
        threshold=float(np.quantile(unseen[asked & ~blocked], 1 - FALSE_BLOCKS_BY_MEANING)),
    )
    return machine, unseen


def _alike(points: Floats) -> Floats:
    """Give the kernel of every point with every other, once for all folds."""
    lengths = (points**2).sum(axis=1)
    away = lengths[:, None] + lengths[None] - 2 * points @ points.T
    return np.asarray(np.exp(-_GAMMA * np.maximum(away, 0)), dtype=np.float32)


def _sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


def train(embedding: Embedding) -> list[str]:
    """Train both halves, write their weights beside this file, report the folds author by author."""
    given = examples()
    letters = train_letters(given)
    places = [place for place, one in enumerate(given) if one.author != COMPOSED]
    heard = [given[place] for place in places]
    seen = replace(letters, unseen=letters.unseen[places])
    machine, unseen = train_meaning(heard, seen, _vectors(embedding, heard), embedding.identity)
    _write(letters, machine)
    sure, unclear = (1 / (1 + np.exp(-seen.unseen)) >= bar for bar in (letters.threshold, letters.unclear))
    told = np.asarray(sure | (unclear & (unseen >= machine.threshold)))
    bars = f"{letters.threshold:.3f}, {letters.unclear:.3f}, {machine.threshold:.3f}"
    return [
        f"learned from {len(given)}; thresholds {bars}; {len(machine.weights)} support vectors",
        *(_figures(one, heard, told) for one in ("", *_authors(heard))),
    ]


def _figures(author: str, heard: Sequence[Example], told: NDArray[np.bool_]) -> str:
    """Say what is blocked of what rules leave to the channel, of one author or of all."""
    asked = np.array([one.asked and author in {"", one.author} for one in heard])
    blocked = np.array([one.blocked for one in heard])
    caught, harmed = told[asked & blocked], told[asked & ~blocked]
    told_of = f"{caught.sum()} of {len(caught)} requests, {harmed.sum()} of {len(harmed)} harmless blocked"
    return f"{author or 'all, each author left out'}: {told_of}"


def _write(letters: Letters, machine: Meaning) -> None:
    np.savez_compressed(
        _HERE / "weights.npz",
        weights=letters.weights.astype(np.float16),
        threshold=np.float32(letters.threshold),
        unclear=np.float32(letters.unclear),
    )
    np.savez_compressed(
        _HERE / "meaning.npz",
        identity=np.array(machine.identity),
        slots=np.array(" ".join(machine.slots)),
        mean=machine.mean,
        spread=machine.spread,
        support=machine.support.astype(np.float16),
        weights=machine.weights,
        gamma=np.float32(machine.gamma),
        bias=np.float32(machine.bias),
        threshold=np.float32(machine.threshold),
    )


def _vectors(embedding: Embedding, given: Sequence[Example]) -> Floats:
    return np.array([embedded(embedding, one.meant) for one in given], dtype=np.float32)
