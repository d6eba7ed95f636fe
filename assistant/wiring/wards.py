"""The rooms in which people work: tasks with their clocks, the calendar, findings, care, and the bell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.accounts import AccountBook
from assistant.findings import FindingRoom
from assistant.notices import Bell
from assistant.ports import Gate
from assistant.reminders import ReminderRoom
from assistant.risk import RiskRoom
from assistant.rota import RotaRoom
from assistant.settings import Settings
from assistant.store.database import Database
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing
from assistant.store.worklist import SqlWorklist
from assistant.triage import Triage
from assistant.wiring.care import Around, CareRooms, care_rooms
from assistant.wiring.findings import finding_room
from assistant.wiring.notices import bell_of, reminder_room
from assistant.wiring.rota import clocks_by, rota_room
from assistant.wiring.safety import risk_room
from assistant.worklist import Worklist


@dataclass(frozen=True, slots=True, kw_only=True)
class Wards:
    """What people work with, over one store and one calendar."""

    tasks: SqlWorklist
    rota: RotaRoom
    worklist: Worklist
    care: CareRooms
    findings: FindingRoom
    risk: RiskRoom
    bell: Bell
    reminders: ReminderRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffed:
    """With whom and under which settings: `grave` are the triggers that ask for a second signature."""

    accounts: AccountBook
    gate: Gate
    interviewer: Callable[[], Triage]
    grave: list[str]
    settings: Settings


def wards_of(database: Database, keys: KeyRing, staffed: Staffed) -> Wards:
    """Give the rooms; the bell rings for tasks, follow-ups and findings alike."""
    tasks, accounts, gate = SqlWorklist(database, keys), staffed.accounts, staffed.gate
    settings = staffed.settings
    rota = rota_room(database, keys, accounts, hours=(settings.tasks.opens, settings.tasks.closes))
    worklist = Worklist(tasks, gate, clocks_by(rota), now=utc_now, grave=staffed.grave)
    care = care_rooms(database, keys, Around(tasks, worklist, gate, accounts, staffed.interviewer))
    findings = finding_room(database, keys, gate, worklist.clocks, staffed=accounts.departments)
    bell = bell_of(
        settings.notices,
        database,
        keys,
        tasks,
        beside=lambda at: (*care.follow_up.notices(at), *findings.notices(at)),
        names=rota.name_of,
    )
    return Wards(
        tasks=tasks,
        rota=rota,
        worklist=worklist,
        care=care,
        findings=findings,
        risk=risk_room(database, keys, worklist),
        bell=bell,
        reminders=reminder_room(settings.notices, database, keys, tasks, questions=care.follow_up.notices),
    )
