"""A person's health file, kept only while the person agrees: visits, reports, what was reported.

`entry` values · `file` the file as a whole · `deltas` a report beside earlier ones · `room` who may read it.
"""

from assistant.health_file.entry import Entry, Guardian, LabReport, LabResult, Statement, Visit
from assistant.health_file.file import HealthFile, Reported
from assistant.health_file.room import HealthFileRoom

__all__ = [
    "Entry",
    "Guardian",
    "HealthFile",
    "HealthFileRoom",
    "LabReport",
    "LabResult",
    "Reported",
    "Statement",
    "Visit",
]
