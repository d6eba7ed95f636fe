"""Kept records: a machine's draft, every person's edit of it, the signature, amendments; read `charts` first.

A person is the author of every signed record; what the machine wrote stays marked line by line.
"""

from assistant.charts.chart import (
    Amendment,
    Chart,
    ChartState,
    Coded,
    Kept,
    Line,
    Part,
    Patient,
    Sheet,
    Signature,
    Version,
)
from assistant.charts.charts import ChartRoom
from assistant.charts.store import ChartStore

__all__ = [
    "Amendment",
    "Chart",
    "ChartRoom",
    "ChartState",
    "ChartStore",
    "Coded",
    "Kept",
    "Line",
    "Part",
    "Patient",
    "Sheet",
    "Signature",
    "Version",
]
