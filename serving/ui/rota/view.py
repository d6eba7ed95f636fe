"""What the page of the on-call calendar shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from assistant.rota import Absence, Day, Duty, Gap, Watched
from assistant.worklist.clocks import Clock
from assistant.worklist.task import Priority

ROTA: Final = "/rota"


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaView:
    """The calendar of the days to come; `plans`: the viewer enters duties; `person` may be away.

    `names` calls people and units; `now_on` who is on call at this moment, by unit.
    """

    now: datetime
    days: int
    duties: Sequence[Duty]
    absences: Sequence[Absence]
    watched: Sequence[Watched]
    gaps: Sequence[Gap]
    now_on: Mapping[str, str]
    names: Mapping[str, str]
    plans: bool
    person: str | None
    is_doctor: bool
    hours: tuple[time, time]
    days_off: Sequence[Day]
    levels: Mapping[Priority, Clock]

    @property
    def acts(self) -> bool:
        """Whether the viewer may change anything."""
        return self.plans or self.is_doctor

    def called(self, one: str) -> str:
        """Call a person or a unit by name; whatever has none keeps its id."""
        return self.names.get(one, one)
