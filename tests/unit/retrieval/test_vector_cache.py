"""Vectors by content: computed once, damage counts as absence."""

import sqlite3

import pytest

from retrieval.embedders import CachedEmbedder
from retrieval.errors import IndexWriteError
from retrieval.vector_cache import VectorCache
from tests.fakes.passages import HashEmbedder


class Asked(HashEmbedder):
    """Remembers each question that reached it."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def embed_query(self, text):
        self.asked.append(text)
        return super().embed_query(text)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cache" / "vectors.sqlite3"


def test_a_text_is_embedded_once_even_after_reopening(file):
    first, second = HashEmbedder(), HashEmbedder()
    cache = VectorCache(file)
    before = CachedEmbedder(first, cache).embed_passages(["x", "y", "x"])
    cache.close()
    cache = VectorCache(file)
    after = CachedEmbedder(second, cache).embed_passages(["y", "z", "x"])
    cache.close()
    assert (first.embedded, second.embedded) == (["x", "y"], ["z"])
    assert after[2] == pytest.approx(before[0], abs=1e-6)


def test_another_embedder_takes_nothing_from_the_first(file):
    cache = VectorCache(file)
    CachedEmbedder(HashEmbedder("one"), cache).embed_passages(["x"])
    other = HashEmbedder("two")
    CachedEmbedder(other, cache).embed_passages(["x"])
    cache.close()
    assert other.embedded == ["x"]


def test_a_question_is_never_kept(file):
    cache = VectorCache(file)
    embedder = CachedEmbedder(HashEmbedder(), cache)
    embedder.embed_query("the person's words")
    assert cache.get(embedder.identity, ["the person's words"], dimensions=8) == {}
    cache.close()


def test_the_stages_of_one_walk_share_a_questions_vector_and_no_word_of_it_stays(file):
    cache, inner = VectorCache(file), Asked()
    embedder = CachedEmbedder(inner, cache)
    vectors = [embedder.embed_query(one) for one in ("her words", "his words", "her words")]
    cache.close()
    assert vectors[0] == vectors[2] != vectors[1]
    assert inner.asked == ["her words", "his words"]
    assert "words" not in repr(vars(embedder))


def test_only_the_last_questions_stay(file):
    cache, inner = VectorCache(file), Asked()
    embedder = CachedEmbedder(inner, cache)
    for number in (*range(200), 199, 0):
        embedder.embed_query(str(number))
    cache.close()
    assert inner.asked[200:] == ["0"]


def test_a_damaged_row_is_embedded_again(file):
    cache = VectorCache(file)
    CachedEmbedder(HashEmbedder(), cache).embed_passages(["x"])
    cache.close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE vectors SET vector = zeroblob(32)")
    connection.close()
    cache, again = VectorCache(file), HashEmbedder()
    CachedEmbedder(again, cache).embed_passages(["x"])
    cache.close()
    assert again.embedded == ["x"]


def test_a_damaged_file_is_begun_anew(file):
    file.parent.mkdir()
    file.write_bytes(b"this is no database" * 300)
    cache = VectorCache(file)
    CachedEmbedder(HashEmbedder(), cache).embed_passages(["x"])
    assert set(cache.get("hash-1", ["x"], dimensions=8)) == {"x"}
    cache.close()


def locked(file, begin):
    """Hold the file as another process would."""
    other = sqlite3.connect(file, isolation_level=None)
    for one in begin:
        other.execute(one)
    return other


def test_a_cache_that_another_process_keeps_locked_is_gone_without_and_never_thrown_away(file):
    cache = VectorCache(file, patience_s=0.05)
    CachedEmbedder(HashEmbedder(), cache).embed_passages(["x"])
    other = locked(file, ["BEGIN IMMEDIATE"])
    embedder = HashEmbedder()
    assert len(CachedEmbedder(embedder, cache).embed_passages(["x", "y"])) == 2
    other.execute("COMMIT")
    other.close()
    assert set(cache.get("hash-1", ["x", "y"], dimensions=8)) == {"x"}
    cache.close()


def test_a_cache_in_the_making_elsewhere_is_named_and_left_alone(file):
    file.parent.mkdir()
    other = locked(file, ["CREATE TABLE theirs (a)", "BEGIN EXCLUSIVE"])
    with pytest.raises(IndexWriteError, match=r"locked.*the process that holds it"):
        VectorCache(file, patience_s=0.05)
    other.execute("COMMIT")
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    other.close()
    assert file.exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexWriteError, match="cannot be opened"):
        VectorCache(tmp_path / "file" / "vectors.sqlite3")
