"""The interview before a visit: what a person says, turned into how soon, where to and what to ask next.

`interview.Triage` reads first; complaints, slots, departments and advice are data. No model, no network.
"""

from assistant.triage.departments import Departments, departments
from assistant.triage.interview import Direction, Triage, triage, warmed_up
from assistant.triage.patient import Patient

__all__ = ["Departments", "Direction", "Patient", "Triage", "departments", "triage", "warmed_up"]
