"""The inspector's pack proves itself with its own script and Python's standard library alone."""

import json
import subprocess
import sys
import zipfile

import pytest

from assistant.auditing import AuditRoom
from assistant.inspection.pack import Inspection
from assistant.store.auditing import SqlAudit
from assistant.store.head_key import HeadKeyFile
from assistant.store.inspection import SqlInspected
from assistant.store.keys import KeyRing, MasterKey
from assistant.worklist.reply import ReplyDraft
from tests.fakes.doors import account_book
from tests.fakes.memory_ledger import MemoryLedger
from tests.unit.worklist.conftest import PATIENT, deferral

SECRET = "CANARY 说过的话"


@pytest.fixture
def inspection(ward, tmp_path):
    keys = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))
    book = account_book(ward.store._database, tmp_path, ward.clock)
    task = ward.step(ward.opened(text=SECRET), "claim")
    ward.answer(task, ReplyDraft(decision="clinic", text="请复诊。"))
    ward.clock.pass_by(days=1)
    ward.opened(deferral("weak_evidence"), text="第二天的问题")
    ledger, key = MemoryLedger(), HeadKeyFile(tmp_path / "keys" / "audit.key")
    audit = AuditRoom(SqlAudit(ward.store._database, keys, now=ward.clock), ledger, key, now=ward.clock)
    return Inspection(
        SqlInspected(ward.store._database, keys, book), ledger, audit, policy=lambda: "p1", now=ward.clock
    )


def unpacked(inspection, folder, since=None, until=None, *, texts=False):
    packed = inspection.write(folder.with_suffix(".zip"), since, until, texts=texts)
    with zipfile.ZipFile(folder.with_suffix(".zip")) as archive:
        archive.extractall(folder)
    return packed


def proved(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.strip()


def test_a_pack_proves_itself_and_holds_no_words_unless_asked(inspection, ward, tmp_path):
    packed = unpacked(inspection, tmp_path / "pack")
    assert packed.links == 4
    assert proved(tmp_path / "pack") == (0, "intact")
    assert proved(tmp_path / "pack", ward.recorder.verify().head) == (0, "intact")
    assert proved(tmp_path / "pack", "f" * 64)[0] == 1
    for file in (tmp_path / "pack").iterdir():
        assert b"CANARY" not in file.read_bytes()
    window = json.loads((tmp_path / "pack" / "window.json").read_text("utf-8"))
    assert window["whole"]
    reviewers = json.loads((tmp_path / "pack" / "reviewers.jsonl").read_text("utf-8"))
    assert (reviewers["person"], reviewers["steps"]) == ("p_li", 2)
    unpacked(inspection, tmp_path / "opened", texts=True)
    assert SECRET in (tmp_path / "opened" / "texts.jsonl").read_text("utf-8")
    assert proved(tmp_path / "opened") == (0, "intact")


def test_a_day_proves_itself_too_and_an_erased_person_stays_erased(inspection, ward, tmp_path):
    ward.recorder.erase(PATIENT.person)
    day = ward.clock.now.date()
    packed = unpacked(inspection, tmp_path / "day", day, day, texts=True)
    assert (packed.links, packed.first) == (1, 4)
    assert proved(tmp_path / "day") == (0, "intact")
    (line,) = (tmp_path / "day" / "texts.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line) == {"erased": True, "record_id": json.loads(line)["record_id"], "text": None}


TAMPERED = [
    pytest.param(
        "chain.jsonl", lambda text: text.replace("deferred:hard", "answered", 1), "link 1", id="changed"
    ),
    pytest.param("chain.jsonl", lambda text: text.split("\n", 1)[1], "link 1", id="first-gone"),
    pytest.param("chain.jsonl", lambda text: text.rsplit("\n", 2)[0] + "\n", "ends before", id="cut-off"),
    pytest.param(
        "bodies.jsonl", lambda text: text.split("\n", 1)[1], "link 1: its sealed body", id="body-gone"
    ),
    pytest.param("editions.jsonl", lambda text: text + " ", "editions.jsonl: the file", id="editions"),
]


@pytest.mark.parametrize(("name", "tamper", "words"), TAMPERED)
@pytest.mark.parametrize("sums", ["kept", "rewritten"])
def test_whatever_is_changed_is_found(inspection, tmp_path, name, tamper, words, sums):
    from hashlib import sha256

    folder = tmp_path / "pack"
    unpacked(inspection, folder)
    before = (folder / name).read_text("utf-8")
    (folder / name).write_text(tamper(before), "utf-8")
    if sums == "rewritten" and name != "editions.jsonl":
        listed = (folder / "SHA256SUMS").read_text("utf-8")
        old, new = (sha256(one.encode()).hexdigest() for one in (before, tamper(before)))
        (folder / "SHA256SUMS").write_text(listed.replace(old, new), "utf-8")
        words_expected = words
    else:
        words_expected = f"{name}: the file was changed"
    code, said = proved(folder)
    assert code == 1
    assert words_expected in said


def test_the_script_is_short_and_needs_nothing():
    from importlib import resources

    source = resources.files("assistant.inspection").joinpath("verify.py").read_text("utf-8")
    assert source.count("\n") <= 51
    assert "assistant" not in source
