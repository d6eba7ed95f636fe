"""Every passage store keeps the same law: Edge, Qdrant's local mode, a Qdrant server."""

import uuid

import pytest
from qdrant_client import QdrantClient

from retrieval.edge_store import EdgeStore
from retrieval.ports import HybridQuery, SparseVector
from retrieval.qdrant_store import QdrantStore, connect
from tests.fakes.passages import passage, point

EAST = (1.0, 0.0, 0.0, 0.0)
BETWEEN = (0.8, 0.6, 0.0, 0.0)
NORTH = (0.0, 1.0, 0.0, 0.0)


@pytest.fixture
def edge(tmp_path):
    return EdgeStore.create(tmp_path / "edge", dimensions=4)


@pytest.fixture
def memory():
    return QdrantStore.create(QdrantClient(":memory:"), "c", dimensions=4)


@pytest.fixture
def folder(tmp_path):
    return QdrantStore.create(QdrantClient(path=str(tmp_path / "local")), "c", dimensions=4)


@pytest.fixture
def server(qdrant_url):
    client, name = connect(qdrant_url), f"contract-{uuid.uuid4().hex}"
    yield QdrantStore.create(client, name, dimensions=4)
    client.delete_collection(name)


@pytest.fixture(params=["edge", "memory", "folder", "server"])
def store(request):
    made = request.getfixturevalue(request.param)
    yield made
    if request.param != "server":
        made.close()


def ask(store, *, dense=EAST, sparse=None, editions=None, depth=10):
    weights = sparse or {1: 1.0}
    terms = SparseVector(tuple(sorted(weights)), tuple(weights[key] for key in sorted(weights)))
    known = None if editions is None else frozenset(editions)
    return store.search(HybridQuery(dense=dense, sparse=terms, editions=known, depth=depth))


def names(half):
    return [hit.passage.passage_id for hit in half]


def test_a_hit_carries_the_whole_passage_and_its_title(store):
    told = point("p", section=("1", "1.2"), context="adults", kind="recommendation", text="≥65 岁 <140/90")
    store.upsert([told])
    hit = ask(store).dense[0]
    assert (hit.passage, hit.title) == (told.passage, "A guide")


def test_both_halves_come_best_first(store):
    store.upsert(
        [
            point("far", dense=NORTH, sparse={1: 0.5}),
            point("near", dense=EAST, sparse={2: 1.0}),
            point("mid", dense=BETWEEN, sparse={1: 1.5}),
        ]
    )
    found = ask(store)
    assert names(found.dense) == ["a@1#near", "a@1#mid", "a@1#far"]
    assert names(found.sparse) == ["a@1#mid", "a@1#far"]


def test_a_rare_term_weighs_more_than_a_common_one(store):
    store.upsert([point(f"c{n}", sparse={1: 1.0}) for n in range(6)] + [point("rare", sparse={2: 1.0})])
    found = ask(store, sparse={1: 1.0, 2: 1.0}).sparse
    assert found[0].passage.passage_id == "a@1#rare"
    # ln(1 + (7 - 1 + 0.5) / 1.5) and ln(1 + (7 - 6 + 0.5) / 6.5): the same numbers in every store.
    assert [round(hit.score, 3) for hit in found[:2]] == [1.674, 0.208]


def test_the_filter_holds_in_both_halves(store):
    store.upsert([point("x", edition="old@1"), point("y", edition="new@1"), point("z", edition="other@1")])
    found = ask(store, editions={"new@1", "other@1"})
    assert names(found.dense) == names(found.sparse) == ["new@1#y", "other@1#z"]


def test_the_filter_applies_before_the_depth(store):
    store.upsert([point(f"o{n}", edition="old@1") for n in range(20)])
    store.upsert([point("y", edition="new@1", dense=NORTH, sparse={1: 0.1})])
    found = ask(store, editions={"new@1"}, depth=3)
    assert names(found.dense) == names(found.sparse) == ["new@1#y"]


def test_no_edition_admitted_means_no_hit(store):
    store.upsert([point("x")])
    found = ask(store, editions=())
    assert (found.dense, found.sparse) == ((), ())


def test_a_question_without_terms_is_answered_by_the_dense_half_alone(store):
    store.upsert([point("x")])
    query = HybridQuery(dense=EAST, sparse=SparseVector((), ()), editions=None)
    found = store.search(query)
    assert (names(found.dense), found.sparse) == (["a@1#x"], ())


def test_ties_are_broken_by_passage_id(store):
    store.upsert([point(name) for name in ("c", "a", "d", "b")])
    found = ask(store)
    assert names(found.dense) == names(found.sparse) == ["a@1#a", "a@1#b", "a@1#c", "a@1#d"]


def test_depth_limits_each_half(store):
    store.upsert([point(f"p{n}") for n in range(9)])
    found = ask(store, depth=4)
    assert (len(found.dense), len(found.sparse)) == (4, 4)


def test_upserting_twice_keeps_one_and_the_latest(store):
    store.upsert([point("x", text="first")])
    store.upsert([point("x", text="second", dense=NORTH)])
    assert store.count() == 1
    assert ask(store).dense[0].passage.text == "second"


def test_removed_editions_are_gone(store):
    store.upsert([point("x", edition="a@1"), point("y", edition="b@1")])
    store.remove(frozenset({"a@1", "never@1"}))
    store.remove(frozenset())
    assert names(ask(store).dense) == ["b@1#y"]
    assert store.count() == 1


def test_known_names_what_is_stored(store):
    store.upsert([point("x")])
    stored, absent = passage("x").passage_id, passage("nope").passage_id
    assert store.known([stored, absent]) == frozenset({stored})
    assert store.known([]) == frozenset()


def test_nothing_stored_is_an_empty_answer(store):
    found = ask(store)
    assert (found.dense, found.sparse, store.count()) == ((), (), 0)
