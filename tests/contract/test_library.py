"""Every library of collections keeps the same law, embedded and on a server."""

import pytest
from qdrant_client import QdrantClient

from retrieval.errors import CorpusError, StaleIndexError, UnknownCollectionError
from retrieval.indexing import EmbeddedLibrary
from retrieval.library import Entry, PointMaker
from retrieval.server_index import ServerLibrary
from retrieval.tokens import Bm25Encoder
from tests.fakes.passages import HashEmbedder, passage


def maker(identity="hash-1"):
    return PointMaker(HashEmbedder(identity), Bm25Encoder(), chunker="lines-1")


def entries(*names, edition="a@1"):
    return [Entry(passage=passage(name, edition=edition), title="A guide") for name in names]


@pytest.fixture(params=["embedded", "server"])
def opened(request, tmp_path):
    """Give a function that opens the same library again with another maker."""
    client, held = QdrantClient(":memory:"), []

    def reopen(of):
        if request.param == "server":
            return ServerLibrary(client, of)
        while held:
            held.pop().close()
        held.append(EmbeddedLibrary(tmp_path / "index", of))
        return held[-1]

    yield reopen
    while held:
        held.pop().close()
    client.close()


def test_the_life_of_a_collection(opened):
    library = opened(maker())
    with pytest.raises(UnknownCollectionError, match="known: none"):
        library.store("c")
    assert library.add("c", entries("x", "y")).passages == 2
    assert library.add("c", entries("z", edition="b@1")).editions == {"a@1": 2, "b@1": 1}
    assert (library.collections(), library.store("c").count()) == (("c",), 3)
    assert library.remove("c", frozenset({"a@1"})).editions == {"b@1": 1}
    assert library.store("c").count() == 1
    assert library.replace("c", entries("p", "q")).editions == {"a@1": 2}
    assert (library.store("c").count(), library.manifest("c").passages) == (2, 2)
    library.drop("c")
    library.drop("never")
    assert library.collections() == ()


def test_other_makers_are_refused_until_rebuilt(opened):
    opened(maker()).replace("c", entries("x"))
    library = opened(maker("hash-2"))
    with pytest.raises(StaleIndexError, match=r"embedder 'hash-1'.*yizheng index --rebuild"):
        library.store("c")
    library.replace("c", entries("x"))
    assert library.store("c").count() == 1


def test_a_broken_build_leaves_what_was_there(opened):
    library = opened(maker())
    library.replace("c", entries("x"))

    def broken():
        yield from entries(*map(str, range(100)))
        raise CorpusError("line 101")

    with pytest.raises(CorpusError):
        library.replace("c", broken())
    assert library.store("c").count() == 1
