"""The laboratory report reader: which test a printed line is, and whether its value lies in the right range.

Deterministic and explained; what cannot be judged stays unknown. No advice, no drug, no diagnosis.
"""

from assistant.labs.knowledge import HOSPITAL_FILE, Knowledge, current_knowledge, knowledge_of
from assistant.labs.reader import read_items, read_text
from assistant.labs.report import Flag, Item, Patient, RangeSource, Reading, Report

__all__ = [
    "HOSPITAL_FILE",
    "Flag",
    "Item",
    "Knowledge",
    "Patient",
    "RangeSource",
    "Reading",
    "Report",
    "current_knowledge",
    "knowledge_of",
    "read_items",
    "read_text",
]
