"""Trains what `learned/meaning.py` reads; `python -m evals.red_flag_meaning QUESTIONS.jsonl` runs it.

The threshold and every figure come from folds in which no author stands on both sides, and count only what
the rules leave below the emergency department.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.gate.learned.meaning import Embedding, Floats, Meaning, joined, placed
from assistant.gate.redflags.finder import RedFlags, urgency
from assistant.gate.redflags.learned.meaning import STEPS, said
from assistant.gate.redflags.training import Kind, Told, cases, questions

RAISED: Final[dict[Kind, float]] = {"near": 0.03, "calm": 0.02, "ordinary": 0.01}
"""Shares of near-misses, mild complaints and ordinary questions that it may raise, in folds."""
_STRENGTH: Final = 3.0
_GAMMA: Final = 0.3
_FOLDS: Final = 5
_ORDINARY_EVERY: Final = 4
_WEIGHT: Final[dict[Kind, float]] = {"near": 1.0, "calm": 0.5, "ordinary": 0.5}

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a message tells of now, what it is, who wrote it, and whether the rules leave it low."""

    said: str
    kind: Kind
    author: str
    low: bool


def heard(given: Sequence[Told]) -> list[Heard]:
    """Read messages; composed ones are left out, and of ordinary ones all but every fourth."""
    flags = RedFlags()
    ordinary = [one for one in given if one[1] == "ordinary"][::_ORDINARY_EVERY]
    found: list[Heard] = []
    for text, kind, author in (*(one for one in given if one[1] not in ("ordinary", "mild")), *ordinary):
        reading = flags.read(text)
        low = urgency(flags.rules(reading)) not in ("E120", "ED")
        told = said(reading, text)
        if told and (low or kind != "ordinary"):
            found.append(Heard(said=told, kind=kind, author=author, low=low))
    return found


def fitted(given: Sequence[Heard], vectors: Floats, identity: str) -> tuple[Meaning, Matrix]:
    """Fit the machine; with it, each message's score from a fold without its author."""
    from sklearn.svm import SVC  # noqa: PLC0415 - training only

    mean, spread = vectors.mean(axis=0), vectors.std(axis=0)
    letters = np.zeros(len(given), dtype=np.float32)
    points = joined(placed(vectors, mean, spread), letters, [()] * len(given), ())
    urgent = np.array([one.kind in ("E120", "ED") for one in given])
    weight = np.array([_WEIGHT.get(one.kind, 1.0) for one in given])

    def fit(rows: NDArray[np.bool_]) -> Any:  # noqa: ANN401 - scikit-learn has no types here
        machine = SVC(C=_STRENGTH, gamma=_GAMMA, class_weight="balanced", cache_size=500)
        return machine.fit(points[rows], urgent[rows], sample_weight=weight[rows])

    fold = {author: place % _FOLDS for place, author in enumerate(sorted({one.author for one in given}))}
    folds = np.array([fold[one.author] for one in given])
    unseen = np.zeros(len(given))
    for place in range(_FOLDS):
        unseen[folds == place] = fit(folds != place).decision_function(points[folds == place])
    whole = fit(np.ones(len(given), dtype=np.bool_))
    limits = [np.quantile(unseen[_low(given, kind)], 1 - most) for kind, most in RAISED.items()]
    machine = Meaning(
        identity=identity,
        slots=(),
        mean=mean,
        spread=spread,
        support=np.asarray(whole.support_vectors_, dtype=np.float32),
        weights=np.asarray(whole.dual_coef_[0], dtype=np.float32),
        gamma=_GAMMA,
        bias=float(whole.intercept_[0]),
        threshold=float(max(limits)),
    )
    return machine, unseen


def _low(given: Sequence[Heard], *kinds: str) -> NDArray[np.bool_]:
    return np.array([one.low and one.kind in kinds for one in given])


def train(embedding: Embedding, files: Sequence[Path]) -> list[str]:
    """Train, write `learned/meaning.npz`, and say what the folds show."""
    given = heard([*cases(), *questions(files)])
    vectors = np.asarray([embedding.embed_query(one.said) for one in given], dtype=np.float32)
    machine, unseen = fitted(given, vectors, embedding.identity)
    where = Path(__file__).parent / "learned" / "meaning.npz"
    np.savez_compressed(
        where,
        identity=np.array(machine.identity),
        mean=machine.mean,
        spread=machine.spread,
        support=np.clip(np.rint(machine.support * STEPS), -127, 127).astype(np.int8),
        weights=machine.weights.astype(np.float16),
        gamma=np.float32(machine.gamma),
        bias=np.float32(machine.bias),
        threshold=np.float32(machine.threshold),
    )
    raised = unseen >= machine.threshold
    told = [
        f"{name}: {int(chosen.sum())} below by rules, of these raised {int((raised & chosen).sum())}"
        for name, chosen in (("urgent", _low(given, "E120", "ED")), *((k, _low(given, k)) for k in RAISED))
    ]
    size = f"{len(machine.support)} support vectors, {where.stat().st_size} bytes"
    return [*told, f"threshold {machine.threshold:.3f}, {size}"]
