"""Follow-up plans that a doctor sets: dates, questions, whom to tell; deviations become tasks.

`questions` what is asked · `plan` values · `states` the one state machine · `screening` an answer before
anything else · `judging` what deviates · `room` who may do what · `telling` the tasks that follow.
"""

from assistant.follow_up.plan import Plan, Round, Terms
from assistant.follow_up.questions import Answer, Question
from assistant.follow_up.room import FollowUpRoom

__all__ = ["Answer", "FollowUpRoom", "Plan", "Question", "Round", "Terms"]
