"""Every passage store keeps the same law: Edge, Qdrant's local mode, a Qdrant server."""

import uuid

import pytest
from qdrant_client import QdrantClient

from guidelines import Certainty
from retrieval.edge_store import EdgeStore
from retrieval.payload import point_id
from retrieval.ports import HybridQuery, Scored, SparseVector
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


def ask(store, *, dense=EAST, sparse=None, editions=None, certainties=tuple(Certainty), depth=10):
    weights = sparse or {1: 1.0}
    terms = SparseVector(tuple(sorted(weights)), tuple(weights[key] for key in sorted(weights)))
    known = None if editions is None else frozenset(editions)
    query = HybridQuery(
        dense=dense, sparse=terms, editions=known, certainties=frozenset(certainties), depth=depth
    )
    return store.search(query)


def names(store, half):
    return [hit.passage.passage_id for hit in store.fetch(half)]


def test_a_hit_carries_the_whole_passage_and_its_title(store):
    told = point("p", section=("1", "1.2"), context="adults", kind="recommendation", text="≥65 岁 <140/90")
    store.upsert([told])
    (hit,) = store.fetch(ask(store).dense)
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
    assert names(store, found.dense) == ["a@1#near", "a@1#mid", "a@1#far"]
    assert names(store, found.sparse) == ["a@1#mid", "a@1#far"]


def test_a_rare_term_weighs_more_than_a_common_one(store):
    store.upsert([point(f"c{n}", sparse={1: 1.0}) for n in range(6)] + [point("rare", sparse={2: 1.0})])
    found = ask(store, sparse={1: 1.0, 2: 1.0}).sparse
    assert names(store, found[:1]) == ["a@1#rare"]
    # ln(1 + (7 - 1 + 0.5) / 1.5) and ln(1 + (7 - 6 + 0.5) / 6.5): the same numbers in every store.
    assert [round(hit.score, 3) for hit in found[:2]] == [1.674, 0.208]


def test_the_filter_holds_in_both_halves(store):
    store.upsert([point("x", edition="old@1"), point("y", edition="new@1"), point("z", edition="other@1")])
    found = ask(store, editions={"new@1", "other@1"})
    for half in (found.dense, found.sparse):
        assert set(names(store, half)) == {"new@1#y", "other@1#z"}


def test_the_filter_applies_before_the_depth(store):
    store.upsert([point(f"o{n}", edition="old@1") for n in range(20)])
    store.upsert([point("y", edition="new@1", dense=NORTH, sparse={1: 0.1})])
    found = ask(store, editions={"new@1"}, depth=3)
    assert names(store, found.dense) == names(store, found.sparse) == ["new@1#y"]


def test_no_edition_admitted_means_no_hit(store):
    store.upsert([point("x")])
    found = ask(store, editions=())
    assert (found.dense, found.sparse) == ((), ())


def test_a_question_without_terms_is_answered_by_the_dense_half_alone(store):
    store.upsert([point("x")])
    query = HybridQuery(dense=EAST, sparse=SparseVector((), ()), editions=None)
    found = store.search(query)
    assert (names(store, found.dense), found.sparse) == (["a@1#x"], ())


def test_ties_are_broken_by_point_id(store):
    store.upsert([point(name) for name in ("c", "a", "d", "b")])
    found = ask(store)
    ties = sorted(point_id(passage(name).passage_id) for name in "abcd")
    assert [one.point for one in found.dense] == [one.point for one in found.sparse] == ties


def test_candidates_are_fetched_in_their_order_with_their_scores(store):
    store.upsert([point(name) for name in "abc"])
    wanted = [Scored(point_id(passage(name).passage_id), score) for name, score in (("c", 0.5), ("a", 0.7))]
    fetched = store.fetch([wanted[0], Scored(point_id(passage("gone").passage_id), 0.6), wanted[1]])
    assert [(hit.passage.passage_id, hit.score) for hit in fetched] == [("a@1#c", 0.5), ("a@1#a", 0.7)]
    assert store.fetch([]) == []


def test_facts_less_sure_than_asked_for_take_no_place(store):
    store.upsert([point(f"u{n}", certainty=Certainty.UNCHECKED) for n in range(6)])
    store.upsert([point("s", certainty=Certainty.SECONDARY), point("c", dense=NORTH, sparse={1: 0.1})])
    for wanted, found in (
        ({Certainty.CHECKED}, {"a@1#c"}),
        (set(Certainty) - {Certainty.UNCHECKED}, {"a@1#c", "a@1#s"}),
        ((), set()),
    ):
        halves = ask(store, certainties=wanted, depth=3)
        assert set(names(store, halves.dense)) == set(names(store, halves.sparse)) == found


def test_depth_limits_each_half(store):
    store.upsert([point(f"p{n}") for n in range(9)])
    found = ask(store, depth=4)
    assert (len(found.dense), len(found.sparse)) == (4, 4)


def test_upserting_twice_keeps_one_and_the_latest(store):
    store.upsert([point("x", text="first")])
    store.upsert([point("x", text="second", dense=NORTH)])
    assert store.count() == 1
    assert store.fetch(ask(store).dense)[0].passage.text == "second"


def test_removed_editions_are_gone(store):
    store.upsert([point("x", edition="a@1"), point("y", edition="b@1")])
    store.remove(frozenset({"a@1", "never@1"}))
    store.remove(frozenset())
    assert names(store, ask(store).dense) == ["b@1#y"]
    assert store.count() == 1


def test_known_names_what_is_stored(store):
    store.upsert([point("x")])
    stored, absent = passage("x").passage_id, passage("nope").passage_id
    assert store.known([stored, absent]) == frozenset({stored})
    assert store.known([]) == frozenset()


def test_nothing_stored_is_an_empty_answer(store):
    found = ask(store)
    assert (found.dense, found.sparse, store.count()) == ((), (), 0)


def test_a_passages_vectors_come_back_as_they_were_written(store):
    written = point("p", dense=BETWEEN, sparse={2: 0.5, 5: 1.5})
    store.upsert([written, point("q", dense=NORTH)])
    found = store.vectors([point_id("a@1#p"), point_id("a@1#gone")])
    (kept,) = found.values()
    assert list(kept.dense) == pytest.approx(BETWEEN)
    assert dict(zip(kept.sparse.indices, kept.sparse.values, strict=True)) == pytest.approx({2: 0.5, 5: 1.5})
