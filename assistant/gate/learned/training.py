"""Trains the learned channel from the cases beside the gate; `python -m evals.gate_channel` runs it.

Two thirds of the cases are learned from (`held` is false); every threshold is set on folds of these alone, so
that the held-out third stays unseen. scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from math import sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.gate.learned.channel import BUCKETS, features, readable
from assistant.gate.learned.meaning import Embedding, Floats, Meaning, meant, placed
from assistant.gate.learned.slots import slot_features
from assistant.gate.matching import Scan
from assistant.gate.reading import readings
from assistant.gate.rule import RuleBook, load_rules

FALSE_BLOCKS: Final = 0.01
FALSE_BLOCKS_BY_MEANING: Final = 0.03
"""Share of the passing cases that each half may block by itself, in cross-validation."""
LEFT_CLEAR: Final = 0.03
"""Share of the requests that may be so unlike one in letters that their meaning is not asked."""
_SEED: Final = 20260401
_STRENGTH: Final = 30.0
_STRENGTH_OF_MEANING: Final = 3.0
_GAMMA: Final = 0.3
_VARIED: Final = 2
_BEFORE: Final = 0.7
_FOLDS: Final = 5
_HERE: Final = Path(__file__).parent

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An asker's turns, the same amid other talk, as buckets; and whether it is a request to be blocked."""

    plain: frozenset[int]
    varied: tuple[frozenset[int], ...]
    meant: str
    blocked: bool
    held: bool


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
    chance.shuffle(found)
    return found


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
    return Example(
        plain=_buckets(book, scans),
        varied=tuple(_buckets(book, _scans(_amid(turns, talk, chance))) for _ in range(_VARIED)),
        meant=meant([readable(one.folded) for one in scans]),
        blocked=blocked,
        held=case["held"],
    )


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

    rows = [(buckets, one.blocked) for one in given for buckets in (one.plain, *one.varied)]
    model = LogisticRegression(C=_STRENGTH, max_iter=400, fit_intercept=False, class_weight="balanced")
    model.fit(_matrix([buckets for buckets, _ in rows]), [blocked for _, blocked in rows])
    return np.asarray(model.coef_[0], dtype=np.float32)


def logits(weights: NDArray[np.float32], given: Sequence[Example]) -> Matrix:
    """Give the letters' logit of each example, as it is."""
    return np.asarray(_matrix([one.plain for one in given]).dot(weights), dtype=np.float64)


def train_letters(given: Sequence[Example]) -> Letters:
    """Fit the channel over letters; thresholds from folds."""
    unseen = np.zeros(len(given))
    for fold in range(_FOLDS):
        left = [place for place in range(len(given)) if place % _FOLDS == fold]
        weights = _fitted([one for place, one in enumerate(given) if place % _FOLDS != fold])
        unseen[left] = logits(weights, [given[place] for place in left])
    blocked = np.array([one.blocked for one in given])
    return Letters(
        weights=_fitted(given),
        threshold=_sigmoid(float(np.quantile(unseen[~blocked], 1 - FALSE_BLOCKS))),
        unclear=_sigmoid(float(np.quantile(unseen[blocked], LEFT_CLEAR))),
        unseen=unseen,
    )


def train_meaning(given: Sequence[Example], letters: Letters, vectors: Floats, identity: str) -> Meaning:
    """Fit the machine over embeddings and the letters' logits out of their folds; threshold from folds."""
    from sklearn.svm import SVC  # noqa: PLC0415 - training only

    mean, spread = vectors.mean(axis=0), vectors.std(axis=0)
    points = placed(vectors, letters.unseen.astype(np.float32), mean, spread)
    blocked = np.array([one.blocked for one in given])

    def fit(rows: NDArray[np.bool_]) -> Any:  # noqa: ANN401 - scikit-learn has no types here
        return SVC(C=_STRENGTH_OF_MEANING, gamma=_GAMMA, class_weight="balanced").fit(
            points[rows], blocked[rows]
        )

    places = np.arange(len(given)) % _FOLDS
    unseen = np.zeros(len(given))
    for fold in range(_FOLDS):
        unseen[places == fold] = fit(places != fold).decision_function(points[places == fold])
    whole = fit(places >= 0)
    return Meaning(
        identity=identity,
        mean=mean,
        spread=spread,
        support=np.asarray(whole.support_vectors_, dtype=np.float32),
        weights=np.asarray(whole.dual_coef_[0], dtype=np.float32),
        gamma=_GAMMA,
        bias=float(whole.intercept_[0]),
        threshold=float(np.quantile(unseen[~blocked], 1 - FALSE_BLOCKS_BY_MEANING)),
    )


def _sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


def train(embedding: Embedding) -> list[str]:
    """Train both halves, write their weights beside this file, report the held-out third."""
    every = examples()
    given, held = ([one for one in every if one.held is side] for side in (False, True))
    letters = train_letters(given)
    machine = train_meaning(given, letters, _vectors(embedding, given), embedding.identity)
    _write(letters, machine)
    scores = logits(letters.weights, held)
    meanings = np.array([machine.score(v, s) for v, s in zip(_vectors(embedding, held), scores, strict=True)])
    sure, unclear = (1 / (1 + np.exp(-scores)) >= bar for bar in (letters.threshold, letters.unclear))
    told = sure | (unclear & (meanings >= machine.threshold))
    blocked = np.array([one.blocked for one in held])
    bars = f"{letters.threshold:.3f}, {letters.unclear:.3f}, {machine.threshold:.3f}"
    caught, harmed = int(told[blocked].sum()), int(told[~blocked].sum())
    return [
        f"learned from {len(given)}; thresholds {bars}; {len(machine.weights)} support vectors",
        f"held out: {caught} of {blocked.sum()} requests blocked, {harmed} of {(~blocked).sum()} harmless",
    ]


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
        mean=machine.mean,
        spread=machine.spread,
        support=machine.support.astype(np.float16),
        weights=machine.weights,
        gamma=np.float32(machine.gamma),
        bias=np.float32(machine.bias),
        threshold=np.float32(machine.threshold),
    )


def _vectors(embedding: Embedding, given: Sequence[Example]) -> Floats:
    return np.array([embedding.embed_query(one.meant) for one in given], dtype=np.float32)
