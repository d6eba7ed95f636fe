"""Tasks for people: what the machine does not answer goes to somebody, by a time, and is never lost.

`task` values · `states` the one state machine · `clocks` priorities, deadlines and desks as data · `rules`
which outcome opens what · `opening` the engine's port · `reply` what a person answers · `worklist` for staff.
"""

from assistant.worklist.reply import Reply, ReplyDraft
from assistant.worklist.task import Queue, State, Task
from assistant.worklist.worklist import Worklist

__all__ = ["Queue", "Reply", "ReplyDraft", "State", "Task", "Worklist"]
