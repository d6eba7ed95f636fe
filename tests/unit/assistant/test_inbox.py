"""The watched folder: what lies there is looked at, reported, taken in or refused; nothing by halves."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from assistant.changes import ChangeLog
from assistant.errors import DiskFullError
from assistant.inbox import Inbox
from assistant.intake import Intake
from assistant.updates import Updates
from guidelines import Reader
from guidelines.errors import UnknownReferenceError
from guidelines.package import pack
from tests.fakes.houses import ForgetfulIndex, NoOriginals
from tests.fakes.memory_ledger import MemoryLedger

KEY, STRANGER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
OLD, NEW = "甲病患者的血压目标为<150/90 mmHg。", "甲病患者的血压目标为<140/90 mmHg。"


def record(name, **more):
    return {
        "document_id": name,
        "family": "jia",
        "title": "甲病诊疗方案",
        "issuer": "某学会",
        "edition": name,
        "date_published": name.rpartition("-")[2],
        "file": f"{name}.md",
    } | more


def package(*names, key=KEY, words=NEW, **more):
    lines = "".join(json.dumps(record(one, **more), ensure_ascii=False) + "\n" for one in names)
    return pack([(f"{one}.md", f"# 甲病\n\n{words}\n".encode()) for one in names], lines.encode(), key)


class Room:
    """A watched folder over a house in memory, some time after somebody copied things there."""

    def __init__(self, folder):
        self.folder = folder / "inbox"
        self.folder.mkdir()
        (folder / "trusted").mkdir()
        public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (folder / "trusted" / "sender.pub").write_bytes(public)
        self.ledger, self.originals = MemoryLedger(), NoOriginals()
        self.intake = Intake(self.ledger, ForgetfulIndex(), self.originals)
        self.waited = timedelta(minutes=1)
        self.inbox = Inbox(
            self.folder,
            Updates(self.intake, self.ledger, ChangeLog(self.ledger), trusted=folder / "trusted"),
            self.intake,
            reader=Reader(every_department=True),
            report=lambda seen: f"{seen.state} {seen.why}".encode(),
            now=lambda: datetime.now(tz=UTC) + self.waited,
        )

    def put(self, name, data):
        (self.folder / name).write_bytes(data)

    def document(self, name, words=OLD, **more):
        self.put(f"{name}.md", f"# 甲病\n\n{words}\n".encode())
        self.put(f"{name}.jsonl", json.dumps(record(name, **more)).encode())

    def left(self):
        return {one.name for one in self.folder.iterdir() if one.is_file()}

    def moved(self, where):
        return sorted(one.name.partition("-")[2] for one in (self.folder / where).iterdir())

    @property
    def held(self):
        return {one.document_id for one in self.ledger.editions()}


@pytest.fixture
def room(tmp_path):
    return Room(tmp_path)


def test_a_signed_package_is_dry_run_and_taken_in_by_itself(room):
    room.put("may.yzp", package("jia-2018", words=OLD))
    room.inbox.look()
    room.put("june.yzp", package("jia-2024"))
    (seen,) = room.inbox.look()
    assert (seen.state, [one.new for one in seen.taken]) == ("taken", [True])
    (foreseen,) = seen.foreseen
    assert foreseen.replaces.document_id == "jia-2018"
    assert {kind.value: count for kind, count in foreseen.comparison.summary.items() if count} == {
        "threshold": 1
    }
    assert room.held == {"jia-2018", "jia-2024"}
    assert room.moved("done") == [
        "june.yzp",
        "june.yzp.report.json",
        "may.yzp",
        "may.yzp.report.json",
    ]
    assert [one.origin.kind for one in room.ledger.arrivals()] == ["package", "package"]
    assert room.ledger.arrivals()[0].origin.signed_by
    assert (room.left(), room.inbox.look()) == (set(), [])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(package("jia-2024", key=STRANGER), "not trusted", id="a stranger's"),
        pytest.param(package("jia-2024")[:-60], "copy it again", id="cut off"),
        pytest.param(b"words", "copy it again", id="no package"),
        pytest.param(package("jia-2024", "jia-2025", date_published="2024"), "both", id="cannot hold"),
    ],
)
def test_what_cannot_be_taken_is_moved_away_with_its_reason_and_nothing_of_it_is_in(room, data, why):
    room.put("x.yzp", data)
    (seen,) = room.inbox.look()
    assert seen.state == "refused"
    assert why in seen.why or "supersedes" in seen.why
    assert (room.held, room.ledger.arrivals(), room.left()) == (set(), (), set())
    assert room.moved("refused") == ["x.yzp", "x.yzp.report.json"]


def test_a_document_waits_for_a_persons_word(room):
    room.document("jia-2018")
    for _ in range(2):
        (seen,) = room.inbox.look()
        assert (seen.state, seen.taken) == ("waiting", ())
    assert "jia-2018.md.report.json" in room.left()
    assert room.held == set()
    done = room.inbox.confirm("jia-2018.md", by="p-1")
    assert (done.state, room.held) == ("taken", {"jia-2018"})
    assert (room.ledger.arrivals()[0].origin.kind, room.ledger.arrivals()[0].origin.by) == ("folder", "p-1")
    assert room.moved("done") == ["jia-2018.jsonl", "jia-2018.md", "jia-2018.md.report.json"]
    with pytest.raises(UnknownReferenceError, match="jia-2018"):
        room.inbox.confirm("jia-2018.md", by="p-1")


def test_a_dry_run_is_told_anew_when_something_came_in_meanwhile(room):
    room.document("jia-2024", NEW)
    (seen,) = room.inbox.look()
    assert seen.foreseen[0].replaces is None
    room.put("z.yzp", package("jia-2018", words=OLD))
    taken, seen = room.inbox.look()
    assert (taken.state, seen.state) == ("taken", "waiting")
    assert seen.foreseen[0].replaces.document_id == "jia-2018"


def test_what_is_still_on_its_way_is_left_alone(room):
    room.document("jia-2018")
    (room.folder / "jia-2018.jsonl").unlink()
    assert [one.state for one in room.inbox.look()] == ["incomplete"]
    room.waited = timedelta(0)
    room.put("may.yzp", package("jia-2024"))
    assert {one.state for one in room.inbox.look()} == {"arriving"}
    with pytest.raises(UnknownReferenceError):
        room.inbox.confirm("jia-2018.md", by=None)
    assert room.held == set()


@pytest.mark.parametrize("name", ["../secret.md", "/etc/passwd", "", ".", "done"])
def test_only_what_lies_in_the_folder_can_be_confirmed(room, name):
    with pytest.raises(UnknownReferenceError):
        room.inbox.confirm(name, by=None)


def test_links_and_hidden_files_are_not_looked_at(room, tmp_path):
    (tmp_path / "outside.yzp").write_bytes(package("jia-2024"))
    (room.folder / "link.yzp").symlink_to(tmp_path / "outside.yzp")
    room.put(".half.yzp", package("jia-2024"))
    assert room.inbox.look() == []
    assert room.held == set()


def test_a_full_disk_leaves_the_package_for_the_next_look(room):
    def full(_):
        raise DiskFullError("no room left; free some")

    room.put("may.yzp", package("jia-2024"))
    room.originals.put, put = full, room.originals.put
    (seen,) = room.inbox.look()
    assert (seen.state, "no room" in seen.why, room.left()) == (
        "waiting",
        True,
        {"may.yzp", "may.yzp.report.json"},
    )
    room.originals.put = put
    assert [one.state for one in room.inbox.look()] == ["taken"]
    assert (room.held, room.left()) == ({"jia-2024"}, set())
