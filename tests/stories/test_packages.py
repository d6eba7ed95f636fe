"""An update carried by hand: packed and signed elsewhere, looked at, then taken in."""

import json

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
