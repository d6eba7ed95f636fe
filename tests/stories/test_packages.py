"""An update carried by hand: packed and signed elsewhere, looked at, then taken in."""

import json
import time

from tests.fakes.agreement import disagreements
from tests.stories.conftest import serving

OLD = "# 甲病诊疗方案\n\n65岁及以上甲病患者的血压目标为<150/90 mmHg。\n"
NEW = "# 甲病诊疗方案\n\n65岁及以上甲病患者的血压目标为<140/90 mmHg。\n"


def record(year):
    return {
        "document_id": f"jia-{year}",
        "family": "jia",
        "title": f"甲病诊疗方案（{year}年版）",
        "issuer": "某学会",
        "edition": f"{year}年版",
        "date_published": str(year),
        "file": f"jia-{year}.md",
    }


def document(folder, year, words):
    (folder / f"jia-{year}.md").write_text(words, encoding="utf-8")
    meta = folder / f"{year}.jsonl"
    meta.write_text(json.dumps(record(year), ensure_ascii=False) + "\n", encoding="utf-8")
    return str(folder / f"jia-{year}.md"), str(meta)


def test_an_update_is_looked_at_and_taken_in_only_from_a_trusted_sender(home, yizheng, tmp_path):
    old, old_meta = document(tmp_path, 2018, OLD)
    new, new_meta = document(tmp_path, 2024, NEW)
    package, key = str(tmp_path / "update.yzp"), str(tmp_path / "sender")
    assert yizheng("guidelines", "add", old, "--meta", old_meta, "--no-library").code == 0
    assert yizheng("guidelines", "key", key).code == 0
    packed = yizheng("guidelines", "pack", new, "--meta", new_meta, "--key", f"{key}.key", "--out", package)
    assert packed.code == 0, packed.err

    stranger = yizheng("guidelines", "import", package, "--no-library")
    assert (stranger.code, "no key is trusted" in stranger.err) == (2, True)

    (home / "trusted").mkdir()
    (home / "trusted" / "sender.pub").write_bytes((tmp_path / "sender.pub").read_bytes())
    looked = yizheng("guidelines", "import", package, "--dry-run", "--no-library").one
    assert (looked["replaces"].partition("@")[0], looked["summary"]["threshold"]) == ("jia-2018", 1)
    assert "jia-2024" not in yizheng("guidelines", "list", "--no-library").out

    assert yizheng("guidelines", "import", package, "--no-library").one["document_id"] == "jia-2024"
    listed = yizheng("guidelines", "list", "--no-library").out
    assert "superseded  2018" in listed
    assert "current     2024" in listed


def test_a_key_that_is_none_is_named(home, yizheng, tmp_path):
    new, meta = document(tmp_path, 2024, NEW)
    broken, package = tmp_path / "broken.key", str(tmp_path / "update.yzp")
    broken.write_text("x")
    refused = yizheng("guidelines", "pack", new, "--meta", meta, "--key", str(broken), "--out", package)
    assert (refused.code, "no open Ed25519 key" in refused.err) == (2, True)
    (home / "trusted").mkdir()
    (home / "trusted" / "broken.pub").write_text("x")
    refused = yizheng("guidelines", "import", new, "--no-library")
    assert (refused.code, "broken.pub" in refused.err) == (2, True)


def trusted(home, yizheng, folder):
    """Make a key, let the home trust it, and give the secret one."""
    assert yizheng("guidelines", "key", str(folder / "sender")).code == 0
    (home / "trusted").mkdir()
    (home / "trusted" / "sender.pub").write_bytes((folder / "sender.pub").read_bytes())
    return str(folder / "sender.key")


def test_an_import_is_rolled_back_and_everything_stands_as_before(home, yizheng, tmp_path):
    old, old_meta = document(tmp_path, 2018, OLD)
    new, new_meta = document(tmp_path, 2024, NEW)
    package, key = str(tmp_path / "update.yzp"), trusted(home, yizheng, tmp_path)
    assert yizheng("guidelines", "add", old, "--meta", old_meta).code == 0
    before = yizheng("guidelines", "list", "--json").lines
    yizheng("guidelines", "pack", new, "--meta", new_meta, "--key", key, "--out", package)
    taken = yizheng("guidelines", "import", package).one
    asked = ("ask", "65岁及以上甲病患者的血压目标是多少？", "--role", "doctor", "--json")
    assert "140/90" in yizheng(*asked).one["text"]

    gone = yizheng("guidelines", "rollback", "--reason", "印错", "--json").one
    assert (gone["kind"], gone["editions"]) == ("package", [taken["edition_id"]])
    assert gone["rolled_back"]["reason"] == "印错"
    assert yizheng("guidelines", "list", "--json").lines == before
    assert "150/90" in yizheng(*asked).one["text"]
    assert "140/90" not in yizheng(*asked).out
    shown = yizheng("guidelines", "show", taken["edition_id"], "--json").one
    assert (shown["status"], len(shown["passages"])) == ("withdrawn", taken["passages"])
    assert disagreements(home) == []
    assert yizheng("audit", "verify").code == 0
    listed = yizheng("guidelines", "arrivals", "--json").lines
    assert [one["kind"] for one in listed] == ["package", "files", "library"]
    assert "rolled back" in yizheng("guidelines", "arrivals").out
    assert yizheng("guidelines", "rollback", gone["arrival_id"]).code == 2

    assert yizheng("guidelines", "import", package).one["new"] is True
    assert "140/90" in yizheng(*asked).one["text"]
    assert disagreements(home) == []


def test_a_package_with_one_document_that_cannot_be_taken_leaves_nothing(home, yizheng, tmp_path):
    good, _ = document(tmp_path, 2018, OLD)
    (tmp_path / "jia-2024.pdf").write_bytes(b"%PDF-1.7 torn")
    records = [record(2018), record(2024) | {"file": "jia-2024.pdf"}]
    (tmp_path / "both.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    package, key = str(tmp_path / "update.yzp"), trusted(home, yizheng, tmp_path)
    packed = (good, tmp_path / "jia-2024.pdf", "--meta", tmp_path / "both.jsonl", "--key", key)
    yizheng("guidelines", "pack", *packed, "--out", package)
    done = yizheng("guidelines", "import", package)
    assert (done.code, ["error" in one for one in done.lines]) == (1, [True, True])
    assert "jia" not in yizheng("guidelines", "list").out
    assert disagreements(home) == []


def test_a_running_server_takes_a_package_from_its_watched_folder(home, yizheng, tmp_path, monkeypatch):
    new, new_meta = document(tmp_path, 2024, NEW)
    inbox, key = tmp_path / "inbox", trusted(home, yizheng, tmp_path)
    monkeypatch.setenv("YIZHENG_GUIDELINES__INBOX", str(inbox))
    monkeypatch.setenv("YIZHENG_GUIDELINES__LOOK_EVERY_S", "0.2")
    package = tmp_path / "update.yzp"
    yizheng("guidelines", "pack", new, "--meta", new_meta, "--key", key, "--out", package)
    with serving(tmp_path):
        package.replace(inbox / "update.yzp")
        (inbox / "jia-2018.md").write_text(OLD, "utf-8")
        (inbox / "jia-2018.jsonl").write_text(json.dumps(record(2018)), "utf-8")
        end = time.monotonic() + 40
        while not (inbox / "done").is_dir() and time.monotonic() < end:
            time.sleep(0.2)
        assert yizheng("guidelines", "arrivals", "--json").lines[0]["name"] == "update.yzp"
        (waiting,) = yizheng("guidelines", "inbox", "--json").lines
        assert (waiting["name"], waiting["state"]) == ("jia-2018.md", "waiting")
        assert waiting["foreseen"][0]["replaces"].startswith("jia-2024@")
        assert yizheng("guidelines", "confirm", "jia-2018.md", "--json").one["state"] == "taken"
        states = {one["document_id"]: one["status"] for one in yizheng("guidelines", "list", "--json").lines}
        assert (states["jia-2018"], states["jia-2024"]) == ("superseded", "current")
    assert disagreements(home) == []
