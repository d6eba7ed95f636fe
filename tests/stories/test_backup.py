"""A home that is being served is backed up, lost, and brought back; half or changed backups are refused."""

import json
import shutil
import threading
import time
import zipfile

import httpx
import pytest

from assistant.exchange import Role
from assistant.settings import Settings
from assistant.wiring.people import open_accounts
from tests.fakes import ward_rules as ward
from tests.fakes.agreement import disagreements
from tests.fakes.doors import PASSWORD
from tests.stories.conftest import serving

PERSON = "我要找真人医生"


@pytest.fixture
def lived_in(home, yizheng, tmp_path):
    """A home with a document of its own, an account, an answer and a task; and where its keys were kept."""
    (tmp_path / "rules.md").write_bytes(ward.markdown(ward.OLD))
    (tmp_path / "meta.toml").write_text(ward.record("wheelchair-2019", file="rules.md"), "utf-8")
    assert yizheng("guidelines", "add", tmp_path / "rules.md", "--meta", tmp_path / "meta.toml").code == 0
    with open_accounts(Settings(home=home)) as book:
        book.create_account("li", PASSWORD, role=Role.DOCTOR)
    (home / "policy.toml").write_text('id = "ours"\nversion = 3\n', "utf-8")
    asked = [{"id": "a", "question": ward.QUESTION, "role": "doctor"}, {"id": "b", "question": PERSON}]
    told = yizheng("ask", "--json", stdin="\n".join(map(json.dumps, asked))).lines
    assert [one["outcome"] for one in told] == ["answered", "deferred"]
    shutil.copytree(home / "keys", tmp_path / "safe")
    return home


def elsewhere(tmp_path, monkeypatch, name):
    place = tmp_path / name
    monkeypatch.setenv("YIZHENG_HOME", str(place))
    return place


def ask_on(url, secret, asked, enough):
    """Ask until told that it is enough; count what was answered."""
    bearer = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=url, headers=bearer, trust_env=False, timeout=30) as client:
        while not enough.is_set():
            asked.append(client.post("/v1/ask", json={"question": ward.QUESTION}).status_code)


def test_a_served_home_is_backed_up_and_stands_again_elsewhere(lived_in, yizheng, tmp_path, monkeypatch):
    file, enough, asked = tmp_path / "house.backup", threading.Event(), []
    secret = yizheng("account", "key", "asker", "--role", "doctor", "--scope", "ask").out.split()[-1]
    with serving(tmp_path) as served:
        busy = threading.Thread(target=ask_on, args=(served.url, secret, asked, enough))
        busy.start()
        while len(asked) < 2:
            time.sleep(0.05)
        kept = yizheng("backup", file).one
        enough.set()
        busy.join()
    assert set(asked) == {200}
    assert (file.stat().st_mode & 0o077, kept["records"] >= 3, kept["files"] >= 2) == (0, True, True)
    assert not [one for one in zipfile.ZipFile(file).namelist() if "key" in one and "jsonl" not in one]
    before = [one for one in yizheng("audit", "list", "--limit", 200).lines if one["seq"] <= kept["records"]]

    goal = elsewhere(tmp_path, monkeypatch, "new")
    told = yizheng("restore", file, "--keys", tmp_path / "safe").one
    assert (told["verdict"], told["lost"], told["records"]) == ("intact", [], kept["records"])
    assert disagreements(goal) == []
    assert yizheng("audit", "verify").one["verdict"] == "intact"
    assert yizheng("audit", "list", "--limit", 200).lines == before
    assert [one["name"] for one in yizheng("account", "list", "--json").lines] == ["li"]
    assert (goal / "policy.toml").read_text("utf-8").startswith('id = "ours"')
    again = yizheng("ask", ward.QUESTION, "--role", "doctor", "--json").one
    assert again["claims"][0]["text"] == ward.OLD
    assert yizheng("backup", file).code == 2
    assert "there already" in yizheng("backup", file).err


def halved(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def changed(name, spoil):
    """Write the same members anew, one of them spoiled or left out."""

    def rewrite(file):
        with zipfile.ZipFile(file) as held:
            members = {one: held.read(one) for one in held.namelist()}
        with zipfile.ZipFile(file, "w") as written:
            for one, data in members.items():
                new = spoil(data) if one == name else data
                if new is not None:
                    written.writestr(one, new)

    return rewrite


def other_digest(data):
    """Change a row count, as who wants to hide a row would have to."""
    manifest = json.loads(data)
    manifest["tables"]["record"] -= 1
    return json.dumps(manifest).encode()


def other_keys(file):
    (file.parent / "safe" / "master.key").write_bytes(bytes(32))


SPOILED = {
    "half": (halved, "no whole backup"),
    "a row gone": (changed("tables/record.jsonl", lambda data: data[:-40]), "was changed"),
    "a table gone": (changed("tables/task.jsonl", lambda _: None), "does not hold"),
    "another count": (changed("manifest.json", other_digest), "was changed, or belongs"),
    "no manifest": (changed("manifest.json", lambda _: None), "no manifest"),
    "other keys": (other_keys, "another keys/master.key"),
    "no keys": (lambda file: (file.parent / "safe" / "master.key").unlink(), "no master.key"),
    "no backup": (lambda file: file.write_bytes(b"notes"), "no whole backup"),
    "nothing": (lambda file: file.unlink(), "cannot be read"),
}


def test_a_half_or_changed_backup_restores_nothing(lived_in, yizheng, tmp_path, monkeypatch):
    whole = tmp_path / "house.backup"
    assert yizheng("backup", whole).code == 0
    goal = elsewhere(tmp_path, monkeypatch, "new")
    for number, (spoil, words) in enumerate(SPOILED.values()):
        place = tmp_path / str(number)
        shutil.copytree(tmp_path / "safe", place / "safe")
        shutil.copy(whole, place)
        spoil(place / whole.name)
        refused = yizheng("restore", place / whole.name, "--keys", place / "safe")
        assert (refused.code, words in refused.err, len(refused.err.splitlines())) == (2, True, 1), words
        assert not goal.exists()
        assert not list(tmp_path.glob(".new*"))


def test_a_home_that_holds_something_is_left_alone(lived_in, yizheng, tmp_path):
    assert yizheng("backup", tmp_path / "house.backup").code == 0
    refused = yizheng("restore", tmp_path / "house.backup", "--keys", tmp_path / "safe")
    assert (refused.code, "is not empty" in refused.err) == (2, True)
    assert yizheng("audit", "verify").one["verdict"] == "intact"


def test_there_is_nowhere_to_move_to_unless_a_database_is_named(lived_in, yizheng):
    refused = yizheng("store", "move")
    assert (refused.code, "database.url" in refused.err) == (2, True)
