"""The room of outside findings over the house's store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from assistant.exchange import Asker
from assistant.findings import FindingRoom
from assistant.ports import Gate
from assistant.store.database import Database
from assistant.store.findings import SqlFindings
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing
from assistant.store.worklist import SqlWorklist
from assistant.worklist.clocks import Clocks
from assistant.worklist.worklist import may_see


def finding_room(
    database: Database,
    keys: KeyRing,
    gate: Gate,
    clocks: Clocks,
    *,
    staffed: Callable[[], frozenset[str]],
    now: Callable[[], datetime] = utc_now,
) -> FindingRoom:
    """Give the room; a doctor sees a case as long as its task is one that this doctor may take."""
    tasks = SqlWorklist(database, keys)

    def open_to(asker: Asker, ticket: str) -> bool:
        task = tasks.task(ticket)
        return task is not None and may_see(asker, task)

    return FindingRoom(
        SqlFindings(database, keys),
        gate,
        clocks,
        now=now,
        staffed=staffed,
        on_call=clocks.staffing.on_call,
        open_to=open_to,
    )
