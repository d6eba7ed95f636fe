"""Health files, follow-up plans and the opener of tasks, put together over a home's database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.accounts import AccountBook
from assistant.consent import ConsentBook
from assistant.follow_up import FollowUpRoom
from assistant.follow_up.room import Parts
from assistant.follow_up.screening import Screen
from assistant.follow_up.telling import Telling
from assistant.health_file import HealthFileRoom
from assistant.ports import Gate
from assistant.store.consents import SqlConsents
from assistant.store.database import Database
from assistant.store.follow_up import SqlFollowUps
from assistant.store.health_file import SqlHealthFiles
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing
from assistant.triage import Triage
from assistant.worklist import Worklist
from assistant.worklist.opening import TaskOpener
from assistant.worklist.store import TaskStore


@dataclass(frozen=True, slots=True)
class Around:
    """What these rooms work with beside their own stores."""

    tasks: TaskStore
    worklist: Worklist
    gate: Gate
    accounts: AccountBook
    interviewer: Callable[[], Triage]


@dataclass(frozen=True, slots=True, kw_only=True)
class CareRooms:
    """The rooms that look after a person between two visits, and who opens tasks with what they know."""

    health_file: HealthFileRoom
    follow_up: FollowUpRoom
    opener: TaskOpener


def care_rooms(database: Database, keys: KeyRing, around: Around) -> CareRooms:
    """Give the rooms."""
    consents = ConsentBook(SqlConsents(database), now=utc_now)
    health_file = HealthFileRoom(SqlHealthFiles(database, keys), consents, now=utc_now)
    opener = TaskOpener(
        around.tasks,
        around.gate,
        around.worklist.clocks,
        now=utc_now,
        staffed=around.accounts.departments,
        reported=health_file.reported,
    )
    parts = Parts(
        store=SqlFollowUps(database, keys),
        worklist=around.worklist,
        consents=consents,
        gate=around.gate,
        screen=Screen(around.gate, around.interviewer),
        telling=Telling(opener, policy=lambda: around.gate.policy, named=around.accounts.name_of),
    )
    follow_up = FollowUpRoom(parts, now=utc_now)
    return CareRooms(health_file=health_file, follow_up=follow_up, opener=opener)
