"""How long a search takes at 50,000 passages: `python tests/bench/bench_search.py [PASSAGES]`.

Unit vectors at random, realistic term vectors, 1,000 editions of which 600 may speak, every second one
Chinese and every second English. For each language it prints p50 and p95 of the search after embedding, of
the search with what follows until the passages are there, and of all of ours beside embedding and model.
"""

import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.exchange import Role
from assistant.gate import RuleGate
from assistant.grounding.check import check
from assistant.grounding.verdict import EvidenceText
from guidelines import (
    DocumentId,
    Edition,
    EditionId,
    FamilyId,
    Passage,
    PassageId,
    PublicationDate,
    Source,
    Standing,
    Status,
    View,
)
from guidelines.citation import cite
from retrieval.evidence import Budget, pack
from retrieval.fusion import by_language
from retrieval.hybrid import DEPTH, HybridSearch
from retrieval.indexing import EmbeddedLibrary
from retrieval.learned_order import shipped_order
from retrieval.library import Entry, PointMaker
from retrieval.llama_bridge import compose
from retrieval.ports import HybridQuery
from retrieval.rerankers import LexicalReranker
from retrieval.segmenter import plain_words
from retrieval.token_counts import EstimatedCounter
from retrieval.tokens import Bm25Encoder
from tests.bench.bars import finish, p95

EDITIONS, QUESTIONS, DIMENSIONS, WORDS = 1_000, 300, 384, 20_000
ADMITTED = frozenset(EditionId(f"doc{number}@0") for number in range(600))
DRAFTED = 4


class RandomEmbedder:
    """Random unit vectors: the worst case for a graph index, and no time of its own."""

    identity, dimensions = "random", DIMENSIONS

    def __init__(self):
        """Seed the generator."""
        self._random = np.random.default_rng(7)

    def embed_passages(self, texts):
        """Give one vector a text."""
        made = self._random.standard_normal((len(texts), DIMENSIONS), dtype=np.float32)
        return (made / np.linalg.norm(made, axis=1, keepdims=True)).tolist()

    def embed_query(self, text):
        """Give any vector."""
        return self.embed_passages([text])[0]


def vocabularies(rng):
    """Give 20,000 words of each language: the lexicon's own, and syllables that look like English."""
    chinese = sorted(word for word in plain_words() if 2 <= len(word) <= 4)
    rng.shuffle(chinese)
    syllables = [first + vowel + last for first in "bcdfglmnprst" for vowel in "aeiou" for last in "lmnrst"]
    english = sorted({"".join(rng.choices(syllables, k=rng.randint(1, 3))) for _ in range(30_000)})
    rng.shuffle(english)
    return {"zh": chinese[:WORDS], "en": english[:WORDS]}


def written(language, words, count, skew, rng):
    """Write words, the first of the vocabulary more often than the last."""
    drawn = [words[int(len(words) * rng.random() ** skew)] for _ in range(count)]
    return "".join(drawn) + "。" if language == "zh" else " ".join(drawn) + "."


def entries(count, words, rng):
    """Make passages of about 200 characters in Chinese, 50 words in English."""
    for number in range(count):
        edition, language = f"doc{number % EDITIONS}@0", "en" if number % 2 else "zh"
        text = written(language, words[language], 50 if number % 2 else 80, 3, rng)
        passage = Passage(
            passage_id=PassageId(f"{edition}#{number:06d}"),
            edition_id=EditionId(edition),
            document_id=DocumentId(edition.split("@", maxsplit=1)[0]),
            ordinal=number,
            kind="narrative",
            text=text,
            start=0,
            end=len(text),
        )
        yield Entry(passage=passage, title=f"指南 {number % EDITIONS}")


def report(name, seconds):
    """Print median and 95th percentile in milliseconds."""
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    print(f"{name:<42} n={len(seconds)}  p50 {p50:6.2f} ms  p95 {p95:6.2f} ms", flush=True)


def timed(call):
    """Give the seconds that a call took, and its result."""
    started = time.perf_counter()
    result = call()
    return time.perf_counter() - started, result


def ours(question, gate, retriever, view, language):
    """Walk one question through everything of ours; four quoted sentences are grounded and cited."""
    spent = {}
    spent["gate"], _ = timed(lambda: gate.incoming(question, role=Role.DOCTOR, history=()))
    spent["find, llama-index"], found = timed(lambda: retriever.find(question, view=view, limit=8))
    spent["pack"], evidence = timed(
        lambda: pack(question, found.hits, budget=Budget(counter=EstimatedCounter(), tokens=480))
    )
    drafted = evidence.sentences[:DRAFTED]
    spent["ground"], _ = timed(
        lambda: [check(one.text, [EvidenceText(one.text, one.scope)], language=language) for one in drafted]
    )
    spent["cite"], _ = timed(lambda: [quoted(one) for one in drafted])
    return spent


def quoted(sentence):
    """Cite a sentence out of an edition that holds its passage alone."""
    passage = sentence.passage
    edition = Edition(
        edition_id=passage.edition_id,
        document_id=passage.document_id,
        family_id=FamilyId("bench"),
        collection="bench",
        title=sentence.title,
        issuer="bench",
        label="2020",
        published=PublicationDate("2020"),
        effective_from=date(2020, 1, 1),
        sha256="0" * 64,
        source=Source.FULLTEXT,
        language="zh",
    )
    standing = Standing(status=Status.CURRENT)
    return cite(edition, passage.text, passage, start=sentence.start, end=sentence.end, standing=standing)


def searched(question, library, embedder, encoder):
    """One hybrid query under its filters, and the fusion of its halves."""
    query = HybridQuery(
        dense=embedder.embed_query(question),
        sparse=encoder.encode_query(question),
        editions=ADMITTED,
        depth=DEPTH,
    )
    store = library.store("bench")
    return timed(lambda: by_language(store.search(query), question))[0]


def measured(language, questions, library, embedder, encoder):
    """Print every stage for the questions of one language; give the seconds of searching and of all."""
    print(f"{language}:")
    view = View(collection="bench", on=date(2026, 1, 1), editions=ADMITTED)
    embedding = [timed(lambda: embedder.embed_query(one))[0] for one in questions]  # noqa: B023
    found = [searched(one, library, embedder, encoder) for one in questions]
    report("hybrid query, filters, fusion", found)
    search = HybridSearch(library.store, embedder=embedder, encoder=encoder, learned=shipped_order())
    pools = [timed(lambda: search.pool(one, view))[0] for one in questions]  # noqa: B023
    beside = [whole - embedded for whole, embedded in zip(pools, embedding, strict=True)]
    report("the same, the learned order, passages", beside)
    retriever, gate = compose(search, LexicalReranker()), RuleGate()
    stages = [ours(one, gate, retriever, view, language) for one in questions]
    for name in stages[0]:
        report(name, [one[name] for one in stages])
    whole = [sum(one.values()) - embedded for one, embedded in zip(stages, embedding, strict=True)]
    report("all of ours beside embedding and model", whole)
    return found, whole


def main(count):
    """Build, then measure."""
    rng = random.Random(7)
    words = vocabularies(rng)
    embedder, encoder = RandomEmbedder(), Bm25Encoder()
    with tempfile.TemporaryDirectory() as folder:
        library = EmbeddedLibrary(Path(folder), PointMaker(embedder, encoder, chunker="bench"))
        seconds, manifest = timed(lambda: library.replace("bench", entries(count, words, rng)))
        print(f"built {manifest.passages} passages in {seconds:.1f} s (with segmentation, without embedding)")
        found, whole = [], []
        for language in words:
            questions = [written(language, words[language], 6, 2, rng) for _ in range(QUESTIONS)]
            search, spent = measured(language, questions, library, embedder, encoder)
            found.append(p95(search) * 1000)
            whole.append(p95(spent) * 1000)
        library.close()
    finish({"search": max(found), "ours": max(whole)})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
