"""The safety officer's rooms over a real database, with a clock that tests turn."""

from dataclasses import dataclass

import pytest

from assistant.exchange import Asker, Role
from assistant.gate import RuleGate
from assistant.gate.live import LiveGate
from assistant.gate.policy import load_policy
from assistant.safety import Safety
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from tests.fakes.databases import fresh_database
from tests.fakes.houses import safety_rooms

AN = Asker(role=Role.SAFETY_OFFICER, person="p_an")
BO = Asker(role=Role.ADMIN, person="p_bo")
PATIENT = Asker(role=Role.PATIENT, person="p_zhao")
DOCTOR = Asker(role=Role.DOCTOR, person="p_li")
AUDITOR = Asker(role=Role.AUDITOR, person="p_audit")


@dataclass
class Office:
    """A home with its gate, records and rooms; `again` opens the same home anew, as after a restart."""

    home: object
    gate: LiveGate
    rooms: Safety
    records: SqlRecorder
    database: object
    keys: KeyRing

    def again(self):
        return office_on(self.home, self.database, self.keys)


def office_on(home, database, keys):
    gate = LiveGate(lambda policy: RuleGate(policy=policy), load_policy(home))
    return Office(
        home, gate, safety_rooms(home, database, keys, gate), SqlRecorder(database, keys), database, keys
    )


@pytest.fixture
def office(tmp_path):
    database = fresh_database(tmp_path / "house.sqlite3")
    yield office_on(tmp_path, database, KeyRing(MasterKey.open(tmp_path / "keys" / "master.key")))
    database.close()
