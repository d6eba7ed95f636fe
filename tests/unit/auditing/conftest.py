"""A chain of five records in a home of its own, with an auditor's room over it."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.auditing import AuditRoom
from assistant.auditing.heads import read_heads
from assistant.exchange import Asker, Role
from assistant.store.auditing import SqlAudit
from assistant.store.database import Database
from assistant.store.head_key import HeadKeyFile
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from tests.fakes.databases import fresh_database, unguard
from tests.fakes.doors import Clock
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.outcomes import OUTCOMES, asked

AUDITOR = Asker(role=Role.AUDITOR, person="p_auditor")


@dataclass
class Archive:
    """Records in a database file, and the room that audits them."""

    home: Path
    database: Database
    recorder: SqlRecorder
    room: AuditRoom
    clock: Clock

    def record(self, person="p-1", outcome="answered"):
        return self.recorder.append(asked(person=person), OUTCOMES[outcome])

    def verify(self, *lines, keys=()):
        return self.room.verify(None, None, self.room.kept(read_heads("\n".join(lines)), list(keys)))

    @contextmanager
    def tampering(self):
        """Write as somebody who owns the database."""
        with self.database.writing() as session:
            unguard(session)
            yield session


def archive_at(home):
    home.mkdir(exist_ok=True)
    database, clock = fresh_database(home / "house.sqlite3"), Clock()
    keys = KeyRing(MasterKey.open(home / "keys" / "master.key"))
    room = AuditRoom(
        SqlAudit(database, keys, now=clock),
        MemoryLedger(),
        HeadKeyFile(home / "keys" / "audit.key"),
        now=clock,
    )
    return Archive(home, database, SqlRecorder(database, keys, now=clock), room, clock)


@pytest.fixture
def archive(tmp_path):
    archive = archive_at(tmp_path / "home")
    for outcome in OUTCOMES:
        archive.record(outcome=outcome)
    yield archive
    archive.database.close()
