"""A command is killed (SIGKILL) at every step that writes: what was there answers on, nothing is left."""

import json
import random
import time

import pytest

from tests.fakes import ward_rules as ward
from tests.fakes.agreement import disagreements
from tests.fakes.killing import await_builders, command, moment, mortals, trust

KILLED = -9
LEDGER = "assistant.store.ledger:SqlLedger"


@pytest.fixture(scope="module")
def mortal():
    """A process that lives short lives on order."""
    with mortals() as live:
        yield live


def debris(home):
    """Name what nobody needs: half-written files, builds and spools that no manifest names."""
    found = [one for pattern in (".writing-*", "*.new", "spool-*") for one in home.rglob(pattern)]
    for manifest in home.glob("index/*/manifest.json"):
        valid = json.loads(manifest.read_text("utf-8"))["generation"]
        found += [one for one in manifest.parent.glob("g-*") if one.name != valid]
    return found


@pytest.mark.parametrize(
    ("dies", "taken"),
    [
        pytest.param("call assistant.store.atomic:_place", False, id="journal-half-written"),
        pytest.param("return assistant.store.journal:JournalFile.begin", False, id="journal-written"),
        pytest.param("return assistant.store.files:OriginalsFolder.put", False, id="original-kept"),
        pytest.param("return retrieval.edge_store:EdgeStore.upsert", False, id="points-stored"),
        pytest.param("call retrieval.indexing:write_manifest", False, id="before-the-index-knows"),
        pytest.param("return retrieval.indexing:write_manifest", False, id="index-knows"),
        pytest.param(f"call {LEDGER}._commit_generation", False, id="within-the-transaction"),
        pytest.param(f"return {LEDGER}.add", True, id="committed"),
    ],
)
def test_a_killed_addition_is_wholly_in_or_not_at_all(home, mortal, yizheng, tmp_path, dies, taken):
    (tmp_path / "rules.md").write_bytes(ward.markdown(ward.OLD))
    (tmp_path / "meta.toml").write_text(ward.record("wheelchair-2019", file="rules.md"), "utf-8")
    addition = ("guidelines", "add", tmp_path / "rules.md", "--meta", tmp_path / "meta.toml")
    assert mortal(*addition, dies=dies) == KILLED

    listed = {one["document_id"] for one in yizheng("guidelines", "list", "--json").lines}
    assert ("wheelchair-2019" in listed) == taken
    hits = yizheng("search", ward.QUESTION, "--json").one["hits"]
    assert ("wheelchair-2019" in {one["document_id"] for one in hits}) == taken
    assert not debris(home)

    assert yizheng(*addition).one["new"] is not taken
    assert yizheng("ask", ward.QUESTION, "--role", "doctor", "--json").one["claims"][0]["text"] == ward.OLD


@pytest.mark.parametrize(
    ("dies", "indexed"),
    [
        pytest.param(f"return {LEDGER}.add", False, id="ledger-knows"),
        pytest.param("return retrieval.spool:SpoolWriter.write", False, id="spooled"),
        pytest.param("call subprocess:Popen._execute_child", False, id="build-starting"),
        pytest.param("call subprocess:Popen.communicate", False, id="while-building"),
        pytest.param("return retrieval.indexing:EmbeddedLibrary._run_worker", False, id="built"),
        pytest.param("return retrieval.indexing:write_manifest", True, id="swapped"),
    ],
)
def test_a_killed_index_leaves_the_old_or_the_new_collection(home, mortal, yizheng, tmp_path, dies, indexed):
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text('{"id": "old", "text": "Looms of oak."}\n', "utf-8")
    assert mortal("index", corpus, "--collection", "looms") == 0
    corpus.write_text('{"id": "new", "text": "Looms of pine."}\n', "utf-8")
    assert mortal("index", corpus, "--collection", "looms", dies=dies) == KILLED
    await_builders(home)

    found = yizheng("search", "looms", "--collection", "looms", "--json").one["hits"]
    assert [one["document_id"] for one in found] == ["new" if indexed else "old"]
    assert not debris(home)
    assert yizheng("index", corpus, "--collection", "looms").one["documents"] == 1
    again = yizheng("search", "looms", "--collection", "looms", "--json").one["hits"]
    assert [one["document_id"] for one in again] == ["new"]


def test_a_home_whose_first_start_was_killed_starts_again(tmp_path, monkeypatch, mortal, yizheng):
    monkeypatch.setenv("YIZHENG_HOME", str(tmp_path / "fresh"))
    for dies in (
        "call retrieval.indexing:EmbeddedLibrary._run_worker",
        "return retrieval.indexing:write_manifest",
    ):
        assert mortal("guidelines", "list", dies=dies) == KILLED
    await_builders(tmp_path / "fresh")
    assert len(yizheng("guidelines", "list", "--json").lines) > 20
    assert not debris(tmp_path / "fresh")


@pytest.mark.parametrize("kind", ["add", "import", "rollback"])
def test_at_whatever_moment_an_import_dies_ledger_files_and_index_agree(
    home, mortal, yizheng, tmp_path, kind
):
    draw = random.Random(kind)
    trust(home)
    begun = time.monotonic()
    names, arguments = command(tmp_path, 0, kind)
    assert mortal(*arguments) == 0
    life = time.monotonic() - begun
    assert disagreements(home) == []
    for number in (1, 2):
        names, arguments = command(tmp_path, number, kind)
        if kind == "rollback":
            assert mortal(*arguments) == 0
            arguments = ("guidelines", "rollback")
        mortal(*arguments, dies=f"after {moment(draw, life):.3f}")
        await_builders(home)
        held = {one["document_id"] for one in yizheng("guidelines", "list", "--json").lines}
        assert disagreements(home) == []
        if kind == "import":
            assert len(held & set(names)) in {0, len(names)}
        assert kind == "rollback" or yizheng(*arguments).code == 0
        assert disagreements(home) == []
