"""The on-call calendar: who covers a department or desk when, who stands in for whom, where nobody does.

`duty` values and pure questions to them · `table` CSV · `store` the port · `room` who may enter what
"""

from assistant.rota.duty import Absence, Duty, Gap, Rota, Watched
from assistant.rota.room import RotaRoom

__all__ = ["Absence", "Duty", "Gap", "Rota", "RotaRoom", "Watched"]
