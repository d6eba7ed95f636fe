"""Is the evidence enough: what a question asks to hear, how far the evidence says it, at what risk."""

from assistant.sufficiency.asked import Asked, asked_of
from assistant.sufficiency.fit import FEATURES, NO_FIT, Fit, Sizing, Sufficiency
from assistant.sufficiency.risk import UNWEIGHED, Calibration, Weighed, Weighing, shipped_calibration

__all__ = [
    "FEATURES",
    "NO_FIT",
    "UNWEIGHED",
    "Asked",
    "Calibration",
    "Fit",
    "Sizing",
    "Sufficiency",
    "Weighed",
    "Weighing",
    "asked_of",
    "shipped_calibration",
]
