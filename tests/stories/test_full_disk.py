"""The disk is full, really: a small file system of its own, filled to the last block."""

import os
import subprocess

import pytest

from tests.fakes import ward_rules as ward

QUESTION = "一般高血压患者的血压目标是多少？"


@pytest.fixture
def small_disk(tmp_path, furnished, monkeypatch, surroundings):
    """A home on a file system of 160 MB; skipped where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a file system needs root")
    try:
        subprocess.run(["cp", "-a", "--sparse=always", f"{furnished}/.", str(place)], check=True)
        monkeypatch.setenv("YIZHENG_HOME", str(place))
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def fill(small_disk):
    """Fill the disk but for some bytes; gives what frees it again."""
    filler = small_disk / "filler"

    def full(*, but=0):
        with filler.open("wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 4096):
                    pass
            except OSError:
                pass
            size = file.tell()
            os.truncate(filler, max(0, size - but))
        return filler.unlink

    return full


@pytest.fixture
def wanted(tmp_path):
    """A guideline file, its record, and a corpus."""
    (tmp_path / "rules.md").write_bytes(ward.markdown(ward.OLD))
    (tmp_path / "meta.toml").write_text(ward.record("wheelchair-2019", file="rules.md"), "utf-8")
    (tmp_path / "corpus.jsonl").write_text('{"id": "a", "text": "Looms of oak."}\n', "utf-8")
    return {
        "add": ("guidelines", "add", tmp_path / "rules.md", "--meta", tmp_path / "meta.toml"),
        "index": ("index", tmp_path / "corpus.jsonl", "--collection", "looms"),
    }


@pytest.mark.parametrize("room", [0, 2_000_000], ids=["none", "2-MB"])
def test_no_room_is_said_and_what_was_there_stands(fill, process, yizheng, wanted, room):
    free = fill(but=room)
    for command in wanted.values():
        refused = process(*command)
        told = refused.out + refused.err
        assert (refused.code, "Traceback" in told) in {(1, False), (2, False)}
        assert "no room left" in told
    free()
    listed = yizheng("guidelines", "list", "--json").lines
    assert len(listed) > 20
    assert "wheelchair-2019" not in {one["document_id"] for one in listed}
    assert yizheng("search", "looms", "--collection", "looms").code == 2
    for command in wanted.values():
        assert yizheng(*command).code == 0
    assert yizheng("ask", ward.QUESTION, "--role", "doctor", "--json").one["claims"][0]["text"] == ward.OLD


def test_a_full_disk_withholds_answers_but_never_an_alarm(fill, process, small_disk):
    fill(but=2_000_000)
    answered = process("ask", QUESTION, "--role", "doctor", "--json")
    assert (answered.code, answered.one["outcome"]) == (0, "deferred")
    assert answered.one["reason"] in {"index_unavailable", "not_recorded"}
    alarm = process("ask", "胸口压着疼，出冷汗，喘不上气", "--json")
    assert (alarm.code, alarm.one["outcome"]) == (0, "emergency")
