"""A command is killed (SIGKILL) at every step that writes: what was there answers on, nothing is left."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.fakes import ward_rules as ward

ROOT = Path(__file__).resolve().parents[2]
KILLED = -9
LEDGER = "assistant.store.ledger:SqlLedger"


@pytest.fixture(scope="module")
def mortal():
    """A process that lives short lives on order."""
    popen = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.mortal"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def live(*arguments, dies=None):
        environment = {name: value for name, value in os.environ.items() if name.startswith("YIZHENG_")}
        order = {"arguments": [str(one) for one in arguments], "environment": environment, "dies": dies}
        popen.stdin.write(json.dumps(order) + "\n")
        popen.stdin.flush()
        return json.loads(popen.stdout.readline())

    yield live
    popen.stdin.close()
    popen.wait(10)
    popen.stdout.close()


def await_builders(home):
    """Wait for builds that outlived their killed owner."""
    end = time.monotonic() + 20
    while any(str(home) in " ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])):
        assert time.monotonic() < end
        time.sleep(0.05)


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
        pytest.param("call assistant.store.atomic:_place", False, id="original-half-written"),
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
