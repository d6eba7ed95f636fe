"""The on-call calendar: who covers a department or desk when, who stands in for whom, where nobody does.

`duty` values and pure questions to them · `days` days off and make-up days · `table` CSV ·
`store` the port · `room` who may enter what
"""

from assistant.rota.days import Day
from assistant.rota.duty import Absence, Duty, Gap, Rota, Watched
from assistant.rota.room import RotaRoom

__all__ = ["Absence", "Day", "Duty", "Gap", "Rota", "RotaRoom", "Watched"]
