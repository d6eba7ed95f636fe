"""The patient's page over a real gate, interview, worklist and ledger of consents; no model anywhere."""

from contextlib import contextmanager
from dataclasses import replace

from assistant.engine import Engine
from assistant.store.instant import utc_now
from assistant.worklist.clocks import shipped_clocks
from assistant.worklist.opening import TaskOpener
from serving.app import create_app
from serving.front import SignedIn
from serving.ui.pages import page_router
from serving.ui.patient.router import PATH, patient_router
from serving.ui.start import start_router
from tests.fakes.houses import scripted_house
from tests.fakes.memory_ledger import MemoryLedger
from tests.unit.assistant.test_engine import Notebook, engine_with


@contextmanager
def patient_house(home, gate):
    """Give an open house whose engine files what it is told, with real tasks and records."""
    with scripted_house(home) as house:
        opener = TaskOpener(
            house.worklist._store,
            gate,
            shipped_clocks(),
            now=utc_now,
            staffed=house.accounts.departments,
            reported=house.health_file.reported,
        )
        rooms = engine_with(MemoryLedger(), Notebook())._rooms
        engine = Engine(replace(rooms, gate=gate, recorder=house.records, tasks=opener))
        yield replace(house, engine=engine, gate=gate)


def patient_app(house):
    """Give the application with the front door, the sign-in and the patient's page, and no page of staff."""
    app = create_app(house, pages=False)

    def door():
        return app.state.doorkeeper

    app.include_router(start_router(SignedIn(door).role, patient=PATH, staff="/sign-in"))
    app.include_router(patient_router(app.state.serving, door))
    app.include_router(page_router(SignedIn(door).name))
    return app
