"""Every library of collections keeps the same law, embedded and on a server."""

import pytest
from qdrant_client import QdrantClient

from retrieval.errors import CorpusError, RetrievalError, StaleIndexError, UnknownCollectionError
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


@pytest.mark.parametrize(
    ("collection", "command"),
    [
        pytest.param("guidelines", "yizheng index --rebuild", id="guidelines"),
        pytest.param("bench", "yizheng index CORPUS.jsonl --collection bench", id="corpus"),
    ],
)
def test_other_makers_are_refused_with_the_command_that_mends_it(opened, collection, command):
    opened(maker()).replace(collection, entries("x"))
    library = opened(maker("hash-2"))
    with pytest.raises(StaleIndexError, match=rf"embedder 'hash-1'.*'{command}'"):
        library.store(collection)
    library.replace(collection, entries("x"))
    assert library.store(collection).count() == 1


def test_a_broken_build_leaves_what_was_there(opened):
    library = opened(maker())
    library.replace("c", entries("x"))

    def broken():
        yield from entries(*map(str, range(100)))
        raise CorpusError("line 101")

    with pytest.raises(CorpusError):
        library.replace("c", broken())
    assert library.store("c").count() == 1


@pytest.fixture
def shared_server():
    """Give a function that opens one server's collections as another process would."""
    client = QdrantClient(":memory:")
    yield lambda of: ServerLibrary(client, of)
    client.close()


def test_what_another_process_built_with_another_embedder_is_not_searched(shared_server):
    ours, theirs = shared_server(maker()), shared_server(maker("hash-2"))
    ours.replace("c", entries("x"))
    assert ours.store("c").count() == 1
    theirs.replace("c", entries("x"))
    with pytest.raises(StaleIndexError, match="embedder 'hash-2'"):
        ours.store("c")


class Interrupted(HashEmbedder):
    """Lets another process act while passages are embedded."""

    def meanwhile(self):
        pass

    def embed_passages(self, texts):
        self.meanwhile()
        return super().embed_passages(texts)


@pytest.fixture
def interrupted(shared_server):
    """Two processes over one collection; what the second does happens in the middle of the first's work."""
    embedder, theirs = Interrupted("hash-1"), shared_server(maker())
    ours = shared_server(PointMaker(embedder, Bm25Encoder(), chunker="lines-1"))
    ours.replace("c", entries("x"))
    return ours, theirs, embedder


def test_what_two_processes_add_at_the_same_time_both_stands(interrupted):
    ours, theirs, embedder = interrupted
    embedder.meanwhile = lambda: theirs.add("c", entries("y", edition="b@1"))
    ours.add("c", entries("z", edition="d@1"))
    assert ours.manifest("c").editions == {"a@1": 1, "b@1": 1, "d@1": 1}
    embedder.meanwhile = lambda: theirs.remove("c", frozenset({"a@1"}))
    assert ours.add("c", entries("v", edition="e@1")).editions == {"b@1": 1, "d@1": 1, "e@1": 1}
    assert ours.store("c").count() == 3


def test_what_was_added_to_an_index_replaced_meanwhile_is_not_said_to_stand(interrupted):
    ours, theirs, embedder = interrupted
    embedder.meanwhile = lambda: theirs.replace("c", entries("y"))
    with pytest.raises(RetrievalError):
        ours.add("c", entries("z", edition="d@1"))
    assert ours.manifest("c").editions == {"a@1": 1}
