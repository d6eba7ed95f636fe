"""Embedded indexes: built apart, swapped whole, refused when stale, owned by one process."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.edge_store import EdgeStore
from retrieval.errors import (
    CorpusError,
    IndexInUseError,
    IndexWriteError,
    StaleIndexError,
    StoreUnavailableError,
    UnknownCollectionError,
)
from retrieval.indexing import EmbeddedLibrary
from retrieval.library import Entry, PointMaker
from retrieval.manifest import corpus_digest
from retrieval.tokens import Bm25Encoder
from tests.fakes.passages import HashEmbedder, passage, point

pytestmark = pytest.mark.story

REPO = Path(__file__).resolve().parents[3]


def maker(embedder=None, chunker="lines-1"):
    return PointMaker(embedder or HashEmbedder(), Bm25Encoder(), chunker=chunker)


def entries(*names, edition="a@1"):
    return [Entry(passage=passage(name, edition=edition), title="A guide") for name in names]


@pytest.fixture
def library(tmp_path):
    made = EmbeddedLibrary(tmp_path / "index", maker(), in_place=3)
    yield made
    made.close()


def folders(tmp_path, collection="c"):
    return sorted(one.name for one in (tmp_path / "index" / collection).iterdir() if one.is_dir())


def test_a_built_collection_is_searchable_and_survives_reopening(tmp_path, library):
    done = []
    manifest = library.replace("c", iter(entries("x", "y")), done.append)
    assert (manifest.passages, manifest.editions, sum(done)) == (2, {"a@1": 2}, 2)
    assert library.store("c").count() == 2
    library.close()
    again = EmbeddedLibrary(tmp_path / "index", maker())
    assert (again.collections(), again.store("c").count()) == (("c",), 2)
    assert again.manifest("c").corpus == corpus_digest(["a@1"])
    again.close()


def test_collections_do_not_mix(library):
    library.replace("c", entries("x"))
    library.replace("d", entries("y", "z"))
    assert (library.store("c").count(), library.store("d").count()) == (1, 2)
    library.drop("c")
    assert library.collections() == ("d",)
    with pytest.raises(UnknownCollectionError, match="known: d"):
        library.store("c")


def test_small_additions_join_the_live_index(tmp_path, library):
    library.replace("c", entries("x"))
    before, store = folders(tmp_path), library.store("c")
    manifest = library.add("c", entries("y", "z", edition="b@1"))
    assert (folders(tmp_path), store.count(), manifest.passages) == (before, 3, 3)


def test_large_additions_are_built_beside_and_keep_what_was_there(tmp_path, library):
    library.replace("c", entries("x"))
    before, old = folders(tmp_path), library.store("c")
    library.add("c", entries(*"klmnop", edition="b@1"))
    assert folders(tmp_path) != before
    assert len(folders(tmp_path)) == 1
    assert (library.store("c").count(), old.count()) == (7, 1)


def test_removed_editions_leave_index_and_manifest(library):
    library.replace("c", [*entries("x"), *entries("y", edition="b@1")])
    assert library.remove("c", frozenset({"a@1"})).editions == {"b@1": 1}
    assert library.store("c").count() == 1


def test_an_empty_collection_can_be_built(library):
    assert library.replace("c", []).passages == 0
    assert library.store("c").count() == 0


@pytest.mark.parametrize(
    ("other", "named"),
    [
        pytest.param(lambda: maker(HashEmbedder("hash-2")), "embedder 'hash-1'", id="embedder"),
        pytest.param(lambda: maker(chunker="lines-2"), "chunker 'lines-1'", id="chunker"),
    ],
)
def test_an_index_of_other_makers_is_refused_with_the_command_that_mends_it(tmp_path, library, other, named):
    library.replace("c", entries("x"))
    library.close()
    later = EmbeddedLibrary(tmp_path / "index", other())
    for use in (later.store, later.manifest, lambda name: later.add(name, entries("y"))):
        with pytest.raises(StaleIndexError, match=rf"{named}.*yizheng index CORPUS.jsonl --collection c"):
            use("c")
    assert later.replace("c", entries("x")).passages == 1
    later.close()


def test_a_damaged_manifest_is_refused_and_can_be_rebuilt(tmp_path, library):
    library.replace("c", entries("x"))
    library.close()
    (tmp_path / "index" / "c" / "manifest.json").write_text('{"makers":')
    later = EmbeddedLibrary(tmp_path / "index", maker())
    with pytest.raises(StaleIndexError, match=r"yizheng index CORPUS.jsonl --collection c"):
        later.store("c")
    later.replace("c", entries("x"))
    assert later.store("c").count() == 1
    later.close()


def test_a_build_that_breaks_off_leaves_the_old_index_and_no_debris(tmp_path, library):
    library.replace("c", entries("x"))
    before = folders(tmp_path)

    def broken():
        yield from entries(*map(str, range(100)))
        raise CorpusError("line 101")

    with pytest.raises(CorpusError):
        library.replace("c", broken())
    assert (folders(tmp_path), library.store("c").count()) == (before, 1)


def test_a_build_process_that_fails_is_reported_and_changes_nothing(tmp_path, library):
    library.replace("c", entries("x"))
    before = folders(tmp_path)
    bad = PointMaker(HashEmbedder(), Bm25Encoder(), chunker="lines-1")
    bad.makers = bad.makers.model_copy(update={"dimensions": 0})
    library._maker = bad
    with pytest.raises(IndexWriteError, match="the old index stands"):
        library.replace("c", entries("y"))
    assert folders(tmp_path) == before


def test_debris_of_a_killed_build_is_cleared_at_the_next_opening(tmp_path, library):
    library.replace("c", entries("x"))
    valid = folders(tmp_path)
    library.close()
    for debris in ("g-dead", "spool-g-dead"):
        (tmp_path / "index" / "c" / debris).mkdir()
        (tmp_path / "index" / "c" / debris / "points.jsonl").write_text("half a li")
    later = EmbeddedLibrary(tmp_path / "index", maker())
    assert (folders(tmp_path), later.store("c").count()) == (valid, 1)
    later.close()


def test_a_second_process_is_told_who_owns_the_index(tmp_path, library):
    code = (
        "import sys; from pathlib import Path; from retrieval.edge_store import EdgeStore\n"
        "from retrieval.errors import IndexInUseError\n"
        "try: EdgeStore.load(Path(sys.argv[1]))\n"
        "except IndexInUseError as fault: print(fault)"
    )
    library.replace("c", entries("x"))
    generation = tmp_path / "index" / "c" / folders(tmp_path)[0]
    done = subprocess.run(
        [sys.executable, "-c", code, str(generation)], cwd=REPO, capture_output=True, text=True, check=True
    )
    assert "open in another process; go through that server, or stop it first" in done.stdout
    with pytest.raises(IndexInUseError, match="in use by another process"):
        EmbeddedLibrary(tmp_path / "index", maker())


def test_an_edge_store_keeps_its_points_over_reopening(tmp_path):
    store = EdgeStore.create(tmp_path / "edge", dimensions=4)
    store.upsert([point("x"), point("y")])
    store.close()
    again = EdgeStore.load(tmp_path / "edge")
    assert again.count() == 2
    again.close()


def test_faults_of_the_store_are_named(tmp_path):
    with pytest.raises(StoreUnavailableError, match="run 'yizheng index"):
        EdgeStore.load(tmp_path / "nothing")
    store = EdgeStore.create(tmp_path / "edge", dimensions=4)
    with pytest.raises(IndexWriteError):
        store.upsert([replace(point("x"), dense=(1.0, 0.0))])
    store.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexWriteError, match="cannot be written"):
        EmbeddedLibrary(tmp_path / "file" / "index", maker())


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "x" * 65, "a\0b"])
def test_only_plain_names_are_collections(library, name):
    with pytest.raises(UnknownCollectionError, match="no collection name"):
        library.replace(name, [])
