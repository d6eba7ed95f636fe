"""A house is held to its records from outside: heads are kept, the end is cut off, and that is found."""

import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing

import pytest

pytestmark = pytest.mark.story
QUESTION = "成人高血压的诊断界值是多少？"


def proved(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip()


def cut_off(home, after):
    with closing(sqlite3.connect(home / "yizheng.db")) as database, database:
        gone = "SELECT record_id FROM record WHERE seq > ?"
        database.execute(f"DELETE FROM record_body WHERE record_id IN ({gone})", (after,))
        database.execute("DELETE FROM record WHERE seq > ?", (after,))
        database.execute(
            "UPDATE chain_head SET seq = ?, digest = (SELECT digest FROM record WHERE seq = ?)",
            (after, after),
        )


def test_a_cut_off_end_is_found_by_a_kept_head_and_by_the_pack_alone(home, yizheng, tmp_path):
    kept, key, pack = tmp_path / "heads.jsonl", tmp_path / "audit.pub", tmp_path / "pack"
    for _ in range(2):
        assert yizheng("ask", QUESTION, "--json").code == 0
    head = yizheng("audit", "head", "--out", str(kept), "--key", str(key)).one
    assert head["seq"] == 2
    against = ("audit", "verify", "--head", str(kept), "--key", str(key))
    assert yizheng(*against).one["vouched_to"] == 2
    told = yizheng("audit", "replay", "1").one
    assert told["question"]["question"] == QUESTION
    assert told["quotes"]
    assert all(one["holds"] for one in told["quotes"])
    assert [one["decision"] for one in yizheng("audit", "list", "--action", "audit:").lines] == [
        "audit:opened"
    ]

    assert yizheng("audit", "export", "--out", str(pack.with_suffix(".zip"))).one["links"] == 3
    with zipfile.ZipFile(pack.with_suffix(".zip")) as archive:
        archive.extractall(pack)
    assert proved(pack, str(kept)) == (0, "intact")

    cut_off(home, 1)
    assert yizheng("audit", "verify").one["verdict"] == "intact"
    found = yizheng(*against)
    assert (found.code, found.one["fault"], found.one["seq"]) == (1, "truncated", 2)
    again = tmp_path / "again"
    yizheng("audit", "export", "--out", str(again.with_suffix(".zip")))
    with zipfile.ZipFile(again.with_suffix(".zip")) as archive:
        archive.extractall(again)
    assert proved(again) == (0, "intact")
    code, why = proved(again, str(kept))
    assert (code, "cut off or rewritten" in why) == (1, True)


def test_a_copy_of_the_records_is_proven_without_its_index_and_stays_as_it_is(home, yizheng):
    assert yizheng("ask", QUESTION, "--json").code == 0
    shutil.rmtree(home / "index")
    assert yizheng("audit", "verify").one["links"] == 1
    assert all(one["holds"] for one in yizheng("audit", "replay", "1").one["quotes"])
    assert "index --rebuild" in yizheng("ask", QUESTION, "--json").err


def test_what_is_no_head_is_a_user_s_fault_in_one_line(home, yizheng, tmp_path):
    del home
    (tmp_path / "no-head").write_bytes(b"\xff\xfe")
    (tmp_path / "text").write_text("head", "utf-8")
    for name in ("no-head", "text"):
        done = yizheng("audit", "verify", "--head", str(tmp_path / name))
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert yizheng("audit", "replay", "r_nowhere").code == 2
